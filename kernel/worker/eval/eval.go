package eval

import (
	"reflect"
	"sync/atomic"

	"github.com/gopherbook/gopherbook/kernel/worker/eval/tree"
	"github.com/gopherbook/gopherbook/kernel/worker/rt"
)

// Program is a program that can be run.
type Program struct {
	code    *tree.Program
	types   []reflect.Type  // as in code.Types, from 1
	symbols []reflect.Value // variables that can be set, and functions
	vars    []reflect.Value // those that the program declares
	slots   []reflect.Value
	line    atomic.Int32 // that of the operation being done
}

// Load finds everything that a program names and declares its variables. An
// error means that it has to be compiled.
func Load(code *tree.Program) (*Program, error) {
	types, err := known.resolve(code.Types)
	if err != nil {
		return nil, err
	}
	p := &Program{code: code, types: types, slots: make([]reflect.Value, code.Slots+1)}
	for _, s := range code.Symbols {
		symbol, ok := rt.Find(s.Path, s.Name)
		if !ok || symbol.Kind == rt.Type {
			return nil, refuse("%s of %s is not bound", s.Name, s.Path)
		}
		v := reflect.ValueOf(symbol.Value)
		if symbol.Kind != rt.Func {
			v = v.Elem()
		}
		p.symbols = append(p.symbols, v)
	}
	for _, c := range code.Conversions {
		if from, to := types[c.From], types[c.To]; !known.converts(from, to) {
			return nil, refuse("no compiled code makes a %v of a %v", to, from)
		}
	}
	for _, g := range code.Guards {
		if v := p.symbols[g.Symbol]; v.Kind() != reflect.Slice && v.Kind() != reflect.String && v.Kind() != reflect.Array || v.Len() > g.Max {
			return nil, refuse("a loop goes through more than %d elements", g.Max)
		}
	}
	for _, v := range code.Vars {
		symbol, ok := rt.Find(code.Unit, v.Name)
		if !ok { // it has not been run before
			symbol = rt.Symbol{Name: v.Name, Kind: rt.Declared, Value: reflect.New(types[v.Type]).Interface()}
			rt.Bind(code.Unit, symbol)
		}
		p.vars = append(p.vars, reflect.ValueOf(symbol.Value).Elem())
	}
	return p, nil
}

// Run runs the program. It panics where the cell does.
func (p *Program) Run() { p.block(p.code.Body) }

// Line returns the cell's line that is, or was last, being run.
func (p *Program) Line() int { return int(p.line.Load()) }
