"""What helps while typing: completion and inspection, asked through jupyter_client."""

import unittest

from jupyter_client.manager import start_new_kernel

TIMEOUT = 60


class Assist(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.manager, cls.client = start_new_kernel(kernel_name="gopherbook")
        cls.run_cell(
            "// thing is made for these tests.\n"
            "type thing struct { size float64; Größe int }\n"
            "func (t *thing) grow(by float64) { t.size += by }\n"
            "// it is the only one.\n"
            "it := &thing{size: 1}"
        )

    @classmethod
    def tearDownClass(cls):
        cls.client.stop_channels()
        cls.manager.shutdown_kernel()

    @classmethod
    def run_cell(cls, code):
        reply = cls.client.execute_interactive(code, timeout=TIMEOUT, allow_stdin=False)
        assert reply["content"]["status"] == "ok", reply["content"]

    def answer(self, msg_id):
        """Returns the content of the reply to a request."""
        while True:
            reply = self.client.get_shell_msg(timeout=TIMEOUT)
            if reply["parent_header"].get("msg_id") == msg_id:
                self.assertEqual(reply["content"]["status"], "ok", reply["content"])
                return reply["content"]

    def complete(self, text):
        """Completes where | stands in a text, counted in code points."""
        cursor = text.index("|")
        code = text.replace("|", "")
        reply = self.answer(self.client.complete(code, cursor))
        self.assertLessEqual(reply["cursor_start"], cursor)
        self.assertEqual(reply["cursor_end"], cursor)
        types = reply["metadata"]["_jupyter_types_experimental"]
        self.assertEqual([t["text"] for t in types], reply["matches"])
        for t in types:
            self.assertEqual((t["start"], t["end"]), (reply["cursor_start"], cursor))
        return reply, code[reply["cursor_start"] : cursor]

    def check(self, text, typed, *first):
        """Completes, and checks what is to be replaced and what is offered first."""
        reply, replaced = self.complete(text)
        self.assertEqual(replaced, typed)
        self.assertEqual(reply["matches"][: len(first)], list(first))
        return reply

    def inspect(self, text, detail=0):
        cursor = text.index("|")
        return self.answer(self.client.inspect(text.replace("|", ""), cursor, detail))

    def test_members_of_a_session_variable(self):
        reply = self.check("it.|", "", "Größe", "grow", "size")
        types = {t["text"]: (t["type"], t["signature"]) for t in reply["metadata"]["_jupyter_types_experimental"]}
        self.assertEqual(types["grow"], ("function", "(by float64)"))
        self.assertEqual(types["size"], ("property", "float64"))

    def test_characters_beyond_the_basic_plane(self):
        self.check('s := "😀🎉"; it.si|', "si", "size")
        self.check("// 😀\nit.Grö|", "Grö", "Größe")
        found = self.inspect('s := "😀🎉"; it.gr|ow(1)')
        self.assertTrue(found["found"])
        self.assertIn("func (t *thing) grow(by float64)", found["data"]["text/plain"])

    def test_code_that_does_not_parse(self):
        self.check("for _, x := range []*thing{it} {\n\tif x.si|", "si", "size")
        self.check("fmt.Println(it.si|\ny := 1", "si", "size")
        self.check("thing{|", "", "Größe:", "size:")
        self.assertEqual(self.complete(")]}|")[0]["status"], "ok")

    def test_packages(self):
        self.check("strin|", "strin", "string", "strings")
        self.check("strings.ToUp|", "ToUp", "ToUpper")
        self.check('import "math/ra|', "math/ra", "math/rand", "math/rand/v2")
        self.check("%timei|", "%timei", "%timeit")

    def test_inspection(self):
        for text, words in [
            ("it|", ["var it *thing", "it is the only one.", "cell 1"]),
            ("thi|ng{}", ["type thing struct", "made for these tests", "grow(by float64)"]),
            ("fmt.Println(1, |", ["func Println(a ...any)", "standard output"]),
            ("strings|.x", ['import "strings"']),
        ]:
            with self.subTest(text=text):
                reply = self.inspect(text)
                self.assertTrue(reply["found"], text)
                self.assertEqual(set(reply["data"]), {"text/plain", "text/markdown", "text/html"})
                for word in words:
                    self.assertIn(word, reply["data"]["text/plain"])
        self.assertIn("t.size += by", self.inspect("it.grow|", detail=1)["data"]["text/plain"])
        self.assertEqual(self.inspect("nowhere|")["found"], False)

    def test_help_while_a_cell_runs(self):
        cell = self.client.execute('println("begun")\nselect {}')
        while True:
            message = self.client.get_iopub_msg(timeout=TIMEOUT)
            if message["msg_type"] == "stream" and message["parent_header"]["msg_id"] == cell:
                break
        self.check("it.si|", "si", "size")
        self.assertTrue(self.inspect("fmt.Println|")["found"])
        self.manager.interrupt_kernel()
        while True:
            reply = self.client.get_shell_msg(timeout=TIMEOUT)
            if reply["parent_header"]["msg_id"] == cell:
                break
        self.assertEqual(reply["content"]["ename"], "interrupted")
        self.run_cell("it.grow(1)")


if __name__ == "__main__":
    unittest.main()
