package f32

// A block is a part of an operand: some of its vectors, from the given one on,
// and of each the elements p, ..., p + depth - 1.
type block struct {
	view
	vectors  int // of the whole operand
	p, depth int
}

// pack copies panels of width vectors, the first of which is vector i, into
// dst, size elements apart. In a panel, element p of all its vectors comes
// first, then element p+1 of all. In the last panel of an operand, vectors may
// be missing: they are zero.
func (k *kernels) pack(dst []float32, b block, i, width, panels, size int) {
	if whole := min(panels, (b.vectors-i)/width); b.across == 1 && whole > 0 && b.depth > 0 {
		k.packRows(dst, b.from(i, b.p), b.depth, b.along, width, whole, size)
		dst, i, panels = dst[min(whole*size, len(dst)):], i+whole*width, panels-whole
	}
	for n := range panels {
		k.packPanel(dst[n*size:], b, i+n*width, width)
	}
}

func (k *kernels) packPanel(dst []float32, b block, i, width int) {
	number, done := min(width, b.vectors-i), 0
	switch {
	case number < width:
		clear(dst[:width*b.depth])
	case b.along == 1:
		done = b.depth &^ 7 // packColumns takes eights
		for c := 0; c < width && done > 0; c += 4 {
			k.packColumns(dst[c:], b.from(i+c, b.p), done, b.across, width)
		}
	}
	for d := done; d < b.depth; d++ {
		for c := range number {
			dst[d*width+c] = b.data[(i+c)*b.across+(b.p+d)*b.along]
		}
	}
}
