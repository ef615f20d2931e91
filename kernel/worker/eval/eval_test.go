package eval_test

import (
	"encoding/binary"
	"runtime"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/worker/eval"
	"github.com/gopherbook/gopherbook/kernel/worker/eval/tree"
	"github.com/gopherbook/gopherbook/kernel/worker/rt"
)

type named struct{ N int }

func (n *named) Add(m int) int { n.N += m; return n.N }

type unbound struct{}

var (
	count   = 2
	numbers = []int{1, 2, 3}
	value   named
)

func init() {
	rt.Bind("test",
		rt.Symbol{Name: "count", Kind: rt.Var, Value: &count},
		rt.Symbol{Name: "numbers", Kind: rt.Var, Value: &numbers},
		rt.Symbol{Name: "value", Kind: rt.Var, Value: &value},
		rt.Symbol{Name: "named", Kind: rt.Type, Value: (*named)(nil)},
		rt.Symbol{Name: "sum", Kind: rt.Func, Value: func(ns ...int) (t int) {
			for _, n := range ns {
				t += n
			}
			return t
		}},
	)
}

var (
	intType = tree.Type{Kind: tree.BasicType, Name: "int"}
	own     = &tree.Node{Op: tree.Own}
)

func number(n int) *tree.Node {
	return &tree.Node{Op: tree.Const, Type: 1, Text: binary.BigEndian.AppendUint64(nil, uint64(n))}
}

func global(i int) *tree.Node { return &tree.Node{Op: tree.Global, N: i} }

func set(place, value *tree.Node) *tree.Node {
	return &tree.Node{Op: tree.Assign, N: 1, Args: []*tree.Node{place, value}}
}

// program declares a variable x of type int in a unit, and sets it.
func program(unit string, value *tree.Node, symbols ...string) *tree.Program {
	p := &tree.Program{Unit: unit, Types: []tree.Type{intType}, Vars: []tree.Var{{Name: "x", Type: 1}}, Body: []*tree.Node{set(own, value)}}
	for _, name := range symbols {
		p.Symbols = append(p.Symbols, tree.Symbol{Path: "test", Name: name})
	}
	return p
}

func run(t *testing.T, p *tree.Program) {
	t.Helper()
	loaded, err := eval.Load(p)
	if err != nil {
		t.Fatal(err)
	}
	loaded.Run()
}

func TestVariableStays(t *testing.T) {
	run(t, program("stays", number(5)))
	x := (*int)(rt.Address("stays", "x"))
	if *x != 5 {
		t.Fatalf("x = %d", *x)
	}
	call := &tree.Node{Op: tree.Call, Args: []*tree.Node{{Op: tree.Function, N: 0}, number(40), global(1)}}
	run(t, program("stays", call, "sum", "count"))
	if *x != 42 || (*int)(rt.Address("stays", "x")) != x {
		t.Errorf("x = %d: another variable", *x)
	}
}

func TestMethodOfVariable(t *testing.T) {
	receiver := &tree.Node{Op: tree.Addr, Args: []*tree.Node{global(0)}}
	call := &tree.Node{Op: tree.Call, Args: []*tree.Node{{Op: tree.Method, Name: "Add", Args: []*tree.Node{receiver}}, number(3)}}
	run(t, program("method", call, "value"))
	if x := *(*int)(rt.Address("method", "x")); x != 3 || value.N != 3 {
		t.Errorf("the method has returned %d and left %d", x, value.N)
	}
}

// What a program names and nobody has compiled or bound is refused, and then
// nothing of the program has happened.
func TestRefusals(t *testing.T) {
	slice := tree.Type{Kind: tree.SliceType, Elem: 1}
	for name, p := range map[string]*tree.Program{
		"a name that is not bound": program("refused", number(1), "nothing"),
		"a type for a value":       program("refused", number(1), "named"),
		"a type that is not bound": {Unit: "refused", Types: []tree.Type{{Kind: tree.NamedType, Path: "test", Name: "unbound"}}},
		"a type nobody has made":   {Unit: "refused", Types: []tree.Type{intType, {Kind: tree.ArrayType, Elem: 1, Len: 12345}}},
		"a map nobody has made":    {Unit: "refused", Types: []tree.Type{intType, {Kind: tree.MapType, Key: 1, Elem: 1}, {Kind: tree.MapType, Key: 1, Elem: 2}, slice}},
		"a long loop": {Unit: "refused", Symbols: []tree.Symbol{{Path: "test", Name: "numbers"}},
			Guards: []tree.Guard{{Symbol: 0, Max: 2}}},
	} {
		if _, err := eval.Load(p); err == nil {
			t.Errorf("%s is not refused", name)
		}
	}
	if _, ok := rt.Find("refused", "x"); ok {
		t.Error("a program that has been refused has declared its variable")
	}
	_ = unbound{}
}

// recovered returns what a program panics with, and at which line.
func recovered(t *testing.T, p *tree.Program) (v any, line int) {
	t.Helper()
	loaded, err := eval.Load(p)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { v, line = recover(), loaded.Line() }()
	loaded.Run()
	return nil, 0
}

func TestPanics(t *testing.T) {
	index := &tree.Node{Op: tree.Index, Line: 7, Args: []*tree.Node{global(0), number(3)}}
	divide := &tree.Node{Op: tree.Binary, Name: "/", Line: 8, Args: []*tree.Node{number(3), number(0)}}
	for _, c := range []struct {
		node *tree.Node
		text string
		line int
	}{
		{index, "index out of range [3] with length 3", 7},
		{divide, "integer divide by zero", 8},
	} {
		v, line := recovered(t, program("panics", c.node, "numbers"))
		err, ok := v.(runtime.Error)
		if !ok || !strings.HasSuffix(err.Error(), c.text) || line != c.line {
			t.Errorf("panic %v at line %d, not %q at %d", v, line, c.text, c.line)
		}
	}
}

// The runtime has no function that makes this error: its fields are set, and
// have to be those that are known.
func TestTypeAssertionError(t *testing.T) {
	var a any = "text"
	rt.Bind("test", rt.Symbol{Name: "a", Kind: rt.Var, Value: &a})
	assert := &tree.Node{Op: tree.Assert, Type: 1, Line: 3, Args: []*tree.Node{global(0)}}
	got, _ := recovered(t, program("asserts", assert, "a"))
	want := func() (v any) {
		defer func() { v = recover() }()
		_ = a.(int)
		return nil
	}()
	g, ok := got.(*runtime.TypeAssertionError)
	if !ok || g.Error() != want.(error).Error() {
		t.Errorf("%v, not %v", got, want)
	}
}
