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

// naiveTrust is the formula of trustworthiness.
func naiveTrust(x, y mat.Matrix, k int) float64 {
	n, _ := x.Dims()
	sum := 0.0
	for i := range n {
		data := without(ranked(x, x, i), i)
		for _, j := range without(ranked(y, y, i), i)[:k] {
			if r := slices.Index(data, j) + 1; r > k {
				sum += float64(r - k)
			}
		}
	}
	return 1 - 2/(float64(n*k)*float64(2*n-3*k-1))*sum
}

func TestTrustworthinessAndContinuityAgreeWithTheFormula(t *testing.T) {
	for _, test := range []struct{ n, d, mapped int }{{40, 5, 2}, {80, 3, 2}, {61, 2, 1}, {50, 40, 2}, {40, 6, 20}} {
		x, y := random(test.n, test.d, 1), random(test.n, test.mapped, 2)
		for _, k := range []int{1, 5, 12, (test.n - 1) / 2} {
			want := naiveTrust(x, y, k)
			got, err := metrics.Trustworthiness(x, y, k)
			if err != nil || math.Abs(got-want) > 1e-12 {
				t.Errorf("%+v, k=%d: trustworthiness is %.15g, error %v, want %.15g", test, k, got, err, want)
			}
			want = naiveTrust(y, x, k)
			got, err = metrics.Continuity(x, y, k)
			if err != nil || math.Abs(got-want) > 1e-12 {
				t.Errorf("%+v, k=%d: continuity is %.15g, error %v, want %.15g", test, k, got, err, want)
			}
		}
	}
}

// A map that lays strangers on each other is not to be trusted, one that tears
// neighbours apart is not continuous.
func TestTrustworthinessAndContinuityTellWhatIsWrong(t *testing.T) {
	const n = 200
	circle, line, flat := mat.NewDense(n, 2, nil), mat.NewDense(n, 1, nil), mat.NewDense(n, 1, nil)
	for i := range n {
		angle := 2 * math.Pi * float64(i) / n
		circle.SetRow(i, []float64{math.Cos(angle), math.Sin(angle)})
		line.Set(i, 0, angle)           // cut open: neighbours are torn apart
		flat.Set(i, 0, math.Cos(angle)) // pressed flat: strangers meet
	}
	for name, y := range map[string]*mat.Dense{"line": line, "flat": flat} {
		trust, err := metrics.Trustworthiness(circle, y, 5)
		if err != nil {
			t.Fatal(err)
		}
		continuity, err := metrics.Continuity(circle, y, 5)
		if err != nil {
			t.Fatal(err)
		}
		if (trust > continuity) != (name == "line") {
			t.Errorf("%s: trustworthiness %g, continuity %g", name, trust, continuity)
		}
	}
}

func TestTrustworthinessOfTheDataItself(t *testing.T) {
	for _, d := range []int{3, 30} {
		x := random(60, d, 1)
		var moved mat.Dense
		moved.Apply(func(_, _ int, v float64) float64 { return 4*v + 8 }, x)
		for name, metric := range map[string]func(x, y mat.Matrix, k int) (float64, error){
			"trustworthiness": metrics.Trustworthiness, "continuity": metrics.Continuity,
		} {
			if got, err := metric(x, &moved, 12); err != nil || got != 1 {
				t.Errorf("%s of a scaled copy of %d columns is %g, error %v", name, d, got, err)
			}
		}
	}
}

func TestTrustworthinessErrors(t *testing.T) {
	x := random(30, 2, 1)
	nan, infinite := random(30, 2, 1), random(30, 2, 1)
	nan.Set(4, 0, math.NaN())
	infinite.Set(5, 1, math.Inf(1))
	for _, metric := range []func(x, y mat.Matrix, k int) (float64, error){metrics.Trustworthiness, metrics.Continuity} {
		for want, err := range map[string]error{
			"30 rows but the map has 29":         second(metric(x, random(29, 2, 1), 5)),
			"k is 0":                             second(metric(x, x, 0)),
			"k is 15":                            second(metric(x, x, 15)),
			"map points have a NaN in row 4, co": second(metric(x, nan, 5)),
			"data points have +Inf in row 5, co": second(metric(infinite, x, 5)),
		} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("error is %v, want %q", err, want)
			}
		}
	}
}
