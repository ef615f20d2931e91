package backend

// A plan is how formulas are computed. Operations that take a row of their
// operands to a row of their result follow each other row by row: a pass does so
// with all that are needed for something, keeps that, and forgets the rest. What
// a later pass needs again of a large matrix is computed again, which takes
// less time than to write it to memory and to read it.
type plan struct {
	passes []*pass
	stored map[*node]matrix // leaves, and what passes keep
	memory *memory
}

// A pass is a list of operations on the rows of matrices with equally many.
type pass struct {
	rows  int
	nodes []*node // each after its operands, as far as they are in the pass

	steps  []step
	slots  int // buffers for rows, numbered from 0
	size   int // the length of a buffer
	tile   int // the rows that go through the steps together
	pieces int // the pass is cut into so many, which run in parallel
}

const (
	tileElements = 4096    // in a buffer, so that a pass's buffers stay in cache
	smallMatrix  = 1 << 18 // one with fewer elements is kept rather than computed again
	deepProduct  = 32      // a product deeper than this is kept, too
	mostPieces   = 64
	fewestPieces = 8
	pieceMemory  = 1 << 22 // elements that the sums of all pieces take
)

// newPlan plans how to compute the given nodes.
func newPlan(roots []*node, mem *memory) *plan {
	p := &plan{stored: map[*node]matrix{}, memory: mem}
	order := sorted(roots...)
	stage, last := stages(order)

	keep := map[*node]bool{}
	for _, n := range roots {
		keep[n] = true
	}
	for _, n := range order {
		if n.op.reduces() || (n.op == dot || n.op == dotTrans) && n.a.cols > deepProduct {
			keep[n] = true
		}
		n.operands(func(o *node, whole bool) {
			if whole || stage[o] < stage[n] && o.rows*o.cols <= smallMatrix {
				keep[o] = true
			}
		})
	}
	for _, n := range order {
		if n.op == leaf {
			p.stored[n] = matrix{n.data, n.rows, n.cols, n.stride}
		} else if keep[n] {
			p.stored[n] = matrix{mem.take(n.rows * n.cols), n.rows, n.cols, n.cols}
		}
	}
	for s := range last + 1 {
		p.addPasses(order, func(n *node) bool { return stage[n] == s && keep[n] && n.op != leaf })
	}
	return p
}

// stages returns the stage at which each node can be computed first: a pass of
// one stage needs passes of earlier stages only.
func stages(order []*node) (stage map[*node]int, last int) {
	stage = map[*node]int{}
	for _, n := range order {
		if n.op == leaf {
			stage[n] = -1
			continue
		}
		s := 0
		n.operands(func(o *node, whole bool) {
			after := stage[o]
			if o.op != leaf && (whole || o.op.reduces()) {
				after++
			}
			s = max(s, after)
		})
		stage[n] = s
		last = max(last, s)
	}
	return stage, last
}

// length returns the number of rows that n goes through.
func (n *node) length() int {
	if n.op.reduces() {
		return n.a.rows
	}
	return n.rows
}

// addPasses adds the passes that keep the nodes chosen, one for each number of
// rows.
func (p *plan) addPasses(order []*node, chosen func(*node) bool) {
	byRows := map[int]*pass{}
	done := map[*node]bool{}
	for _, n := range order {
		if !chosen(n) {
			continue
		}
		rows := n.length()
		if byRows[rows] == nil {
			byRows[rows] = &pass{rows: rows}
			p.passes = append(p.passes, byRows[rows])
		}
		byRows[rows].add(n, done, func(o *node) bool {
			_, there := p.stored[o]
			return there && !chosen(o)
		})
	}
	for _, pass := range byRows {
		pass.lay(p.stored)
	}
}

// add adds n and what it is computed from, row by row, to the pass.
func (p *pass) add(n *node, done map[*node]bool, there func(*node) bool) {
	if done[n] {
		return
	}
	done[n] = true
	n.operands(func(o *node, _ bool) {
		if !there(o) {
			p.add(o, done, there)
		}
	})
	p.nodes = append(p.nodes, n)
}

// A step computes some rows of a node.
type step struct {
	*node
	to   place
	from []place // its operands
}

// A place is where a matrix is: in the memory of the plan, or some rows of it in
// a buffer of the pass.
type place struct {
	matrix
	slot  int  // the buffer, or -1
	whole bool // all rows matter, not those of the tile
}

// lay makes the pass's steps, and chooses buffers for what is not stored. A
// buffer is used again when what it held is not needed any more.
func (p *pass) lay(stored map[*node]matrix) {
	lastUse := map[*node]int{}
	widest, sums := 1, 1
	for i, n := range p.nodes {
		n.operands(func(o *node, _ bool) { lastUse[o] = i })
		widest = max(widest, n.cols)
		if n.op.reduces() {
			sums = max(sums, n.rows*n.cols)
		}
	}
	p.pieces = min(max(pieceMemory/sums, fewestPieces), mostPieces)
	p.tile = min(max(tileElements/widest, 1), p.rows)
	p.size = p.tile * widest

	slot := map[*node]int{}
	var free []int
	release := func(i int, n *node, when func(*node) bool) {
		n.operands(func(o *node, _ bool) {
			if s, ok := slot[o]; ok && lastUse[o] == i && when(o) {
				delete(slot, o)
				free = append(free, s)
			}
		})
	}
	for i, n := range p.nodes {
		var from []place
		n.operands(func(o *node, whole bool) {
			if s, ok := slot[o]; ok {
				from = append(from, place{matrix{nil, 0, o.cols, o.cols}, s, false})
			} else {
				from = append(from, place{stored[o], -1, whole})
			}
		})
		s := step{node: n, from: from}
		// An element of the result may take the place of the operand's.
		release(i, n, func(o *node) bool { return n.op.elementwise() && o.cols == n.cols })
		if m, ok := stored[n]; ok {
			s.to = place{m, -1, n.op.reduces()}
		} else {
			if len(free) == 0 {
				free = append(free, p.slots)
				p.slots++
			}
			slot[n] = free[len(free)-1]
			free = free[:len(free)-1]
			s.to = place{matrix{nil, 0, n.cols, n.cols}, slot[n], false}
		}
		release(i, n, func(*node) bool { return true })
		p.steps = append(p.steps, s)
	}
}
