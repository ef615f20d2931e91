package tsne_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/metrics"
	"github.com/gopherbook/gopherbook/ptsne/tsne"
)

var quiet = tsne.Verbose(0)

// blobs returns n points in d dimensions around ten centres, and the centre of
// each.
func blobs(n, d int) (*mat.Dense, []int) {
	rng := rand.New(rand.NewPCG(1, 7))
	centres := make([]float64, 10*d)
	for i := range centres {
		centres[i] = 5 * rng.NormFloat64()
	}
	x, labels := mat.NewDense(n, d, nil), make([]int, n)
	for i := range n {
		labels[i] = i % 10
		for j := range d {
			x.Set(i, j, centres[i%10*d+j]+rng.NormFloat64())
		}
	}
	return x, labels
}

func embed(t testing.TB, x mat.Matrix, options ...tsne.Option) *tsne.Result {
	t.Helper()
	r, err := tsne.Embed(x, append([]tsne.Option{quiet}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var methods = map[string]tsne.Option{"exact": tsne.Exact(), "Barnes-Hut": tsne.BarnesHut(0.5), "interpolation": tsne.Interpolation()}

func TestEmbedSeparatesClusters(t *testing.T) {
	x, labels := blobs(500, 20)
	for name, method := range methods {
		for start, option := range map[string]tsne.Option{"PCA": tsne.StartPCA(), "random": tsne.StartRandom()} {
			r := embed(t, x, method, option, tsne.Iterations(500))
			if r.Method != name || r.Iterations != 500 || len(r.History) != 10 || r.KL != r.History[9] {
				t.Errorf("%s, %s: the result is %v with the history %v", name, start, r, r.History)
			}
			if accuracy, err := metrics.LeaveOneOutAccuracy(r.Y, labels, 1); err != nil || accuracy < 0.99 {
				t.Errorf("%s, %s: 1-NN accuracy is %g, error %v", name, start, accuracy, err)
			}
			for i := 5; i < 9; i++ { // no longer exaggerated
				if r.History[i+1] > r.History[i]+1e-3 {
					t.Errorf("%s, %s: KL rises: %v", name, start, r.History)
				}
			}
			for c := range 2 {
				if mean := mat.Sum(r.Y.ColView(c)) / 500; math.Abs(mean) > 1e-9 {
					t.Errorf("%s, %s: the mean of column %d is %g", name, start, c, mean)
				}
			}
		}
	}
}

// KL is what the t-SNE loss says of the map.
func TestKLIsTheLossOfTheMap(t *testing.T) {
	x, _ := blobs(200, 5)
	p, err := ptsne.JointProbabilities(x, ptsne.Perplexity(10))
	if err != nil {
		t.Fatal(err)
	}
	for name, method := range methods {
		r := embed(t, x, tsne.Perplexity(10), tsne.Iterations(300), method)
		want, err := metrics.KLDivergence(p, r.Y)
		if err != nil || math.Abs(r.KL-want) > 0.02 || name == "exact" && math.Abs(r.KL-want) > 1e-9 {
			t.Errorf("%s: KL is %g, want %g, error %v", name, r.KL, want, err)
		}
	}
}

// The probabilities of Joint are those that Embed computes otherwise, or others.
func TestEmbedOfJointProbabilities(t *testing.T) {
	x, labels := blobs(200, 5)
	joint := func(options ...ptsne.JointOption) *ptsne.Joint {
		p, err := ptsne.JointProbabilities(x, options...)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	short := tsne.Iterations(20)
	want := embed(t, x, tsne.Perplexity(10), short).Y
	if !mat.Equal(embed(t, x, tsne.Joint(joint(ptsne.Perplexity(10))), short).Y, want) {
		t.Error("the same probabilities give another map")
	}
	other := joint(ptsne.Perplexity(20))
	if mat.Equal(embed(t, x, tsne.Perplexity(-1), tsne.Joint(other), short).Y, want) {
		t.Error("other probabilities give the same map")
	}
	if !mat.Equal(embed(t, x, tsne.Joint(other), tsne.Perplexity(10), short).Y, want) {
		t.Error("Perplexity does not count after Joint")
	}
	for name, p := range map[string]*ptsne.Joint{
		"cosine":     joint(ptsne.Metric(ptsne.Cosine)),
		"multiscale": joint(ptsne.Multiscale()),
		"several":    joint(ptsne.Perplexity(5, 50)),
	} {
		r := embed(t, x, tsne.Joint(p))
		if kl, err := metrics.KLDivergence(p, r.Y); err != nil || math.Abs(r.KL-kl) > 1e-9 {
			t.Errorf("%s: KL is %g, want %g, error %v", name, r.KL, kl, err)
		}
		if accuracy, err := metrics.LeaveOneOutAccuracy(r.Y, labels, 1); err != nil || accuracy < 0.95 {
			t.Errorf("%s: 1-NN accuracy is %g, error %v", name, accuracy, err)
		}
	}
	// A map that starts from another one needs nothing of the data but their number.
	empty := mat.NewDense(200, 5, nil)
	if got := embed(t, empty, tsne.Joint(other), tsne.StartFrom(want), short).Y; !mat.Equal(got, embed(t, x, tsne.Joint(other), tsne.StartFrom(want), short).Y) {
		t.Error("the data matter beside Joint and StartFrom")
	}
}

func TestSameBitsForAnyNumberOfProcessors(t *testing.T) {
	x, _ := blobs(1100, 8) // more than are always computed together
	for name, method := range methods {
		var maps []*mat.Dense
		for _, procs := range []int{1, 2, 5} {
			before := runtime.GOMAXPROCS(procs)
			maps = append(maps, embed(t, x, method, tsne.Iterations(10), tsne.Seed(3)).Y)
			runtime.GOMAXPROCS(before)
		}
		if !mat.Equal(maps[0], maps[1]) || !mat.Equal(maps[0], maps[2]) {
			t.Errorf("%s: the number of processors changes the map", name)
		}
	}
	a := embed(t, x, tsne.StartRandom(), tsne.Iterations(10), tsne.Seed(1)).Y
	if b := embed(t, x, tsne.StartRandom(), tsne.Iterations(10), tsne.Seed(2)).Y; mat.Equal(a, b) {
		t.Error("two seeds give the same map")
	}
}

func TestDimensions(t *testing.T) {
	x, labels := blobs(120, 6)
	for _, d := range []int{1, 2, 3, 5, 8} {
		r := embed(t, x, tsne.Dimensions(d), tsne.Perplexity(8), tsne.Iterations(300))
		if rows, cols := r.Y.Dims(); rows != 120 || cols != d {
			t.Errorf("the map has the shape (%d, %d), want (120, %d)", rows, cols, d)
		}
		if accuracy, err := metrics.LeaveOneOutAccuracy(r.Y, labels, 1); err != nil || accuracy < 0.9 {
			t.Errorf("%d dimensions: 1-NN accuracy is %g, error %v", d, accuracy, err)
		}
	}
	x, _ = blobs(4001, 4)
	for d, want := range map[int]string{1: "Barnes-Hut", 2: "interpolation", 3: "Barnes-Hut", 4: "exact"} {
		if r := embed(t, x, tsne.Dimensions(d), tsne.Iterations(1)); r.Method != want {
			t.Errorf("4001 points in %d dimensions are embedded by %s, want %s", d, r.Method, want)
		}
	}
}

// Duplicates, constant columns, a single column, data that are all the same,
// three points: all get a map of finite numbers.
func TestDegenerateData(t *testing.T) {
	same := mat.NewDense(100, 3, nil)
	same.Apply(func(_, _ int, _ float64) float64 { return 0.1 }, same)
	duplicates, _ := blobs(100, 3)
	for i := range 50 {
		duplicates.SetRow(2*i, duplicates.RawRowView(0))
	}
	constant, _ := blobs(100, 3)
	line := mat.NewDense(100, 1, nil)
	huge := mat.NewDense(100, 2, nil)
	for i := range 100 {
		constant.Set(i, 1, 7)
		line.Set(i, 0, float64(i))
		huge.Set(i, 0, 1e38*math.Sin(float64(i)))
	}
	three := mat.NewDense(3, 2, []float64{0, 0, 1, 0, 5, 5})
	for name, x := range map[string]mat.Matrix{"same": same, "duplicates": duplicates, "constant": constant, "line": line, "huge": huge, "three": three, "transposed": three.T()} {
		for method, option := range methods {
			perplexity := 20.0
			switch rows, _ := x.Dims(); {
			case rows == 2:
				continue
			case rows == 3:
				perplexity = 1.5
			}
			r := embed(t, x, option, tsne.Perplexity(perplexity), tsne.Iterations(300))
			if math.IsNaN(r.KL) || math.IsInf(r.KL, 0) {
				t.Errorf("%s, %s: KL is %g", name, method, r.KL)
			}
			if _, err := metrics.LeaveOneOutAccuracy(r.Y, make([]int, r.Y.RawMatrix().Rows), 1); err != nil { // no NaN
				t.Errorf("%s, %s: %v", name, method, err)
			}
		}
	}
	// A dimension that the data do not have is used all the same.
	r := embed(t, line, tsne.Iterations(300))
	if s := mat.Norm(r.Y.ColView(1), math.Inf(1)); s < 0.1 {
		t.Errorf("the map of a line is a line: its second column is at most %g", s)
	}
}

func TestStartFromGoesOn(t *testing.T) {
	x, _ := blobs(200, 5)
	first := embed(t, x, tsne.Iterations(300))
	none := embed(t, x, tsne.StartFrom(first.Y), tsne.Iterations(0))
	if none.KL != first.KL || !mat.Equal(none.Y, first.Y) || len(none.History) != 1 {
		t.Errorf("without an iteration %v becomes %v", first, none)
	}
	if more := embed(t, x, tsne.StartFrom(first.Y), tsne.EarlyExaggeration(1, 0), tsne.Iterations(100)); more.KL >= first.KL {
		t.Errorf("100 more iterations turn %v into %v", first, more)
	}
}

// A writer that cancels when something certain is written.
type canceler struct {
	bytes.Buffer
	on     string
	cancel context.CancelCauseFunc
	cause  error
}

func (c *canceler) Write(p []byte) (int, error) {
	if strings.Contains(string(p), c.on) {
		c.cancel(c.cause)
	}
	return c.Buffer.Write(p)
}

func TestStoppedEmbedReturnsTheMapSoFar(t *testing.T) {
	x, _ := blobs(100, 5)
	cause := errors.New("enough")
	run := func(on string) (*tsne.Result, error) {
		ctx, cancel := context.WithCancelCause(context.Background())
		defer cancel(nil)
		return tsne.Embed(x, tsne.Context(ctx), tsne.Verbose(2), tsne.Output(&canceler{on: on, cancel: cancel, cause: cause}))
	}
	r, err := run("Iteration 100/1000")
	if !errors.Is(err, cause) || !strings.Contains(err.Error(), "after 100 of 1000 iterations") {
		t.Errorf("the error is %v", err)
	}
	want := embed(t, x, tsne.Iterations(100))
	if r == nil || r.Iterations != 100 || !mat.Equal(r.Y, want.Y) || r.KL != want.KL {
		t.Errorf("the result is %v, want %v", r, want)
	}
	if r, err := run("Joint probabilities"); r != nil || !errors.Is(err, cause) {
		t.Errorf("stopped before the first iteration: %v, error %v", r, err)
	}
}

func TestProgress(t *testing.T) {
	x, _ := blobs(100, 5)
	var out bytes.Buffer
	r := embed(t, x, tsne.Verbose(2), tsne.Iterations(120), tsne.Output(&out))
	for _, want := range []string{"Joint probabilities of 100 rows\n", "t-SNE in 2 dimensions (exact)\n", "Iteration 50/120 - kl: ", "Iteration 100/120 - kl: ", "s - kl: "} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("what is printed lacks %q:\n%s", want, &out)
		}
	}
	if len(r.History) != 3 {
		t.Errorf("the history is %v, want that of iterations 50, 100 and 120", r.History)
	}
	out.Reset()
	embed(t, x, tsne.Verbose(1), tsne.Iterations(10), tsne.Output(&out))
	if !strings.Contains(out.String(), "10/10 [==============================] - ") {
		t.Errorf("what is printed lacks the bar:\n%s", &out)
	}
	out.Reset()
	embed(t, x, tsne.Verbose(0), tsne.Iterations(10), tsne.Output(&out))
	if out.Len() > 0 {
		t.Errorf("Verbose(0) prints %q", &out)
	}
}

func TestErrors(t *testing.T) {
	x, _ := blobs(40, 3)
	bad, _ := blobs(40, 3)
	bad.Set(7, 2, math.NaN())
	start := mat.NewDense(40, 2, nil)
	start.Set(3, 1, math.Inf(1))
	for want, run := range map[string]func() (*tsne.Result, error){
		"the data are nil":                     func() (*tsne.Result, error) { return tsne.Embed(nil) },
		"their shape is (0, 0)":                func() (*tsne.Result, error) { return tsne.Embed(&mat.Dense{}) },
		"the data have 2 rows: want 3 at":      func() (*tsne.Result, error) { return tsne.Embed(mat.NewDense(2, 5, nil)) },
		"perplexity 39 is too large for 40":    func() (*tsne.Result, error) { return tsne.Embed(x, tsne.Perplexity(39)) },
		"Perplexity(1)":                        func() (*tsne.Result, error) { return tsne.Embed(x, tsne.Perplexity(1)) },
		"NaN in row 7, column 2":               func() (*tsne.Result, error) { return tsne.Embed(bad) },
		"Dimensions(0)":                        func() (*tsne.Result, error) { return tsne.Embed(x, tsne.Dimensions(0)) },
		"Iterations(-1)":                       func() (*tsne.Result, error) { return tsne.Embed(x, tsne.Iterations(-1)) },
		"EarlyExaggeration(0, 10)":             func() (*tsne.Result, error) { return tsne.Embed(x, tsne.EarlyExaggeration(0, 10)) },
		"LearningRate(0)":                      func() (*tsne.Result, error) { return tsne.Embed(x, tsne.LearningRate(0)) },
		"LearningRate(-3)":                     func() (*tsne.Result, error) { return tsne.Embed(x, tsne.LearningRate(-3)) },
		"Verbose(3)":                           func() (*tsne.Result, error) { return tsne.Embed(x, tsne.Verbose(3)) },
		"BarnesHut(-1)":                        func() (*tsne.Result, error) { return tsne.Embed(x, tsne.BarnesHut(-1)) },
		"1 to 3 dimensions, but the map has 4": func() (*tsne.Result, error) { return tsne.Embed(x, tsne.BarnesHut(0.5), tsne.Dimensions(4)) },
		"2 dimensions, but the map has 3":      func() (*tsne.Result, error) { return tsne.Embed(x, tsne.Interpolation(), tsne.Dimensions(3)) },
		"shape (39, 2): want (40, 2)":          func() (*tsne.Result, error) { return tsne.Embed(x, tsne.StartFrom(mat.NewDense(39, 2, nil))) },
		"+Inf in row 3, column 1":              func() (*tsne.Result, error) { return tsne.Embed(x, tsne.StartFrom(start)) },
		"diverged in iteration":                func() (*tsne.Result, error) { return tsne.Embed(x, tsne.LearningRate(1e300), tsne.Output(io.Discard)) },
	} {
		if r, err := run(); err == nil || !strings.Contains(err.Error(), want) || r != nil {
			t.Errorf("the result is %v, error %v, want %q", r, err, want)
		}
	}
	var element *ptsne.ElementError
	if _, err := tsne.Embed(bad, quiet); !errors.As(err, &element) || element.Row != 7 {
		t.Errorf("the error is %#v", err)
	}
}
