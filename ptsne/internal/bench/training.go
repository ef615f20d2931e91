package main

import (
	"fmt"
	"math"
	"runtime"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/mnist"
)

// benchTorch measures against PyTorch, on 10,000 images of MNIST in batches of
// 5000, and compares the losses of two networks that start from the same
// weights.
func benchTorch() error {
	x, err := images(10000)
	if err != nil {
		return err
	}
	p, err := ptsne.JointProbabilities(x)
	if err != nil {
		return err
	}
	model := paperNetwork(2)
	t, err := newTorch(x.(*mat.Dense), p, model, rate)
	if err != nil {
		return err
	}
	if t != nil {
		defer t.close()
		fmt.Fprintln(t.in, "threads", runtime.NumCPU())
	}

	table("10,000 images in batches of 5000, two outputs", "what", "ptsne, s", "PyTorch, s", "PyTorch/ptsne", "processor time: ptsne, s", "PyTorch, s", "PyTorch/ptsne")
	var losses [][2]float64
	for _, work := range []struct {
		what, command string
		run           func() error
	}{
		{"P", "p", func() error {
			_, err := ptsne.JointProbabilities(x)
			return err
		}},
		{"epoch", "epoch", func() error {
			h, err := model.Fit(x, p, ptsne.Verbose(0), ptsne.Shuffle(false))
			if err == nil {
				losses = append(losses, [2]float64{h.Loss()[0]})
			}
			return err
		}},
		{"predict", "predict", func() error {
			_, err := model.Predict(x)
			return err
		}},
	} {
		var own, theirs []cost
		n := *rounds
		if work.command == "epoch" {
			n *= 2
		}
		for range n {
			var err error
			own = append(own, measure(func() { err = work.run() }))
			if err != nil {
				return err
			}
			if t != nil {
				c, value, err := t.do(work.command)
				if err != nil {
					return err
				}
				theirs = append(theirs, c)
				if work.command == "epoch" {
					losses[len(losses)-1][1] = value
				}
			}
		}
		cells := []string{work.what}
		for _, part := range []func(cost) float64{wall, processor} {
			a := median(own, part)
			cells = append(cells, fmt.Sprintf("%.3f", a))
			if t == nil {
				cells = append(cells, "not installed", "")
				continue
			}
			b := median(theirs, part)
			cells = append(cells, fmt.Sprintf("%.3f", b), fmt.Sprintf("%.1f", b/a))
		}
		row(cells...)
	}
	if err := compareWithExact(); err != nil {
		return err
	}
	if t != nil {
		worst := 0.0
		for _, l := range losses {
			worst = max(worst, math.Abs(l[0]-l[1]))
		}
		last := losses[len(losses)-1]
		fmt.Printf("\nFrom the same weights, the losses of %d epochs differ by %.1e at most; the last are %.5f and %.5f.\n",
			len(losses), worst, last[0], last[1])
	}
	return nil
}

// compareWithExact says how far the P of 90 neighbours is from that of all, on
// 5000 images.
func compareWithExact() error {
	x, err := images(5000)
	if err != nil {
		return err
	}
	sparse, err := ptsne.JointProbabilities(x)
	if err != nil {
		return err
	}
	var exact *ptsne.Joint
	spent := measure(func() { exact, err = ptsne.JointProbabilities(x, ptsne.Neighbors(5000)) })
	if err != nil {
		return err
	}
	kl := 0.0
	for i := range 5000 {
		sparse.DoRowNonZero(i, func(i, j int, v float64) { kl += v * math.Log(v/exact.At(i, j)) })
	}
	fmt.Printf("\nOn 5000 images, P of the nearest neighbours diverges from exact P by %.4f nats; exact P takes %.2f s, processor time %.2f s.\n",
		kl, spent.wall, spent.processor)
	return nil
}

// images returns n images of MNIST; those beyond its 60,000 are the first
// again.
func images(n int) (mat.Matrix, error) {
	train, _, err := mnist.Load(mnist.Rows(min(n, 60000), 1))
	if err != nil || n <= 60000 {
		return train.X, err
	}
	return repeated{train.X, n}, nil
}

// repeated is a matrix of rows that come again and again.
type repeated struct {
	m *mat.Dense
	n int
}

func (r repeated) Dims() (rows, cols int) {
	_, cols = r.m.Dims()
	return r.n, cols
}

func (r repeated) At(i, j int) float64 { return r.RawRowView(i)[j] }

func (r repeated) T() mat.Matrix { return mat.Transpose{Matrix: r} }

func (r repeated) RawRowView(i int) []float64 {
	rows, _ := r.m.Dims()
	return r.m.RawRowView(i % rows)
}
