package cell

import (
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	return f(path)
}

var _ types.Importer = importerFunc(nil)

// addImports imports what the code names: by the cell's own import
// declarations, by those of earlier cells, or because one package fits.
func (c *checked) addImports(file *ast.File, declares map[string]bool) {
	add := func(name, path string, pos token.Pos) {
		spec := &ast.ImportSpec{Path: &ast.BasicLit{ValuePos: pos, Kind: token.STRING, Value: strconv.Quote(path)}}
		spec.Name = &ast.Ident{NamePos: pos, Name: name}
		file.Decls = append([]ast.Decl{&ast.GenDecl{Tok: token.IMPORT, Specs: []ast.Spec{spec}}}, file.Decls...)
		file.Imports = append(file.Imports, spec)
	}
	for name, spec := range c.files { // what the rebound variables need
		add(name, spec.path, token.NoPos)
	}
	add(mark+"rt", RuntimePath, token.NoPos)
	for _, spec := range c.syn.imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue // the parser has refused it
		}
		name := ""
		if spec.Name != nil {
			name = spec.Name.Name
		}
		if path == "C" {
			c.fail(spec.Pos(), `import "C": cells cannot hold C code; put it into a package of your module and import that`)
			continue
		}
		if name == "" {
			name = assumedName(path)
			if pkg, err := c.s.packages.Import(path); err == nil {
				name = pkg.Name()
			} // else the checker says so, and knows the rest of the cell by the name
		}
		switch name {
		case ".":
			c.dots = append(c.dots, path)
		case "_":
			c.blanks = append(c.blanks, importSpec{name, path})
		default:
			c.files[name] = importSpec{name, path}
		}
		add(name, path, spec.Pos())
	}
	for _, path := range c.s.dots {
		if !slices.Contains(c.dots, path) {
			add(".", path, token.NoPos)
		}
	}
	for name, members := range c.packageNames(declares) {
		if _, ok := c.files[name]; ok {
			continue
		}
		real := name
		if c.renamed(name) {
			real = oldName(name)
		}
		if spec, ok := c.s.imports[real]; ok {
			c.files[name] = importSpec{name, spec.path}
			add(name, spec.path, token.NoPos)
			continue
		}
		if path := c.find(real, members); path != "" {
			c.files[name] = importSpec{name, path}
			add(name, path, token.NoPos)
		} else if c.renamed(name) { // the checker does not know such names
			for _, id := range c.syn.free {
				if id.Name == name {
					c.fail(id.Pos(), "undefined: "+real)
				}
			}
		}
	}
}

// assumedName returns the name that a package probably has: the last element of
// its path, without a version, "go-" and what a name cannot have.
func assumedName(importPath string) string {
	name := path.Base(importPath)
	if version.MatchString(name) {
		name = path.Base(path.Dir(importPath))
	}
	name = strings.TrimPrefix(name, "go-")
	if i := strings.IndexFunc(name, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }); i > 0 {
		name = name[:i]
	}
	return name
}

var version = regexp.MustCompile(`^v[0-9]+$`)

// packageNames returns the names that may be packages, with the members
// selected from them: x of x.Y where nothing in the package is called x.
func (c *checked) packageNames(declares map[string]bool) map[string][]string {
	names := make(map[string][]string)
	c.inspect(func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		id, ok := sel.X.(*ast.Ident)
		if !ok || id.Obj != nil || declares[id.Name] || c.s.entities[id.Name] != nil || strings.HasPrefix(id.Name, mark) {
			return true
		}
		names[id.Name] = append(names[id.Name], sel.Sel.Name)
		return true
	})
	return names
}

// find returns the path of the one package with a name that has all members,
// from the first tier that has any, or of the only package with the name: its
// members may be misspelt. What is wrong is the checker's to say.
func (c *checked) find(name string, members []string) string {
	var all []string
	for _, tier := range c.s.packages.Named(name) {
		var fit []string
		for _, path := range tier {
			pkg, err := c.s.packages.Import(path)
			if err != nil {
				continue
			}
			all = append(all, path)
			if !slices.ContainsFunc(members, func(m string) bool { return pkg.Scope().Lookup(m) == nil || !ast.IsExported(m) }) {
				fit = append(fit, path)
			}
		}
		if len(fit) == 1 {
			return fit[0]
		}
		if len(fit) > 1 {
			c.ambiguous = append(c.ambiguous, ambiguity{name, fit})
			return ""
		}
	}
	if len(all) == 1 {
		return all[0]
	}
	if len(all) > 1 {
		c.ambiguous = append(c.ambiguous, ambiguity{name, all})
	}
	return ""
}

// ambiguity is a package name that several packages have.
type ambiguity struct {
	name  string
	paths []string
}

func quotedOr(paths []string) string {
	quoted := make([]string, len(paths))
	for i, p := range paths {
		quoted[i] = strconv.Quote(p)
	}
	return strings.Join(quoted, " or ")
}
