"""What the protocol promises, asked of a kernel whose cells are real Go."""

import os
import unittest

from kernel_case import TIMEOUT, KernelCase


class Protocol(KernelCase):
    def test_prints_and_displays_keep_their_order(self):
        self.check(
            'for i := range 3 {\n\tfmt.Println("out", i)\n\tDisplay(i)\n'
            '\tfmt.Fprintln(os.Stderr, "err", i)\n\tDisplay("after")\n}\n"last"',
            *sum(
                (
                    [
                        ("stdout", f"out {i}\n"),
                        ("display_data", str(i)),
                        ("stderr", f"err {i}\n"),
                        ("display_data", "after"),
                    ]
                    for i in range(3)
                ),
                [],
            ),
            ("execute_result", "last"),
        )

    def test_a_child_process_prints_into_the_cell(self):
        self.check(
            'c := exec.Command("echo", "from a child")\nc.Stdout = os.Stdout\n_ = c.Run()',
            ("stdout", "from a child\n"),
        )

    def test_a_long_output_arrives_whole(self):
        _, outputs = self.run_cell("for i := range 100_000 {\n\tfmt.Println(i)\n}")
        want = "".join(f"{i}\n" for i in range(100_000))
        self.assertTrue(outputs == [("stdout", want)], "the output is not what was printed")

    def test_a_goroutine_prints_after_its_cell(self):
        self.check("next := make(chan bool)\ngo func() {\n\t<-next\n\tfmt.Println(`late`)\n\tnext <- true\n}()")
        self.check("next <- true\n_ = <-next", ("stdout", "late\n"))

    def test_an_interrupt_ends_a_loop_and_the_state_survives(self):
        self.check("kept := 41")
        reply = self.interrupt_at_output('println("begun")\nfor {}')
        self.assertEqual((reply["status"], reply["ename"]), ("error", "interrupted"))
        self.check("kept + 1", ("execute_result", "42"))

    def test_an_interrupt_ends_a_loop_in_an_earlier_cells_function(self):
        self.check("func forever() (n int) {\n\tfor {\n\t\tn++\n\t}\n}")
        reply = self.interrupt_at_output('println("begun")\nforever()')
        self.assertEqual(reply["ename"], "interrupted")

    def test_an_interrupt_abandons_a_blocked_call(self):
        self.check("alive := true")
        reply = self.interrupt_at_output('println("begun")\nselect {}')
        self.assertEqual(reply["ename"], "interrupted")
        self.check("alive", ("execute_result", "true"))

    def test_a_failure_aborts_the_queue(self):
        queue = [self.client.execute(code) for code in ['panic("stop")', "1", "2"]]
        replies = {}
        while len(replies) < len(queue):
            message = self.client.get_shell_msg(timeout=TIMEOUT)
            replies[message["parent_header"]["msg_id"]] = message["content"]["status"]
        self.assertEqual([replies[i] for i in queue], ["error", "aborted", "aborted"])
        self.check("3", ("execute_result", "3"))

    def test_a_queue_is_answered_in_order(self):
        self.check("turn := 0")
        queue = [self.client.execute("turn++\nturn") for _ in range(100)]
        answered, results = [], []
        while len(answered) < len(queue):
            answered.append(self.client.get_shell_msg(timeout=TIMEOUT)["parent_header"]["msg_id"])
        while len(results) < len(queue):
            message = self.client.get_iopub_msg(timeout=TIMEOUT)
            if message["msg_type"] == "execute_result":
                results.append(message["content"]["data"]["text/plain"])
        self.assertEqual(answered, queue)
        self.assertEqual(results, [str(i + 1) for i in range(100)])

    def test_the_kernel_outlives_its_worker(self):
        for how, said in [
            ("os.Exit(3)", "exit status 3"),
            ("syscall.Kill(os.Getpid(), syscall.SIGKILL)", "killed"),
            ("func deep(n int) int { return deep(n+1) + 1 }\ndeep(0)", "stack overflow"),
        ]:
            with self.subTest(how=how):
                self.check("lost := 1")
                reply, outputs = self.run_cell(how)
                self.assertEqual(reply["status"], "error", reply)
                self.assertIn(said, "\n".join(reply["traceback"]) + str(outputs))
                self.check("1 + 1", ("execute_result", "2"))
                reply, _ = self.run_cell("lost")
                self.assertEqual(reply["status"], "error", reply)

    def test_a_restart_forgets(self):
        self.check("gone := 1")
        self.manager.restart_kernel(now=False)
        self.client.wait_for_ready(timeout=TIMEOUT)
        reply, _ = self.run_cell("gone")
        self.assertEqual(reply["status"], "error", reply)
        self.check("2", ("execute_result", "2"))

    def test_cells_run_in_the_directory_that_the_kernel_started_in(self):
        self.check("wd, _ := os.Getwd()\nwd", ("execute_result", os.getcwd()))


if __name__ == "__main__":
    unittest.main()
