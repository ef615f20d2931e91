package backend

import (
	"sync"

	"gonum.org/v1/gonum/blas/blas64"

	"github.com/gopherbook/gopherbook/ptsne/internal/f64"
	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// A matrix is a matrix in memory.
type matrix struct {
	data               []float64
	rows, cols, stride int
}

// row returns a row. A single row is each of them.
func (m matrix) row(i int) []float64 {
	if m.rows == 1 {
		i = 0
	}
	return m.data[i*m.stride:][:m.cols]
}

// run computes everything that the plan keeps.
func (p *plan) run() {
	for _, pass := range p.passes {
		pass.run(p.memory)
	}
}

// run goes through the rows, in pieces whose number does not depend on that of
// the processors. Each piece adds up its own sums.
func (p *pass) run(mem *memory) {
	tiles := (p.rows + p.tile - 1) / p.tile
	rows := (tiles + p.pieces - 1) / p.pieces * p.tile
	pieces := (p.rows + rows - 1) / rows

	sums := make([][]float64, len(p.steps)) // of all pieces, one after the other
	for i, s := range p.steps {
		if s.op.reduces() {
			sums[i] = mem.take(pieces * s.rows * s.cols)
			clear(sums[i])
		}
	}
	parallel.For(p.rows, rows, func(lo, hi int) {
		own := scratches.Get().(*scratch)
		defer scratches.Put(own)
		own.buffers = grow(own.buffers, p.slots*p.size)
		for ; lo < hi; lo += p.tile {
			t := tile{pass: p, lo: lo, hi: min(lo+p.tile, hi), piece: lo / rows, scratch: own, sums: sums}
			for i := range p.steps {
				t.step(i)
			}
		}
	})
	for i, s := range p.steps {
		if s.op.reduces() {
			to := s.to.data
			clear(to)
			for rest := sums[i]; len(rest) > 0; rest = rest[len(to):] {
				blas64.Axpy(1, vector(rest[:len(to)]), vector(to))
			}
		}
	}
}

// A scratch is the memory that the tiles of a piece use one after the other.
type scratch struct {
	buffers []float64
	elementScratch
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// grow returns n elements in buf's memory, if it is large enough.
func grow(buf []float64, n int) []float64 {
	if cap(buf) < n {
		buf = make([]float64, n)
	}
	return buf[:n]
}

func vector(x []float64) blas64.Vector { return blas64.Vector{N: len(x), Data: x, Inc: 1} }

// A tile is some rows on their way through the steps of a pass.
type tile struct {
	*pass
	*scratch
	lo, hi int
	piece  int
	sums   [][]float64
}

// view returns the tile's part of a matrix.
func (t *tile) view(p place) matrix {
	m := p.matrix
	switch {
	case p.slot >= 0:
		m.data = t.buffers[p.slot*t.size:]
		m.rows = t.hi - t.lo
	case !p.whole:
		m.data = m.data[t.lo*m.stride:]
		m.rows = t.hi - t.lo
	}
	return m
}

// step runs step i on the tile.
func (t *tile) step(i int) {
	s := &t.steps[i]
	var to, a, b matrix
	if s.op.reduces() {
		size := s.rows * s.cols
		to = matrix{t.sums[i][t.piece*size:], s.rows, s.cols, s.cols}
	} else {
		to = t.view(s.to)
	}
	if len(s.from) > 0 {
		a = t.view(s.from[0])
	}
	if len(s.from) > 1 {
		b = t.view(s.from[1])
	}
	rows := t.hi - t.lo
	switch s.op {
	case eye:
		for i := range rows {
			row := to.row(i)
			clear(row)
			row[t.lo+i] = 1
		}
	case sumColumns:
		for i := range rows {
			to.row(i)[0] = f64.Sum(a.row(i))
		}
	case sumRows:
		for i := range rows {
			axpy(1, a.row(i), to.data[:s.cols])
		}
	case transpose:
		for j := range to.cols {
			from := a.row(j)[t.lo:t.hi]
			for i, v := range from {
				to.data[i*to.stride+j] = v
			}
		}
	case dot:
		for i := range rows {
			clear(to.row(i))
		}
		for k := range a.cols {
			from := b.row(k)
			for i := range rows {
				axpy(a.row(i)[k], from, to.row(i))
			}
		}
	case dotTrans:
		for k := range b.rows {
			with := vector(b.row(k))
			for i := range rows {
				to.row(i)[k] = blas64.Dot(vector(a.row(i)), with)
			}
		}
	case transDot:
		for i := range rows {
			from := b.row(i)
			for k, v := range a.row(i) {
				axpy(v, from, to.row(k))
			}
		}
	default:
		t.elements(s, rows, to, a, b)
	}
}

// axpy adds alpha times x to y.
func axpy(alpha float64, x, y []float64) {
	blas64.Axpy(alpha, vector(x), vector(y))
}

// elements runs an operation that is element by element. Rows that follow one
// another without a gap are one long row.
func (t *tile) elements(s *step, rows int, to, a, b matrix) {
	long := func(m matrix) bool { return m.data == nil || m.rows == rows && m.cols == to.cols && m.stride == m.cols }
	if long(to) && long(a) && long(b) {
		to.cols *= rows
		a.cols *= rows
		b.cols *= rows
		rows = 1
	}
	for i := range rows {
		var y []float64
		if b.data != nil {
			y = b.row(i)
		}
		t.element(s.op, s.c, to.row(i), a.row(i), y)
	}
}
