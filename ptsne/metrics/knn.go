package metrics

import (
	"fmt"
	"sync/atomic"

	"gonum.org/v1/gonum/mat"
)

// KNNAccuracy returns the part of the test points, between 0 and 1, whose
// label is the most frequent among the k nearest training points. It is 1
// minus the k-nearest-neighbour error of van der Maaten (2009, section 4).
//
// train and test have one point in each row and the same number of columns,
// the two slices a label for each row. Distances are Euclidean. Of training
// points equally far the first is nearer; of labels equally frequent that of the
// nearest point wins.
//
// It returns an error if shapes disagree, there is no point, a coordinate is no
// finite number or beyond 1e150, or k is not between 1 and the number of training
// points.
func KNNAccuracy(train mat.Matrix, trainLabels []int, test mat.Matrix, testLabels []int, k int) (float64, error) {
	n, d, err := shapeOf("training", train)
	if err != nil {
		return 0, err
	}
	m, testD, err := shapeOf("test", test)
	if err != nil {
		return 0, err
	}
	switch {
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

	return accuracy(points, trainLabels, queries, testLabels, false, k), nil
}

// LeaveOneOutAccuracy returns the part of the points, between 0 and 1, whose
// label is the most frequent among their k nearest neighbours: KNNAccuracy of
// each point with all others for training. With k = 1 it is the usual figure
// for maps of points that all took part in making them, as those of package
// tsne.
//
// y has one point in each row, labels a label for each. It returns an error if
// their numbers differ, a coordinate is no finite number or beyond 1e150, or k is
// not at least 1 and below the number of points.
func LeaveOneOutAccuracy(y mat.Matrix, labels []int, k int) (float64, error) {
	p, err := newLabeled(y, labels)
	if err != nil {
		return 0, err
	}
	if err := checkNeighbors(k, p.n); err != nil {
		return 0, err
	}
	return accuracy(p, labels, p, labels, true, k), nil
}

// accuracy returns the part of the queries whose label wins the vote.
func accuracy(p points, labels []int, queries points, want []int, themselves bool, k int) float64 {
	var right atomic.Int64
	p.eachNearest(queries, themselves, k, func(i int, near []neighbor) {
		if vote(near, labels) == want[i] {
			right.Add(1)
		}
	})
	return float64(right.Load()) / float64(queries.n)
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
