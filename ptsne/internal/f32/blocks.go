package f32

import (
	"sync"

	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// A product C of m×n with a given depth is computed in blocks, so that what is
// read again and again stays in cache (Goto and van de Geijn, "Anatomy of
// High-Performance Matrix Multiplication", 2008):
//
//   - The depth is cut into blocks. Of each, B is copied into panels as wide as
//     a tile of C. A tile's share of B is then read from end to end.
//   - C is cut into strips, a few tiles high. For each, A is copied into panels,
//     too, which stay in the second-level cache while the panels of B, each in
//     the first level in its turn, pass by.
//   - A tile of C, a panel of A times a panel of B, is computed in registers,
//     by the micro-kernel: see tile in package asm.
//
// The products that make an element of C are summed block by block, and the
// blocks depend on the depth alone. How C is cut into strips, which does depend
// on the number of processors, changes no bit.
const (
	maxDepth      = 384     // of a block: a panel of B takes 48 kB at most
	stripPanels   = 8       // in a strip: its A takes 144 kB at most
	panelsAtATime = 8       // are packed together, as memory likes long runs
	maxPacked     = 1 << 20 // elements of B in panels at a time: 4 MB
	minItem       = 1 << 17 // multiplications that are worth another goroutine
)

// gemm is a product: its operands, and how far it is.
type gemm struct {
	*kernels
	m, n, depth int
	alpha, beta float32
	a, b        view
	c           Matrix
	finish      func(row, x []float32)
	x           Matrix

	// The tiles are wide. Where C is narrow, a and b are swapped, so that the
	// tiles are those of its transpose.
	swapped bool

	blocks, blockDepth int // the last block may be less deep

	// What is being computed: the tiles of panels panels of B, from column col
	// on, for the blocks [first, last).
	col, panels int
	first, last int
	// packed holds those panels of B, block by block. If C has a single strip,
	// each is read only once: then it is packed just before, and packed is nil.
	packed []float32

	// Those tiles are cut into strips×chunks items.
	strips, chunks int
}

func (g *gemm) run() {
	if g.m == 0 || g.n == 0 {
		return
	}
	if g.n <= maxThin {
		g.runThin()
		return
	}
	inTiles := func(rows, cols int) int { return ceil(rows, g.mr) * g.mr * ceil(cols, g.nr) * g.nr }
	if 2*inTiles(g.m, g.n) > 3*inTiles(g.n, g.m) {
		g.swap()
	}
	g.blocks = max(1, ceil(g.depth, maxDepth))
	g.blockDepth = max(1, ceil(g.depth, g.blocks))

	panels, blocks := ceil(g.n, g.nr), g.blocks
	if ceil(g.m, g.mr) > stripPanels {
		// As many blocks of B at a time as fit, or as much of one.
		panel := g.blockDepth * g.nr
		panels = min(panels, maxPacked/panel)
		blocks = min(blocks, maxPacked/(panels*panel))
		buf := packedPool.Get().(*[]float32)
		defer packedPool.Put(buf)
		g.packed = grow(buf, blocks*panels*panel)
	}
	for g.col = 0; g.col < g.n; g.col += panels * g.nr {
		g.panels = min(panels, ceil(g.n-g.col, g.nr))
		g.cut()
		for g.first = 0; g.first < g.blocks; g.first = g.last {
			g.last = min(g.blocks, g.first+blocks)
			if g.packed != nil {
				packLoop.Run((g.last-g.first)*g.panels, panelsAtATime, *g)
			}
			itemLoop.Run(g.strips*g.chunks, 1, *g)
		}
	}
}

// swap makes g compute the transpose of C, as op(b)ᵀ*op(a)ᵀ.
func (g *gemm) swap() { g.m, g.n, g.a, g.b, g.swapped = g.n, g.m, g.b, g.a, true }

// cut decides on strips and chunks: enough for all processors, if there is
// enough to do.
func (g *gemm) cut() {
	workers := parallel.Workers()
	items := min(4*workers, ceil(g.m*g.panels*g.nr*g.blockDepth, minItem))
	rows := ceil(g.m, g.mr) // of tiles
	g.strips = ceil(rows, stripPanels)
	if g.packed != nil && items >= workers {
		g.strips = min(rows, ceil(g.strips, workers)*workers)
	}
	g.chunks = min(g.panels, ceil(items, g.strips))
}

// block returns block i of an operand of the given number of vectors.
func (g *gemm) block(v view, vectors, i int) block {
	p := i * g.blockDepth
	return block{v, vectors, p, min(g.blockDepth, g.depth-p)}
}

var (
	packedPool  = sync.Pool{New: func() any { return new([]float32) }}
	scratchPool = sync.Pool{New: func() any { return new(scratch) }}
)

// scratch is memory for an item.
type scratch struct {
	a, b []float32 // panels
	tile [maxTile]float32
}

var packLoop = parallel.NewLoop(func(g *gemm, lo, hi int) {
	size := g.blockDepth * g.nr
	for lo < hi { // a piece may begin in one block and end in the next
		i, panel := lo/g.panels, lo%g.panels
		n := min(hi-lo, g.panels-panel)
		g.pack(g.packed[lo*size:], g.block(g.b, g.n, g.first+i), g.col+panel*g.nr, g.nr, n, size)
		lo += n
	}
})

var itemLoop = parallel.NewLoop(func(g *gemm, lo, hi int) {
	s := scratchPool.Get().(*scratch)
	for i := lo; i < hi; i++ {
		g.item(i/g.chunks, i%g.chunks, s)
	}
	scratchPool.Put(s)
})

// item computes the tiles that strip and chunk share.
func (g *gemm) item(strip, chunk int, s *scratch) {
	rows := ceil(g.m, g.mr)
	i0, i1 := strip*rows/g.strips, (strip+1)*rows/g.strips
	j0, j1 := chunk*g.panels/g.chunks, (chunk+1)*g.panels/g.chunks
	part := g.part(i0*g.mr, min(g.m, i1*g.mr), g.col+j0*g.nr, min(g.n, g.col+j1*g.nr))

	if g.first == 0 && g.beta != 0 && g.beta != 1 {
		part.scale(g.c, g.beta)
	}
	aSize, bSize := g.blockDepth*g.mr, g.blockDepth*g.nr
	for n := g.first; n < g.last; n++ {
		a, b := g.block(g.a, g.m, n), g.block(g.b, g.n, n)
		aPanels := grow(&s.a, (i1-i0)*aSize)
		g.pack(aPanels, a, i0*g.mr, g.mr, i1-i0, aSize)
		for j := j0; j < j1; j += panelsAtATime {
			j2 := min(j+panelsAtATime, j1)
			var bPanels []float32
			if g.packed != nil {
				bPanels = g.packed[((n-g.first)*g.panels+j)*bSize:]
			} else {
				bPanels = grow(&s.b, panelsAtATime*bSize)
				g.pack(bPanels, b, g.col+j*g.nr, g.nr, j2-j, bSize)
			}
			for j3 := j; j3 < j2; j3++ {
				for i := i0; i < i1; i++ {
					g.setTile(i*g.mr, g.col+j3*g.nr, a.depth, aPanels[(i-i0)*aSize:], bPanels[(j3-j)*bSize:], n > 0 || g.beta != 0, &s.tile)
				}
			}
		}
	}
	if g.last == g.blocks && g.finish != nil {
		part.finish(g.c, g.finish, g.x)
	}
}

// setTile computes the tile at row i and column j for one block.
func (g *gemm) setTile(i, j, depth int, a, b []float32, accumulate bool, scratch *[maxTile]float32) {
	rows, cols := min(g.mr, g.m-i), min(g.nr, g.n-j)
	if rows == g.mr && cols == g.nr && !g.swapped {
		g.tile(depth, g.alpha, a, b, g.c.Data[i*g.c.Stride+j:], g.c.Stride, accumulate)
		return
	}
	g.tile(depth, g.alpha, a, b, scratch[:], g.nr, false)
	for r := range rows {
		sums := scratch[r*g.nr:][:cols]
		if g.swapped {
			for c, sum := range sums {
				at := &g.c.Data[(j+c)*g.c.Stride+i+r]
				if accumulate {
					sum += *at
				}
				*at = sum
			}
			continue
		}
		row := g.c.Data[(i+r)*g.c.Stride+j:][:cols]
		if !accumulate {
			copy(row, sums)
			continue
		}
		for c, sum := range sums {
			row[c] += sum
		}
	}
}

// A part is rows [i0, i1) and columns [j0, j1) of C.
type part struct{ i0, i1, j0, j1 int }

// part returns the part of C that lies in the given rows and columns of tiles.
func (g *gemm) part(i0, i1, j0, j1 int) part {
	if g.swapped {
		return part{j0, j1, i0, i1}
	}
	return part{i0, i1, j0, j1}
}

func (p part) scale(c Matrix, factor float32) {
	for i := p.i0; i < p.i1; i++ {
		row := c.Row(i)[p.j0:p.j1]
		for j := range row {
			row[j] *= factor
		}
	}
}

func (p part) finish(c Matrix, finish func(row, x []float32), x Matrix) {
	for i := p.i0; i < p.i1; i++ {
		finish(c.Row(i)[p.j0:p.j1], x.Row(min(i, x.Rows-1))[p.j0:p.j1])
	}
}

func ceil(n, d int) int { return (n + d - 1) / d }

// grow returns n elements of buf, of no certain value.
func grow(buf *[]float32, n int) []float32 {
	if cap(*buf) < n {
		*buf = make([]float32, n)
	}
	return (*buf)[:n]
}
