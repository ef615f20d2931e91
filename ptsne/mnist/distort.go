package mnist

import (
	"math"
	"math/rand/v2"
)

// A Distortion says how far images may be distorted at random: as the same
// digit may look when it is written once more. The zero Distortion leaves them
// as they are.
//
// The amounts are those by which the place in the image differs that a pixel of
// the variant comes from.
type Distortion struct {
	Shift    float64 // pixels, at most, across and down
	Rotation float64 // degrees, at most, either way
	Stretch  float64 // part of the distance from the centre, at most, across and down: 0.1 makes images 1/1.1 to 1/0.9 times as large
	Slant    float64 // pixels across, at most, for each pixel down
	Bend     float64 // pixels: standard deviation of how far each of 4×4 points moves
}

// Distort sets dst to a variant of the image src, which both have 784 pixels,
// row after row, by the Distortion{Shift: 2, Rotation: 12, Stretch: 0.12, Slant:
// 0.15, Bend: 0.7}. It is made for ptsne.Augment, and panics unless both have 784
// pixels.
func Distort(dst, src []float64, rng *rand.Rand) {
	Distortion{Shift: 2, Rotation: 12, Stretch: 0.12, Slant: 0.15, Bend: 0.7}.Distort(dst, src, rng)
}

// Distort sets dst to a variant of the image src. What is beyond the margins of
// src is paper. It panics unless both have 784 pixels.
func (d Distortion) Distort(dst, src []float64, rng *rand.Rand) {
	checkPixels(src)
	checkPixels(dst)
	var c canvas
	c.load(src)
	w := d.draw(rng)
	for y := range Side {
		row := w.row(y)
		for x := range Side {
			dst[y*Side+x] = c.ink(row.from(x))
		}
	}
}

type point struct{ x, y float64 }

// mix returns the point a part of the way from p to q.
func (p point) mix(q point, part float64) point {
	return point{p.x + part*(q.x-p.x), p.y + part*(q.y-p.y)}
}

const (
	centre  = (Side - 1) / 2.0
	spacing = (Side - 1) / 3.0 // of the points that a warp bends, from corner to corner
)

// place returns the point before x, of four in a row, and what part of the way
// to the next x lies.
func place(x int) (before int, part float64) {
	before = min(2, int(float64(x)/spacing))
	return before, float64(x)/spacing - float64(before)
}

// A warp says where in an image each pixel of its variant comes from.
type warp struct {
	across, down point // what one pixel across, and one down, is in the image
	middle       point // what the centre is
	bent         [4][4]point
}

func (d Distortion) draw(rng *rand.Rand) (w warp) {
	upTo := func(most float64) float64 { return most * (2*rng.Float64() - 1) }
	sin, cos := math.Sincos(upTo(d.Rotation) * math.Pi / 180)
	x, y, slant := 1+upTo(d.Stretch), 1+upTo(d.Stretch), upTo(d.Slant)
	w.across, w.down = point{x * cos, y * sin}, point{slant - x*sin, y * cos}
	w.middle = point{centre + upTo(d.Shift), centre + upTo(d.Shift)}
	for i := range w.bent {
		for j := range w.bent[i] {
			w.bent[i][j] = point{d.Bend * rng.NormFloat64(), d.Bend * rng.NormFloat64()}
		}
	}
	return w
}

// A warpedRow is the part of a warp that concerns one row of the variant.
type warpedRow struct {
	across, middle point
	bent           [4]point
}

func (w *warp) row(y int) (r warpedRow) {
	down := float64(y) - centre
	r.across, r.middle = w.across, point{w.middle.x + down*w.down.x, w.middle.y + down*w.down.y}
	i, part := place(y)
	for j := range r.bent {
		r.bent[j] = w.bent[i][j].mix(w.bent[i+1][j], part)
	}
	return r
}

func (r *warpedRow) from(x int) point {
	j, part := place(x)
	bend, across := r.bent[j].mix(r.bent[j+1], part), float64(x)-centre
	return point{r.middle.x + across*r.across.x + bend.x, r.middle.y + across*r.across.y + bend.y}
}

// A canvas is an image with a margin of paper, a pixel wide at the left and the
// top, two at the right and the bottom.
type canvas [(Side + 3) * (Side + 3)]float64

func (c *canvas) load(image []float64) {
	for y := range Side {
		copy(c[(y+1)*(Side+3)+1:], image[y*Side:(y+1)*Side])
	}
}

// ink interpolates between the four pixels around p.
func (c *canvas) ink(p point) float64 {
	x, y := min(max(p.x+1, 0), Side+1), min(max(p.y+1, 0), Side+1)
	column, row := int(x), int(y)
	x, y = x-float64(column), y-float64(row)
	above := c[row*(Side+3)+column:][:Side+5]
	return (1-y)*((1-x)*above[0]+x*above[1]) + y*((1-x)*above[Side+3]+x*above[Side+4])
}
