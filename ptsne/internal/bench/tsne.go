package main

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/metrics"
	"github.com/gopherbook/gopherbook/ptsne/mnist"
	"github.com/gopherbook/gopherbook/ptsne/tsne"
)

//go:embed sklearn_tsne.py
var sklearnScript string

// benchTSNE compares plain t-SNE with scikit-learn's, on 10,000 images of MNIST,
// and tells what it takes for 60,000. All maps are judged alike, whatever those
// that made them say of them.
func benchTSNE() error {
	train, _, err := mnist.Load(mnist.Rows(0, 1))
	if err != nil {
		return err
	}
	for _, rows := range []int{10000, 60000} {
		set := train.Head(rows)
		p, err := ptsne.JointProbabilities(set.X, ptsne.BatchSize(rows))
		if err != nil {
			return err
		}
		table(fmt.Sprintf("t-SNE of %d images", rows), "by", "seconds", "processor seconds", "KL", "1-NN, leave one out", "neighbourhood hit, 12")
		report := func(by string, c cost, y *mat.Dense) error {
			kl, err := metrics.KLDivergence(p, y)
			if err != nil {
				return err
			}
			accuracy, err := metrics.LeaveOneOutAccuracy(y, set.Labels, 1)
			if err != nil {
				return err
			}
			hit, err := metrics.NeighborhoodHit(y, set.Labels, 12)
			row(by, fmt.Sprintf("%.1f", c.wall), fmt.Sprintf("%.1f", c.processor),
				fmt.Sprintf("%.4f", kl), fmt.Sprintf("%.4f", accuracy), fmt.Sprintf("%.4f", hit))
			return err
		}
		methods := []tsne.Option{tsne.Interpolation(), tsne.BarnesHut(0.5), tsne.Exact()}
		if rows > 10000 {
			methods = methods[:1]
		}
		for _, method := range methods {
			var r *tsne.Result
			c := measure(func() { r, err = tsne.Embed(set.X, method, tsne.Verbose(0)) })
			if err != nil {
				return err
			}
			if err := report("tsne, "+r.Method, c, r.Y); err != nil {
				return err
			}
		}
		if rows > 10000 {
			continue // scikit-learn takes many minutes
		}
		if y, c, err := sklearn(set.X); err != nil {
			return err
		} else if y != nil {
			if err := report("scikit-learn, Barnes-Hut", c, y); err != nil {
				return err
			}
		}
	}
	return nil
}

// sklearn embeds x by scikit-learn. It returns nil if there is none.
func sklearn(x *mat.Dense) (y *mat.Dense, c cost, err error) {
	if exec.Command(python, "-c", "import sklearn").Run() != nil {
		return nil, cost{}, nil
	}
	dir, err := os.MkdirTemp("", "ptsne-sklearn-")
	if err != nil {
		return nil, cost{}, err
	}
	defer os.RemoveAll(dir)
	if err := writeFloats(filepath.Join(dir, "x"), x); err != nil {
		return nil, cost{}, err
	}
	rows, _ := x.Dims()
	cmd := exec.Command(python, "-c", sklearnScript, fmt.Sprint(rows))
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, cost{}, err
	}
	if _, err := fmt.Sscan(string(out), &c.wall, &c.processor); err != nil {
		return nil, cost{}, err
	}
	raw, err := os.ReadFile(filepath.Join(dir, "y"))
	if err != nil {
		return nil, cost{}, err
	}
	y = mat.NewDense(rows, 2, nil)
	return y, c, binary.Read(bytes.NewReader(raw), binary.LittleEndian, y.RawMatrix().Data)
}
