package clients_test

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// terminal is a terminal of tmux's in which a person could sit.
type terminal struct {
	t      *testing.T
	socket string
}

// newTerminal opens a terminal in which a command runs.
func newTerminal(t *testing.T, command string) *terminal {
	t.Helper()
	term := &terminal{t: t, socket: filepath.Join(t.TempDir(), "tmux")}
	cmd := client(t, "tmux", "-S", term.socket, "-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "50", command)
	cmd.Env = append(cmd.Env, "LC_ALL=C.UTF-8", "TERM=screen", "PROMPT_TOOLKIT_NO_CPR=1")
	succeeds(t, cmd)
	t.Cleanup(func() { _ = exec.Command("tmux", "-S", term.socket, "kill-server").Run() })
	return term
}

// screen returns what the terminal shows.
func (term *terminal) screen() string {
	out, err := exec.Command("tmux", "-S", term.socket, "capture-pane", "-p").Output()
	if err != nil {
		return fmt.Sprintf("(the terminal is gone: %v)", err)
	}
	return string(out)
}

// typeKeys types a text, or keys that tmux has a name for.
func (term *terminal) typeKeys(args ...string) {
	term.t.Helper()
	succeeds(term.t, client(term.t, "tmux", append([]string{"-S", term.socket, "send-keys"}, args...)...))
}

// line types a line and, once it is there, Enter: the console must not get keys
// while it asks the kernel about earlier ones.
func (term *terminal) line(text string) {
	term.t.Helper()
	term.typeKeys("-l", text)
	term.waitFor(text)
	term.typeKeys("Enter")
}

// waitFor waits until the terminal shows a text.
func (term *terminal) waitFor(text string) {
	term.t.Helper()
	if !eventually(patience/8, func() bool { return strings.Contains(term.screen(), text) }) {
		term.t.Fatalf("the terminal did not show %q, but\n%s", text, term.screen())
	}
}

// TestConsole does not press Ctrl-C while a cell runs: Debian's console 6.4 does
// not survive that, with any kernel.
func TestConsole(t *testing.T) {
	needs(t, "tmux", "jupyter-console")
	const console = "jupyter console --kernel gopherbook --ZMQTerminalInteractiveShell.kernel_timeout=120"
	term := newTerminal(t, console)
	term.waitFor("In [1]:")
	term.line("x := 20")
	term.waitFor("In [2]:")
	term.line("x + 22")
	term.waitFor("Out[2]: 42")
	term.waitFor("In [3]:")

	// An open brace makes Enter begin a new line; the second Enter runs the cell.
	term.line("for i := range 3 {")
	term.waitFor("...:")
	term.line("fmt.Println(\"row\", i*x) }")
	term.waitFor("row 40")
	term.waitFor("In [4]:")

	term.line("nothing")
	term.waitFor("undefined: nothing")
	term.waitFor("In [5]:")

	term.line("x + 1")
	term.waitFor("Out[5]: 21")
	term.waitFor("In [6]:")

	// What the cell reads is typed here, after what it has printed.
	term.line("fmt.Print(\"na\", \"me? \"); var name string; fmt.Scan(&name)")
	term.waitFor("name?")
	term.line("Ada")
	term.waitFor("In [7]:")
	term.line("title, err := display.Input(\"Ti\" + \"tle? \")")
	term.waitFor("Title?")
	term.line("Countess")
	term.waitFor("In [8]:")
	term.line("strings.ToUpper(title + name)")
	term.waitFor("Out[8]: COUNTESSADA")
	term.waitFor("In [9]:")

	// A terminal has no pictures: it shows the text.
	term.line("plot.New()")
	term.waitFor("<*plot.Plot>")
	term.waitFor("In [10]:")
	term.line("fmt.Printl?")
	term.waitFor("nothing is known of fmt.Printl")
	term.waitFor("In [11]:")
	leave(term)
	leavesNothing(t)

	// The next session offers what was run in this one.
	term = newTerminal(t, console)
	term.waitFor("In [1]:")
	term.typeKeys("Up")
	term.waitFor("fmt.Printl?")
	for range 2 {
		term.typeKeys("Up")
	}
	term.waitFor("strings.ToUpper(title + name)")
	term.typeKeys("C-c")
	leave(term)
	leavesNothing(t)
}

// leave ends a console.
func leave(term *terminal) {
	term.t.Helper()
	term.typeKeys("C-d")
	term.waitFor("Do you really want to exit ([y]/n)?")
	term.line("y")
}
