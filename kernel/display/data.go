package display

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/png"
	"os"
	"strings"
	"unicode/utf8"
)

// MIME types of representations.
const (
	MIMETypeText       = "text/plain"
	MIMETypeHTML       = "text/html"
	MIMETypeMarkdown   = "text/markdown"
	MIMETypeLatex      = "text/latex"
	MIMETypeJavaScript = "application/javascript"
	MIMETypeJSON       = "application/json"
	MIMETypePNG        = "image/png"
	MIMETypeJPEG       = "image/jpeg"
	MIMETypeSVG        = "image/svg+xml"
	MIMETypePDF        = "application/pdf"
	MIMETypeVegaLite   = "application/vnd.vegalite.v5+json"
)

// MIMEMap maps MIME types to representations of one value, or to what
// describes them. Text is a string, images and PDF are []byte, JSON anything
// that encodes to JSON.
type MIMEMap = map[string]any

// Data is a value ready to be shown: its representations by MIME type, their
// metadata by MIME type (such as the width and height of an image, in CSS
// pixels), and what only the front end sees.
type Data struct {
	Data, Metadata, Transient MIMEMap
}

// The methods by which values show themselves.
type (
	Renderer       interface{ Render() Data }
	SimpleRenderer interface{ SimpleRender() MIMEMap }
	HTMLer         interface{ HTML() string }
	Markdowner     interface{ Markdown() string }
	Latexer        interface{ Latex() string }
	JavaScripter   interface{ JavaScript() string }
	JSONer         interface{ JSON() map[string]any }
	PNGer          interface{ PNG() []byte }
	JPEGer         interface{ JPEG() []byte }
	SVGer          interface{ SVG() string }
	PDFer          interface{ PDF() []byte }

	// VegaLiter returns a Vega-Lite specification, or nil where there is none.
	VegaLiter interface{ VegaLite() map[string]any }

	// PNGSizer tells the size that the picture of a PNGer should have on the
	// page, in CSS pixels, where its pixels are finer than that.
	PNGSizer interface{ PNGSize() (width, height int) }
)

// MakeData returns data with one representation, and a text beside it for
// front ends that cannot show it.
func MakeData(mimeType string, data any) Data {
	d := Data{Data: MIMEMap{mimeType: data}}
	if mimeType == MIMETypeText {
		return d
	}
	text, isText := data.(string)
	switch {
	case isText && mimeType == MIMETypeHTML:
		text = plainHTML(text)
	case isText && strings.HasPrefix(mimeType, "text/"):
	case mimeType == MIMETypeJSON:
		text = Text(data)
	default:
		text = "<" + mimeType + ">"
	}
	d.Data[MIMETypeText] = text
	return d
}

// HTML shows a piece of HTML.
func HTML(html string) Data { return MakeData(MIMETypeHTML, html) }

// Markdown shows Markdown.
func Markdown(markdown string) Data { return MakeData(MIMETypeMarkdown, markdown) }

// Latex shows LaTeX, with its delimiters: "$x^2$".
func Latex(latex string) Data { return MakeData(MIMETypeLatex, latex) }

// Math shows a formula in LaTeX's mathematics, on a line of its own.
func Math(latex string) Data { return Latex("$$" + strings.Trim(latex, "$") + "$$") }

// JavaScript runs JavaScript in front ends that allow it.
func JavaScript(javascript string) Data { return MakeData(MIMETypeJavaScript, javascript) }

// JSON shows a tree that can be folded.
func JSON(json map[string]any) Data { return MakeData(MIMETypeJSON, json) }

// PNG shows the bytes of a PNG file.
func PNG(png []byte) Data { return MakeData(MIMETypePNG, png) }

// JPEG shows the bytes of a JPEG file.
func JPEG(jpeg []byte) Data { return MakeData(MIMETypeJPEG, jpeg) }

// PDF shows the bytes of a PDF file.
func PDF(pdf []byte) Data { return MakeData(MIMETypePDF, pdf) }

// VegaLite shows a chart that a Vega-Lite specification of version 5 describes,
// in front ends that can draw it, such as JupyterLab and VS Code. For others,
// put a picture beside it by [MIME], or give your type both a VegaLite and a PNG
// method. See https://vega.github.io/vega-lite/.
func VegaLite(spec map[string]any) Data {
	d := MakeData(MIMETypeVegaLite, spec)
	d.Data[MIMETypeText] = "<a Vega-Lite chart, which this front end cannot draw>"
	return d
}

// SVG shows an SVG document.
func SVG(svg string) Data { return MakeData(MIMETypeSVG, svg) }

// MIME shows a value of which the caller gives every representation, and
// their metadata, which may be nil.
func MIME(data, metadata MIMEMap) Data { return Data{Data: data, Metadata: metadata} }

// Any shows data under a MIME type; an empty one is guessed from the data.
func Any(mimeType string, data any) Data {
	if mimeType == "" {
		switch data := data.(type) {
		case []byte:
			mimeType = sniff(data)
		case string:
			mimeType = sniff([]byte(data))
		default:
			return Auto(data)
		}
	}
	return MakeData(mimeType, data)
}

// Image shows a picture as PNG.
func Image(img image.Image) Data {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return MakeData(MIMETypeText, "the image cannot be encoded as PNG: "+err.Error())
	}
	return PNG(b.Bytes())
}

// File shows a file as what its content is: a picture, HTML, text and so on.
// A MIME type overrides the guess.
func File(mimeType, path string) (Data, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return Data{}, err
	}
	if mimeType == "" {
		mimeType = sniff(content)
	}
	if strings.HasPrefix(mimeType, "text/") || mimeType == MIMETypeSVG {
		return MakeData(mimeType, string(content)), nil
	}
	return MakeData(mimeType, content), nil
}

// sniff guesses the MIME type of content. (net/http can do it too, but every
// cell would have to link it.)
func sniff(content []byte) string {
	for magic, mimeType := range map[string]string{
		"\x89PNG\r\n": MIMETypePNG, "\xff\xd8\xff": MIMETypeJPEG, "%PDF-": MIMETypePDF, "GIF8": "image/gif",
	} {
		if bytes.HasPrefix(content, []byte(magic)) {
			return mimeType
		}
	}
	head := content[:min(len(content), 512)]
	text := strings.ToLower(strings.TrimSpace(string(head)))
	switch {
	case strings.HasPrefix(text, "<svg"), strings.HasPrefix(text, "<?xml") && strings.Contains(text, "<svg"):
		return MIMETypeSVG
	case strings.HasPrefix(text, "<!doctype html"), strings.HasPrefix(text, "<html"):
		return MIMETypeHTML
	case bytes.IndexByte(head, 0) < 0 && utf8.Valid(content):
		return MIMETypeText
	}
	return "application/octet-stream"
}

// encoded returns representations as Jupyter wants them: bytes in base64.
func encoded(m MIMEMap) MIMEMap {
	out := make(MIMEMap, len(m))
	for mimeType, v := range m {
		if b, ok := v.([]byte); ok {
			if mimeType == MIMETypeSVG || strings.HasPrefix(mimeType, "text/") {
				v = string(b)
			} else {
				v = base64.StdEncoding.EncodeToString(b)
			}
		}
		out[mimeType] = v
	}
	return out
}
