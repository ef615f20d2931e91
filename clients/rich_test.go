package clients_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/notebook"
)

// richCells show a value of each kind. The notebook page must have one element
// that the selector matches, with the text; pages made of the notebook must have
// what nbconvert and ours say.
var richCells = []struct {
	name, source           string
	selector, text         string
	nbconvert, ours, plain string
}{
	{"HTML", `display.HTML("<p>some <b>bold</b> text</p>")`,
		".output_html b", "bold", "some <b>bold</b> text", "some <b>bold</b> text", "some bold text"},
	{"Markdown", "display.Markdown(\"*emphasis* and `code`\")",
		".output_markdown em", "emphasis", "<em>emphasis</em>", "<em>emphasis</em>", "*emphasis* and `code`"},
	{"LaTeX", "display.Math(`p_{ij} = \\frac{p_{j|i} + p_{i|j}}{2n}`)",
		".output_latex .MathJax_Display, .output_latex .MathJax_SVG_Display", "", `\frac{p_{j|i}`, "<mfrac>", `$$p_{ij} = \frac{p_{j|i} + p_{i|j}}{2n}$$`},
	{"SVG", "display.SVG(`<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"120\" height=\"40\"><circle cx=\"20\" cy=\"20\" r=\"15\" fill=\"teal\"/></svg>`)",
		".output_svg svg", "", "image/svg+xml", "<circle", "<image/svg+xml>"},
	{"JSON", `display.JSON(map[string]any{"answer": 42})`,
		".output_text", "map[answer:42]", "map[answer:42]", "&#34;answer&#34;: 42", "map[answer:42]"},
	{"JavaScript", "display.JavaScript(`element.append('written by JavaScript')`)",
		".output_javascript", "written by JavaScript", "element.append", "&lt;application/javascript&gt;", "<application/javascript>"},
	{"image", "img := image.NewRGBA(image.Rect(0, 0, 64, 32))\nfor i := range 64 * 32 {\n\timg.Set(i%64, i/64, color.RGBA{uint8(4 * (i % 64)), uint8(8 * (i / 64)), 128, 255})\n}\nimg",
		".output_png img", "", `src="data:image/png;base64,`, `alt="&lt;*image.RGBA, 64 by 32 pixels&gt;"`, "<*image.RGBA, 64 by 32 pixels>"},
	{"JPEG", "var buf bytes.Buffer\nif err := jpeg.Encode(&buf, img, nil); err != nil {\n\tpanic(err)\n}\ndisplay.JPEG(buf.Bytes())",
		".output_jpeg img", "", `src="data:image/jpeg;base64,`, `src="data:image/jpeg;base64,`, "<image/jpeg>"},
	{"PDF", "display.PDF([]byte(\"%PDF-1.4\\n\"))",
		".output_pdf a", "", "", `download="output.pdf"`, "<application/pdf>"},
	{"structs", "type city struct {\n\tName string\n\tpeople int\n\tArea float64\n}\n[]city{{\"Berlin <B>\", 3_850_000, 891.7}, {\"Bern\", 134_000, 51.62}}",
		".output_html table", "Berlin <B>", "Berlin &lt;B&gt;</td>", `<td style="text-align: right">3850000</td>`, "[{Name:Berlin <B> people:3850000 Area:891.7} {Name:Bern people:134000 Area:51.62}]"},
	{"matrix", "mat.NewDense(100, 4, nil)",
		".output_html table", "99", "100 rows × 4 columns", "100 rows × 4 columns", "Dims(100, 4)"},
	{"table", "display.Table([][]string{{\"Ada\", \"1815\"}, {\"Grace\", \"1906\"}}, \"name\", \"born\")",
		".output_html table", "Grace", "Grace</td>", "Grace</td>", "   name   born\n0  Ada    1815\n1  Grace  1906"},
	{"progress", "bar := display.Progress(1000)\nfor range 1000 {\n\tbar.Add(1)\n}\nbar.Describe(\"done\")\nbar.Close()",
		`.output_html progress[value="1000"]`, "", `<progress max="1000" value="1000">`, `<progress max="1000" value="1000">`, "1000/1000 [==============================] - 0s - done"},
	{"gonum's plot", plotCell,
		".output_png img[width='560']", "", "", `alt="&lt;*plot.Plot&gt;" width="560" height="380"`, "<*plot.Plot>"},
	{"map", mapCell,
		".output_png img[width='680']", "", "", `alt="Scatter: 300 points in 3 classes" width="680" height="560"`, "Scatter: 300 points in 3 classes"},
	{"loss", "plotting.LossCurve([]float64{3, 2, 1.5}, plotting.Interactive())",
		".output_png img[width='600']", "", "", `alt="LossCurve: 3 epochs, the last loss 1.5"`, "LossCurve: 3 epochs, the last loss 1.5"},
	{"mosaic", "images := mat.NewDense(10, 64, nil)\nfor i := range 10 {\n\tfor j := range 64 {\n\t\timages.Set(i, j, float64((i+1)*j%17))\n\t}\n}\nplotting.Mosaic(images)",
		".output_png img", "", "", `alt="Mosaic: 10 images of 8 by 8 pixels"`, "Mosaic: 10 images of 8 by 8 pixels"},
}

// TestRichOutput shows values of every kind in the notebook page, in pages that
// nbconvert and gopherbook make, and as text.
func TestRichOutput(t *testing.T) {
	needs(t, "jupyter-notebook", "jupyter-nbconvert", "chromium", "chromedriver", "python:selenium")
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	nb := newNotebook()
	var checks [][2]string
	for _, c := range richCells {
		nb.Cells = append(nb.Cells, code(c.source))
		checks = append(checks, [2]string{c.selector, c.text})
	}
	if err := nb.Write(path("rich.ipynb")); err != nil {
		t.Fatal(err)
	}

	succeeds(t, client(t, program, "run", path("rich.ipynb"), "--output", path("executed.ipynb"), "--html", path("ours.html")))
	succeeds(t, client(t, "jupyter", "nbconvert", "--to", "html", "--output", path("nbconvert.html"), path("executed.ipynb")))
	executed, err := notebook.Read(path("executed.ipynb"))
	if err != nil {
		t.Fatal(err)
	}
	ours, converted := read(t, path("ours.html")), read(t, path("nbconvert.html"))
	for i, c := range richCells {
		outputs := executed.Cells[i].Outputs
		if len(outputs) != 1 {
			t.Errorf("%s: %d outputs, not one", c.name, len(outputs))
			continue
		}
		if plain, _ := outputs[0].Data["text/plain"].(string); !strings.HasPrefix(plain, c.plain) {
			t.Errorf("%s: the text is %q, not %q", c.name, plain, c.plain)
		}
		if !strings.Contains(ours, c.ours) {
			t.Errorf("%s: our page has no %s", c.name, c.ours)
		}
		if !strings.Contains(converted, c.nbconvert) {
			t.Errorf("%s: nbconvert's page has no %s", c.name, c.nbconvert)
		}
	}

	list, err := json.Marshal(checks)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path("checks.json"), list, 0o600); err != nil {
		t.Fatal(err)
	}
	pictures := artefacts(t, "rich-notebook.png", "rich-ours-light.png", "rich-ours-dark.png", "rich-nbconvert-light.png")
	succeeds(t, client(t, python, "testdata/rich.py", dir, "rich.ipynb", pictures, path("checks.json"), path("ours.html"), path("nbconvert.html")))
	leavesNothing(t)
}

// read returns the content of a file.
func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
