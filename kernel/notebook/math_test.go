package notebook

import (
	"strings"
	"testing"
)

func TestMarkdownMath(t *testing.T) {
	for _, test := range []struct {
		name, source string
		want         []string
		no           string
	}{
		{"within a line", `the map $y_i$ and $y_j$`, []string{"the map <math alttext=\"y_i\">", "</math> and <math"}, "<em>"},
		{"in lines of its own", "a\n\n$$\nx_1 * y_2 * z\n$$\n\nb", []string{`<math display="block" alttext="x_1 * y_2 * z">`}, "<em>"},
		{"what Markdown takes for a list", "$$a\n- b$$", []string{"<math display"}, "<li>"},
		{"an environment", `\begin{align*} a &= b \end{align*}`, []string{`<math display="block"`, "<mtable"}, "begin</"},
		{"prices", "costs $5 and $6, or \\$7", []string{"costs $5 and $6, or $7"}, "<math"},
		{"a space after the dollar", "a $ b$ c", []string{"a $ b$ c"}, "<math"},
		{"not over paragraphs", "a $b\n\nc$ d", []string{"a $b", "c$ d"}, "<math"},
		{"code", "`$x$` and ``$`y$``", []string{"<code>$x$</code>", "<code>$`y$</code>"}, "<math"},
		{"code blocks", "```\n$x$\n```\n\n~~~\n$y$\n~~~\n$z$", []string{"$x$\n", "$y$\n", `alttext="z"`}, ""},
		{"in a table", "| a |\n| --- |\n| $x_1$ |", []string{`<td><math alttext="x_1">`}, ""},
		{"TeX that is not known", `$\unheard{<x>}$`, []string{`<code class="math">\unheard{&lt;x&gt;}</code>`}, "<math"},
		{"false marks", "a \uE0F09\uE0F1 b", []string{"a \ufffd9\ufffd b"}, ""},
		{"an open end", "$$x", []string{"$$x"}, "<math"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := markdownHTML(test.source, nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range test.want {
				if !strings.Contains(got, want) {
					t.Errorf("%q becomes\n%s\nwithout %q", test.source, got, want)
				}
			}
			if test.no != "" && strings.Contains(got, test.no) {
				t.Errorf("%q becomes\n%s\nwith %q", test.source, got, test.no)
			}
		})
	}
}
