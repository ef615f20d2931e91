package ptsne

import (
	"cmp"
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/blas"

	"github.com/gopherbook/gopherbook/ptsne/internal/f32"
	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// A neighborhood holds a number for each of the k nearest neighbours of each
// row of a batch: at first the squared distance, later a probability.
type neighborhood struct {
	rows, k int
	col     []int32   // k ascending columns for each row
	val     []float32 // as long
}

func (nn *neighborhood) columns(i int) []int32  { return nn.col[i*nn.k : (i+1)*nn.k] }
func (nn *neighborhood) values(i int) []float32 { return nn.val[i*nn.k : (i+1)*nn.k] }

// A search finds nearest neighbours, in memory that the next one reuses.
//
// The squared distance of rows a and b is |a|² + |b|² - 2ab. The products ab
// are computed a tile at a time, and only those on and above the diagonal, as
// ba is the same number. Each is seen from both of its rows: of a tile with
// rows i and columns j, the rows i search the tile's rows and the rows j its
// columns. Tiles come in such an order that each row meets the others in
// theirs. |a|² is the same for all neighbours of a; it is added at the end.
type search struct {
	norm     []float32 // |a|² of each row
	products f32.Matrix
	k        int
	done     func(part float64) // told what part of the pairs is seen, unless it is nil

	// Of each row the nearest so far, at least k, without |a|², and the value
	// that a nearer one must be below.
	found  [][]candidate
	limits []float32
	memory []candidate // where found lies

	result neighborhood
}

const (
	tileRows = 512
	tileCols = 4096
	// columnsAtATime is how many columns of a tile one goroutine searches.
	columnsAtATime = 64
)

// nearest finds the k nearest other rows of each row of m, of those equally
// far the first, and their squared distances. The result is valid until the
// next call. It is nil if ctx is done.
func (s *search) nearest(ctx context.Context, m f32.Matrix, k int) *neighborhood {
	n := m.Rows
	room := min(2*k, n)
	s.k = k
	s.norm, s.limits, s.found, s.memory = grow(s.norm, n), grow(s.limits, n), grow(s.found, n), grow(s.memory, n*room)
	for i := range n {
		var square float64
		for _, v := range m.Row(i) {
			square += float64(v) * float64(v)
		}
		s.norm[i] = float32(square)
		s.found[i] = s.memory[i*room : i*room : (i+1)*room]
		s.limits[i] = float32(math.Inf(1))
	}

	for i := 0; i < n; i += tileRows {
		if ctx.Err() != nil {
			return nil
		}
		rows := min(tileRows, n-i)
		for j := i; j < n; j += tileCols {
			cols := min(tileCols, n-j)
			s.products.Reuse(rows, cols)
			f32.Gemm(blas.NoTrans, blas.Trans, 1, m.Slice(i, i+rows, 0, m.Cols), m.Slice(j, j+cols, 0, m.Cols), 0, s.products)
			parallel.For(rows, 16, func(lo, hi int) {
				for r := lo; r < hi; r++ {
					s.searchRow(i+r, j, s.products.Row(r))
				}
			})
			below := max(0, i+rows-j) // of these columns, the rows are the tile's own
			parallel.For(cols-below, columnsAtATime, func(lo, hi int) {
				s.searchColumns(i, j+below+lo, s.products.Slice(0, rows, below+lo, below+hi))
			})
		}
		if s.done != nil {
			left := float64(n-i-rows) / float64(n)
			s.done(1 - left*left)
		}
	}

	nn := &s.result
	*nn = neighborhood{n, k, grow(nn.col, n*k), grow(nn.val, n*k)}
	parallel.For(n, rowsAtATime, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			s.drop(i)
			slices.SortFunc(s.found[i], func(a, b candidate) int { return cmp.Compare(a.col(), b.col()) })
			for c, f := range s.found[i] {
				nn.columns(i)[c], nn.values(i)[c] = f.col(), max(0, s.norm[i]+f.distance())
			}
		}
	})
	return nn
}

// searchRow offers row i the rows from j on, given its products with them.
func (s *search) searchRow(i, j int, products []float32) {
	for {
		n := f32.FirstBelow(products, s.norm[j:], s.limits[i])
		if n == len(products) {
			return
		}
		if j+n != i {
			s.offer(i, s.norm[j+n]-2*products[n], j+n)
		}
		products, j = products[n+1:], j+n+1
	}
}

// searchColumns offers the rows from j on those from i on.
func (s *search) searchColumns(i, j int, products f32.Matrix) {
	// |b|² - 2ab < limit, as FirstBelow has it: -limit - 2ab < -|b|².
	var negative [columnsAtATime]float32
	limits := negative[:products.Cols]
	for c := range limits {
		limits[c] = -s.limits[j+c]
	}
	for r := range products.Rows {
		row, norm := products.Row(r), s.norm[i+r]
		for c := 0; ; c++ {
			c += f32.FirstBelow(row[c:], limits[c:], -norm)
			if c == len(row) {
				break
			}
			s.offer(j+c, norm-2*row[c], i+r)
			limits[c] = -s.limits[j+c]
		}
	}
}

// offer gives row i a candidate, if it is near enough.
func (s *search) offer(i int, distance float32, col int) {
	if !(distance < s.limits[i]) {
		return
	}
	s.found[i] = append(s.found[i], newCandidate(distance, col))
	if len(s.found[i]) == cap(s.found[i]) {
		s.drop(i)
	}
}

// drop leaves row i its k nearest.
func (s *search) drop(i int) {
	if len(s.found[i]) > s.k {
		selectSmallest(s.found[i], s.k)
		s.found[i] = s.found[i][:s.k]
		s.limits[i] = slices.Max(s.found[i]).distance()
	}
}
