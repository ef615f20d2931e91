package parallel

import (
	"runtime"
	"sync"
	"testing"

	"github.com/gopherbook/gopherbook/ptsne/internal/race"
)

func TestForVisitsEachIndexOnce(t *testing.T) {
	for _, procs := range []int{1, 4} {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
		for _, n := range []int{0, 1, 7, 8, 9, 1000} {
			visits := make([]int, n)
			For(n, 8, func(lo, hi int) {
				if lo%8 != 0 || hi-lo > 8 {
					t.Errorf("piece [%d, %d) is not one of the fixed pieces", lo, hi)
				}
				for i := lo; i < hi; i++ {
					visits[i]++
				}
			})
			for i, v := range visits {
				if v != 1 {
					t.Fatalf("procs %d, n %d: index %d visited %d times", procs, n, i, v)
				}
			}
		}
	}
}

func TestForPassesPanicsOn(t *testing.T) {
	for _, procs := range []int{1, 4} {
		func() {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
			defer func() {
				if r := recover(); r != "index 70" {
					t.Errorf("procs %d: recovered %v", procs, r)
				}
			}()
			For(100, 10, func(lo, hi int) {
				if lo == 70 {
					panic("index 70")
				}
			})
		}()
	}
	For(10, 1, func(lo, hi int) {}) // the panic is over
}

type squares struct{ dst []int }

var square = NewLoop(func(s *squares, lo, hi int) {
	for i := lo; i < hi; i++ {
		s.dst[i] = i * i
	}
})

func TestLoopsRunManyAtATime(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	var callers sync.WaitGroup
	for range 8 {
		callers.Go(func() {
			for n := range 60 {
				dst := make([]int, n)
				square.Run(n, 7, squares{dst})
				for i, v := range dst {
					if v != i*i {
						t.Errorf("n %d: element %d is %d", n, i, v)
					}
				}
			}
		})
	}
	callers.Wait()
}

func TestLoopAllocatesNothing(t *testing.T) {
	if race.Enabled {
		t.Skip("the race detector makes sync.Pool forget on purpose")
	}
	dst := make([]int, 100)
	// AllocsPerRun measures on one processor. Goroutines are recycled, too.
	if n := testing.AllocsPerRun(100, func() { square.Run(len(dst), 7, squares{dst}) }); n > 0 {
		t.Errorf("a run allocates %v times", n)
	}
}

func BenchmarkLoop(b *testing.B) {
	dst := make([]int, 100)
	b.ReportAllocs()
	for b.Loop() {
		square.Run(len(dst), 7, squares{dst})
	}
}
