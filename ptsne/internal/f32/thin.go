package f32

import (
	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// A thin product has a result with few columns. It reads A once, and its time
// is that of reading: so A is read in the order in which it lies in memory, and
// not copied into panels. If A's rows run along the depth, an element of the
// result is a dot product of a row. If they run across it, multiples of the
// rows are added up.
const (
	maxThin     = 4
	thinRows    = 64  // rows of the result that a goroutine computes at a time
	thinColumns = 256 // the least number of columns of A that a goroutine takes
)

// thin is a product of m×n, n at most maxThin.
type thin struct {
	gemm
	b       []float32 // op(b)'s columns, one behind the other, an even number
	columns int       // of A that an item takes
}

func (g *gemm) runThin() {
	t := thin{gemm: *g}
	buf := packedPool.Get().(*[]float32)
	defer packedPool.Put(buf)
	if pairs := ceil(t.n, 2); t.a.along == 1 {
		t.b = grow(buf, 2*pairs*t.depth)
		for j := range 2 * pairs {
			column := t.b[j*t.depth:][:t.depth]
			clear(column)
			for p := range column {
				if j < t.n {
					column[p] = t.gemm.b.data[j*t.gemm.b.across+p*t.gemm.b.along]
				}
			}
		}
		dotLoop.Run(t.m, thinRows, t)
	} else {
		t.columns = max(thinColumns, ceil(t.m, 8*parallel.Workers())*8)
		axpyLoop.Run(ceil(t.m, t.columns), 1, t)
	}
}

// set sets element (i, j) of the result.
func (t *thin) set(i, j int, sum float32) {
	at := &t.c.Data[i*t.c.Stride+j]
	sum *= t.alpha
	if t.beta != 0 {
		sum += t.beta * *at
	}
	*at = sum
}

var dotLoop = parallel.NewLoop(func(t *thin, lo, hi int) {
	s := scratchPool.Get().(*scratch)
	sums := s.tile[:8]
	for i := lo; i < hi; {
		// The kernel takes four rows. Of the last, less than four, each in its
		// turn is taken four times.
		rows, lda := 4, t.a.across
		if i+rows > hi {
			rows, lda = 1, 0
		}
		for j := 0; j < t.n; j += 2 {
			clear(sums)
			whole := t.depth &^ 7
			if whole > 0 {
				t.dots(sums, t.a.from(i, 0), t.b[j*t.depth:], whole, lda, t.depth)
			}
			for r := range rows {
				for c := j; c < min(j+2, t.n); c++ {
					sum := sums[2*r+c-j]
					for p := whole; p < t.depth; p++ {
						sum += t.a.data[(i+r)*t.a.across+p] * t.b[c*t.depth+p]
					}
					t.set(i+r, c, sum)
				}
			}
		}
		i += rows
	}
	t.finishPart(lo, hi)
	scratchPool.Put(s)
})

var axpyLoop = parallel.NewLoop(func(t *thin, lo, hi int) {
	s := scratchPool.Get().(*scratch)
	for item := lo; item < hi; item++ {
		i0 := item * t.columns
		n := min(t.columns, t.m-i0)
		sums := grow(&s.a, 2*n)
		for j := 0; j < t.n; j += 2 {
			clear(sums)
			t.addRows(sums, s.tile[:8], i0, n, j)
			for i := range n {
				t.set(i0+i, j, sums[i])
				if j+1 < t.n {
					t.set(i0+i, j+1, sums[n+i])
				}
			}
		}
		t.finishPart(i0, i0+n)
	}
	scratchPool.Put(s)
})

// addRows adds to sums the products of n columns of A, from i on, with the
// columns j and j+1 of B, the second of which may not exist. alpha is memory
// for eight factors.
func (t *thin) addRows(sums, alpha []float32, i, n, j int) {
	b := t.gemm.b
	whole := n &^ 7
	for p := 0; p < t.depth; p += 4 {
		rows := min(4, t.depth-p)
		clear(alpha)
		for q := range rows {
			for c := range min(2, t.n-j) {
				alpha[4*c+q] = b.data[(j+c)*b.across+(p+q)*b.along]
			}
		}
		done := 0
		if rows == 4 && whole > 0 {
			t.axpys(sums, t.a.from(i, p), alpha, whole, t.a.along, n)
			done = whole
		}
		for q := range rows {
			row := t.a.from(i, p+q)
			for k := done; k < n; k++ {
				sums[k] += alpha[q] * row[k]
				sums[n+k] += alpha[4+q] * row[k]
			}
		}
	}
}

func (t *thin) finishPart(i0, i1 int) {
	if t.finish != nil {
		part{i0, i1, 0, t.n}.finish(t.c, t.finish, t.x)
	}
}
