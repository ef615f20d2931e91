"""What other kernels' tests ask of a kernel, asked of this one; input and comms.

Most of these follow tests of ipykernel's and of Deno's Jupyter kernel.
"""

import unittest

import zmq
from jupyter_client.manager import start_new_kernel
from jupyter_client.session import Session
from kernel_case import TIMEOUT, KernelCase


class Messages(KernelCase):
    def send(self, channel, msg_type, content, buffers=None):
        """Sends a message on a channel, and returns its id."""
        message = self.client.session.msg(msg_type, content)
        self.client.session.send(channel.socket, message, buffers=buffers)
        return message["header"]["msg_id"]

    def reply(self, msg_id, channel=None):
        """Returns the type and the content of the next reply, which is to msg_id."""
        on_control = channel is self.client.control_channel
        get = self.client.get_control_msg if on_control else self.client.get_shell_msg
        message = get(timeout=TIMEOUT)
        self.assertEqual(message["parent_header"]["msg_id"], msg_id)
        return message["msg_type"], message["content"]

    def published(self, msg_id, until="status"):
        """Yields what comes on iopub for a message, up to idle or another type."""
        while True:
            message = self.client.get_iopub_msg(timeout=TIMEOUT)
            if message["parent_header"].get("msg_id") != msg_id:
                continue
            yield message
            idle = message["content"].get("execution_state") == "idle"
            if message["msg_type"] == until and (until != "status" or idle):
                return

    def kinds(self, msg_id):
        return [
            m["content"].get("execution_state") or m["msg_type"] for m in self.published(msg_id)
        ]

    def count(self):
        return self.run_cell("0;", silent=True)[0]["execution_count"]

    # Executing.

    def test_a_silent_cell_shows_nothing_and_does_not_count(self):
        before = self.count()
        msg_id = self.client.execute('fmt.Println("x")\nquiet := 1\nquiet', silent=True)
        self.assertEqual(self.reply(msg_id)[1]["status"], "ok")
        self.assertEqual(self.kinds(msg_id), ["busy", "idle"])
        msg_id = self.client.execute('panic("x")', silent=True)
        self.assertEqual(self.reply(msg_id)[1]["status"], "error")
        self.assertEqual(self.kinds(msg_id), ["busy", "idle"])
        self.assertEqual(self.count(), before)
        self.check("quiet", ("execute_result", "1"))

    def test_a_cell_without_history_does_not_count(self):
        before = self.count()
        reply, outputs = self.run_cell("1 + 1", store_history=False)
        self.assertEqual((reply["execution_count"], outputs), (before, [("execute_result", "2")]))
        self.assertEqual(self.run_cell("1 + 1")[0]["execution_count"], before + 1)
        request = self.client.history(hist_access_type="range", session=0, start=before)
        history = self.reply(request)[1]["history"]
        self.assertEqual([h[1:] for h in history][-1:], [[before + 1, "1 + 1"]])
        self.assertNotIn(before, [h[1] for h in history if h[2] == "1 + 1"])

    def test_errors_count_too(self):
        before = self.count()
        self.assertEqual(self.run_cell("undefined_name")[0]["execution_count"], before + 1)
        self.assertEqual(self.run_cell('panic("x")')[0]["execution_count"], before + 2)

    def test_user_expressions(self):
        reply, outputs = self.run_cell(
            "seen := 5\nseen",
            user_expressions={"a": "seen * 2", "b": "missing", "c": "seen / (seen - 5)", "d": "seen := 1"},
        )
        self.assertEqual((reply["status"], outputs), ("ok", [("execute_result", "5")]))
        values = reply["user_expressions"]
        self.assertEqual(
            values["a"], {"status": "ok", "data": {"text/plain": "10"}, "metadata": {}}
        )
        for name, ename, evalue in [
            ("b", "CompileError", "undefined: missing"),
            ("c", "panic", "runtime error: integer divide by zero"),
            ("d", "CompileError", "this is no expression of Go: seen := 1"),
        ]:
            value = values[name]
            self.assertEqual((value["status"], value["ename"]), ("error", ename), value)
            self.assertEqual(value["evalue"], evalue)
            self.assertTrue(value["traceback"])
        self.assertEqual(self.run_cell("seen")[1], [("execute_result", "5")])

    def test_without_stop_on_error_the_queue_goes_on(self):
        queue = [self.client.execute(code, stop_on_error=False) for code in ['panic("no")', "1", "2"]]
        self.assertEqual([self.reply(i)[1]["status"] for i in queue], ["error", "ok", "ok"])

    def test_questions_are_answered_among_aborted_cells(self):
        first = self.client.execute('time.Sleep(200 * time.Millisecond)\npanic("stop")')
        behind = [
            self.client.execute("1"),
            self.client.kernel_info(),
            self.client.execute("2"),
            self.client.comm_info(),
            self.client.inspect("fmt.Println"),
            self.client.execute("3"),
        ]
        self.assertEqual(self.reply(first)[1]["status"], "error")
        replies = [self.reply(i) for i in behind]
        self.assertEqual(
            [(kind, content["status"]) for kind, content in replies],
            [
                ("execute_reply", "aborted"),
                ("kernel_info_reply", "ok"),
                ("execute_reply", "aborted"),
                ("comm_info_reply", "ok"),
                ("inspect_reply", "ok"),
                ("execute_reply", "aborted"),
            ],
        )
        for msg_id in behind:
            self.assertEqual(self.kinds(msg_id), ["busy", "idle"])
        self.check("4", ("execute_result", "4"))

    def test_what_is_written_to_the_descriptors_is_shown(self):
        self.check(
            'syscall.Write(1, []byte("one\\n"))\n'
            'c := exec.Command("sh", "-c", "echo two; echo three >&2")\n'
            "c.Stdout, c.Stderr = os.Stdout, os.Stderr\n_ = c.Run()",
            ("stdout", "one\ntwo\n"),
            ("stderr", "three\n"),
        )

    def test_payloads(self):
        reply, _ = self.run_cell("strings.ToUpper?")
        (page,) = reply["payload"]
        self.assertEqual((page["source"], page["start"]), ("page", 0))
        self.assertIn("func ToUpper(s string) string", page["data"]["text/plain"])
        reply, _ = self.run_cell('display.SetNextInput("y := 1", false)\ndisplay.SetNextInput("z := 1", true)')
        self.assertEqual(
            reply["payload"], [{"source": "set_next_input", "text": "z := 1", "replace": True}]
        )

    def test_updates_and_clearing(self):
        msg_id = self.client.execute(
            'h := display.Show("a")\nfmt.Println("b")\nh.Update("c")\ndisplay.ClearOutput(true)\nfmt.Println("d")'
        )
        self.reply(msg_id)
        messages = list(self.published(msg_id))
        self.assertEqual(
            [m["msg_type"] for m in messages[2:-1]],
            ["display_data", "stream", "update_display_data", "clear_output", "stream"],
        )
        shown, updated = messages[2]["content"], messages[4]["content"]
        self.assertEqual(shown["transient"], updated["transient"])
        self.assertTrue(shown["transient"]["display_id"])
        self.assertEqual(messages[5]["content"], {"wait": True})

    def test_a_flood_of_a_hundred_megabytes(self):
        got = 0

        def on_output(message):
            nonlocal got
            got += len(message["content"].get("text", ""))

        reply = self.client.execute_interactive(
            'line := strings.Repeat("x", 99_999) + "\\n"\nfor range 1000 {\n\tfmt.Print(line)\n}',
            timeout=4 * TIMEOUT,
            output_hook=on_output,
            allow_stdin=False,
        )
        self.assertEqual((reply["content"]["status"], got), ("ok", 100_000_000))

    # Beside a running cell.

    def start(self, code, **options):
        """Starts a cell that prints "begun", and returns its id when it has."""
        msg_id = self.client.execute(code, **options)
        for message in self.published(msg_id, until="stream"):
            self.assertNotEqual(message["msg_type"], "error", message["content"])
        return msg_id

    def interrupt(self):
        self.assertEqual(
            self.reply(self.send(self.client.control_channel, "interrupt_request", {}), self.client.control_channel),
            ("interrupt_reply", {"status": "ok"}),
        )

    def test_an_interrupt_message_ends_a_loop(self):
        msg_id = self.start('fmt.Println("begun")\nfor {}')
        self.interrupt()
        kind, content = self.reply(msg_id)
        self.assertEqual((kind, content["ename"]), ("execute_reply", "interrupted"))
        self.interrupt()  # nothing runs: nothing happens

    def test_control_is_served_while_a_cell_sleeps(self):
        msg_id = self.start('fmt.Println("begun")\ntime.Sleep(time.Hour)')
        control = self.client.control_channel
        kind, content = self.reply(self.send(control, "kernel_info_request", {}), control)
        self.assertEqual((kind, content["status"]), ("kernel_info_reply", "ok"))
        self.interrupt()
        self.assertEqual(self.reply(msg_id)[1]["status"], "error")

    def test_questions_overtake_a_running_cell(self):
        self.check("overtaken := 1")
        msg_id = self.start('fmt.Println("begun")\nfor {}')
        for request, reply in [
            (self.client.complete("overt"), "complete_reply"),
            (self.client.inspect("fmt.Println"), "inspect_reply"),
            (self.client.is_complete("x {"), "is_complete_reply"),
            (self.client.history(hist_access_type="tail", n=1), "history_reply"),
            (self.client.comm_info(), "comm_info_reply"),
            (self.client.kernel_info(), "kernel_info_reply"),
        ]:
            self.assertEqual(self.reply(request)[0], reply)
            self.assertEqual(self.kinds(request), ["busy", "idle"])
        self.interrupt()
        self.assertEqual(self.reply(msg_id)[1]["ename"], "interrupted")

    # Input.

    def ask(self, code, *answers):
        """Runs a cell, types the answers, and returns the questions and the outputs."""
        answers = list(answers)
        questions, outputs = [], []

        def on_question(message):
            questions.append((message["content"]["prompt"], message["content"]["password"]))
            self.client.input(answers.pop(0))

        def on_output(message):
            content = message["content"]
            if message["msg_type"] == "stream":
                outputs.append(content["text"])
            elif message["msg_type"] == "execute_result":
                outputs.append(content["data"]["text/plain"])

        reply = self.client.execute_interactive(
            code, timeout=TIMEOUT, allow_stdin=True, stdin_hook=on_question, output_hook=on_output
        )
        self.assertEqual(reply["content"]["status"], "ok", reply["content"])
        self.assertEqual(answers, [])
        return questions, "".join(outputs)

    def test_reading_standard_input_asks(self):
        self.assertEqual(
            self.ask('fmt.Print("name? ")\nvar name string\nfmt.Scan(&name)\nname', "Ada"),
            ([("", False)], "name? Ada"),
        )
        self.assertEqual(
            self.ask(
                "lines := 0\nin := bufio.NewScanner(os.Stdin)\n"
                'for in.Scan() && in.Text() != "end" {\n\tlines++\n}\nlines',
                "a",
                "b c",
                "end",
            ),
            ([("", False)] * 3, "2"),
        )
        self.assertEqual(
            self.ask("text, err := io.ReadAll(os.Stdin)\nfmt.Print(string(text), err)", "é", "\x04"),
            ([("", False)] * 2, "é\n<nil>"),
        )

    def test_prompts(self):
        self.assertEqual(
            self.ask('who, err := display.Input("Who? ")\nfmt.Print(who, err)', "Bob B"),
            ([("Who? ", False)], "Bob B<nil>"),
        )
        self.assertEqual(
            self.ask('word, err := display.Password("Word: ")\nlen(word)', "secret"),
            ([("Word: ", True)], "6"),
        )

    def test_where_input_is_not_allowed(self):
        self.check("var s string\n_, err := fmt.Scan(&s)\nerr", ("execute_result", "EOF"))
        self.check(
            '_, err = display.Input("?")\nerr',
            ("execute_result", "this front end gives no input"),
        )

    def test_a_question_keeps_neither_the_heart_nor_control_from_answering(self):
        msg_id = self.client.execute("var t string\nfmt.Scan(&t)\nt = \"on\"", allow_stdin=True)
        question = self.client.get_stdin_msg(timeout=TIMEOUT)
        self.assertEqual(question["msg_type"], "input_request")
        self.assertEqual(question["parent_header"]["msg_id"], msg_id)
        with zmq.Context() as context, context.socket(zmq.REQ) as heart:
            heart.linger = 0
            heart.connect(f"tcp://{self.client.ip}:{self.client.hb_port}")
            heart.send(b"ping")
            self.assertTrue(heart.poll(TIMEOUT * 1000))
            self.assertEqual(heart.recv(), b"ping")
        control = self.client.control_channel
        self.assertEqual(
            self.reply(self.send(control, "kernel_info_request", {}), control)[0], "kernel_info_reply"
        )
        self.interrupt()
        self.assertEqual(self.reply(msg_id)[1]["ename"], "interrupted")
        self.check("len(t)", ("execute_result", "0"))

    # Comms.

    def test_a_comm_with_an_unknown_target_is_closed(self):
        msg_id = self.send(
            self.client.shell_channel,
            "comm_open",
            {"comm_id": "u", "target_name": "unknown", "data": {}},
        )
        self.assertEqual(self.kinds(msg_id), ["busy", "comm_close", "idle"])

    def test_comms(self):
        self.check(
            'comm.Register("adder", func(c *comm.Comm, m comm.Message) {\n'
            "\tsum := 0\n"
            "\tc.OnMsg(func(m comm.Message) {\n"
            "\t\tn := 0\n"
            "\t\t_ = m.Decode(&n)\n"
            "\t\tsum += n\n"
            '\t\tfmt.Println("sum", sum)\n'
            "\t\t_ = c.Send(sum, comm.Buffers(m.Buffers...))\n"
            "\t})\n})"
        )
        shell = self.client.shell_channel
        msg_id = self.send(shell, "comm_open", {"comm_id": "a", "target_name": "adder", "data": 0})
        self.assertEqual(self.kinds(msg_id), ["busy", "idle"])
        _, content = self.reply(self.client.comm_info("adder"))
        self.assertEqual(content["comms"], {"a": {"target_name": "adder"}})
        msg_id = self.send(shell, "comm_msg", {"comm_id": "a", "data": 2}, buffers=[b"\x00\xff"])
        messages = list(self.published(msg_id))
        self.assertEqual(
            [m["content"].get("execution_state") or m["msg_type"] for m in messages],
            ["busy", "stream", "comm_msg", "idle"],
        )
        self.assertEqual(messages[2]["content"], {"comm_id": "a", "data": 2})
        self.assertEqual(list(map(bytes, messages[2]["buffers"])), [b"\x00\xff"])

        cell = self.start('fmt.Println("begun")\nfor {}')
        for n in range(5):
            self.send(shell, "comm_msg", {"comm_id": "a", "data": n})
        sums = []
        while len(sums) < 5:
            message = self.client.get_iopub_msg(timeout=TIMEOUT)
            if message["msg_type"] == "comm_msg":
                sums.append(message["content"]["data"])
        self.assertEqual(sums, [2, 3, 5, 8, 12])
        self.interrupt()
        self.reply(cell)
        self.send(shell, "comm_close", {"comm_id": "a", "data": {}})
        self.assertEqual(self.reply(self.client.comm_info())[1]["comms"], {})

    # The wire.

    def test_messages_under_another_key_are_dropped(self):
        stranger = Session(key=b"a guess", signature_scheme="hmac-sha256")
        for channel in (self.client.shell_channel, self.client.control_channel):
            stranger.send(channel.socket, "execute_request", {"code": "forged := 1"})
        own = self.client.session.msg("kernel_info_request", {})
        self.client.session.send(self.client.shell_channel.socket, own)
        self.assertEqual(self.reply(own["header"]["msg_id"])[0], "kernel_info_reply")
        self.client.session.send(self.client.shell_channel.socket, own)  # a replay
        reply, _ = self.run_cell("forged")
        self.assertEqual(reply["status"], "error", reply)

    def test_unknown_requests_are_refused(self):
        for msg_type in ("no_such_request", "create_subshell_request"):
            for channel in (self.client.shell_channel, self.client.control_channel):
                kind, content = self.reply(self.send(channel, msg_type, {"x": 1}), channel)
                self.assertEqual(kind, msg_type.replace("request", "reply"))
                self.assertEqual(content["status"], "error")

    def test_kernel_info(self):
        _, info = self.reply(self.client.kernel_info())
        self.assertEqual(info["protocol_version"], "5.5")
        self.assertEqual(info["supported_features"], [])
        self.assertIn("%help", info["banner"])
        self.assertTrue(all(link["url"].startswith("https://") for link in info["help_links"]))


class Ends(unittest.TestCase):
    def test_a_shutdown_is_answered(self):
        for restart in (False, True):
            manager, client = start_new_kernel(kernel_name="gopherbook")
            try:
                message = client.session.msg("shutdown_request", {"restart": restart})
                client.control_channel.send(message)
                reply = client.get_control_msg(timeout=TIMEOUT)
                self.assertEqual(reply["msg_type"], "shutdown_reply")
                self.assertEqual(reply["content"], {"status": "ok", "restart": restart})
                self.assertEqual(manager.provisioner.process.wait(TIMEOUT), 0)
            finally:
                client.stop_channels()
                manager.shutdown_kernel(now=True)


if __name__ == "__main__":
    unittest.main()
