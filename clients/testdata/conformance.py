"""Jupyter's test suite for kernels, with samples in Go.

Every sample that there can be is declared: no test skips itself.
"""

import unittest

import jupyter_kernel_test


class GopherbookTests(jupyter_kernel_test.KernelTests):
    kernel_name = "gopherbook"
    language_name = "go"
    file_extension = ".go"

    code_hello_world = 'fmt.Println("hello, world")'
    code_stderr = 'fmt.Fprintln(os.Stderr, "careful")'

    code_execute_result = [
        {"code": "1 + 2", "result": "3"},
        {"code": 'strings.ToUpper("abc")', "result": "ABC"},
        {"code": "x := 3\nx * x", "result": "9"},
        {"code": 'display.HTML("<b>bold</b>")', "mime": "text/html"},
    ]
    code_display_data = [
        {"code": 'display.Display(display.HTML("<b>bold</b>"))', "mime": "text/html"},
        {"code": "display.Display(image.NewGray(image.Rect(0, 0, 2, 2)))", "mime": "image/png"},
        {"code": 'display.Display(display.Markdown("**bold**"))', "mime": "text/markdown"},
        {"code": 'display.Display(display.Math("x^2"))', "mime": "text/latex"},
        {"code": 'display.Display(display.SVG("<svg/>"))', "mime": "image/svg+xml"},
        {"code": 'display.Display(display.JSON(map[string]any{"a": 1}))', "mime": "application/json"},
        {"code": 'display.Display(display.JavaScript("1"))', "mime": "application/javascript"},
        {"code": 'display.Display(display.JPEG([]byte("x")))', "mime": "image/jpeg"},
        {"code": 'display.Display(display.PDF([]byte("x")))', "mime": "application/pdf"},
        {"code": 'display.Show("text").Update("more")', "mime": "text/plain"},
    ]
    code_generate_error = 'panic("on purpose")'

    code_page_something = "fmt.Println?"
    code_clear_output = "display.ClearOutput(false)"

    code_history_pattern = "1 + *"
    supported_history_operations = ("tail", "range", "search")

    completion_samples = [
        {"text": "fmt.Printl", "matches": {"Println"}},
        {"text": "strc", "matches": {"strconv"}},
        {"text": "x := []byte{}\nlen(x) + appe", "matches": {"append"}},
        {"text": 'import "encoding/js', "matches": {"encoding/json"}},
        {"text": "%who", "matches": {"%who", "%whos"}},
    ]
    code_inspect_sample = "fmt.Println"

    complete_code_samples = [
        "1",
        "x := 1",
        'fmt.Println("hello")',
        "func f() int {\n\treturn 1\n}",
        "s := `a\nb`",
    ]
    incomplete_code_samples = [
        "func f() {",
        "fmt.Println(",
        "x := []int{1,",
        "y := 1 +",
        "s := `raw",
        "/* open",
    ]
    invalid_code_samples = ["x := )", "a b c", 's := "open']


if __name__ == "__main__":
    unittest.main()
