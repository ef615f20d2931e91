package plotting_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/gopherbook/gopherbook/plotting"
)

// A PDF file shows the same as the PNG picture: images upright, colours as
// bright, fonts as bold.
func TestPDFLooksLikePNG(t *testing.T) {
	if _, err := exec.LookPath("pdftoppm"); err != nil {
		t.Skip("pdftoppm is not installed (Debian: poppler-utils)")
	}
	few, fewLabels := blobs(200, 12)
	many, manyLabels := blobs(4500, 3)
	many.Set(0, 1, 60) // not symmetric
	for name, test := range map[string]struct {
		fig  *plotting.Figure
		most float64
	}{
		"shapes":  {must(plotting.Scatter(few, fewLabels, plotting.Title("A bold title"), plotting.Size(300, 240))), 1},
		"picture": {must(plotting.Scatter(many, manyLabels, plotting.Size(300, 240))), 1},
		"mosaic":  {must(plotting.Mosaic(rings(6, 20))), 12}, // many edges
	} {
		dir := t.TempDir()
		if err := test.fig.Save(filepath.Join(dir, "fig.pdf")); err != nil {
			t.Fatal(err)
		}
		out := filepath.Join(dir, "fig")
		if msg, err := exec.Command("pdftoppm", "-png", "-singlefile", "-r", "192", out+".pdf", out).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, msg)
		}
		data, err := os.ReadFile(out + ".png")
		if err != nil {
			t.Fatal(err)
		}
		got, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if d := meanDifference(decode(t, test.fig), got); d > test.most {
			t.Errorf("%s: PDF and PNG differ by %.2f of 255 on average", name, d)
		}
	}
}

// meanDifference is the mean over all pixels and colours.
func meanDifference(a, b image.Image) float64 {
	size := a.Bounds().Intersect(b.Bounds())
	var sum float64
	for y := range size.Dy() {
		for x := range size.Dx() {
			c := color.NRGBAModel.Convert(a.At(x, y)).(color.NRGBA)
			d := color.NRGBAModel.Convert(b.At(x, y)).(color.NRGBA)
			sum += float64(absDiff(c.R, d.R)) + float64(absDiff(c.G, d.G)) + float64(absDiff(c.B, d.B))
		}
	}
	return sum / float64(3*size.Dx()*size.Dy())
}
