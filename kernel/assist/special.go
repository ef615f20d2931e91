package assist

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/gopherbook/gopherbook/kernel/cell"
)

// completeSpecial completes where the cursor is in a special command: its name,
// or the name of a file. Code is the text without specials.
func (a *Assistant) completeSpecial(text, code string, cursor int) (Completion, bool) {
	line := strings.LastIndexByte(text[:cursor], '\n') + 1
	typed := text[line:cursor]
	start := line + len(typed) - len(strings.TrimLeft(typed, " \t"))
	if start == cursor || text[start] == code[start] || text[start] == '?' {
		return Completion{}, false
	}
	word, args, more := strings.Cut(text[start:cursor], " ")
	switch {
	case !more && (text[start] == '!' || text[start] == '$'):
		return a.completeFile(word[1:], cursor), true
	case !more:
		c := newCollector(word)
		for _, s := range cell.Specials {
			if strings.HasPrefix(s.Name, word) { // % is not much of a name
				c.add(candidate{Match: Match{s.Name, "magic", s.Usage}})
			}
		}
		return Completion{start, cursor, c.matches()}, true
	case strings.TrimSpace(code[start:cursor]) == "" && !strings.HasPrefix(word, "%time"): // not Go
		return a.completeFile(args[strings.LastIndexAny(args, " =\"'")+1:], cursor), true
	}
	return Completion{}, false
}

// completeFile completes the name of a file that ends at the cursor.
func (a *Assistant) completeFile(name string, cursor int) Completion {
	dir, prefix := filepath.Split(name)
	none := Completion{cursor, cursor, []Match{}}
	if strings.ContainsAny(name, "\n\x00") {
		return none
	}
	where := dir
	if !filepath.IsAbs(dir) {
		where = filepath.Join(a.options.Dir(), dir)
	}
	if where == "" {
		where = "."
	}
	entries, err := os.ReadDir(where)
	if err != nil {
		return none
	}
	c := newCollector(prefix)
	for _, e := range entries {
		text := e.Name()
		if strings.HasPrefix(text, ".") && !strings.HasPrefix(prefix, ".") {
			continue
		}
		if e.IsDir() {
			text += "/"
		}
		if strings.HasPrefix(text, prefix) {
			c.add(candidate{Match: Match{Text: text, Type: "path"}})
		}
	}
	return Completion{cursor - len(prefix), cursor, c.matches()}
}
