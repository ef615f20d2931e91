package cell

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Special is a command that stands in a cell on a line of its own and is no Go.
// IPython's users know them.
type Special struct {
	Name  string // how it begins
	Usage string
	Help  string
}

// Specials are all there are.
var Specials = []Special{
	{"%time", "%time STATEMENT", "run a statement and print how long it took"},
	{"%%time", "%%time", "on a cell's first line: the same for the whole cell"},
	{"%timeit", "%timeit [-n LOOPS] [-r RUNS] STATEMENT", "run a statement many times and print the mean time of one"},
	{"%%timeit", "%%timeit [-n LOOPS] [-r RUNS]", "on a cell's first line: the same for the whole cell"},
	{"%who", "%who", "list what the cells have declared"},
	{"%whos", "%whos", "the same with types and values"},
	{"%reset", "%reset", "forget everything and begin again in a new process"},
	{"%restore", "%restore", "when the process of the cells has ended: run their declarations again"},
	{"%go", "%go get MODULE[@VERSION]", "make a module's packages known to this notebook's cells"},
	{"%env", "%env [NAME[=VALUE]]", "show the environment or a variable of it, or set one"},
	{"%cd", "%cd [DIRECTORY]", "change the working directory; without one, to your home"},
	{"%pwd", "%pwd", "show the working directory"},
	{"%help", "%help", "show this list; so does :help"},
	{"!", "!COMMAND", "run a command by the shell; so does $ COMMAND"},
	{"?", "?NAME", "show the documentation of a name; so does NAME?"},
}

// help is what %help prints.
func help() string {
	var b strings.Builder
	b.WriteString("A cell holds Go: imports, declarations and statements in any order. The value of\nan expression at its end is shown. These lines are no Go:\n\n")
	for _, s := range Specials {
		fmt.Fprintf(&b, "  %-39s %s\n", s.Usage, s.Help)
	}
	return b.String()
}

// Command is a special that concerns the session itself. It runs before the
// cell's Go; a question, "?", after it.
type Command struct {
	Name string // such as "%reset"
	Args []string
	Line int
}

// Commands returns the commands of a cell to its session.
func Commands(src *Source) ([]Command, error) {
	if _, _, errs := split(src); errs != nil {
		return nil, errs
	}
	return src.commands, nil
}

// question finds NAME? on a line.
var question = regexp.MustCompile(`^([\pL_][\pL\pN_]*(?:\.[\pL_][\pL\pN_]*)*)\?\s*$`)

func asksAbout(line string) bool { return question.MatchString(line) }

// special turns the special on the line [pos, end) into Go that stands in the
// same lines.
func (s *splitter) special(pos, end int, trimmed string) int {
	indent := len(s.text[pos:end]) - len(trimmed)
	line := strings.TrimRight(trimmed, "\n")
	start, stop := pos+indent, pos+indent+len(line)
	word, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimSpace(rest)
	call := func(function string, args ...string) int {
		s.code.WriteString(mark + "rt." + function + "(" + strings.Join(args, ", ") + ")" + s.text[stop:end])
		return end
	}
	command := func(name string, args ...string) int {
		line := strings.Count(s.text[:pos], "\n") + 1
		s.src.commands = append(s.src.commands, Command{name, args, line})
		s.code.WriteString(s.text[stop:end])
		return end
	}
	fail := func(message string) int {
		s.fail(start, message)
		s.code.WriteString("\n")
		return end
	}
	first := tokensEnd(s.code.String()) == 0
	switch {
	case line[0] == '!' || line[0] == '$':
		return call("Shell", strconv.Quote(strings.TrimSpace(line[1:])))
	case line[0] == '?':
		return command("?", strings.TrimSpace(strings.Trim(line, "?")))
	case asksAbout(line):
		return command("?", question.FindStringSubmatch(line)[1])
	case word == "%%time":
		if !first || rest != "" {
			return fail("%%time stands alone on the first line of a cell")
		}
		s.src.timed = true
		s.code.WriteString(s.text[stop:end])
		return end
	case word == "%time":
		if rest == "" {
			return fail("%time wants a statement after it")
		}
		return s.time(pos, indent)
	case word == "%timeit" || word == "%%timeit":
		return s.timeit(pos, start, end, word, first)
	case word == "%reset" || word == "%restore" || word == "%go":
		if !first {
			return fail(word + " stands at the top of a cell: it is done before the cell's Go")
		}
		if word == "%go" && (!strings.HasPrefix(rest, "get ") || len(strings.Fields(rest)) < 2) {
			return fail("%go wants what to get: %go get MODULE@VERSION")
		}
		return command(word, strings.Fields(rest)...)
	case word == "%who":
		var names []string
		for _, n := range s.src.names {
			names = append(names, n.name)
		}
		return call("Print", strconv.Quote(strings.Join(names, "\t")+"\n"))
	case word == "%whos":
		return s.whos(stop, end)
	case word == "%help" || word == ":help":
		return call("Print", strconv.Quote(help()))
	case word == "%env":
		return call("Env", strconv.Quote(rest))
	case word == "%cd":
		return call("Chdir", strconv.Quote(rest))
	case word == "%pwd":
		return call("Getwd")
	}
	return fail(fmt.Sprintf("there is no special command %s: %%help lists them", word))
}
