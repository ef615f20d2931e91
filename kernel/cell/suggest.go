package cell

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// suggest returns a note about what a name may be misspelt for that the checker
// does not know, or nothing.
func (c *checked) suggest(err types.Error) string {
	name, ok := strings.CutPrefix(err.Msg, "undefined: ")
	if ok {
		if pkg, member, ok := strings.Cut(name, "."); ok {
			return didYouMean(member, c.exportedBy(pkg), pkg+".")
		}
		return didYouMean(name, append(c.inScope(err.Pos), c.packagesLike(name, err.Pos)...), "")
	}
	note := ""
	c.inspect(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if n.Sel.Pos() == err.Pos && strings.Contains(err.Msg, " undefined (type ") {
				note = didYouMean(n.Sel.Name, c.membersOf(c.info.TypeOf(n.X)), "")
			}
		case *ast.CompositeLit:
			for _, elt := range n.Elts {
				if kv, ok := elt.(*ast.KeyValueExpr); ok && kv.Pos() == err.Pos && strings.HasPrefix(err.Msg, "unknown field ") {
					note = didYouMean(types.ExprString(kv.Key), c.fieldsOf(c.info.TypeOf(n.Type)), "")
				}
			}
		}
		return true
	})
	return note
}

// inScope returns the names that can be used at a place.
func (c *checked) inScope(pos token.Pos) (names []string) {
	names = slices.Concat(types.Universe.Names(), sortedKeys(c.s.entities), sortedKeys(c.files), sortedKeys(c.s.imports))
	for id, obj := range c.info.Defs {
		if obj != nil && obj.Parent() != nil && (obj.Parent() == c.pkg.Scope() || obj.Parent().Contains(pos)) {
			names = append(names, realName(id.Name))
		}
	}
	return names
}

// packagesLike returns the names of packages that are one letter away from a
// name, if something is selected from that name at a place.
func (c *checked) packagesLike(name string, pos token.Pos) (names []string) {
	selected := false
	c.inspect(func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		selected = selected || ok && sel.X.Pos() == pos
		return !selected
	})
	if !selected {
		return nil
	}
	for i := range len(name) + 1 {
		before, after := name[:i], name[i:]
		try := []string{before + after[min(1, len(after)):]}
		if len(after) > 1 {
			try = append(try, before+after[1:2]+after[:1]+after[2:])
		}
		for letter := 'a'; letter <= 'z'; letter++ {
			try = append(try, before+string(letter)+after, before+string(letter)+after[min(1, len(after)):])
		}
		for _, name := range try {
			if slices.ContainsFunc(c.s.packages.Named(name), func(tier []string) bool { return tier != nil }) {
				names = append(names, name)
			}
		}
	}
	return names
}

// exportedBy returns the names that a package exports which the cell calls pkg.
func (c *checked) exportedBy(pkg string) []string {
	spec, ok := c.files[pkg]
	if !ok {
		return nil
	}
	p, err := c.s.packages.Import(spec.path)
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(p.Scope().Names(), func(name string) bool { return !ast.IsExported(name) })
}

// membersOf returns the names of the fields and methods that the cell can select
// from a value of a type.
func (c *checked) membersOf(t types.Type) []string {
	names := c.fieldsOf(t)
	if t == nil {
		return nil
	}
	if _, isPointer := t.Underlying().(*types.Pointer); !isPointer && !types.IsInterface(t) {
		t = types.NewPointer(t)
	}
	methods := types.NewMethodSet(t)
	for i := range methods.Len() {
		if m := methods.At(i).Obj(); canSelect(m) {
			names = append(names, m.Name())
		}
	}
	return names
}

// fieldsOf returns the names of the fields of a struct and of those it embeds.
func (c *checked) fieldsOf(t types.Type) (names []string) {
	seen := make(map[*types.Struct]bool)
	var visit func(t types.Type)
	visit = func(t types.Type) {
		st, _ := structOf(t)
		if st == nil || seen[st] {
			return
		}
		seen[st] = true
		for f := range st.Fields() {
			if canSelect(f) {
				names = append(names, f.Name())
			}
			if f.Embedded() {
				visit(f.Type())
			}
		}
	}
	if t != nil {
		visit(t)
	}
	return names
}

// canSelect tells whether cells have a right to a field or method.
func canSelect(obj types.Object) bool {
	return obj.Exported() || obj.Pkg() != nil && obj.Pkg().Path() == "main"
}

// didYouMean returns a note with up to three of the names that are closest to
// one that is wrong, each after a prefix.
func didYouMean(wrong string, names []string, prefix string) string {
	closest := make(map[string]bool)
	limit := min(2, (len([]rune(wrong))-1)/2) // and less than half of the name
	for _, name := range names {
		d := distance(strings.ToLower(wrong), strings.ToLower(name))
		if d > limit || name == wrong {
			continue
		}
		if d < limit {
			clear(closest)
			limit = d
		}
		closest[prefix+name] = true
	}
	list := sortedKeys(closest)
	switch list = list[:min(3, len(list))]; len(list) {
	case 0:
		return ""
	case 1:
		return "did you mean " + list[0] + "?"
	}
	last := len(list) - 1
	return "did you mean " + strings.Join(list[:last], ", ") + " or " + list[last] + "?"
}

// distance returns how many characters have to be put in, left out, replaced or
// exchanged with the next one to make b of a.
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	// d[i][j] is the distance of the first i of s and the first j of t
	d := make([][]int, len(s)+1)
	for i := range d {
		d[i] = make([]int, len(t)+1)
		for j := range d[i] {
			switch {
			case i == 0 || j == 0:
				d[i][j] = i + j
				continue
			case s[i-1] == t[j-1]:
				d[i][j] = d[i-1][j-1]
			default:
				d[i][j] = 1 + min(d[i-1][j], d[i][j-1], d[i-1][j-1])
			}
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(s)][len(t)]
}
