package eval

import (
	"reflect"
	"unicode/utf8"

	"github.com/gopherbook/gopherbook/kernel/worker/eval/tree"
	"github.com/gopherbook/gopherbook/kernel/worker/rt"
)

// flow says what comes after a statement.
type flow int

const (
	next  flow = iota // the next one
	leave             // what comes after the loop
	again             // the loop's next turn
)

// block runs statements in turn.
func (p *Program) block(body []*tree.Node) flow {
	for _, n := range body {
		if f := p.statement(n); f != next {
			return f
		}
	}
	return next
}

func (p *Program) statement(n *tree.Node) flow {
	rt.Check()
	switch n.Op {
	case tree.Expr:
		p.values(n.Args[0])
	case tree.Result:
		rt.Result(p.shown(n)...)
	case tree.Discard:
		rt.Discard(p.shown(n)...)
	case tree.Let:
		p.slots[n.N] = p.value(n.Args[0])
	case tree.Define:
		v := reflect.New(p.types[n.Type]).Elem()
		v.Set(as(p.value(n.Args[0]), v.Type()))
		p.slots[n.N] = v
	case tree.Assign:
		p.assign(n)
	case tree.Update:
		p.update(n)
	case tree.Block:
		return p.block(n.Args)
	case tree.If:
		if p.value(n.Args[0]).Bool() {
			return p.statement(n.Args[1])
		} else if n.Args[2] != nil {
			return p.statement(n.Args[2])
		}
	case tree.For:
		return p.loop(n)
	case tree.Range:
		return p.rangeOver(n)
	case tree.Break:
		return leave
	case tree.Continue:
		return again
	case tree.Time:
		timer := rt.StartTimer()
		if n.N == 1 { // even of a panic
			defer timer.Stop()
			return p.block(n.Args)
		}
		f := p.block(n.Args)
		timer.Stop()
		return f
	default:
		panic("gopherbook: unknown statement " + n.Op)
	}
	return next
}

// shown returns the values of a cell's last expression.
func (p *Program) shown(n *tree.Node) []any {
	var values []any
	for _, v := range p.values(n.Args[0]) {
		if !v.IsValid() {
			values = append(values, nil)
			continue
		}
		values = append(values, v.Interface())
	}
	return values
}

func (p *Program) loop(n *tree.Node) flow {
	cond, post, body := n.Args[0], n.Args[1], n.Args[2]
	for cond == nil || p.value(cond).Bool() {
		if p.statement(body) == leave {
			break
		}
		if post != nil {
			p.statement(post)
		}
	}
	return next
}

// rangeOver goes through what it finds when it begins; a slice's elements are
// read when their turn comes.
func (p *Program) rangeOver(n *tree.Node) flow {
	over, body, key, value := p.value(n.Args[0]), n.Args[1], n.Args[2], n.Args[3]
	turn := func(k, v reflect.Value) bool {
		p.define(key, k)
		p.define(value, v)
		return p.statement(body) != leave
	}
	switch over.Kind() {
	case reflect.Slice, reflect.Array:
		for i := range over.Len() {
			var element reflect.Value
			if value != nil {
				element = over.Index(i)
			}
			if !turn(reflect.ValueOf(i), element) {
				break
			}
		}
	case reflect.String:
		for i, s := 0, over.String(); i < len(s); {
			r, size := utf8.DecodeRuneInString(s[i:])
			if !turn(reflect.ValueOf(i), reflect.ValueOf(r)) {
				break
			}
			i += size
		}
	default:
		one := reflect.ValueOf(1).Convert(over.Type())
		for i := reflect.Zero(over.Type()); compare("<", i, over); i = arithmetic("+", i, one) {
			if !turn(i, reflect.Value{}) {
				break
			}
		}
	}
	return next
}

// define makes a new local variable, where one is wanted.
func (p *Program) define(local *tree.Node, v reflect.Value) {
	if local == nil {
		return
	}
	p.slots[local.N] = detached(v, true)
}

// target is where an assignment puts a value.
type target struct {
	set  func(v reflect.Value)
	typ  reflect.Type // nil for the blank identifier
	line int
}

// assign gives values to places: the N first operands. Where there is a value
// for each of several places, the operands on the left are evaluated before the
// values, and the places are set in turn at the end.
func (p *Program) assign(n *tree.Node) {
	left, right := n.Args[:n.N], n.Args[n.N:]
	if len(right) == 1 {
		for i, v := range p.values(right[0]) {
			p.target(left[i]).put(p, v)
		}
		return
	}
	targets := make([]target, len(left))
	for i := range targets {
		targets[i] = p.target(left[i])
	}
	values := make([]reflect.Value, len(right))
	for i, r := range right {
		values[i] = p.value(r)
	}
	for i, t := range targets {
		t.put(p, values[i])
	}
}

func (t target) put(p *Program, v reflect.Value) {
	if t.typ == nil {
		return
	}
	p.line.Store(int32(t.line))
	t.set(as(v, t.typ))
}

// target evaluates the operands of a place to assign to.
func (p *Program) target(n *tree.Node) target {
	switch n.Op {
	case tree.Blank:
		return target{}
	case tree.Index:
		x := p.place(n.Args[0])
		if x.Kind() == reflect.Map {
			x = detached(x, false)
			key := as(p.value(n.Args[1]), x.Type().Key())
			return target{func(v reflect.Value) { x.SetMapIndex(key, v) }, x.Type().Elem(), n.Line}
		}
		if x.Kind() == reflect.Slice {
			x = detached(x, false)
		}
		i := p.value(n.Args[1])
		return target{func(v reflect.Value) { element(x, i).Set(v) }, x.Type().Elem(), n.Line}
	case tree.Deref:
		x := p.value(n.Args[0])
		return target{func(v reflect.Value) { deref(x).Set(v) }, x.Type().Elem(), n.Line}
	case tree.Field:
		if n.Args[0].Op == tree.Deref {
			x := p.value(n.Args[0].Args[0])
			t := x.Type().Elem().Field(n.N).Type
			return target{func(v reflect.Value) { field(deref(x), n.N).Set(v) }, t, n.Args[0].Line}
		}
	}
	x := p.place(n)
	return target{x.Set, x.Type(), n.Line}
}

// update does place op= value.
func (p *Program) update(n *tree.Node) {
	t := p.target(n.Args[0])
	x := p.value(n.Args[0])
	y := p.value(n.Args[1])
	p.line.Store(int32(n.Line))
	if n.Name == "<<" || n.Name == ">>" {
		x = shift(n.Name, x, y)
	} else {
		x = arithmetic(n.Name, x, as(y, x.Type()))
	}
	t.put(p, x)
}
