package tsne

import (
	"math"

	"github.com/gopherbook/gopherbook/ptsne/internal/f64"
	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// columns are the points of a map, or vectors at them: d columns of n numbers.
type columns [][]float64

func newColumns(n, d int) columns {
	c := make(columns, d)
	for i := range c {
		c[i] = make([]float64, n)
	}
	return c
}

// A method is a way to compute the repulsion between the points of a map.
type method interface {
	String() string
	// check returns an error if it cannot serve so many dimensions.
	check(dimensions int) error
	newRepulsion(n, dimensions int) repulsion
}

// A repulsion sets force to Σ_j k_ij² (y_i - y_j) for each point i of a map,
// k being 1/(1+|y_i-y_j|²), and returns Z, the sum of k over all pairs of
// different points.
type repulsion interface {
	repel(y, force columns) (z float64)
}

// A divergence is the Kullback-Leibler divergence of a map from P, as a
// function of the map.
//
// Its gradient is a sum of attraction between neighbours and repulsion between
// all points (van der Maaten 2014, equation 8):
//
//	dC/dy_i = 4 ( Σ_j p_ij k_ij (y_i - y_j)  -  Σ_j k_ij² (y_i - y_j) / Z )
//
// P is sparse, so attraction is cheap. Repulsion is what the methods differ in.
type divergence struct {
	p         *probabilities
	repulsion repulsion
	force     columns // the repulsive ones
	z         float64
	row       []float64 // a part of the divergence for each row
}

func newDivergence(p *probabilities, r repulsion, d int) *divergence {
	return &divergence{p: p, repulsion: r, force: newColumns(p.n(), d), row: make([]float64, p.n())}
}

// rowsAtATime is how many points one goroutine takes.
const rowsAtATime = 64

// gradient sets g to a quarter of the gradient at y, with P exaggerated.
func (c *divergence) gradient(g, y columns, exaggeration float64) {
	c.z = c.repulsion.repel(y, c.force)
	parallel.For(c.p.n(), rowsAtATime, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			c.attract(i, g, y)
			for m := range g {
				g[m][i] = exaggeration*g[m][i] - c.force[m][i]/c.z
			}
		}
	})
}

// attract sets row i of g to Σ_j p_ij k_ij (y_i - y_j).
func (c *divergence) attract(i int, g, y columns) {
	cols, vals := c.p.row(i)
	if len(y) == 2 { // the most common map
		y0, y1 := y[0], y[1][:len(y[0])]
		a, b := y0[i], y1[i]
		f0, f1 := 0.0, 0.0
		for n, j := range cols {
			d0, d1 := a-y0[j], b-y1[j]
			pk := float64(vals[n]) / (1 + d0*d0 + d1*d1)
			f0 += pk * d0
			f1 += pk * d1
		}
		g[0][i], g[1][i] = f0, f1
		return
	}
	for m := range g {
		g[m][i] = 0
	}
	for n, j := range cols {
		d2 := squaredDistance(y, i, int(j))
		pk := float64(vals[n]) / (1 + d2)
		for m := range g {
			g[m][i] += pk * (y[m][i] - y[m][j])
		}
	}
}

func squaredDistance(y columns, i, j int) (d2 float64) {
	for _, y := range y {
		d := y[i] - y[j]
		d2 += d * d
	}
	return d2
}

// value returns the divergence at y:
//
//	Σ p_ij log(p_ij / q_ij) = Σ p_ij (log p_ij + log(1+|y_i-y_j|²) + log Z)
func (c *divergence) value(y columns) float64 {
	z := c.repulsion.repel(y, c.force)
	parallel.For(c.p.n(), rowsAtATime, func(lo, hi int) {
		var logs []float64
		for i := lo; i < hi; i++ {
			cols, vals := c.p.row(i)
			logs = logs[:0]
			for _, j := range cols {
				logs = append(logs, 1+squaredDistance(y, i, int(j)))
			}
			f64.Log(logs)
			sum := 0.0
			for n, p := range vals {
				sum += float64(p) * logs[n]
			}
			c.row[i] = sum
		}
	})
	return c.p.logs + total(c.row) + c.p.mass*math.Log(z)
}

func total(x []float64) (sum float64) {
	for _, v := range x {
		sum += v
	}
	return sum
}
