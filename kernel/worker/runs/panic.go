package runs

import (
	"fmt"
	"os"
	"reflect"
	"runtime"
	"strings"
	"unsafe"

	"github.com/gopherbook/gopherbook/kernel/worker/proto"
)

// Describe returns a panic's value and the calls that led to it. It is called
// by what a deferred function calls.
func Describe(v any) *proto.Panic {
	p := &proto.Panic{Value: panicText(Recovered(v))}
	pcs := make([]uintptr, 1000)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	panicked := false // what is above the panic is the machinery of catching it
	for {
		f, more := frames.Next()
		if panicked {
			p.Frames = append(p.Frames, proto.Frame{Function: f.Function, File: f.File, Line: f.Line})
		}
		if f.Function == "runtime.gopanic" || f.Function == "runtime.sigpanic" {
			panicked = true
			p.Frames = p.Frames[:0]
		}
		if !more || strings.HasPrefix(f.Function, "github.com/gopherbook/gopherbook/kernel/worker/host.") && panicked {
			return p
		}
	}
}

// panicText returns a panic's value as the runtime of Go prints it.
func panicText(v any) string {
	switch v := v.(type) {
	case error:
		return v.Error()
	case fmt.Stringer:
		return v.String()
	}
	switch r := reflect.ValueOf(v); {
	case r.Kind() == reflect.String && r.Type() != reflect.TypeFor[string]():
		return fmt.Sprintf("%T(%q)", v, v)
	case r.CanInt() && r.Type().PkgPath() != "", r.CanUint() && r.Type().PkgPath() != "", r.CanFloat() && r.Type().PkgPath() != "":
		return fmt.Sprintf("%T(%v)", v, v)
	}
	return fmt.Sprint(v)
}

// Recovered returns the value of a panic. Where that is the error of a type
// assertion, it says the missing method's name as the user wrote it: unexported
// methods of cells have an exported name, which begins with a mark.
func Recovered(v any) any {
	const mark = "Ꞷ"
	if err, ok := v.(*runtime.TypeAssertionError); ok {
		if f := reflect.ValueOf(err).Elem().FieldByName("missingMethod"); f.Kind() == reflect.String {
			name := (*string)(unsafe.Pointer(f.UnsafeAddr()))
			*name = strings.TrimPrefix(*name, mark)
		}
	}
	return v
}

// Tell tells of a panic on stderr. It is called by deferred functions.
func Tell(where string, v any) {
	var b strings.Builder
	p := Describe(v)
	fmt.Fprintf(&b, "panic in %s: %s\n", where, p.Value)
	for _, f := range p.Frames {
		if at := strings.LastIndexByte(f.File, '/') + 1; strings.HasPrefix(f.File[at:], "Cell[") {
			fmt.Fprintf(&b, "\t%s, line %d\n", f.File[at:], f.Line)
		}
	}
	fmt.Fprint(os.Stderr, b.String())
}
