package session

import (
	"github.com/gopherbook/gopherbook/kernel/cell"
	"github.com/gopherbook/gopherbook/kernel/output"
)

// answer shows what is known of the names that a cell asks about: "?name".
func (s *Session) answer(questions []cell.Command, emit func(output.Event)) {
	for _, q := range questions {
		data, found := s.Lookup(q.Args[0], 0)
		if !found {
			tell(emit, "nothing is known of "+q.Args[0])
			continue
		}
		emit(output.Event{Kind: output.Page, Data: data})
	}
}

func isQuestion(c cell.Command) bool { return c.Name == "?" }
