package eval

import (
	"reflect"

	"github.com/gopherbook/gopherbook/kernel/worker/eval/tree"
	"github.com/gopherbook/gopherbook/kernel/worker/rt"
)

// call calls a function and returns its results.
func (p *Program) call(n *tree.Node) []reflect.Value {
	method := ""
	called := n.Args[0]
	if called.Op == tree.Method {
		method, called = called.Name, called.Args[0]
	}
	f := p.value(called) // or what the method belongs to
	var args []reflect.Value
	if n.Op == tree.CallMany {
		args = p.values(n.Args[1])
	} else {
		for _, arg := range n.Args[1:] {
			args = append(args, p.value(arg))
		}
	}
	p.line.Store(int32(n.Line))
	rt.Check()
	if method != "" {
		f = methodOf(f, method)
	}
	if f.IsNil() {
		nilDereference()
	}
	t := f.Type()
	if t.IsVariadic() {
		return f.CallSlice(variadic(t, args, n.Name == "..."))
	}
	for i := range args {
		args[i] = as(args[i], t.In(i))
	}
	return f.Call(args)
}

// methodOf returns a method of a value as a function.
func methodOf(x reflect.Value, name string) reflect.Value {
	if x.Kind() == reflect.Interface && x.IsNil() {
		nilDereference()
	}
	m := x.MethodByName(name)
	if !m.IsValid() {
		panic("gopherbook: " + x.Type().String() + " has no method " + name)
	}
	return m
}

// variadic returns the arguments of a call with the last ones in a slice, which
// is nil when there are none.
func variadic(t reflect.Type, args []reflect.Value, spread bool) []reflect.Value {
	in := make([]reflect.Value, t.NumIn())
	last := len(in) - 1
	for i := range last {
		in[i] = as(args[i], t.In(i))
	}
	list := t.In(last)
	switch rest := args[last:]; {
	case spread:
		in[last] = as(rest[0], list)
	case len(rest) == 0:
		in[last] = reflect.Zero(list)
	default:
		s := reflect.MakeSlice(list, len(rest), len(rest))
		for i, arg := range rest {
			s.Index(i).Set(as(arg, list.Elem()))
		}
		in[last] = s
	}
	return in
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
	p.line.Store(int32(n.Line))
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
