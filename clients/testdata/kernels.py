"""A kernel and the client that measures it."""

import queue
import time

from jupyter_client.manager import KernelManager

TIMEOUT = 120


class Kernel:
    """Is started, and has answered, when it has been made."""

    def __init__(self, name, **options):
        self.manager = KernelManager(kernel_name=name)
        self.manager.start_kernel(**options)
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        end = time.monotonic() + TIMEOUT
        while True:  # until what the kernel publishes arrives
            self.client.kernel_info()
            try:
                self.client.get_iopub_msg(timeout=0.1)
                return
            except queue.Empty:
                if not self.manager.is_alive() or time.monotonic() > end:
                    raise SystemExit(f"{name} did not start")

    def run(self, code):
        """Runs a cell and returns the seconds from sending it to having both the
        reply and the idle status. What it shows as its result is kept as text."""
        self.result = None
        start = time.perf_counter()
        request = self.client.execute(code, allow_stdin=False)
        reply = self.client.get_shell_msg(timeout=TIMEOUT)
        while reply["parent_header"].get("msg_id") != request:
            reply = self.client.get_shell_msg(timeout=TIMEOUT)
        while True:
            message = self.client.get_iopub_msg(timeout=TIMEOUT)
            if message["parent_header"].get("msg_id") != request:
                continue
            if message["msg_type"] == "execute_result":
                self.result = message["content"]["data"]["text/plain"]
            if message["content"].get("execution_state") == "idle":
                break
        seconds = time.perf_counter() - start
        content = reply["content"]
        if content["status"] != "ok":
            raise SystemExit("\n".join([code] + content.get("traceback", [content["status"]])))
        return seconds

    def stop(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel()
