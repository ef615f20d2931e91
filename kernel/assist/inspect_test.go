package assist_test

import (
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/assist"
)

// inspect inspects at the | of a text, and returns it as text.
func (nb *notebook) inspect(text string, detail int) string {
	code, at := cursor(text)
	data, found := nb.Inspect(nb.cells.Scope(), code, at, detail)
	if !found {
		return ""
	}
	return data["text/plain"].(string)
}

func TestInspectPrint(t *testing.T) {
	nb := open(t, assist.Options{Value: func(name string) (string, bool) { return "<" + name + ">", true }}, declared...)
	for _, text := range []string{"rat|e", "fmt.Println|(1)", "fmt.Println(1, |", "it|.size", "it.si|ze", "it.Rese|t()", "thin|g{}", "kv.Key|", "pair|", "m|", "m.Mul|", "mat.Den|se{}", "str|.ToUpper", "strings|.x",
		"len|(x)", "nil|", "error|", "err.Error|", "http.Server{Addr|: 1}", "math.Pi|", "os.Args|", "x := 3; x|", "import \"encoding/json|\"", "lim|it", "mat.Dense.Mul|", "Display|", "time.Second|", "unsafe.Sizeof|(1)", "string|", "for i := range names { i| }"} {
		for d := range 2 {
			t.Logf("\n======== %s (%d)\n%s", text, d, nb.inspect(text, d))
			if d == 0 {
				continue
			}
		}
	}
	_ = strings.Fields
}
