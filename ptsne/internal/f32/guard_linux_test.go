package f32

import (
	"math/rand/v2"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// guarded returns a copy of m in memory that ends with its last element, or
// begins with its first. Who touches what lies beyond is stopped with a fault.
func guarded(t *testing.T, m Matrix, atEnd bool) Matrix {
	page := unix.Getpagesize()
	size := (4*len(m.Data) + page - 1) / page * page
	memory, err := unix.Mmap(-1, 0, page+size+page, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Munmap(memory) })
	for _, guard := range [][]byte{memory[:page], memory[page+size:]} {
		if err := unix.Mprotect(guard, unix.PROT_NONE); err != nil {
			t.Fatal(err)
		}
	}
	inside := memory[page : page+size]
	if atEnd {
		inside = inside[size-4*len(m.Data):]
	}
	c := Matrix{m.Rows, m.Cols, m.Stride, unsafe.Slice((*float32)(unsafe.Pointer(unsafe.SliceData(inside))), len(m.Data))}
	copy(c.Data, m.Data)
	return c
}

func TestGemmStaysWithinItsOperands(t *testing.T) {
	with(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(7, 7))
		for n := range 120 {
			p := randomProduct(rng, 1+rng.IntN(70), 1+rng.IntN(70), 1+rng.IntN(70))
			for _, m := range []*Matrix{&p.a, &p.b, &p.c} {
				*m = guarded(t, *m, n%2 == 0)
			}
			p.check(t, 50)
		}
	})
}
