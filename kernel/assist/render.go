package assist

import (
	"go/doc/comment"
	"html"
	"strings"
)

// entry is what is known of a name.
type entry struct {
	signature string // its declaration in short, as Go code
	doc       string // its comment
	path      string // of the package that the comment stands in
	sources   *sources
	value     string // of a variable
	about     string // a sentence on its type
	methods   []string
	origin    string // where it comes from
	source    string // its declaration
}

// block is a part of what is shown of an entry.
type block struct {
	title string
	text  string
	kind  blockKind
}

type blockKind int

const (
	goCode blockKind = iota
	comments
	verbatim
	line
)

// data returns what is known of a name as MIME types. Detail 1 shows the source.
func (e *entry) data(detail int) map[string]any {
	blocks := []block{
		{"", e.signature, goCode},
		{"", e.doc, comments},
		{"Value", e.value, verbatim},
		{"Type", e.about, line},
		{"Methods", strings.Join(e.methods, "\n"), goCode},
		{"From", e.origin, line},
	}
	if detail > 0 && e.source != e.signature {
		blocks = append(blocks, block{"Source", e.source, goCode})
	}
	var text, markdown, page strings.Builder
	for _, b := range blocks {
		if b.text = strings.TrimSpace(b.text); b.text == "" {
			continue
		}
		e.writeText(&text, b)
		e.writeMarkdown(&markdown, b)
		e.writeHTML(&page, b)
	}
	return map[string]any{
		"text/plain":    strings.TrimSpace(text.String()) + "\n",
		"text/markdown": strings.TrimSpace(markdown.String()) + "\n",
		"text/html":     page.String(),
	}
}

func (e *entry) writeText(w *strings.Builder, b block) {
	switch {
	case b.kind == line:
		w.WriteString(b.title + ": " + b.text + "\n\n")
		return
	case b.kind == comments:
		parser, printer := e.printer()
		b.text = strings.TrimSpace(string(printer.Text(parser.Parse(b.text))))
	}
	if b.title != "" {
		w.WriteString(b.title + ":\n")
	}
	w.WriteString(b.text + "\n\n")
}

func (e *entry) writeMarkdown(w *strings.Builder, b block) {
	switch b.kind {
	case line:
		w.WriteString("**" + b.title + ":** " + escapeMarkdown(b.text) + "\n\n")
		return
	case comments:
		parser, printer := e.printer()
		w.Write(printer.Markdown(parser.Parse(b.text)))
		w.WriteString("\n")
		return
	}
	if b.title != "" {
		w.WriteString("**" + b.title + ":**\n\n")
	}
	fence, language := "```", ""
	for strings.Contains(b.text, fence) {
		fence += "`"
	}
	if b.kind == goCode {
		language = "go"
	}
	w.WriteString(fence + language + "\n" + b.text + "\n" + fence + "\n\n")
}

func (e *entry) writeHTML(w *strings.Builder, b block) {
	switch b.kind {
	case line:
		w.WriteString("<p><strong>" + b.title + ":</strong> " + html.EscapeString(b.text) + "</p>\n")
		return
	case comments:
		parser, printer := e.printer()
		w.Write(printer.HTML(parser.Parse(b.text)))
		return
	}
	if b.title != "" {
		w.WriteString("<p><strong>" + b.title + ":</strong></p>\n")
	}
	w.WriteString("<pre><code>" + html.EscapeString(b.text) + "</code></pre>\n")
}

// printer returns what reads and writes the entry's comments. Their links lead
// to where Go's packages are documented.
func (e *entry) printer() (*comment.Parser, *comment.Printer) {
	const site = "https://pkg.go.dev"
	p := &comment.Printer{HeadingLevel: 3, HeadingID: func(*comment.Heading) string { return "" }, TextWidth: 80}
	p.DocLinkURL = func(l *comment.DocLink) string {
		if l.ImportPath == "" {
			l.ImportPath = e.path
		}
		return l.DefaultURL(site)
	}
	return &comment.Parser{LookupSym: func(recv, name string) bool {
		if e.sources == nil {
			return false
		}
		if recv != "" {
			name = recv + "." + name
		}
		_, ok := e.sources.symbols[name]
		return ok
	}}, p
}

// escapeMarkdown keeps what means something in Markdown from doing so.
func escapeMarkdown(text string) string {
	var b strings.Builder
	for _, r := range text {
		if strings.ContainsRune("\\`*_{}[]<>#|~$", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
