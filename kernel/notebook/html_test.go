package notebook_test

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/notebook"
)

// htmlOf returns the page of a notebook.
func htmlOf(t testing.TB, nb *notebook.Notebook) string {
	t.Helper()
	var buf bytes.Buffer
	if err := notebook.HTML(&buf, nb, notebook.HTMLOptions{}); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

func TestHTML(t *testing.T) {
	page := htmlOf(t, read(t, "testdata/sample.ipynb"))
	for name, want := range map[string]string{
		"title":        "<title>Parametric t-SNE</title>",
		"anchor":       `id="cell-a1b2c3d4"`,
		"heading":      `<h1 id="parametric-t-sne">Parametric t-SNE</h1>`,
		"table":        "<td>dense_1</td>",
		"emphasis":     "<strong>bold</strong>",
		"attachment":   `<img src="data:image/png;base64,iVBORw0KGgo`,
		"go block":     `<span class="keyword">func</span> f(x <span class="builtin">int</span>)`,
		"prompt":       "In [1]",
		"no prompt":    "In [ ]",
		"comment":      `<span class="comment">// Train the model.</span>`,
		"magic":        `<span class="magic">%time`,
		"stdout":       "Epoch 1/2\n60000/60000 [====",
		"escaped":      "&lt;b&gt;not bold&lt;/b&gt;",
		"ANSI":         `<span style="color:var(--ansi-green)">green</span>`,
		"stderr":       `<div class="output stream stderr"><pre>warning: slow &amp; steady`,
		"svg":          `<rect width="120" height="40"`,
		"html output":  "<table><tr><th>layer</th>",
		"result":       "Out [2]",
		"json":         "&#34;name&#34;: &#34;t&lt;SNE&gt;&#34;",
		"error colour": `font-weight:bold">ValueError</span>: expected dense_24`,
		"raw":          `<pre class="raw">raw &lt;text&gt;</pre>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%s: no %q in the page", name, want)
		}
	}
}

// A page needs nothing from elsewhere.
func TestHTMLIsSelfContained(t *testing.T) {
	page := htmlOf(t, read(t, "testdata/sample.ipynb"))
	loads := regexp.MustCompile(`<(script|link|iframe)|src="([^d]|d[^a])|@import|url\(`)
	if found := loads.FindString(page); found != "" {
		t.Errorf("the page loads something: %q", found)
	}
}

func TestHTMLOutputs(t *testing.T) {
	display := func(data, metadata map[string]any) *notebook.Output {
		return &notebook.Output{Type: notebook.DisplayData, Data: data, Metadata: metadata}
	}
	size := map[string]any{"width": json.Number("680"), "height": json.Number("560")}
	for _, test := range []struct {
		name   string
		output *notebook.Output
		want   string
	}{
		{"a picture in its size", display(map[string]any{"image/png": "AAAA\nBBBB\n", "text/plain": `<"map">`}, map[string]any{"image/png": size}),
			`<img src="data:image/png;base64,AAAABBBB" alt="&lt;&#34;map&#34;&gt;" width="680" height="560">`},
		{"HTML before a picture", display(map[string]any{"image/png": "AAAA", "text/html": "<b>x</b>"}, nil), `<div class="output display"><b>x</b></div>`},
		{"an SVG file's prolog is left out", display(map[string]any{"image/svg+xml": "<?xml version=\"1.0\"?>\n<!DOCTYPE svg>\n<svg></svg>"}, nil), `<div class="output display"><svg></svg></div>`},
		{"a picture of a chart", display(map[string]any{"image/png": "AAAA", "application/vnd.vegalite.v5+json": map[string]any{}, "text/plain": "Scatter"}, nil), `<img src="data:image/png;base64,AAAA" alt="Scatter">`},
		{"a PDF file", display(map[string]any{"application/pdf": "JVBE\n", "text/plain": "<application/pdf>"}, nil), `<a href="data:application/pdf;base64,JVBE" download="output.pdf">PDF</a>`},
		{"LaTeX", display(map[string]any{"text/latex": "$$x$$", "text/plain": "$$x$$"}, nil), `<math display="block" alttext="x">`},
		{"markdown", display(map[string]any{"text/markdown": "*x*"}, nil), "<em>x</em>"},
		{"progress", &notebook.Output{Type: notebook.Stream, Name: "stdout", Text: "10%\r99%"}, "<pre>99%</pre>"},
		{"an error without traceback", &notebook.Output{Type: notebook.Error, EName: "E<", EValue: "v"}, "<pre>E&lt;: v</pre>"},
		{"plain text", display(map[string]any{"text/plain": "a < b"}, nil), "<pre>a &lt; b</pre>"},
		{"nothing to show", display(map[string]any{"application/x-unknown": "?"}, nil), `<div class="output display"></div>`},
	} {
		t.Run(test.name, func(t *testing.T) {
			nb := book("x")
			nb.Cells[0].Outputs = []*notebook.Output{test.output}
			if page := htmlOf(t, nb); !strings.Contains(page, test.want) {
				t.Errorf("no %q in the page:\n%s", test.want, page[strings.Index(page, "<main>"):])
			}
		})
	}
}

func TestHTMLTitle(t *testing.T) {
	nb := book("x")
	if page := htmlOf(t, nb); !strings.Contains(page, "<title>Notebook</title>") {
		t.Error("no title by default")
	}
	nb.Cells = append(nb.Cells, &notebook.Cell{Type: notebook.Markdown, Source: "text\n# The *first* <heading>\n# Second"})
	if page := htmlOf(t, nb); !strings.Contains(page, "<title>The *first* &lt;heading&gt;</title>") {
		t.Error("the title is not the first heading")
	}
	var buf bytes.Buffer
	if err := notebook.HTML(&buf, nb, notebook.HTMLOptions{Title: "Given"}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(buf.String(), "<title>Given</title>") {
		t.Error("the title is not the one given")
	}
}

// Code that is no Go, or half of it, comes out whole.
func TestHTMLHighlightKeepsCode(t *testing.T) {
	tags := regexp.MustCompile(`</?span[^>]*>`)
	for _, code := range []string{
		"x := `unfinished\n<b>", "s := \"open\n'", "/* open", "!ls -l | grep '<\n$ make\n:help", "%%time\nfor {}",
		"\ufeff\x00\xff odd", "a\r\n// b\r\nc := `d\r\ne`", "",
	} {
		nb := book(code)
		page := htmlOf(t, nb)
		_, body, _ := strings.Cut(page, `<pre class="code"><code>`)
		body, _, _ = strings.Cut(body, "</code></pre>")
		plain := tags.ReplaceAllString(body, "")
		unescaped := strings.NewReplacer("&lt;", "<", "&gt;", ">", "&#34;", `"`, "&#39;", "'", "&amp;", "&").Replace(plain)
		if unescaped != code {
			t.Errorf("%q is shown as %q", code, unescaped)
		}
	}
}
