package ptsne

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/f32"
)

func TestNearestAgreesWithSorting(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for _, n := range []int{2, 9, 150} {
		x := mat.NewDense(n, 4, nil)
		for i := range n {
			for j := range 4 {
				x.Set(i, j, float64(rng.IntN(4))) // many equally far, and exact in float32
			}
		}
		var m f32.Matrix
		prepare(&m, x, Euclidean, 0, n)
		var s search
		for _, k := range []int{1, n / 2, n - 1} {
			nn := s.nearest(t.Context(), m, k)
			for i := range n {
				var all []float32
				for j := range n {
					if j == i {
						continue
					}
					var d float32
					for c, v := range m.Row(i) {
						d += (v - m.Row(j)[c]) * (v - m.Row(j)[c])
					}
					all = append(all, d)
				}
				slices.Sort(all)
				// The mean that prepare subtracts is rounded, so compare distances,
				// not which of those equally far were taken.
				for c, j := range nn.columns(i) {
					if c > 0 && nn.columns(i)[c-1] >= j || int(j) == i {
						t.Fatalf("n=%d, k=%d: columns of row %d are %v", n, k, i, nn.columns(i))
					}
				}
				got := slices.Sorted(slices.Values(nn.values(i)))
				for r := range k {
					if diff := got[r] - all[r]; diff > 1e-5 || diff < -1e-5 {
						t.Fatalf("n=%d, k=%d: row %d has distances %v, want %v", n, k, i, got, all[:k])
					}
				}
			}
		}
	}
}

// Points on a line, so many that there are several tiles: each row has the
// rows beside it for neighbours.
func TestNearestOfSeveralTiles(t *testing.T) {
	const n = tileCols + tileRows + 300
	m := f32.New(n, 1)
	rng := rand.New(rand.NewPCG(2, 2))
	place := rng.Perm(n) // of each row
	row := make([]int, n)
	for i, p := range place {
		m.Data[i] = float32(p-n/2) / 64
		row[p] = i
	}
	nn := new(search).nearest(t.Context(), m, 2)
	for i, p := range place {
		want := []int32{}
		switch p {
		case 0:
			want = append(want, int32(row[1]), int32(row[2]))
		case n - 1:
			want = append(want, int32(row[n-2]), int32(row[n-3]))
		default:
			want = append(want, int32(row[p-1]), int32(row[p+1]))
		}
		slices.Sort(want)
		if !slices.Equal(nn.columns(i), want) {
			t.Fatalf("row %d has neighbours %v, want %v", i, nn.columns(i), want)
		}
	}
}

func TestCandidatesAreOrderedByDistance(t *testing.T) {
	distances := []float32{float32(math.Inf(-1)), -3e38, -2, -1e-40, 0, 1e-40, 1, 2, 3e38, float32(math.Inf(1))}
	var all []candidate
	for _, d := range distances {
		for _, col := range []int{0, 1, math.MaxInt32} {
			c := newCandidate(d, col)
			if c.distance() != d || c.col() != int32(col) {
				t.Errorf("candidate (%g, %d) is (%g, %d)", d, col, c.distance(), c.col())
			}
			all = append(all, c)
		}
	}
	if !slices.IsSorted(all) {
		t.Error("candidates are not in order")
	}
}

func TestSelectSmallest(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for range 2000 {
		n := 1 + rng.IntN(40)
		s := make([]candidate, n)
		for i, p := range rng.Perm(n) {
			s[i] = candidate(p)
		}
		if rng.IntN(4) == 0 {
			slices.Sort(s)
		}
		k := rng.IntN(n + 1)
		selectSmallest(s, k)
		slices.Sort(s[:k])
		for i, c := range s[:k] {
			if c != candidate(i) {
				t.Fatalf("the smallest %d of %d are %v", k, n, s[:k])
			}
		}
	}
}
