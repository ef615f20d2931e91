package plotting

import (
	"image"
	"image/color"
	"image/draw"

	xfont "golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgpdf"
)

// pdfCanvas goes around four faults of vgpdf (gonum.org/v1/plot v0.17.0).
type pdfCanvas struct {
	*vgpdf.Canvas

	// textFont is the font whose text stays text.
	textFont font.Font
}

func newPDFCanvas(w, h vg.Length) *pdfCanvas {
	return &pdfCanvas{Canvas: vgpdf.New(w, h), textFont: sans(0)}
}

// SetColor sets the colour. vgpdf takes colours for straight that are multiplied
// by their opacity, and draws them too dark.
func (c *pdfCanvas) SetColor(clr color.Color) {
	if clr == nil {
		clr = color.Black
	}
	c.Canvas.SetColor(straightColor(color.NRGBAModel.Convert(clr).(color.NRGBA)))
}

// straightColor is a colour whose RGBA method does not multiply by the opacity.
type straightColor color.NRGBA

func (c straightColor) RGBA() (r, g, b, a uint32) {
	return uint32(c.R) * 0x101, uint32(c.G) * 0x101, uint32(c.B) * 0x101, uint32(c.A) * 0x101
}

// DrawImage draws an image. vgpdf turns images upside down.
func (c *pdfCanvas) DrawImage(rect vg.Rectangle, img image.Image) {
	b := img.Bounds()
	flipped := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	for y := range b.Dy() {
		row := image.Rect(0, b.Dy()-1-y, b.Dx(), b.Dy()-y)
		draw.Draw(flipped, row, img, image.Pt(b.Min.X, b.Min.Y+y), draw.Src)
	}
	c.Canvas.DrawImage(rect, flipped)
}

// FillString writes text. vgpdf embeds all fonts under one name, so that a second
// font looks like the first; and it cannot draw bold ones. So one font is left
// to it, and text in others becomes shapes.
func (c *pdfCanvas) FillString(face font.Face, pt vg.Point, str string) {
	plain := face.Font
	plain.Size = 0
	if plain == c.textFont {
		c.Canvas.FillString(face, pt, str)
		return
	}
	if path := outline(face, pt, str); path != nil {
		c.Fill(path)
	}
}

// outline returns the shapes of the letters of a text that starts at pt.
func outline(face font.Face, pt vg.Point, str string) vg.Path {
	var (
		path vg.Path
		buf  sfnt.Buffer
		last sfnt.GlyphIndex
		f    = face.Face
		em   = fixed.Int26_6(f.UnitsPerEm()) << 6
		unit = face.Font.Size / vg.Length(em)
	)
	for i, r := range str {
		glyph, err := f.GlyphIndex(&buf, r)
		if err != nil {
			continue
		}
		if i > 0 {
			if kern, err := f.Kern(&buf, last, glyph, em, xfont.HintingNone); err == nil {
				pt.X += vg.Length(kern) * unit
			}
		}
		last = glyph
		at := func(p fixed.Point26_6) vg.Point { // y grows downwards in glyphs
			return vg.Point{X: pt.X + vg.Length(p.X)*unit, Y: pt.Y - vg.Length(p.Y)*unit}
		}
		segments, err := f.LoadGlyph(&buf, glyph, em, nil)
		if err != nil {
			continue
		}
		for k, s := range segments {
			switch s.Op {
			case sfnt.SegmentOpMoveTo:
				if k > 0 {
					path.Close()
				}
				path.Move(at(s.Args[0]))
			case sfnt.SegmentOpLineTo:
				path.Line(at(s.Args[0]))
			case sfnt.SegmentOpQuadTo:
				path.QuadTo(at(s.Args[0]), at(s.Args[1]))
			case sfnt.SegmentOpCubeTo:
				path.CubeTo(at(s.Args[0]), at(s.Args[1]), at(s.Args[2]))
			}
		}
		if len(segments) > 0 {
			path.Close()
		}
		if advance, err := f.GlyphAdvance(&buf, glyph, em, xfont.HintingNone); err == nil {
			pt.X += vg.Length(advance) * unit
		}
	}
	return path
}
