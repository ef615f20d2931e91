package plotting

import (
	"math"

	"gonum.org/v1/plot/vg"
)

// A marker is the shape that stands for a point.
//
// It has two descriptions that agree: a signed distance, from which pixels are
// filled with smooth edges, and a path for vector graphics.
type marker int

const (
	disc marker = iota
	square
	triangle
	diamond

	numMarkers = iota
)

// Shapes other than the disc are drawn a little smaller or larger than their
// radius says, so that all cover about the same area.
const (
	squareHalf    = 0.89 // half a side, in radii
	triangleReach = 1.35 // centre to corner
	diamondReach  = 1.25
)

// distance is how far (x, y), y growing upwards, lies outside the marker of
// radius r around the origin; inside it is negative. Near corners it is a
// bound, which is enough for smooth edges.
func (m marker) distance(x, y, r float64) float64 {
	switch m {
	case square:
		return max(math.Abs(x), math.Abs(y)) - squareHalf*r
	case triangle:
		// The three edges are half as far from the centre as the corners.
		const sin60 = 0.8660254037844386
		return max(-y, sin60*math.Abs(x)+y/2) - triangleReach/2*r
	case diamond:
		return (math.Abs(x) + math.Abs(y) - diamondReach*r) * math.Sqrt2 / 2
	default:
		return math.Hypot(x, y) - r
	}
}

// reach is the distance from the centre to the farthest point of the marker.
func (m marker) reach(r float64) float64 {
	switch m {
	case square:
		return squareHalf * math.Sqrt2 * r
	case triangle:
		return triangleReach * r
	case diamond:
		return diamondReach * r
	default:
		return r
	}
}

// path is the closed outline of the marker of radius r around pt.
func (m marker) path(pt vg.Point, r vg.Length) vg.Path {
	var p vg.Path
	polygon := func(corners int, first float64) vg.Path {
		reach := m.reach(r.Points())
		for i := range corners {
			sin, cos := math.Sincos(first + 2*math.Pi*float64(i)/float64(corners))
			at := pt.Add(vg.Point{X: vg.Points(reach * cos), Y: vg.Points(reach * sin)})
			if i == 0 {
				p.Move(at)
			} else {
				p.Line(at)
			}
		}
		p.Close()
		return p
	}
	switch m {
	case square:
		return polygon(4, math.Pi/4)
	case triangle:
		return polygon(3, math.Pi/2)
	case diamond:
		return polygon(4, 0)
	default:
		// Four curves: vgpdf fills arcs twice, which shows with transparency.
		const kappa = 0.5522847498 // (4/3)(sqrt(2)-1)
		at := func(x, y vg.Length) vg.Point { return vg.Point{X: pt.X + x*r, Y: pt.Y + y*r} }
		p.Move(at(1, 0))
		p.CubeTo(at(1, kappa), at(kappa, 1), at(0, 1))
		p.CubeTo(at(-kappa, 1), at(-1, kappa), at(-1, 0))
		p.CubeTo(at(-1, -kappa), at(-kappa, -1), at(0, -1))
		p.CubeTo(at(kappa, -1), at(1, -kappa), at(1, 0))
		p.Close()
		return p
	}
}
