package metrics_test

import (
	"math"
	"runtime"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/metrics"
)

// shapes are those for which neighbours are found in different ways.
var shapes = []struct{ n, d int }{{7, 1}, {90, 1}, {120, 2}, {100, 3}, {40, 8}, {40, 25}}

func TestLeaveOneOutAgreesWithKNNAccuracy(t *testing.T) {
	for _, s := range shapes {
		x, labels := random(s.n, s.d, 1), randomLabels(s.n, 1)
		for _, k := range []int{1, 4, s.n - 1} {
			right := 0.0
			for i := range s.n { // each point alone against the others
				rest, restLabels := mat.NewDense(s.n-1, s.d, nil), []int{}
				for j := range s.n {
					if j != i {
						rest.SetRow(len(restLabels), x.RawRowView(j))
						restLabels = append(restLabels, labels[j])
					}
				}
				hit, err := metrics.KNNAccuracy(rest, restLabels, x.Slice(i, i+1, 0, s.d), labels[i:i+1], k)
				if err != nil {
					t.Fatal(err)
				}
				right += hit
			}
			got, err := metrics.LeaveOneOutAccuracy(x, labels, k)
			if want := right / float64(s.n); err != nil || got != want {
				t.Errorf("%+v, k=%d: %g, error %v, want %g", s, k, got, err, want)
			}
		}
	}
}

func TestNeighborhoodHitAgreesWithCounting(t *testing.T) {
	for _, s := range shapes {
		x, labels := random(s.n, s.d, 1), randomLabels(s.n, 1)
		for _, k := range []int{1, 4, s.n - 1} {
			hits := 0
			for i := range s.n {
				for _, j := range without(ranked(x, x, i), i)[:k] {
					if labels[j] == labels[i] {
						hits++
					}
				}
			}
			got, err := metrics.NeighborhoodHit(x, labels, k)
			if want := float64(hits) / float64(s.n*k); err != nil || math.Abs(got-want) > 1e-15 {
				t.Errorf("%+v, k=%d: %g, error %v, want %g", s, k, got, err, want)
			}
		}
	}
}

func TestSilhouetteAgreesWithTheFormula(t *testing.T) {
	for _, s := range shapes {
		x, labels := random(s.n, s.d, 1), randomLabels(s.n, 1)
		labels[3] = 99 // alone
		want := 0.0
		for i := range s.n {
			sum, n := map[int]float64{}, map[int]float64{}
			for j := range s.n {
				if j != i {
					sum[labels[j]] += math.Sqrt(distance(x, x, i, j))
					n[labels[j]]++
				}
			}
			if n[labels[i]] == 0 {
				continue
			}
			a, b := sum[labels[i]]/n[labels[i]], math.Inf(1)
			for l := range sum {
				if l != labels[i] {
					b = min(b, sum[l]/n[l])
				}
			}
			if largest := max(a, b); largest > 0 {
				want += (b - a) / largest / float64(s.n)
			}
		}
		tolerance := 1e-12
		if s.d > 16 {
			tolerance = 1e-6
		}
		if got, err := metrics.Silhouette(x, labels); err != nil || math.Abs(got-want) > tolerance {
			t.Errorf("%+v: %.15g, error %v, want %.15g", s, got, err, want)
		}
	}
}

// Rousseeuw's figure for points of which two lie together, and two others.
func TestSilhouetteOfTwoPairs(t *testing.T) {
	x := mat.NewDense(4, 1, []float64{0, 1, 10, 11})
	want := ((10.5-1)/10.5 + (9.5-1)/9.5) / 2
	if got, err := metrics.Silhouette(x, []int{5, 5, -1, -1}); err != nil || math.Abs(got-want) > 1e-15 {
		t.Errorf("%g, error %v, want %g", got, err, want)
	}
	if got, err := metrics.Silhouette(mat.NewDense(4, 2, nil), []int{1, 1, 2, 2}); err != nil || got != 0 {
		t.Errorf("points that coincide have the silhouette %g, error %v", got, err)
	}
}

func TestLabelErrors(t *testing.T) {
	x, labels := random(9, 2, 1), randomLabels(9, 1)
	nan := random(9, 2, 1)
	nan.Set(4, 0, math.NaN())
	for name, metric := range map[string]func(y mat.Matrix, labels []int) (float64, error){
		"LeaveOneOut":     func(y mat.Matrix, l []int) (float64, error) { return metrics.LeaveOneOutAccuracy(y, l, 1) },
		"NeighborhoodHit": func(y mat.Matrix, l []int) (float64, error) { return metrics.NeighborhoodHit(y, l, 1) },
		"Silhouette":      metrics.Silhouette,
	} {
		for want, err := range map[string]error{
			"9 map points have 8 labels": second(metric(x, labels[:8])),
			"a NaN in row 4, column 0":   second(metric(nan, labels)),
		} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: error is %v, want %q", name, err, want)
			}
		}
	}
	for want, err := range map[string]error{
		"k is 0":             second(metrics.LeaveOneOutAccuracy(x, labels, 0)),
		"k is 9":             second(metrics.LeaveOneOutAccuracy(x, labels, 9)),
		"below the 9 points": second(metrics.NeighborhoodHit(x, labels, 9)),
		"but there are 1":    second(metrics.Silhouette(x, make([]int, 9))),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want %q", err, want)
		}
	}
}

func TestSameBitsForAnyNumberOfProcessors(t *testing.T) {
	const n = 500
	x, y, labels := random(n, 30, 1), random(n, 2, 2), randomLabels(n, 1)
	p := mat.NewDense(n, n, nil)
	p.Apply(func(i, j int, _ float64) float64 {
		if i == j {
			return 0
		}
		return 1 / float64(1+i+j)
	}, p)
	p.Scale(1/mat.Sum(p), p)
	figures := func() (f []float64) {
		add := func(v float64, err error) {
			if err != nil {
				t.Fatal(err)
			}
			f = append(f, v)
		}
		add(metrics.Trustworthiness(x, y, 7))
		add(metrics.Continuity(x, y, 7))
		add(metrics.Silhouette(x, labels))
		add(metrics.Silhouette(y, labels))
		add(metrics.KLDivergence(p, y))
		return f
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	want := figures()
	for _, procs := range []int{2, 5} {
		runtime.GOMAXPROCS(procs)
		for i, got := range figures() {
			if got != want[i] {
				t.Errorf("figure %d is %g with %d processors, %g with one", i, got, procs, want[i])
			}
		}
	}
}
