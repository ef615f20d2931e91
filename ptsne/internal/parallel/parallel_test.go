package parallel

import (
	"runtime"
	"testing"
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
}
