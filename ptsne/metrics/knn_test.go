package metrics_test

import (
	"math"
	"math/rand/v2"
	"sort"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
	"github.com/gopherbook/gopherbook/ptsne/metrics"
)

func random(rows, cols int, seed uint64) *mat.Dense {
	return randmat.New(rows, cols, seed, func(rng *rand.Rand) float64 {
		v := 4 * rng.NormFloat64()
		if cols <= 16 {
			v = math.Round(v) // a grid, so that many are equally far: distances are exact
		}
		return v
	})
}

func randomLabels(n int, seed uint64) []int {
	rng := rand.New(rand.NewPCG(seed, 4))
	l := make([]int, n)
	for i := range l {
		l[i] = rng.IntN(4)
	}
	return l
}

func distance(a, b mat.Matrix, i, j int) float64 {
	_, d := a.Dims()
	s := 0.0
	for c := range d {
		s += math.Pow(a.At(i, c)-b.At(j, c), 2)
	}
	return s
}

// ranked returns the rows of x in the order of their distance from row i of q.
func ranked(x, q mat.Matrix, i int) []int {
	n, _ := x.Dims()
	order := make([]int, n)
	for j := range order {
		order[j] = j
	}
	sort.SliceStable(order, func(a, b int) bool { return distance(x, q, order[a], i) < distance(x, q, order[b], i) })
	return order
}

func TestKNNAccuracyAgreesWithBruteForce(t *testing.T) {
	for _, d := range []int{1, 2, 3, 5, 20} {
		train, test := random(120, d, 1), random(50, d, 2)
		trainLabels, testLabels := randomLabels(120, 1), randomLabels(50, 2)
		for _, k := range []int{1, 2, 5, 120} {
			right := 0
			for i := range 50 {
				count := map[int]int{}
				first := map[int]int{}
				for r, j := range ranked(train, test, i)[:k] {
					l := trainLabels[j]
					if count[l]++; count[l] == 1 {
						first[l] = r
					}
				}
				best := -1
				for l := range count {
					if best < 0 || count[l] > count[best] || count[l] == count[best] && first[l] < first[best] {
						best = l
					}
				}
				if best == testLabels[i] {
					right++
				}
			}
			got, err := metrics.KNNAccuracy(train, trainLabels, test, testLabels, k)
			if want := float64(right) / 50; err != nil || got != want {
				t.Errorf("d=%d, k=%d: %g, error %v, want %g", d, k, got, err, want)
			}
			// A matrix that is not stored row by row.
			var trainT, testT mat.Dense
			trainT.CloneFrom(train.T())
			testT.CloneFrom(test.T())
			if same, err := metrics.KNNAccuracy(trainT.T(), trainLabels, testT.T(), testLabels, k); err != nil || same != got {
				t.Errorf("transposed twice: %g, error %v, want %g", same, err, got)
			}
		}
	}
}

func TestKNNAccuracyErrors(t *testing.T) {
	x, l := random(5, 2, 1), randomLabels(5, 1)
	nan := random(5, 2, 1)
	nan.Set(3, 1, math.NaN())
	for want, err := range map[string]error{
		"training points is empty: its shape is (0, 0)": second(metrics.KNNAccuracy(&mat.Dense{}, nil, x, l, 1)),
		"matrix of the test points is nil":              second(metrics.KNNAccuracy(x, l, nil, nil, 1)),
		"have 2 columns but":                            second(metrics.KNNAccuracy(x, l, random(5, 3, 1), l, 1)),
		"5 training points":                             second(metrics.KNNAccuracy(x, l[:4], x, l, 1)),
		"5 test points have 4":                          second(metrics.KNNAccuracy(x, l, x, l[:4], 1)),
		"k is 0":                                        second(metrics.KNNAccuracy(x, l, x, l, 0)),
		"k is 6":                                        second(metrics.KNNAccuracy(x, l, x, l, 6)),
		"test points have a NaN in row 3, column 1":     second(metrics.KNNAccuracy(x, l, nan, l, 1)),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want %q", err, want)
		}
	}
}

func second(_ float64, err error) error { return err }

func BenchmarkKNNAccuracy(b *testing.B) {
	train, test := random(60000, 2, 1), random(10000, 2, 2)
	trainLabels, testLabels := randomLabels(60000, 1), randomLabels(10000, 2)
	for b.Loop() {
		metrics.KNNAccuracy(train, trainLabels, test, testLabels, 5)
	}
}

// For 70,000 points of a map, and 7,000 with 784 columns: ten times as many take
// a hundred times as long (make bench-metrics).
func BenchmarkMetrics(b *testing.B) {
	const n = 70000
	x, y, labels := random(7000, 784, 1), random(n, 2, 2), randomLabels(n, 1)
	for i := range y.RawMatrix().Data {
		y.RawMatrix().Data[i] *= 1 + 1e-3*float64(i%1000) // off the grid
	}
	small := y.Slice(0, 7000, 0, 2)
	for name, f := range map[string]func() (float64, error){
		"LeaveOneOut":         func() (float64, error) { return metrics.LeaveOneOutAccuracy(y, labels, 5) },
		"NeighborhoodHit":     func() (float64, error) { return metrics.NeighborhoodHit(y, labels, 12) },
		"Silhouette":          func() (float64, error) { return metrics.Silhouette(y, labels) },
		"Trustworthiness/784": func() (float64, error) { return metrics.Trustworthiness(x, small, 12) },
		"Continuity/784":      func() (float64, error) { return metrics.Continuity(x, small, 12) },
		"Trustworthiness/2":   func() (float64, error) { return metrics.Trustworthiness(y, y, 12) },
		"KLDivergence":        func() (float64, error) { return metrics.KLDivergence(onePair{n}, y) },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := f(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// onePair is a matrix with two elements that are not 0.
type onePair struct{ n int }

func (p onePair) Dims() (r, c int) { return p.n, p.n }
func (p onePair) T() mat.Matrix    { return p }

func (p onePair) At(i, j int) float64 {
	if i+j == 1 {
		return 0.5
	}
	return 0
}

func (p onePair) DoRowNonZero(i int, f func(i, j int, v float64)) {
	if i < 2 {
		f(i, 1-i, 0.5)
	}
}
