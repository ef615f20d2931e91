package metrics_test

import (
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/metrics"
)

// all has every metric of a map y that has labels, and of which x are the data.
var all = map[string]func(x, y mat.Matrix, labels []int, k int) (float64, error){
	"KNNAccuracy, training": func(_, y mat.Matrix, l []int, k int) (float64, error) {
		return metrics.KNNAccuracy(y, l, random(5, 2, 1), make([]int, 5), k)
	},
	"KNNAccuracy, test": func(_, y mat.Matrix, l []int, k int) (float64, error) {
		return metrics.KNNAccuracy(random(5, 2, 1), make([]int, 5), y, l, k)
	},
	"LeaveOneOutAccuracy": func(_, y mat.Matrix, l []int, k int) (float64, error) { return metrics.LeaveOneOutAccuracy(y, l, k) },
	"NeighborhoodHit":     func(_, y mat.Matrix, l []int, k int) (float64, error) { return metrics.NeighborhoodHit(y, l, k) },
	"Silhouette":          func(_, y mat.Matrix, l []int, _ int) (float64, error) { return metrics.Silhouette(y, l) },
	"Trustworthiness":     func(x, y mat.Matrix, _ []int, k int) (float64, error) { return metrics.Trustworthiness(x, y, k) },
	"Continuity":          func(x, y mat.Matrix, _ []int, k int) (float64, error) { return metrics.Continuity(x, y, k) },
	"KLDivergence": func(x, y mat.Matrix, _ []int, k int) (float64, error) {
		n, _ := x.Dims()
		p := mat.NewDense(n, n, nil)
		p.Apply(func(i, j int, _ float64) float64 { return 1 / float64(n*n) }, p)
		return metrics.KLDivergence(p, y)
	},
}

// noColumns is a matrix with rows but no columns, of which gonum makes none.
type noColumns struct{ mat.Matrix }

func (noColumns) Dims() (r, c int) { return 20, 0 }

func TestPointsThatCannotBeJudged(t *testing.T) {
	x := random(20, 2, 1)
	with := func(v float64) mat.Matrix {
		y := random(20, 2, 1)
		y.Set(4, 1, v)
		return y
	}
	for name, metric := range all {
		for want, y := range map[string]mat.Matrix{
			"points is nil":                                           nil,
			"points is nil ":                                          (*mat.Dense)(nil), // as a function returns it with an error
			"points is empty: its shape is (0, 0)":                    &mat.Dense{},
			"points is empty: its shape is (20, 0)":                   noColumns{x},
			"points have a NaN in row 4, column 1":                    with(math.NaN()),
			"points have -Inf in row 4, column 1":                     with(math.Inf(-1)),
			"points have 1e+200 in row 4, column 1: scale them to be": with(1e200),
		} {
			_, err := metric(x, y, make([]int, 20), 1)
			if err == nil || !strings.Contains(err.Error(), strings.TrimSpace(want)) {
				t.Errorf("%s: error is %v, want %q", name, err, want)
			}
		}
	}
	for want, err := range map[string]error{
		"the data points is nil":                   second(metrics.Trustworthiness(nil, x, 1)),
		"the data points is nil ":                  second(metrics.Continuity((*mat.Dense)(nil), x, 1)),
		"the probabilities are nil":                second(metrics.KLDivergence(nil, x)),
		"the probabilities sum to 0: want 1":       second(metrics.KLDivergence(mat.NewDense(20, 20, nil), x)),
		"the probabilities sum to 20: want 1":      second(metrics.KLDivergence(conditional(20), x)),
		"there is only 1 point: want at least 2":   second(metrics.LeaveOneOutAccuracy(random(1, 2, 1), []int{0}, 1)),
		"there is only 1 point: want at least 2 ":  second(metrics.NeighborhoodHit(random(1, 2, 1), []int{0}, 1)),
		"there are only 2 points: want at least 3": second(metrics.Trustworthiness(random(2, 2, 1), random(2, 2, 1), 1)),
		"there are only 1 points: want at least 3": second(metrics.Continuity(random(1, 2, 1), random(1, 2, 1), 1)),
		"want two labels or more, but there are 1": second(metrics.Silhouette(random(1, 2, 1), []int{7})),
	} {
		if err == nil || !strings.Contains(err.Error(), strings.TrimSpace(want)) {
			t.Errorf("error is %v, want %q", err, want)
		}
	}
}

// conditional returns probabilities each row of which sums to 1.
func conditional(n int) mat.Matrix {
	p := mat.NewDense(n, n, nil)
	for i := range n {
		p.Set(i, (i+1)%n, 1)
	}
	return p
}

// Few points, points that coincide and matrices of other types have figures.
func TestPointsThatAreUnusual(t *testing.T) {
	two := mat.NewDense(2, 2, []float64{0, 0, 3, 4})
	three := mat.NewDense(3, 1, []float64{0, 1, 5})
	same := mat.NewDense(30, 2, nil)
	half := make([]int, 30)
	for i := range 15 {
		half[i] = 1
	}
	wide, labels := random(30, 5, 1), randomLabels(30, 1)
	part := wide.Slice(0, 30, 1, 3)
	ofColumn, err := metrics.LeaveOneOutAccuracy(mat.DenseCopyOf(wide.ColView(1)), labels, 3)
	if err != nil {
		t.Fatal(err)
	}
	ofPart, err := metrics.LeaveOneOutAccuracy(mat.DenseCopyOf(part), labels, 3)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		want float64
		got  func() (float64, error)
	}{
		"leave-one-out of two": {0, func() (float64, error) { return metrics.LeaveOneOutAccuracy(two, []int{0, 1}, 1) }},
		"hit of two":           {1, func() (float64, error) { return metrics.NeighborhoodHit(two, []int{1, 1}, 1) }},
		"silhouette of two":    {0, func() (float64, error) { return metrics.Silhouette(two, []int{0, 1}) }},
		"k-NN of one": {0.5, func() (float64, error) {
			return metrics.KNNAccuracy(two.Slice(0, 1, 0, 2), []int{4}, two, []int{4, 5}, 1)
		}},
		"trustworthiness of three":       {1, func() (float64, error) { return metrics.Trustworthiness(three, three, 1) }},
		"continuity of three":            {1, func() (float64, error) { return metrics.Continuity(three, three, 1) }},
		"divergence of one pair":         {0, func() (float64, error) { return metrics.KLDivergence(onePair{2}, two) }},
		"silhouette where all coincide":  {0, func() (float64, error) { return metrics.Silhouette(same, half) }},
		"trust where all coincide":       {1, func() (float64, error) { return metrics.Trustworthiness(same, same, 5) }},
		"divergence where all coincide":  {0, func() (float64, error) { return metrics.KLDivergence(even(30), same) }},
		"leave-one-out of a column view": {ofColumn, func() (float64, error) { return metrics.LeaveOneOutAccuracy(wide.ColView(1), labels, 3) }},
		"leave-one-out of a slice":       {ofPart, func() (float64, error) { return metrics.LeaveOneOutAccuracy(part, labels, 3) }},
	} {
		if got, err := c.got(); err != nil || math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%s: %g, error %v, want %g", name, got, err, c.want)
		}
	}
}

// even returns the same probability for each pair.
func even(n int) mat.Matrix {
	p := mat.NewDense(n, n, nil)
	p.Apply(func(i, j int, _ float64) float64 {
		if i == j {
			return 0
		}
		return 1 / float64(n*(n-1))
	}, p)
	return p
}

// A column that is the same for all points changes nothing, however large.
func TestConstantColumnsDoNotMatter(t *testing.T) {
	for _, d := range []int{5, 30} { // by differences, by products
		x, y := random(60, d, 1), random(60, 2, 2)
		more := mat.NewDense(60, d+1, nil)
		more.Slice(0, 60, 0, d).(*mat.Dense).Copy(x)
		for i := range 60 {
			more.Set(i, d, 7.7e20)
		}
		want, err := metrics.Trustworthiness(x, y, 5)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := metrics.Trustworthiness(more, y, 5); err != nil || math.Abs(got-want) > 1e-12 {
			t.Errorf("%d columns and a constant one: %g, error %v, want %g", d, got, err, want)
		}
	}
}
