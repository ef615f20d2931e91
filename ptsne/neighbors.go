package ptsne

import (
	"cmp"
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

// A search looks for nearest neighbours.
//
// The squared distance of rows a and b is |a|² + |b|² - 2ab. The products ab
// are computed a tile at a time, and only those on and above the diagonal, as
// ba is the same number. Each is seen from both of its rows: of a tile with
// rows i and columns j, the rows i search the tile's rows and the rows j its
// columns. Tiles come in such an order that each row meets the others in
// theirs. |a|² is the same for all neighbours of a; it is added at the end.
type search struct {
	m    f32.Matrix
	norm []float32 // |a|² of each row
	k    int

	// Of each row the nearest so far, at least k, without |a|², and the value
	// that a nearer one must be below.
	found  [][]candidate
	limits []float32
}

const (
	tileRows = 512
	tileCols = 4096
	// columnsAtATime is how many columns of a tile one goroutine searches.
	columnsAtATime = 64
)

// nearest finds the k nearest other rows of each row of m, of those equally
// far the first, and their squared distances.
func nearest(m f32.Matrix, k int) *neighborhood {
	n := m.Rows
	s := search{m: m, norm: make([]float32, n), k: k, found: make([][]candidate, n), limits: make([]float32, n)}
	room := min(2*k, n)
	memory := make([]candidate, n*room)
	for i := range n {
		var square float64
		for _, v := range m.Row(i) {
			square += float64(v) * float64(v)
		}
		s.norm[i] = float32(square)
		s.found[i] = memory[i*room : i*room : (i+1)*room]
		s.limits[i] = float32(math.Inf(1))
	}

	var products f32.Matrix
	for i := 0; i < n; i += tileRows {
		rows := min(tileRows, n-i)
		for j := i; j < n; j += tileCols {
			cols := min(tileCols, n-j)
			products.Reuse(rows, cols)
			f32.Gemm(blas.NoTrans, blas.Trans, 1, m.Slice(i, i+rows, 0, m.Cols), m.Slice(j, j+cols, 0, m.Cols), 0, products)
			parallel.For(rows, 16, func(lo, hi int) {
				for r := lo; r < hi; r++ {
					s.searchRow(i+r, j, products.Row(r))
				}
			})
			below := max(0, i+rows-j) // of these columns, the rows are the tile's own
			parallel.For(cols-below, columnsAtATime, func(lo, hi int) {
				s.searchColumns(i, j+below+lo, products.Slice(0, rows, below+lo, below+hi))
			})
		}
	}

	nn := &neighborhood{n, k, make([]int32, n*k), make([]float32, n*k)}
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
