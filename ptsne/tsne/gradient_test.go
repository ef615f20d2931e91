package tsne

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// clusters returns n points of a map, of the given scale, in ten clusters.
func clusters(n, d int, scale float64) columns {
	rng := rand.New(rand.NewPCG(1, 1))
	centres, y := newColumns(10, d), newColumns(n, d)
	for c := range y {
		for i := range centres[c] {
			centres[c][i] = 3 * scale * rng.NormFloat64()
		}
		for i := range y[c] {
			y[c][i] = centres[c][i%10] + scale*rng.NormFloat64()
		}
	}
	return y
}

// naive is the definition of repulsion.
type naive struct{}

func (naive) repel(y, force columns) (z float64) {
	for i := range y[0] {
		for c := range y {
			force[c][i] = 0
		}
		for j := range y[0] {
			if j == i {
				continue
			}
			k := 1 / (1 + squaredDistance(y, i, j))
			z += k
			for c := range y {
				force[c][i] += k * k * (y[c][i] - y[c][j])
			}
		}
	}
	return z
}

// off returns the distance of got from want, relative to the size of want.
func off(got, want columns) float64 {
	diff, size := 0.0, 0.0
	for c := range want {
		for i, v := range want[c] {
			diff += (got[c][i] - v) * (got[c][i] - v)
			size += v * v
		}
	}
	return math.Sqrt(diff / size)
}

// each calls f with each method, in the dimensions that it serves.
func each(f func(m method, d int)) {
	for _, m := range []method{exact{}, barnesHut{0}, barnesHut{0.2}, barnesHut{0.5}, interpolation{}} {
		for d := 1; d <= 4; d++ {
			if m.check(d) == nil {
				f(m, d)
			}
		}
	}
}

func TestRepulsionAgreesWithItsDefinition(t *testing.T) {
	forces := map[string]float64{"exact{}": 1e-12, "barnesHut{0}": 1e-12, "barnesHut{0.2}": 5e-3, "barnesHut{0.5}": 4e-2, "interpolation{}": 4e-3}
	sums := map[string]float64{"exact{}": 1e-12, "barnesHut{0}": 1e-12, "barnesHut{0.2}": 2e-3, "barnesHut{0.5}": 2e-2, "interpolation{}": 1e-4}
	each(func(m method, d int) {
		name := fmt.Sprintf("%T%v", m, "{}")[len("tsne."):]
		if b, ok := m.(barnesHut); ok {
			name = fmt.Sprintf("barnesHut{%v}", b.angle)
		}
		for _, n := range []int{3, 40, 700} {
			for _, scale := range []float64{1e-4, 0.1, 1, 10, 30} {
				y := clusters(n, d, scale)
				force, want := newColumns(n, d), newColumns(n, d)
				z, wantZ := m.newRepulsion(n, d).repel(y, force), naive{}.repel(y, want)
				if diff := off(force, want); !(diff < forces[name]) {
					t.Errorf("%s, %d points in %d dimensions, scale %g: forces are off by %.2g", name, n, d, scale, diff)
				}
				if diff := math.Abs(z/wantZ - 1); !(diff < sums[name]) {
					t.Errorf("%s, %d points in %d dimensions, scale %g: Z is off by %.2g", name, n, d, scale, diff)
				}
			}
		}
	})
}

// A map can be wide, and it changes from call to call.
func TestRepulsionOfOneMapAfterAnother(t *testing.T) {
	const n = 200
	each(func(m method, d int) {
		r := m.newRepulsion(n, d)
		for _, scale := range []float64{1, 50, 1e-3, 1, 200, 0} {
			y, force, want := clusters(n, d, scale), newColumns(n, d), newColumns(n, d)
			for c := range y {
				y[c][0] = y[c][1] // two coincide
				y[c][2] += 10     // one is apart
			}
			m.newRepulsion(n, d).repel(y, want)
			z := r.repel(y, force)
			if diff := off(force, want); !(diff < 1e-12) || !(z > 0) {
				t.Errorf("%v in %d dimensions, scale %g: forces are off by %.2g from those of a fresh start, Z is %g", m, d, scale, diff, z)
			}
		}
	})
}

// The gradient is the slope of the value.
func TestGradientAgreesWithFiniteDifferences(t *testing.T) {
	const n = 60
	x := clusters(n, 6, 1).dense()
	s := defaultSettings()
	s.perplexity, s.verbose = 10, 0
	p, err := newProbabilities(x, s)
	if err != nil {
		t.Fatal(err)
	}
	each(func(m method, d int) {
		tolerance := map[string]float64{"exact": 1e-7, "Barnes-Hut": 4e-2, "interpolation": 2e-3}[m.String()]
		y, g, want := clusters(n, d, 2), newColumns(n, d), newColumns(n, d)
		reference := newDivergence(p, naive{}, d)
		for c := range y {
			for i := range y[c] {
				const h = 1e-5
				at := y[c][i]
				y[c][i] = at + h
				after := reference.value(y)
				y[c][i] = at - h
				want[c][i] = (after - reference.value(y)) / (2 * h) / 4
				y[c][i] = at
			}
		}
		c := newDivergence(p, m.newRepulsion(n, d), d)
		c.gradient(g, y, 1)
		if diff := off(g, want); !(diff < tolerance) {
			t.Errorf("%v in %d dimensions: the gradient is off by %.2g", m, d, diff)
		}
		if got, want := c.value(y), reference.value(y); math.Abs(got-want) > tolerance {
			t.Errorf("%v in %d dimensions: the divergence is %g, want %g", m, d, got, want)
		}

		// Exaggeration is the same as a larger P.
		exaggerated, larger := newColumns(n, d), *p
		larger.val = make([]float32, len(p.val))
		for i, v := range p.val {
			larger.val[i] = 12 * v
		}
		c.gradient(exaggerated, y, 12)
		c.p = &larger
		c.gradient(g, y, 1)
		if diff := off(exaggerated, g); !(diff < 1e-6) {
			t.Errorf("%v in %d dimensions: the exaggerated gradient is off by %.2g", m, d, diff)
		}
	})
}

func TestDivergenceIsThatOfItsDefinition(t *testing.T) {
	const n = 50
	s := defaultSettings()
	s.perplexity, s.verbose = 5, 0
	p, err := newProbabilities(clusters(n, 4, 1).dense(), s)
	if err != nil {
		t.Fatal(err)
	}
	y := clusters(n, 2, 1)
	z := naive{}.repel(y, newColumns(n, 2))
	want := 0.0
	for i := range n {
		cols, vals := p.row(i)
		for m, j := range cols {
			q := 1 / (1 + squaredDistance(y, i, int(j))) / z
			want += float64(vals[m]) * math.Log(float64(vals[m])/q)
		}
	}
	if got := newDivergence(p, naive{}, 2).value(y); math.Abs(got-want) > 1e-9 {
		t.Errorf("the divergence is %.12g, want %.12g", got, want)
	}
}

func BenchmarkRepulsion(b *testing.B) {
	for _, n := range []int{2000, 10000} {
		y, force := clusters(n, 2, 10), newColumns(n, 2)
		for _, m := range []method{exact{}, barnesHut{0.5}, interpolation{}} {
			b.Run(fmt.Sprintf("%v/%d", m, n), func(b *testing.B) {
				r := m.newRepulsion(n, 2)
				for b.Loop() {
					r.repel(y, force)
				}
			})
		}
	}
}
