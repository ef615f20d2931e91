package notebook

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"html"
	"html/template"
	"io"
	"regexp"
	"strings"
)

// HTMLOptions says how [HTML] makes a page. All fields may be left out.
type HTMLOptions struct {
	// Title is the page's title. The default is the title in the notebook's
	// metadata, or else its first heading.
	Title string
}

//go:embed page.html
var pageSource string

//go:embed page.css
var pageStyle string

var page = template.Must(template.New("page").Parse(pageSource))

// HTML writes a notebook as one HTML page that needs no other file and no
// network: Markdown and code as a reader sees them, outputs in their richest
// form, pictures inside. It is light or dark as the reader's system is, and
// prints well.
//
// HTML in outputs and in Markdown is the author's own and passes as it is; all
// other text is escaped. Scripts of JavaScript outputs are left out.
func HTML(w io.Writer, nb *Notebook, o HTMLOptions) error {
	view := struct {
		Title string
		Style template.CSS
		Cells []cellView
	}{
		Title: o.Title,
		Style: template.CSS(pageStyle),
	}
	if view.Title == "" {
		view.Title = title(nb)
	}
	language := language(nb)
	for i, c := range nb.Cells {
		cell, err := viewCell(c, language)
		if err != nil {
			return fmt.Errorf("notebook: cell %d cannot be shown as HTML: %w", i+1, err)
		}
		view.Cells = append(view.Cells, cell)
	}
	var buf bytes.Buffer
	if err := page.Execute(&buf, view); err != nil {
		return fmt.Errorf("notebook: HTML: %w", err)
	}
	_, err := buf.WriteTo(w)
	return err
}

// title is the notebook's title: from its metadata, or its first heading.
func title(nb *Notebook) string {
	if t, ok := nb.Metadata["title"].(string); ok && t != "" {
		return t
	}
	for _, c := range nb.Cells {
		if c.Type != Markdown {
			continue
		}
		for line := range strings.Lines(c.Source) {
			if heading, ok := strings.CutPrefix(line, "# "); ok {
				return strings.Trim(strings.TrimSpace(heading), "#*_` ")
			}
		}
	}
	return "Notebook"
}

// language is the name of the language the code cells are in.
func language(nb *Notebook) string {
	info, _ := nb.Metadata["language_info"].(map[string]any)
	if name, _ := info["name"].(string); name != "" {
		return name
	}
	spec, _ := nb.Metadata["kernelspec"].(map[string]any)
	if name, _ := spec["language"].(string); name != "" {
		return name
	}
	return "go"
}

// cellView is a cell as the page's template takes it.
type cellView struct {
	ID, Type string
	Prompt   string // the n of In [n]
	Body     template.HTML
	Outputs  []outputView
}

type outputView struct {
	Class  string
	Prompt string // the n of Out [n]
	Body   template.HTML
}

func viewCell(c *Cell, language string) (cellView, error) {
	view := cellView{ID: c.ID, Type: c.Type}
	switch c.Type {
	case Markdown:
		body, err := markdownHTML(c.Source, c.Attachments)
		view.Body = template.HTML(body)
		return view, err
	case Code:
		view.Prompt = " "
		if c.ExecutionCount != nil {
			view.Prompt = fmt.Sprint(*c.ExecutionCount)
		}
		if language == "go" {
			view.Body = template.HTML(highlightGo(c.Source))
		} else {
			view.Body = template.HTML(html.EscapeString(c.Source))
		}
		for i, out := range c.Outputs {
			v, err := viewOutput(out)
			if err != nil {
				return view, fmt.Errorf("output %d: %w", i+1, err)
			}
			view.Outputs = append(view.Outputs, v)
		}
	default:
		view.Type = Raw
		view.Body = template.HTML(html.EscapeString(c.Source))
	}
	return view, nil
}

func viewOutput(o *Output) (outputView, error) {
	switch o.Type {
	case Stream:
		return outputView{Class: "stream " + o.Name, Body: pre(terminalHTML(o.Text))}, nil
	case Error:
		return outputView{Class: "error", Body: pre(terminalHTML(strings.TrimSuffix(plainText(o), "\n")))}, nil
	}
	view := outputView{Class: "display"}
	if o.ExecutionCount != nil {
		view.Prompt = fmt.Sprint(*o.ExecutionCount)
	}
	body, err := richest(o)
	view.Body = template.HTML(body)
	return view, err
}

func pre(escaped string) template.HTML {
	return template.HTML("<pre>" + escaped + "</pre>")
}

// richest returns the first that there is of the forms a page can show.
func richest(o *Output) (string, error) {
	text := func(mime string) (string, bool) {
		s, ok := o.Data[mime].(string)
		return s, ok
	}
	if s, ok := text("text/html"); ok {
		return s, nil
	}
	if s, ok := text("image/svg+xml"); ok {
		return xmlProlog.ReplaceAllString(s, ""), nil
	}
	for _, mime := range []string{"image/png", "image/jpeg", "image/gif", "image/webp"} {
		if s, ok := text(mime); ok {
			return picture(o, mime, s), nil
		}
	}
	if s, ok := text("application/pdf"); ok {
		uri := html.EscapeString(dataURI("application/pdf", s))
		return fmt.Sprintf(`<p><a href="%s" download="output.pdf">PDF</a></p>`, uri), nil
	}
	if s, ok := text("text/markdown"); ok {
		return markdownHTML(s, nil)
	}
	if s, ok := text("text/latex"); ok {
		body, formulas := extractMath(s)
		return "<p>" + restoreMath(html.EscapeString(body), formulas) + "</p>", nil
	}
	if v, ok := o.Data["application/json"]; ok {
		var b strings.Builder
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		err := e.Encode(v)
		return string(pre(html.EscapeString(strings.TrimSuffix(b.String(), "\n")))), err
	}
	if s, ok := text("text/plain"); ok {
		return string(pre(terminalHTML(s))), nil
	}
	return "", nil
}

// xmlProlog is what stands before the root element of an SVG file, and has no
// place inside a page.
var xmlProlog = regexp.MustCompile(`(?s)^\s*(<\?xml.*?\?>|<!DOCTYPE[^>]*>|<!--.*?-->|\s)*`)

// picture returns an img element, in the size that the output's metadata gives.
func picture(o *Output, mime, encoded string) string {
	size := ""
	about, _ := o.Metadata[mime].(map[string]any)
	for _, side := range []string{"width", "height"} {
		if n, ok := about[side].(json.Number); ok {
			size += fmt.Sprintf(` %s="%s"`, side, html.EscapeString(n.String()))
		}
	}
	alt, _ := o.Data["text/plain"].(string)
	return fmt.Sprintf(`<img src="%s" alt="%s"%s>`, html.EscapeString(dataURI(mime, encoded)), html.EscapeString(alt), size)
}
