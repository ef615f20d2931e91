package cell

import (
	"go/constant"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// name is a name that cells have declared, as %whos lists it.
type name struct {
	name, typ string
	value     string // empty for a variable: its value is looked up when the cell runs
}

// listed returns the names for %who, in order.
func (s *Session) listed() []name {
	var names []name
	for _, n := range s.Names() {
		obj := s.entities[n].obj
		row := name{name: n, typ: types.TypeString(obj.Type(), relative), value: "-"}
		switch obj := obj.(type) {
		case *types.Var:
			row.value = ""
		case *types.Const:
			row.value = constantText(obj)
		case *types.TypeName:
			row.typ = "type"
			row.value = types.TypeString(obj.Type().Underlying(), relative)
		}
		names = append(names, row)
	}
	return names
}

func constantText(c *types.Const) string {
	if c.Val().Kind() == constant.Unknown {
		return "-"
	}
	return c.Val().String()
}

// whos writes the call that prints the names with their types and values. The
// specials' line ends at stop, its newline included at end.
func (s *splitter) whos(stop, end int) int {
	var rows, args []string
	for _, n := range s.src.names {
		rows = append(rows, n.name+"\t"+n.typ+"\t"+n.value)
		if n.value == "" {
			args = append(args, n.name)
		}
	}
	call := append([]string{strconv.Quote(strings.Join(rows, "\n"))}, args...)
	s.code.WriteString(mark + "rt.Whos(" + strings.Join(call, ", ") + ")" + s.text[stop:end])
	return end
}

// listsNames tells whether a cell's specials list the session's names: its code
// depends on them all.
func listsNames(text string) bool {
	return slices.ContainsFunc(strings.Split(text, "\n"), func(line string) bool {
		return strings.HasPrefix(strings.TrimSpace(line), "%who")
	})
}

// Glance returns what shows a variable's value in a few words, without being
// compiled, or nil. It changes nothing in the session.
func (s *Session) Glance(name string) *Direct {
	count := s.count
	defer func() { s.count = count }()
	u, err := s.PlanAnew(&Source{Text: mark + "rt.Glance(" + name + ")"})
	if err != nil {
		return nil
	}
	return u.Direct
}
