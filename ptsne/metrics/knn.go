package metrics

import (
	"fmt"
	"math"
	"sync"
	"sync/atomic"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// KNNAccuracy returns the part of the test points, between 0 and 1, whose
// label is the most frequent among the k nearest training points. It is 1
// minus the k-nearest-neighbour error of van der Maaten (2009, section 4).
//
// train and test have one point in each row and the same number of columns,
// the two slices a label for each row. Distances are Euclidean and the search
// is exact. Of training points equally far the first is nearer; of labels
// equally frequent that of the nearest point wins.
//
// It returns an error if shapes disagree, there is no point, a point has a
// NaN, or k is not between 1 and the number of training points.
func KNNAccuracy(train mat.Matrix, trainLabels []int, test mat.Matrix, testLabels []int, k int) (float64, error) {
	n, d := train.Dims()
	m, testD := test.Dims()
	switch {
	case n == 0 || m == 0:
		return 0, fmt.Errorf("metrics: KNNAccuracy needs points, but there are %d for training and %d for testing", n, m)
	case d != testD:
		return 0, fmt.Errorf("metrics: training points have %d columns but test points have %d", d, testD)
	case len(trainLabels) != n:
		return 0, fmt.Errorf("metrics: %d training points have %d labels", n, len(trainLabels))
	case len(testLabels) != m:
		return 0, fmt.Errorf("metrics: %d test points have %d labels", m, len(testLabels))
	case k < 1 || k > n:
		return 0, fmt.Errorf("metrics: k is %d: want at least 1 and at most the %d training points", k, n)
	}
	points, err := newPoints("training", train)
	if err != nil {
		return 0, err
	}
	queries, err := newPoints("test", test)
	if err != nil {
		return 0, err
	}

	var right atomic.Int64
	scratch := sync.Pool{New: func() any { return &knnScratch{make([]float64, n), make([]neighbor, 0, k)} }}
	parallel.For(m, 16, func(lo, hi int) {
		s := scratch.Get().(*knnScratch)
		defer scratch.Put(s)
		d2, near := s.d2, s.near
		for i := lo; i < hi; i++ {
			points.distances(d2, queries.at(i))
			near = nearest(near[:0], d2)
			if vote(near, trainLabels) == testLabels[i] {
				right.Add(1)
			}
		}
	})
	return float64(right.Load()) / float64(m), nil
}

// knnScratch is what one processor needs at a time.
type knnScratch struct {
	d2   []float64
	near []neighbor
}

type neighbor struct {
	d2    float64
	index int
}

// nearest fills near, up to its capacity, with the points at the smallest
// distances, in order. Looking at every point is exact in any number of
// dimensions, and on a map fast enough to need no tree.
func nearest(near []neighbor, distances []float64) []neighbor {
	farthest := math.Inf(1)
	for j, d2 := range distances {
		if len(near) == cap(near) {
			if d2 >= farthest {
				continue
			}
			near = near[:len(near)-1]
		}
		at := len(near)
		near = append(near, neighbor{})
		for ; at > 0 && near[at-1].d2 > d2; at-- {
			near[at] = near[at-1]
		}
		near[at] = neighbor{d2, j}
		farthest = near[len(near)-1].d2
	}
	return near
}

// vote returns the most frequent label, the nearest of those that tie.
func vote(near []neighbor, labels []int) int {
	best, bestCount := 0, 0
	for _, n := range near {
		count := 0
		for _, o := range near {
			if labels[o.index] == labels[n.index] {
				count++
			}
		}
		if count > bestCount {
			best, bestCount = labels[n.index], count
		}
	}
	return best
}
