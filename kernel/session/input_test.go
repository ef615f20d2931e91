package session_test

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/output"
)

// typist answers questions with its lines, and then with io.EOF.
type typist struct {
	mu    sync.Mutex // what orders the questions is in another process
	lines []string
	asked []string
}

func (p *typist) ask(_ context.Context, q output.Question) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked = append(p.asked, fmt.Sprintf("%q %v", q.Prompt, q.Password))
	if len(p.lines) == 0 {
		return "", io.EOF
	}
	line := p.lines[0]
	p.lines = p.lines[1:]
	return line, nil
}

func (p *typist) questions() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked
}

func TestInput(t *testing.T) {
	each(t, func(t *testing.T, nb *notebook) {
		nb.want("var name string\nvar a, b int", "")
		stdin := `"" false`
		for _, c := range []struct {
			code  string
			lines string
			shows string
			asked string
		}{
			{"fmt.Scanln(&name)\nfmt.Println(\"hello\", name)", "Ada", "hello Ada\n", stdin},
			{"n, err := fmt.Scan(&a, &b)\nfmt.Println(n, err, a+b)", "1\n2", "2 <nil> 3\n", stdin + "," + stdin},
			{"fmt.Scan(&a)\nfmt.Scan(&b)\na * b", "3 4", "=> 12\n", stdin},
			{"n, err := fmt.Scan(&a)\nfmt.Println(n, err)", "", "0 EOF\n", stdin},
			{"in := bufio.NewScanner(os.Stdin)\nfor in.Scan() {\n\tfmt.Println(strings.ToUpper(in.Text()))\n}", "x\n\ny z", "X\n\nY Z\n", strings.Repeat(stdin+",", 3) + stdin},
			{"text, err := io.ReadAll(os.Stdin)\nfmt.Printf(\"%q %v\\n\", text, err)", "é\n" + strings.Repeat("long", 5), "\"é\\nlonglonglonglonglong\\n\" <nil>\n", strings.Repeat(stdin+",", 2) + stdin},
			{"var v struct{ X int }\nerr := json.NewDecoder(os.Stdin).Decode(&v)\nfmt.Println(v, err)", `{"X": 5}`, "{5} <nil>\n", stdin},
			{"read := make(chan bool)\ngo func() { fmt.Scan(&a); close(read) }()\n<-read\na", "8", "=> 8\n", stdin},
			{"s, err := display.Input(\"Name? \")\nfmt.Printf(\"%q %v\\n\", s, err)", "Ada L", "\"Ada L\" <nil>\n", `"Name? " false`},
			{"s, err := display.Password(\"Word\")\nfmt.Printf(\"%q %v\\n\", s, err)", "", "\"\" EOF\n", `"Word" true`},
			{"fmt.Println(\"nothing\")", "unread", "nothing\n", ""},
			{"func() {\n\tvar s string\n\tfor {\n\t\tif _, err := fmt.Scan(&s); err == io.EOF {\n\t\t\treturn\n\t\t}\n\t\tfmt.Print(s, \".\")\n\t}\n}()", "a b\nc", "a.b.c.", strings.Repeat(stdin+",", 2) + stdin},
		} {
			p := &typist{}
			if c.lines != "" {
				p.lines = strings.Split(c.lines, "\n")
			}
			nb.ask = p.ask
			nb.want(c.code, c.shows)
			if got := strings.Join(p.questions(), ","); got != c.asked {
				t.Errorf("cell\n%s\nasked %s, not %s", c.code, got, c.asked)
			}
		}
	})
}

// Long lines, and many of them, come through whole.
func TestMuchInput(t *testing.T) {
	nb := open(t)
	p := &typist{lines: []string{strings.Repeat("x", 1<<20)}}
	for i := range 50 {
		p.lines = append(p.lines, fmt.Sprint(i))
	}
	nb.ask = p.ask
	nb.want("r := bufio.NewReader(os.Stdin)\nfirst, err := r.ReadString('\\n')\nlen(first)", "=> 1048577\n")
	nb.want("sum := 0\nfor range 50 {\n\tvar n int\n\tfmt.Fscanln(os.Stdin, &n)\n\tsum += n\n}\nsum", "=> 1225\n")
}

// Where nobody can be asked, nothing waits.
func TestNoInput(t *testing.T) {
	each(t, func(t *testing.T, nb *notebook) {
		nb.want("var s string\nn, err := fmt.Scan(&s)\nfmt.Println(n, err)", "0 EOF\n")
		nb.want("text, err := io.ReadAll(os.Stdin)\nlen(text)", "=> 0\n")
		nb.want("c := exec.Command(\"cat\")\nc.Stdin = os.Stdin\nc.Run()", "")
		nb.want("_, err = display.Input(\"Name? \")\nerr == display.ErrNoInput", "=> true\n")
		nb.want("_, err = display.Password(\"Word? \")\nerr", "=> this front end gives no input\n")

		nb.ask = func(context.Context, output.Question) (string, error) { return "", output.ErrNoInput }
		nb.want("n, err = fmt.Scan(&s)\nfmt.Println(n, err)", "0 EOF\n")
		nb.want("_, err = display.Input(\"Name? \")\nerr == display.ErrNoInput", "=> true\n")
	})
}

// An interrupt ends a question, and the cell does nothing more.
func TestInterruptOfInput(t *testing.T) {
	each(t, func(t *testing.T, nb *notebook) {
		nb.want("x := 0\nvar s string\nfunc read() {\n\tfmt.Scan(&s)\n\tx = 1\n}", "")
		for _, code := range []string{
			"fmt.Scan(&s)\nx = 2", "read()\nx = 3", "_, _ = display.Input(\"?\")\nx = 4",
			"if _, err := fmt.Scan(&s); err != nil {\n\tx = 5\n}",
			"in := bufio.NewScanner(os.Stdin)\nfor in.Scan() {\n}\nx = 6", "func() {\n\tin := bufio.NewScanner(os.Stdin)\n\tfor in.Scan() {\n\t}\n\tx = 9\n}()",
			"_, err := io.ReadAll(os.Stdin)\nx = 7\nerr",
		} {
			asked := make(chan struct{})
			nb.ask = func(ctx context.Context, _ output.Question) (string, error) {
				close(asked)
				<-ctx.Done()
				return "", ctx.Err()
			}
			go func() {
				<-asked
				nb.s.Interrupt()
			}()
			_, failure := nb.run(code)
			if failure == nil || failure.Name != "interrupted" || strings.Contains(failure.Value, "left behind") {
				t.Errorf("cell\n%s\nfailed with %v", code, failure)
			}
		}
		// Nobody sees a child process wait.
		_, failure, _ := nb.interrupted("c := exec.Command(\"cat\")\nc.Stdin = os.Stdin\nfmt.Println(0)\n_ = c.Run()\nx = 8")
		if failure == nil || failure.Name != "interrupted" || strings.Contains(failure.Value, "left behind") {
			t.Errorf("cat failed with %v", failure)
		}
		p := &typist{lines: []string{"on"}}
		nb.ask = p.ask
		nb.want("fmt.Scan(&s)\nfmt.Println(s, x)", "on 0\n")
	})
}

// Of many questions that an interrupt ends, none returns to the cell: the worker
// knows of the interrupt before the first does.
func TestInterruptOfManyQuestions(t *testing.T) {
	nb := open(t)
	nb.want("var returned atomic.Int32\nvar wait sync.WaitGroup\nfunc ask() {\n\tdefer wait.Done()\n\t_, _ = display.Input(\"?\")\n\treturned.Add(1)\n}", "")
	const questions = 100
	for range 60 {
		var asked atomic.Int32
		nb.ask = func(ctx context.Context, _ output.Question) (string, error) {
			if asked.Add(1) == questions {
				nb.s.Interrupt()
			}
			<-ctx.Done()
			return "", ctx.Err()
		}
		_, failure := nb.run(fmt.Sprintf("for range %d {\n\twait.Add(1)\n\tgo ask()\n}\nwait.Wait()", questions))
		if failure == nil || failure.Name != "interrupted" {
			t.Errorf("failed with %v", failure)
		}
	}
	nb.ask = nil
	nb.want("fmt.Println(returned.Load())", "0\n")
}

// A cell may close os.Stdin, or put something in its place.
func TestOwnStdin(t *testing.T) {
	nb := open(t)
	p := &typist{lines: []string{"typed"}}
	nb.ask = p.ask
	nb.want("r, w, _ := os.Pipe()\nold := os.Stdin\nos.Stdin = r\nw.WriteString(\"own\\n\")\nvar s string\nfmt.Scan(&s)\nos.Stdin = old\ns", "=> own\n")
	nb.want("os.Stdin.Close()\n_, err := fmt.Scan(&s)\nerr", "=> read /dev/stdin: file already closed\n")
	nb.want("f, _ := os.Open(\"/dev/zero\")\nf.Fd()", "=> 0\n")
	nb.want("n, err := f.Read(make([]byte, 3))\nn", "=> 3\n")
	if asked := p.questions(); len(asked) != 0 {
		t.Errorf("asked %v", asked)
	}
}
