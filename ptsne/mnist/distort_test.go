package mnist_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/ptsne/mnist"
)

// spot returns an image with a soft spot of ink at (x, y).
func spot(x, y float64) []float64 {
	image := make([]float64, mnist.Pixels)
	for i := range image {
		dx, dy := float64(i%mnist.Side)-x, float64(i/mnist.Side)-y
		image[i] = math.Exp(-(dx*dx + dy*dy) / 4)
	}
	return image
}

// centre returns an image's centre of ink, and how much there is.
func centre(image []float64) (x, y, ink float64) {
	for i, v := range image {
		x += v * float64(i%mnist.Side)
		y += v * float64(i/mnist.Side)
		ink += v
	}
	return x / ink, y / ink, ink
}

func TestNoDistortionIsACopy(t *testing.T) {
	src, dst := spot(10, 12), make([]float64, mnist.Pixels)
	mnist.Distortion{}.Distort(dst, src, rand.New(rand.NewPCG(1, 2)))
	if !slices.Equal(src, dst) {
		t.Error("the image has changed")
	}
}

// Each kind of distortion moves the ink as far as it may, and no farther.
func TestDistortionsMoveInk(t *testing.T) {
	const x, y = 19.5, 13.5 // six pixels to the right of the centre
	src := spot(x, y)
	for _, c := range []struct {
		name         string
		distortion   mnist.Distortion
		across, down float64 // at most
	}{
		{"shift", mnist.Distortion{Shift: 3}, 3, 3},
		{"rotation", mnist.Distortion{Rotation: 20}, 6 * (1 - math.Cos(math.Pi/9)), 6 * math.Sin(math.Pi/9)},
		{"stretch", mnist.Distortion{Stretch: 0.2}, 6 * 0.25, 0},
		{"slant", mnist.Distortion{Slant: 0.3}, 0, 0}, // the spot is in the middle row
		{"bend", mnist.Distortion{Bend: 0.5}, 1.8, 1.8},
	} {
		rng := rand.New(rand.NewPCG(3, 4))
		across, down := 0.0, 0.0
		for range 300 {
			dst := make([]float64, mnist.Pixels)
			c.distortion.Distort(dst, src, rng)
			gotX, gotY, ink := centre(dst)
			across, down = max(across, math.Abs(gotX-x)), max(down, math.Abs(gotY-y))
			if _, _, all := centre(src); ink < 0.5*all || ink > 2*all {
				t.Fatalf("%s: %.1f of ink have become %.1f", c.name, all, ink)
			}
		}
		const blur = 0.1 // of the spot's centre by interpolation
		if across > c.across+blur || down > c.down+blur {
			t.Errorf("%s moves ink by (%.2f, %.2f), want at most (%.2f, %.2f)", c.name, across, down, c.across, c.down)
		}
		if across < c.across/2-blur || down < c.down/2-blur {
			t.Errorf("%s moves ink by (%.2f, %.2f) only, want up to (%.2f, %.2f)", c.name, across, down, c.across, c.down)
		}
	}
}

func TestSlantIsLargerFartherDown(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	most := 0.0
	for range 300 {
		dst := make([]float64, mnist.Pixels)
		mnist.Distortion{Slant: 0.3}.Distort(dst, spot(13.5, 19.5), rng)
		x, _, _ := centre(dst)
		most = max(most, math.Abs(x-13.5))
	}
	if math.Abs(most-6*0.3) > 0.1 {
		t.Errorf("six pixels down, a slant of 0.3 moves ink by up to %.2f pixels, want 1.8", most)
	}
}

func TestDistortFollowsItsSource(t *testing.T) {
	src := spot(9, 9)
	variant := func(seed uint64) []float64 {
		dst := make([]float64, mnist.Pixels)
		mnist.Distort(dst, src, rand.New(rand.NewPCG(seed, 0)))
		return dst
	}
	if !slices.Equal(variant(1), variant(1)) {
		t.Error("the same numbers give two images")
	}
	if slices.Equal(variant(1), variant(2)) {
		t.Error("different numbers give the same image")
	}
}

func TestDistortTakesImagesOnly(t *testing.T) {
	for _, n := range []int{5, mnist.Pixels + 1} {
		func() {
			defer func() {
				if r := recover(); r == nil || !strings.Contains(fmt.Sprint(r), "an image has 784 pixels") {
					t.Errorf("%d pixels: panic %v, want one about 784 pixels", n, r)
				}
			}()
			mnist.Distort(make([]float64, n), make([]float64, n), rand.New(rand.NewPCG(1, 2)))
		}()
	}
}

func BenchmarkDistort(b *testing.B) {
	src, dst := spot(13, 13), make([]float64, mnist.Pixels)
	rng := rand.New(rand.NewPCG(1, 2))
	for b.Loop() {
		mnist.Distort(dst, src, rng)
	}
}
