package eval

import (
	"reflect"

	"github.com/gopherbook/gopherbook/kernel/worker/eval/tree"
	"github.com/gopherbook/gopherbook/kernel/worker/rt"
)

// call calls a function and returns its results.
func (p *Program) call(n *tree.Node) []reflect.Value {
	f := p.function(n)
	var args []reflect.Value
	if n.Op == tree.CallMany {
		args = p.values(n.Args[1])
	} else {
		for _, arg := range n.Args[1:] {
			args = append(args, p.value(arg))
		}
	}
	t := f.Type()
	fixed := t.NumIn()
	variadic := t.IsVariadic()
	if variadic {
		fixed--
	}
	in := make([]reflect.Value, t.NumIn())
	for i := range fixed {
		in[i] = as(args[i], t.In(i))
	}
	if variadic {
		list := t.In(fixed)
		switch rest := args[fixed:]; {
		case n.Name == "...":
			in[fixed] = as(rest[0], list)
		case len(rest) == 0:
			in[fixed] = reflect.Zero(list)
		default:
			s := reflect.MakeSlice(list, len(rest), len(rest))
			for i, arg := range rest {
				s.Index(i).Set(as(arg, list.Elem()))
			}
			in[fixed] = s
		}
	}
	p.line = n.Line
	rt.Check()
	if f.IsNil() {
		nilDereference()
	}
	if variadic {
		return f.CallSlice(in)
	}
	return f.Call(in)
}

// function returns what a call calls.
func (p *Program) function(n *tree.Node) reflect.Value {
	f := n.Args[0]
	if f.Op != tree.Method {
		return p.value(f)
	}
	x := p.value(f.Args[0])
	if x.Kind() == reflect.Interface && x.IsNil() {
		p.line = n.Line
		nilDereference()
	}
	m := x.MethodByName(f.Name)
	if !m.IsValid() {
		panic("gopherbook: " + x.Type().String() + " has no method " + f.Name)
	}
	return m
}

// builtin calls a function of the language. Its value is the zero Value where
// it has none.
func (p *Program) builtin(n *tree.Node) reflect.Value {
	if n.Name == "len" || n.Name == "cap" {
		x := p.place(n.Args[0])
		if n.Name == "len" {
			return reflect.ValueOf(x.Len())
		}
		return reflect.ValueOf(x.Cap())
	}
	args := make([]reflect.Value, len(n.Args))
	for i, arg := range n.Args {
		args[i] = p.value(arg)
	}
	p.line = n.Line
	var t reflect.Type
	if n.Type != 0 {
		t = p.types[n.Type]
	}
	switch n.Name {
	case "append":
		return appended(as(args[0], t), args[1:])
	case "append...":
		s, more := as(args[0], t), args[1]
		if !more.IsValid() {
			return s
		}
		if more.Kind() == reflect.String {
			more = more.Convert(reflect.TypeFor[[]byte]())
		}
		return reflect.AppendSlice(s, as(more, t))
	case "copy":
		return reflect.ValueOf(reflect.Copy(args[0], args[1]))
	case "delete":
		args[0].SetMapIndex(as(args[1], args[0].Type().Key()), reflect.Value{})
	case "clear":
		args[0].Clear()
	case "close":
		args[0].Close()
	case "panic":
		if !args[0].IsValid() {
			panic(any(nil))
		}
		panic(args[0].Interface())
	case "new":
		v := reflect.New(t.Elem())
		if len(args) > 0 {
			v.Elem().Set(as(args[0], t.Elem()))
		}
		return v
	case "make":
		return makeValue(t, args)
	case "min", "max":
		return extreme(n.Name, args)
	case "complex":
		z := reflect.New(t).Elem()
		z.SetComplex(complex(args[0].Float(), args[1].Float()))
		return z
	case "real", "imag":
		z := reflect.New(t).Elem()
		if n.Name == "real" {
			z.SetFloat(real(args[0].Complex()))
		} else {
			z.SetFloat(imag(args[0].Complex()))
		}
		return z
	default:
		panic("gopherbook: unknown builtin " + n.Name)
	}
	return reflect.Value{}
}

func appended(s reflect.Value, more []reflect.Value) reflect.Value {
	for i, v := range more {
		more[i] = as(v, s.Type().Elem())
	}
	return reflect.Append(s, more...)
}

// makeValue does make(T, ...).
func makeValue(t reflect.Type, args []reflect.Value) reflect.Value {
	size := 0
	if len(args) > 0 {
		size = index(args[0])
	}
	switch t.Kind() {
	case reflect.Map:
		return reflect.MakeMapWithSize(t, max(size, 0))
	case reflect.Chan:
		if size < 0 {
			_ = make(chan struct{}, size)
		}
		return reflect.MakeChan(t, size)
	}
	capacity := size
	if len(args) > 1 {
		capacity = index(args[1])
	}
	const most = 1 << 47 // of bytes: what no machine has
	limit := most / max(int(t.Elem().Size()), 1)
	switch {
	case size < 0 || size > limit:
		size = min(size, -1)
		_ = make([]byte, size) // says what is wrong
	case capacity < size || capacity > limit:
		capacity = min(capacity, size-1)
		_ = make([]struct{}, size, capacity)
	}
	return reflect.MakeSlice(t, size, capacity)
}

// extreme returns the smallest or the largest of values of one type.
func extreme(name string, args []reflect.Value) reflect.Value {
	z := reflect.New(args[0].Type()).Elem()
	z.Set(args[0])
	for _, x := range args[1:] {
		switch {
		case z.CanInt():
			z.SetInt(extremeOf(name, z.Int(), x.Int()))
		case z.CanUint():
			z.SetUint(extremeOf(name, z.Uint(), x.Uint()))
		case z.CanFloat():
			z.SetFloat(extremeOf(name, z.Float(), x.Float()))
		default:
			z.SetString(extremeOf(name, z.String(), x.String()))
		}
	}
	return z
}

func extremeOf[T realNumber | ~string](name string, x, y T) T {
	if name == "min" {
		return min(x, y)
	}
	return max(x, y)
}
