package metrics_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/metrics"
)

// without removes i from a ranking.
func without(order []int, i int) []int {
	return slices.DeleteFunc(order, func(j int) bool { return j == i })
}

func TestTrustworthinessAgreesWithTheFormula(t *testing.T) {
	const n = 40
	x, y := random(n, 5, 1), random(n, 2, 2)
	for _, k := range []int{1, 5, 12, 19} {
		sum := 0.0
		for i := range n {
			data := without(ranked(x, x, i), i)
			for _, j := range without(ranked(y, y, i), i)[:k] {
				if r := slices.Index(data, j) + 1; r > k {
					sum += float64(r - k)
				}
			}
		}
		want := 1 - 2/(n*float64(k)*float64(2*n-3*k-1))*sum
		got, err := metrics.Trustworthiness(x, y, k)
		if err != nil || math.Abs(got-want) > 1e-12 {
			t.Errorf("k=%d: %.15g, error %v, want %.15g", k, got, err, want)
		}
	}
}

func TestTrustworthinessOfTheDataItself(t *testing.T) {
	x := random(60, 3, 1)
	var moved mat.Dense
	moved.Apply(func(_, _ int, v float64) float64 { return 3*v + 7 }, x)
	if got, err := metrics.Trustworthiness(x, &moved, 12); err != nil || got != 1 {
		t.Errorf("a scaled copy is trusted %g, error %v", got, err)
	}
}

func TestTrustworthinessErrors(t *testing.T) {
	x := random(30, 2, 1)
	nan := random(30, 2, 1)
	nan.Set(4, 0, math.NaN())
	for want, err := range map[string]error{
		"30 rows but the map has 29":         second(metrics.Trustworthiness(x, random(29, 2, 1), 5)),
		"k is 0":                             second(metrics.Trustworthiness(x, x, 0)),
		"k is 15":                            second(metrics.Trustworthiness(x, x, 15)),
		"map points have a NaN in row 4, co": second(metrics.Trustworthiness(x, nan, 5)),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want %q", err, want)
		}
	}
}
