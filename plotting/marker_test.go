package plotting

import (
	"math"
	"testing"

	"gonum.org/v1/plot/vg"
)

// A marker's distance is zero along its path, negative inside and positive
// outside: pixels and vector files show the same shape.
func TestMarkerDistanceAgreesWithPath(t *testing.T) {
	const r = 3.0
	for m := range marker(numMarkers) {
		path := m.path(vg.Point{}, r)
		corners := path[:len(path)-1] // the last closes it
		if m == disc {
			if d := m.distance(r, 0, r); math.Abs(d) > 1e-9 {
				t.Errorf("disc: distance %g on its edge", d)
			}
			continue
		}
		for i, from := range corners {
			to := corners[(i+1)%len(corners)].Pos
			for _, part := range []float64{0, 0.3, 0.5} {
				x := float64(from.Pos.X)*(1-part) + float64(to.X)*part
				y := float64(from.Pos.Y)*(1-part) + float64(to.Y)*part
				if d := m.distance(x, y, r); math.Abs(d) > 1e-6 {
					t.Errorf("marker %d: distance %g on its edge at (%g, %g)", m, d, x, y)
				}
				if m.distance(0.9*x, 0.9*y, r) >= 0 || m.distance(1.1*x, 1.1*y, r) <= 0 {
					t.Errorf("marker %d: inside and outside are mixed up near (%g, %g)", m, x, y)
				}
			}
		}
	}
}

// Markers of one radius cover about the same area.
func TestMarkerAreas(t *testing.T) {
	const r, step = 10.0, 0.2
	for m := range marker(numMarkers) {
		var area float64
		for y := -2 * r; y < 2*r; y += step {
			for x := -2 * r; x < 2*r; x += step {
				if m.distance(x, y, r) < 0 {
					area += step * step
				}
			}
		}
		if ratio := area / (math.Pi * r * r); ratio < 0.7 || ratio > 1.1 {
			t.Errorf("marker %d covers %.2f times the area of a disc", m, ratio)
		}
	}
}
