package cell

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"
)

// ownLiteral finds a complaint about a literal of a struct of cells: its type
// has no package, or is of main.
var ownLiteral = regexp.MustCompile(`^implicit assignment to unexported field \S+ in struct literal of type (main\.)?[\pL_][\pL\pN_]*($|[\[{])`)

// ownTypes finds the types of cells in the checker's words.
var ownTypes = regexp.MustCompile(`\bmain\.([\pL_])`)

// notImported finds why a package cannot be had.
var notImported = regexp.MustCompile(`(?s)^could not import \S+ \((.*)\)$`)

// typeError notes an error of the checker, unless it is one that cells allow.
func (c *checked) typeError(err types.Error) {
	switch {
	case strings.HasPrefix(err.Msg, "initialization cycle"), strings.HasPrefix(err.Msg, "\t"):
		return // top-level variables are set when their statement runs
	case strings.HasSuffix(err.Msg, "imported and not used"), strings.Contains(err.Msg, "imported as") && strings.HasSuffix(err.Msg, "and not used"):
		return
	case strings.HasSuffix(err.Msg, " is not used") && c.measured(err.Pos):
		return
	case ownLiteral.MatchString(err.Msg):
		return // a struct of an earlier cell is of this package too
	case c.result != nil && err.Pos >= c.result.Pos() && err.Pos <= c.result.End() && err.Msg == types.ExprString(c.result)+" (no value) used as value":
		return // a last call without results shows nothing
	}
	message := strings.ReplaceAll(err.Msg, " in argument to "+resultFunc, "")
	if m := notImported.FindStringSubmatch(message); m != nil {
		message = m[1]
	}
	message = ownTypes.ReplaceAllString(message, "$1")
	for _, name := range c.builtins {
		message = strings.ReplaceAll(message, oldName(name), name)
	}
	for _, old := range c.olds {
		message = strings.ReplaceAll(message, old.Name(), oldName(old.Name()))
	}
	c.checkerErrs[len(c.errs)] = err
	c.fail(err.Pos, message)
}

func (c *checked) fail(pos token.Pos, message string) {
	c.errs = append(c.errs, c.s.files.diagnostic(pos, message))
}

// explain adds what helps to the errors: what an unknown name may be misspelt
// for, or the packages that it may mean, and why another cell's declaration is
// concerned.
func (c *checked) explain() {
	for i := range c.errs {
		d := &c.errs[i]
		if err, ok := c.checkerErrs[i]; ok {
			d.Note = c.suggest(err)
		}
		for _, a := range c.ambiguous {
			if d.Message == "undefined: "+a.name {
				d.Note = fmt.Sprintf("several packages are called %s: import %s", a.name, quotedOr(a.paths))
			}
		}
		if d.Cell != 0 && d.Cell != c.syn.src.Number {
			d.Note = fmt.Sprintf("cell %d depends on what this cell changes, and no longer compiles", d.Cell)
			if name := c.declAt(d.Cell, d.Line); name != "" {
				d.Note = fmt.Sprintf("%s (cell %d) depends on what this cell changes, and no longer compiles", name, d.Cell)
			}
		}
	}
}

// declAt returns the name of the rebuilt declaration at a line of another cell.
func (c *checked) declAt(cell, line int) string {
	for _, d := range c.decls {
		first, _ := d.src.position(d.start)
		last, _ := d.src.position(d.end)
		if d.src.Number != cell || line < first || line > last {
			continue
		}
		if d.recv != "" {
			return d.recv + "." + d.node.(*ast.FuncDecl).Name.Name
		}
		return strings.Join(d.names, ", ")
	}
	return ""
}

// checkRepeated checks the variables that := gives a new value where an
// earlier statement of the cell has declared them, as err in two a, err := f().
func (c *checked) checkRepeated() {
	for _, stmt := range c.syn.stmts {
		assign, ok := stmt.(*ast.AssignStmt)
		if !ok || assign.Tok != token.DEFINE {
			continue
		}
		for i, id := range declared(stmt) {
			if id.Name == "_" || c.info.Defs[id] != nil {
				continue
			}
			obj := c.pkg.Scope().Lookup(id.Name)
			value := valueType(c.info, assign.Rhs, i)
			if obj == nil || value == nil || types.AssignableTo(value, obj.Type()) {
				continue
			}
			c.fail(id.Pos(), fmt.Sprintf("cannot use a value of type %s as %s value in assignment to %s",
				types.TypeString(value, relative), types.TypeString(obj.Type(), relative), id.Name))
		}
	}
}

// checkOwnTypes refuses variables whose own types depend on them, and constants
// that depend on themselves. To the checker they are cycles of initialisation,
// which typeError lets pass.
func (c *checked) checkOwnTypes() {
	names := slices.Clone(c.syn.vars)
	for _, d := range c.decls {
		names = append(names, d.names...)
	}
	for _, name := range names {
		obj := c.pkg.Scope().Lookup(name)
		if obj == nil {
			continue // func init, or the blank identifier
		}
		k, ok := obj.(*types.Const)
		if obj.Type() == types.Typ[types.Invalid] || ok && k.Val().Kind() == constant.Unknown {
			c.fail(obj.Pos(), fmt.Sprintf("initialization cycle: %s refers to itself", realName(name)))
		}
	}
}

func relative(p *types.Package) string {
	if p.Path() == "main" {
		return ""
	}
	return p.Name()
}

// valueType returns the type of the i-th value of the right-hand sides of an assignment.
func valueType(info *types.Info, rhs []ast.Expr, i int) types.Type {
	if len(rhs) > 1 {
		return info.TypeOf(rhs[i])
	}
	t := info.TypeOf(rhs[0])
	if tuple, ok := t.(*types.Tuple); ok {
		if i >= tuple.Len() {
			return nil
		}
		return tuple.At(i).Type()
	}
	return t
}
