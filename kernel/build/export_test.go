package build

import (
	"testing"
	"time"
)

// OwnRoots are the parts of gopherbook's source that go with cells.
var OwnRoots = ownRoots

// SetMoment has files believed that have changed this short a time ago.
func SetMoment(t *testing.T, d time.Duration) {
	old := moment
	moment = d
	t.Cleanup(func() { moment = old })
}

// TakeGo takes the go command away from a builder.
func TakeGo(b *Builder) { b.tools.program = "no-go-command" }

// Exports returns the files of a package, and of what it imports, in the go
// command's cache.
func Exports(b *Builder, path string) []string {
	var files []string
	for _, p := range b.closure([]string{path}) {
		files = append(files, p.Export)
	}
	return files
}
