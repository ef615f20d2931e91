"""A kernel for the tests of a class, and what they do with it."""

import threading
import unittest

from jupyter_client.manager import start_new_kernel

TIMEOUT = 60


class KernelCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.manager, cls.client = start_new_kernel(kernel_name="gopherbook")

    @classmethod
    def tearDownClass(cls):
        cls.client.stop_channels()
        cls.manager.shutdown_kernel()

    def run_cell(self, code, on_output=lambda message: None, **options):
        """Runs a cell and returns its reply and its outputs, streams joined."""
        outputs = []

        def collect(message):
            kind, content = message["msg_type"], message["content"]
            if kind == "stream":
                name, text = content["name"], content["text"]
                if outputs and outputs[-1][0] == name:
                    text = outputs.pop()[1] + text
                outputs.append((name, text))
            elif kind == "error":
                outputs.append((kind, content["ename"] + ": " + content["evalue"]))
            elif "data" in content:
                outputs.append((kind, content["data"]["text/plain"]))
            on_output(message)

        reply = self.client.execute_interactive(
            code, timeout=TIMEOUT, output_hook=collect, allow_stdin=False, **options
        )
        return reply["content"], outputs

    def check(self, code, *want):
        """Runs a cell that must succeed and have these outputs."""
        reply, outputs = self.run_cell(code)
        self.assertEqual(reply["status"], "ok", reply)
        self.assertEqual(outputs, list(want))

    def interrupt_at_output(self, code):
        """Runs a cell, interrupts it when it shows something, returns the reply."""
        sent = threading.Event()

        def on_output(message):
            if message["msg_type"] == "stream" and not sent.is_set():
                sent.set()
                self.manager.interrupt_kernel()

        reply, _ = self.run_cell(code, on_output)
        self.assertTrue(sent.is_set(), "the cell printed nothing: %s" % reply)
        return reply
