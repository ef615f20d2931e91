package display

import "strings"

var (
	characters = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&#34;", `"`, "&#39;", "'", "&nbsp;", " ", "&amp;", "&")
	noBreaks   = strings.NewReplacer("\n", " ", "\r", " ", "\t", " ")
)

// plainHTML returns the text of a piece of HTML, for terminals: a line for each
// block, the cells of a table between tabs. (golang.org/x/net/html knows better
// what HTML is, but every cell would have to link it.)
func plainHTML(html string) string {
	var b strings.Builder
	for html != "" {
		text, tag, rest := nextTag(html)
		b.WriteString(noBreaks.Replace(text))
		switch tag {
		case "script", "style":
			_, rest, _ = strings.Cut(rest, "</"+tag)
			_, rest, _ = strings.Cut(rest, ">")
		case "/td", "/th":
			b.WriteByte('\t')
		case "br", "hr", "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table", "tr", "pre", "blockquote", "section",
			"/p", "/div", "/h1", "/h2", "/h3", "/h4", "/h5", "/h6", "/ul", "/ol", "/dl", "/table", "/pre", "/blockquote", "/section":
			b.WriteByte('\n')
		}
		html = rest
	}
	var lines []string
	for line := range strings.SplitSeq(b.String(), "\n") {
		cells := strings.Split(line, "\t")
		for i, cell := range cells {
			cells[i] = strings.Join(strings.Fields(cell), " ")
		}
		if line = strings.TrimSpace(strings.Join(cells, "\t")); line != "" {
			lines = append(lines, characters.Replace(line))
		}
	}
	if lines == nil {
		return "<" + MIMETypeHTML + ">"
	}
	return strings.Join(lines, "\n")
}

// nextTag returns what stands before the first tag or comment, the tag's name
// in small letters, with a slash where it closes, and what follows it.
func nextTag(html string) (text, tag, rest string) {
	for at := 0; ; {
		open := strings.IndexByte(html[at:], '<')
		if open < 0 {
			return html, "", ""
		}
		open += at
		after := html[open+1:]
		if comment, ok := strings.CutPrefix(after, "!--"); ok {
			_, rest, _ = strings.Cut(comment, "-->")
			return html[:open], "", rest
		}
		if after == "" || !strings.ContainsRune("/!?", rune(after[0])) && !isLetter(after[0]) {
			at = open + 1 // just a sign
			continue
		}
		inside, rest, _ := strings.Cut(after, ">")
		name := strings.TrimRight(strings.TrimPrefix(inside, "/"), "/")
		if end := strings.IndexAny(name, " \t\r\n/"); end >= 0 {
			name = name[:end]
		}
		if strings.HasPrefix(inside, "/") {
			name = "/" + name
		}
		return html[:open], strings.ToLower(name), rest
	}
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
