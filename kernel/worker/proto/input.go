package proto

import "github.com/gopherbook/gopherbook/kernel/output"

// Ask is a question of a cell to the user.
type Ask struct {
	ID int // of this question, for its Answer
	output.Question
}

// Answer is what the user has answered, or why there is no answer.
type Answer struct {
	ID    int
	Text  string
	End   bool   // the user has no more to say
	Error string // such as output.ErrNoInput's
}
