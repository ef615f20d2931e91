package eval

import (
	"encoding/binary"
	"math"
	"reflect"
	"unsafe"

	"github.com/gopherbook/gopherbook/kernel/worker/eval/tree"
)

// place returns what an expression stands for, without copying it: a variable
// that can be set, where it is one.
func (p *Program) place(n *tree.Node) reflect.Value {
	switch n.Op {
	case tree.Global, tree.Function:
		return p.symbols[n.N]
	case tree.Own:
		return p.vars[n.N]
	case tree.Local, tree.Temp:
		return p.slots[n.N]
	case tree.Field:
		return field(p.place(n.Args[0]), n.N)
	case tree.Deref:
		x := p.value(n.Args[0])
		p.line.Store(int32(n.Line))
		return deref(x)
	case tree.Index:
		if n.Name == "ok" {
			break
		}
		x := p.place(n.Args[0])
		i := p.value(n.Args[1])
		p.line.Store(int32(n.Line))
		if x.Kind() == reflect.Map {
			v, _ := lookup(x, i)
			return v
		}
		return element(x, i)
	}
	return p.value(n)
}

// values returns the values of an expression that may have several.
func (p *Program) values(n *tree.Node) []reflect.Value {
	switch {
	case n.Op == tree.Call, n.Op == tree.CallMany:
		return p.call(n)
	case n.Op == tree.Builtin:
		if v := p.builtin(n); v.IsValid() {
			return []reflect.Value{v}
		}
		return nil
	case n.Op == tree.Index && n.Name == "ok":
		x, key := p.place(n.Args[0]), p.value(n.Args[1])
		p.line.Store(int32(n.Line))
		v, ok := lookup(x, key)
		return []reflect.Value{v, reflect.ValueOf(ok)}
	case n.Op == tree.Assert && n.Name == "ok":
		v, ok := assert(p.value(n.Args[0]), p.types[n.Type])
		return []reflect.Value{v, reflect.ValueOf(ok)}
	}
	return []reflect.Value{p.value(n)}
}

// value returns the value of an expression. What changes later leaves it as it
// is. The value of nil is the zero reflect.Value: see as.
func (p *Program) value(n *tree.Node) reflect.Value {
	switch n.Op {
	case tree.Const:
		return constant(p.types[n.Type], n.Text)
	case tree.Nil:
		return reflect.Value{}
	case tree.Global, tree.Own, tree.Local, tree.Field, tree.Deref, tree.Index:
		return detached(p.place(n), false)
	case tree.Function, tree.Temp:
		return p.place(n)
	case tree.Subset:
		return p.subset(n)
	case tree.Addr:
		if lit := n.Args[0]; lit.Op == tree.StructLit || lit.Op == tree.ElementLit || lit.Op == tree.MapLit {
			return detached(p.value(lit), true).Addr()
		}
		return p.place(n.Args[0]).Addr()
	case tree.Unary:
		x := p.value(n.Args[0])
		return unary(n.Name, x)
	case tree.Binary, tree.Shift, tree.Compare:
		x, y := p.value(n.Args[0]), p.value(n.Args[1])
		p.line.Store(int32(n.Line))
		switch n.Op {
		case tree.Shift:
			return shift(n.Name, x, y)
		case tree.Compare:
			return reflect.ValueOf(compare(n.Name, x, y))
		}
		return arithmetic(n.Name, x, y)
	case tree.And, tree.Or:
		x := p.value(n.Args[0])
		if x.Bool() != (n.Op == tree.And) {
			return x
		}
		p.block(n.Args[2:])
		return p.value(n.Args[1])
	case tree.Convert:
		x := p.value(n.Args[0])
		p.line.Store(int32(n.Line))
		return convert(x, p.types[n.Type])
	case tree.Assert:
		x := p.value(n.Args[0])
		p.line.Store(int32(n.Line))
		t := p.types[n.Type]
		v, ok := assert(x, t)
		if !ok {
			panic(assertionError(x, t))
		}
		return v
	case tree.StructLit, tree.ElementLit, tree.MapLit:
		return p.literal(n)
	}
	vs := p.values(n)
	if len(vs) != 1 {
		panic("gopherbook: not one value: " + string(n.Op))
	}
	return vs[0]
}

// constant returns the value of a constant. Numbers stand in 64 bits of the text,
// floating-point ones as IEEE 754 has them; complex ones in twice as many.
func constant(t reflect.Type, text []byte) reflect.Value {
	v := reflect.New(t).Elem()
	word := func(i int) uint64 { return binary.BigEndian.Uint64(text[8*i:]) }
	float := func(i int) float64 { return math.Float64frombits(word(i)) }
	switch {
	case v.Kind() == reflect.Bool:
		v.SetBool(text[0] != 0)
	case v.Kind() == reflect.String:
		v.SetString(string(text))
	case v.CanInt():
		v.SetInt(int64(word(0)))
	case v.CanUint():
		v.SetUint(word(0))
	case v.CanFloat():
		v.SetFloat(float(0))
	case v.CanComplex():
		v.SetComplex(complex(float(0), float(1)))
	}
	return v
}

// detached returns a value that no assignment to where it came from can change.
func detached(v reflect.Value, settable bool) reflect.Value {
	if !v.CanAddr() && !settable {
		return v
	}
	c := reflect.New(v.Type()).Elem()
	c.Set(v)
	return c
}

// as returns a value as one of a type that it is assignable to.
func as(v reflect.Value, t reflect.Type) reflect.Value {
	switch {
	case !v.IsValid():
		return reflect.Zero(t)
	case v.Type() == t:
		return v
	case t.Kind() == reflect.Interface:
		if v.Kind() == reflect.Interface {
			v = v.Elem()
		} else if i, ok := known.convert(v, t); ok {
			return i
		}
		i := reflect.New(t).Elem()
		if v.IsValid() {
			i.Set(v)
		}
		return i
	}
	return v.Convert(t)
}

// field returns a field of a struct. Those that are not exported are reached by
// their address: in a cell they can be used as in any code of the package.
func field(x reflect.Value, i int) reflect.Value {
	f := x.Type().Field(i)
	if f.IsExported() {
		return x.Field(i)
	}
	x = addressable(x)
	return reflect.NewAt(f.Type, unsafe.Add(x.Addr().UnsafePointer(), f.Offset)).Elem()
}

func addressable(x reflect.Value) reflect.Value {
	if x.CanAddr() {
		return x
	}
	return detached(x, true)
}

// deref returns what a pointer points to.
func deref(x reflect.Value) reflect.Value {
	if x.IsNil() {
		nilDereference()
	}
	return x.Elem()
}

// element returns an element of a slice, an array or a string.
func element(x, i reflect.Value) reflect.Value {
	n := x.Len()
	if i.CanUint() {
		if i.Uint() >= uint64(n) {
			_ = make([]struct{}, n)[i.Uint()]
		}
		return x.Index(int(i.Uint()))
	}
	_ = make([]struct{}, n)[i.Int()]
	return x.Index(int(i.Int()))
}

// lookup returns an element of a map, and whether it is there.
func lookup(m, key reflect.Value) (reflect.Value, bool) {
	v := m.MapIndex(as(key, m.Type().Key()))
	if !v.IsValid() {
		return reflect.Zero(m.Type().Elem()), false
	}
	return v, true
}

// subset does x[low:high] and x[low:high:max].
func (p *Program) subset(n *tree.Node) reflect.Value {
	x := p.place(n.Args[0])
	if x.Kind() == reflect.Slice {
		x = detached(x, false)
	}
	var bounds [3]*int
	for i, arg := range n.Args[1:] {
		if arg != nil {
			b := index(p.value(arg))
			bounds[i] = &b
		}
	}
	p.line.Store(int32(n.Line))
	low, high := 0, x.Len()
	if bounds[0] != nil {
		low = *bounds[0]
	}
	if bounds[1] != nil {
		high = *bounds[1]
	}
	switch {
	case bounds[2] != nil:
		_ = make([]struct{}, x.Len(), x.Cap())[low:high:*bounds[2]]
		return x.Slice3(low, high, *bounds[2])
	case x.Kind() == reflect.Slice && bounds[1] != nil:
		_ = make([]struct{}, x.Len(), x.Cap())[low:high]
	case x.Kind() == reflect.Slice:
		_ = make([]struct{}, x.Len(), x.Cap())[low:]
	case low < 0 || high < low || high > x.Len():
		text := string(make([]byte, x.Len()))
		if bounds[1] == nil {
			_ = text[low:]
		}
		_ = text[low:high]
	}
	return x.Slice(low, high)
}

// index returns an index as an int. One that is too large for it stays too large.
func index(v reflect.Value) int {
	if v.CanUint() {
		return int(min(v.Uint(), math.MaxInt))
	}
	return int(v.Int())
}

// assert returns the value of an interface as one of a type, if it is one, and
// the type's zero value otherwise.
func assert(x reflect.Value, t reflect.Type) (reflect.Value, bool) {
	if !x.IsNil() {
		v := x.Elem()
		if v.Type() == t {
			return v, true
		}
		if t.Kind() == reflect.Interface && v.Type().Implements(t) {
			i := reflect.New(t).Elem()
			i.Set(v)
			return i, true
		}
	}
	return reflect.Zero(t), false
}

// literal makes the value of a composite literal.
func (p *Program) literal(n *tree.Node) reflect.Value {
	t := p.types[n.Type]
	switch n.Op {
	case tree.StructLit:
		v := reflect.New(t).Elem()
		for _, e := range n.Args {
			f := field(v, e.N)
			f.Set(as(p.value(e.Args[0]), f.Type()))
		}
		return v
	case tree.MapLit:
		m := reflect.MakeMapWithSize(t, len(n.Args)/2)
		for i := 0; i < len(n.Args); i += 2 {
			key, v := p.value(n.Args[i]), p.value(n.Args[i+1])
			p.line.Store(int32(n.Line))
			m.SetMapIndex(as(key, t.Key()), as(v, t.Elem()))
		}
		return m
	}
	v := reflect.New(t).Elem()
	if t.Kind() == reflect.Slice {
		v.Set(reflect.MakeSlice(t, n.N, n.N))
	}
	for _, e := range n.Args {
		v.Index(e.N).Set(as(p.value(e.Args[0]), t.Elem()))
	}
	return v
}
