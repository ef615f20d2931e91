package session_test

import (
	"fmt"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/session"
)

// The bound of the cells' memory does not count the variables of packages that
// each plugin brings along: those of crypto/rand have 32 MiB.
func TestPluginsAreNotTheCellsMemory(t *testing.T) {
	t.Setenv("GOPHERBOOK_MEMORY", "300MB")
	nb := openWith(t, session.Options{NoEvaluator: true})
	for i := range 12 {
		nb.want(fmt.Sprintf("import \"crypto/rand\"\nlen(rand.Text()) + %d", i), fmt.Sprintf("=> %d\n", 26+i))
	}
}
