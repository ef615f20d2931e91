package assist

import (
	"go/types"
	"strings"
)

// describe makes a candidate of what a name stands for.
func describe(obj types.Object) candidate {
	m := Match{Text: obj.Name()}
	switch obj := obj.(type) {
	case *types.Func:
		m.Type, m.Signature = "function", signature(obj.Type())
	case *types.Builtin:
		m.Type = "function"
	case *types.Var:
		m.Type, m.Signature = "variable", typeString(obj.Type())
		if obj.IsField() {
			m.Type = "property"
		}
	case *types.Const:
		m.Type, m.Signature = "constant", typeString(obj.Type())
	case *types.Nil:
		m.Type = "constant"
	case *types.TypeName:
		m.Type, m.Signature = "class", sort(obj.Type())
	case *types.PkgName:
		m.Type, m.Signature = "module", obj.Imported().Path()
	}
	return candidate{Match: m}
}

// relative qualifies the names of types as cells write them.
func relative(p *types.Package) string {
	if ofCells(p) {
		return ""
	}
	return p.Name()
}

// ofCells tells whether a package is one of those that cells become.
func ofCells(p *types.Package) bool { return p.Path() == "main" }

func typeString(t types.Type) string { return types.TypeString(t, relative) }

// signature returns the parameters and results of a function's type.
func signature(t types.Type) string { return strings.TrimPrefix(typeString(t), "func") }

// sort says in a word what kind of type a type is.
func sort(t types.Type) string {
	switch t := t.Underlying().(type) {
	case *types.Struct:
		return "struct"
	case *types.Interface:
		return "interface"
	default:
		return typeString(t)
	}
}
