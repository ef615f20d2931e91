package display_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"

	"github.com/gopherbook/gopherbook/kernel/display"
	_ "github.com/gopherbook/gopherbook/plotting/hidpi"
)

type page struct{ title string }

func (p page) HTML() string { return "<h1>" + p.title + "</h1>" }

type picture struct{}

func (picture) PNG() []byte         { return []byte("png") }
func (picture) PNGSize() (w, h int) { return 3, 4 }
func (picture) SVG() string         { return "<svg/>" }

type words []int

func (w words) String() string { return fmt.Sprint(len(w), " words") }

func TestAuto(t *testing.T) {
	for _, c := range []struct {
		value any
		types string // in order
	}{
		{1, "text/plain"},
		{page{"x"}, "text/html text/plain"},
		{(*page)(nil), "text/plain"},
		{picture{}, "image/png text/plain"},
		{image.NewGray(image.Rect(0, 0, 2, 2)), "image/png text/plain"},
		{plot.New(), "image/png text/plain"},
		{mat.NewDense(2, 2, nil), "text/html text/plain"},
		{display.Markdown("*m*"), "text/markdown text/plain"},
		{display.JSON(map[string]any{"a": 1}), "application/json text/plain"},
		{display.MIME(display.MIMEMap{"x/y": "z"}, nil), "x/y"},
	} {
		var types []string
		for _, m := range []string{"application/json", "image/png", "text/html", "text/markdown", "x/y", "text/plain"} {
			if display.Auto(c.value).Data[m] != nil {
				types = append(types, m)
			}
		}
		if got := strings.Join(types, " "); got != c.types {
			t.Errorf("%T shows %s, not %s", c.value, got, c.types)
		}
	}
	size := display.Auto(picture{}).Metadata["image/png"]
	if fmt.Sprint(size) != "map[height:4 width:3]" {
		t.Error("size", size)
	}
}

func TestResults(t *testing.T) {
	for _, c := range []struct {
		values []any
		want   string
	}{
		{[]any{nil}, ""},
		{[]any{1}, "execute_result 1\n"},
		{[]any{1, nil}, "execute_result (1, <nil>)\n"},
		{[]any{picture{}, nil}, "execute_result <display_test.picture>\n"},
		{[]any{picture{}, errors.New("e")}, "display_data <display_test.picture>\nexecute_result ({}, e)\n"},
	} {
		var b strings.Builder
		for _, e := range display.Results(c.values...) {
			fmt.Fprintln(&b, e.Kind, e.Data["text/plain"])
			if png, ok := e.Data["image/png"]; ok && png != "cG5n" {
				t.Error("a picture is not in base64:", png)
			}
		}
		if b.String() != c.want {
			t.Errorf("%v: %q, not %q", c.values, b.String(), c.want)
		}
	}
}

func TestAnyGuessesTheType(t *testing.T) {
	for content, want := range map[string]string{
		"\x89PNG\r\n\x1a\n...": "image/png", "\xff\xd8\xff\xe0": "image/jpeg", "%PDF-1.7": "application/pdf",
		"<svg xmlns=''/>": "image/svg+xml", "<?xml version='1.0'?><svg/>": "image/svg+xml",
		"<!DOCTYPE html><p>": "text/html", "plain é": "text/plain", "\x00\x01": "application/octet-stream",
	} {
		if d := display.Any("", []byte(content)); d.Data[want] == nil {
			t.Errorf("%q is shown as %v, not %s", content, d.Data, want)
		}
	}
}

// Outside a notebook, Display prints.
func ExampleDisplay() {
	display.Display(display.HTML("<b>bold</b>"), []int{1, 2})
	// Output:
	// bold
	// [1 2]
}

// A plot is drawn with two pixels for each CSS pixel, of which its metadata
// tell the number.
func TestPlotIsSharp(t *testing.T) {
	d := display.Auto(plot.New())
	picture, err := png.DecodeConfig(bytes.NewReader(d.Data["image/png"].([]byte)))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"width": picture.Width / 2, "height": picture.Height / 2}
	if got := d.Metadata["image/png"]; picture.Width < 1000 || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("a picture of %d by %d pixels is to be shown as %v", picture.Width, picture.Height, got)
	}
}

type chart struct{ picture }

func (chart) VegaLite() map[string]any { return map[string]any{"mark": "point"} }

type noChart struct{ picture }

func (noChart) VegaLite() map[string]any { return nil }

func TestVegaLite(t *testing.T) {
	const vegaLite = "application/vnd.vegalite.v5+json"
	d := display.Auto(chart{})
	if d.Data[vegaLite] == nil || d.Data["image/png"] == nil {
		t.Errorf("a chart does not come with its picture: %v", d.Data)
	}
	if d := display.Auto(noChart{}); d.Data["image/png"] == nil || len(d.Data) != 2 {
		t.Errorf("a picture without a chart comes as %v", d.Data)
	}
	d = display.VegaLite(map[string]any{"mark": "bar"})
	if d.Data[vegaLite] == nil || !strings.Contains(d.Data["text/plain"].(string), "chart") {
		t.Errorf("a chart comes as %v", d.Data)
	}
}

// A terminal shows the text beside what it cannot draw.
func TestTextBeside(t *testing.T) {
	for _, test := range []struct {
		data display.Data
		want string
	}{
		{display.HTML("<h1>Title</h1>\n<p>a &lt; <b>b</b>\n and c</p><!-- no --><ul><li>one<li>two</ul>"), "Title\na < b and c\none\ntwo"},
		{display.HTML("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>"), "1\t2\n3"},
		{display.HTML("1 < 2 and a<b <IMG SRC='x'/>x<BR/>y<unclosed"), "1 < 2 and ax\ny"},
		{display.HTML("<style>p { color: red }</style><script>go()</script>"), "<text/html>"},
		{display.Markdown("*a*"), "*a*"},
		{display.Math("x^2"), "$$x^2$$"},
		{display.JSON(map[string]any{"a": []int{1}}), "map[a:[1]]"},
		{display.PNG([]byte("png")), "<image/png>"},
		{display.SVG("<svg/>"), "<image/svg+xml>"},
		{display.JavaScript("go()"), "<application/javascript>"},
		{display.Image(image.NewGray(image.Rect(0, 0, 2, 2))), "<image/png>"},
		{display.Auto(image.NewGray(image.Rect(0, 0, 2, 3))), "<*image.Gray, 2 by 3 pixels>"},
		{display.Auto(plot.New()), "<*plot.Plot>"},
	} {
		if got := test.data.Data["text/plain"]; got != test.want {
			t.Errorf("the text is %q, not %q", got, test.want)
		}
	}
}
