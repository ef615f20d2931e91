package notebook

import (
	"bytes"
	"fmt"
	"html"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	markdownhtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// markdown converts what Jupyter takes for Markdown: GitHub's, with HTML in it.
var markdown = goldmark.New(
	goldmark.WithExtensions(extension.GFM),
	goldmark.WithParserOptions(parser.WithAutoHeadingID()),
	goldmark.WithRendererOptions(
		markdownhtml.WithUnsafe(),
		renderer.WithNodeRenderers(util.Prioritized(fencedCode{}, 100)),
	),
)

// markdownHTML returns Markdown as HTML, with its formulas and attachments.
func markdownHTML(source string, attachments map[string]map[string]any) (string, error) {
	stripped, formulas := extractMath(source)
	src := []byte(stripped)
	doc := markdown.Parser().Parse(text.NewReader(src))
	err := ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if img, ok := n.(*ast.Image); ok && entering {
			if name, ok := strings.CutPrefix(string(img.Destination), "attachment:"); ok {
				img.Destination = []byte(attachmentURI(attachments[name]))
			}
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		return "", err
	}
	var buf bytes.Buffer
	if err := markdown.Renderer().Render(&buf, src, doc); err != nil {
		return "", err
	}
	return restoreMath(buf.String(), formulas), nil
}

// attachmentURI returns a file attached to a cell as a data URI.
func attachmentURI(data map[string]any) string {
	for mime, v := range data {
		if encoded, ok := v.(string); ok {
			return dataURI(mime, encoded)
		}
	}
	return ""
}

// dataURI is a URI that holds base64 data itself.
func dataURI(mime, encoded string) string {
	return "data:" + mime + ";base64," + strings.Join(strings.Fields(encoded), "")
}

// fencedCode renders code blocks, those in Go with colours.
type fencedCode struct{}

func (fencedCode) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindFencedCodeBlock, func(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		block := n.(*ast.FencedCodeBlock)
		code := string(block.Lines().Value(src))
		if language := string(block.Language(src)); language == "go" {
			code = highlightGo(code)
		} else {
			code = html.EscapeString(code)
		}
		_, err := fmt.Fprintf(w, "<pre class=\"code\"><code>%s</code></pre>\n", code)
		return ast.WalkSkipChildren, err
	})
}
