package session_test

import (
	"os"
	"path/filepath"
	"testing"
)

// privateTypes has functions, variables and fields of types that it does not export.
const privateTypes = `package client

type conn struct{ host string; n int }

func (c *conn) Host() string { c.n++; return c.host }
func (c *conn) Open() stream { return stream{c} }

type stream struct{ c *conn }

func (s stream) Calls() int { return s.c.n }

func Dial(host string) (*conn, error) { return &conn{host: host}, nil }

type mode int

func (m mode) String() string { return [...]string{"slow", "fast"}[m] }

const Slow, Fast mode = 0, 1

type Config struct{ Level level }

type level struct{ L int }

func (Config) Limits() map[mode]limit { return map[mode]limit{Fast: {9}} }

type limit struct{ Max int }

type pool[T any] struct{ Items []T }

func Pool[T any](items ...T) *pool[T] { return &pool[T]{items} }
`

// Variables of types that no source can name last as others do, as far as
// something exported tells the compiler of the type.
func TestPrivateTypes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, content := range map[string]string{
		"go.mod":           "module example.com/own\n\ngo 1.26\n",
		"client/client.go": privateTypes,
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	nb := openIn(t, dir)
	nb.want("c, err := client.Dial(\"go.dev\")\nfunc calls() int { return c.Open().Calls() }", "")
	nb.want("c.Host(); c.Host()\ncalls()", "=> 2\n")
	nb.want("c, err := client.Dial(\"go.dev\")\ncalls()", "=> 0\n") // the same variable
	nb.want("cs := append(slices.Repeat([]int(nil), 0), 1)\nm, limits, lvl := client.Slow, client.Config{}.Limits(), (client.Config{}).Level", "")
	nb.want("m = client.Fast\nlvl.L = 5\nfmt.Println(m, limits[m].Max, lvl)", "fast 9 {5}\n")
	nb.want("func keys[K comparable, V any](m map[K]V) (ks []K) { for k := range m { ks = append(ks, k) }; return }\nks := keys(limits)", "")
	nb.want("ks", "=> [fast]\n")

	show := "stderr: s is not kept for later cells: nothing outside its package can name the type client.stream\n"
	nb.want("s, n := c.Open(), 3\nc.Host()\nfmt.Println(s.Calls(), func() int { return s.Calls() + n }())", show+"1 4\n")
	nb.want("n", "=> 3\n")
	nb.wantFailure("s", "CompileError", "undefined: s")
	nb.want("s := 5", "")
	nb.want("var s, err = c.Open(), error(nil)\nerr", "stderr: s is not kept for later cells: nothing outside its package can name the type client.stream\n")
	nb.wantFailure("s", "CompileError", "undefined: s")
	nb.want("p := client.Pool(1, 2)\nlen(p.Items)", "stderr: p is not kept for later cells: nothing outside its package can name the type client.pool[int]\n=> 2\n")
	nb.wantFailure("s := c.Open()\nfunc f() int { return s.Calls() }", "CompileError", "functions cannot use s: nothing outside its package can name the type client.stream")
	nb.wantFailure("again:\ns := c.Open()\nif s.Calls() < 0 { goto again }", "CompileError", "a cell with labels or %time cannot declare s")
	nb.wantFailure("%time s := c.Open()\ns.Calls()", "CompileError", "a cell with labels or %time cannot declare s")
	nb.want("var order = binary.LittleEndian", "")
	nb.want("order.Uint16([]byte{1, 2})", "=> 513\n")
}
