package plotting_test

import (
	"bytes"
	"flag"
	"image"
	"image/color"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/plotting"
)

var update = flag.Bool("update", false, "write the golden images anew")

// checkGolden compares a figure's PNG with testdata/name.png.
func checkGolden(t *testing.T, name string, fig *plotting.Figure) {
	t.Helper()
	path := filepath.Join("testdata", name+".png")
	got := fig.PNG()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !similar(t, got, want) {
		bad := filepath.Join(t.ArtifactDir(), name+".png")
		if err := os.WriteFile(bad, got, 0o644); err != nil {
			t.Fatal(err)
		}
		t.Errorf("the picture differs from %s: see %s (go test -artifacts keeps it)", path, bad)
	}
}

// similar reports whether two PNG pictures have the same size and differ so
// little that only rounding can be the reason.
func similar(t *testing.T, a, b []byte) bool {
	t.Helper()
	p, err := png.Decode(bytes.NewReader(a))
	if err != nil {
		t.Fatal(err)
	}
	q, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if p.Bounds() != q.Bounds() {
		return false
	}
	for y := range p.Bounds().Dy() {
		for x := range p.Bounds().Dx() {
			c := color.NRGBAModel.Convert(p.At(x, y)).(color.NRGBA)
			d := color.NRGBAModel.Convert(q.At(x, y)).(color.NRGBA)
			if max(absDiff(c.R, d.R), absDiff(c.G, d.G), absDiff(c.B, d.B), absDiff(c.A, d.A)) > 12 {
				return false
			}
		}
	}
	return true
}

func absDiff(a, b uint8) uint8 { return max(a, b) - min(a, b) }

// must returns the figure of a call that is expected to succeed.
func must(fig *plotting.Figure, err error) *plotting.Figure {
	if err != nil {
		panic(err)
	}
	return fig
}

// decode returns the pixels of a figure.
func decode(t testing.TB, fig *plotting.Figure) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(fig.PNG()))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// blobs makes n points in k round clouds on a ring, with their labels.
func blobs(n, k int) (*mat.Dense, []int) {
	rng := rand.New(rand.NewPCG(1, 2))
	Y := mat.NewDense(n, 2, nil)
	labels := make([]int, n)
	for i := range n {
		labels[i] = i * k / n
		sin, cos := math.Sincos(2 * math.Pi * float64(labels[i]) / float64(k))
		Y.Set(i, 0, 20*cos+2*rng.NormFloat64())
		Y.Set(i, 1, 20*sin+2*rng.NormFloat64())
	}
	return Y, labels
}
