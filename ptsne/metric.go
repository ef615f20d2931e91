package ptsne

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// A Distance says how far apart two rows of the data are; see Metric.
type Distance int

const (
	// Euclidean is the length of the difference of two rows.
	Euclidean Distance = iota
	// Cosine looks at the directions of rows only, not at their lengths: it suits
	// counts of words, and vectors that a neural network has made. It is the
	// Euclidean distance of the rows scaled to length 1, whose square is twice
	// 1 - cos. A row of zeros has no direction.
	Cosine
	// Correlation looks at where rows rise and fall, not at their offset and
	// scale: it suits time series and profiles of genes. It is Cosine after the
	// mean of each row is subtracted; its square is twice 1 - r. A row whose
	// elements are all the same has no correlation.
	Correlation
)

var distanceNames = []string{"euclidean", "cosine", "correlation"}

// String returns scikit-learn's name of the distance, such as "cosine".
func (d Distance) String() string {
	if d < 0 || int(d) >= len(distanceNames) {
		return fmt.Sprintf("Distance(%d)", int(d))
	}
	return distanceNames[d]
}

// Metric sets the distance between rows. The default is Euclidean; all are
// equally fast. With Cosine and Correlation, JointProbabilities returns an error
// if a row is all zeros, or constant. MetricFunc is for distances of one's own.
func Metric(d Distance) JointOption {
	return setting(func(s *settings) { s.metric, s.metricFunc = d, nil })
}

// metricName returns what a Joint says of its metric.
func (s *settings) metricName() string {
	switch {
	case s.metricFunc != nil:
		return "of one's own"
	case s.metric == Euclidean:
		return ""
	}
	return s.metric.String()
}

// reader returns a function that gives row i of x such that the distance is the
// Euclidean one, reading through buf where need be.
func (d Distance) reader(x mat.Matrix) func(i int, buf []float64) []float64 {
	read := rowReader(x)
	if d == Euclidean {
		return read
	}
	return func(i int, buf []float64) []float64 {
		copy(buf, read(i, buf))
		if d == Correlation {
			floats.AddConst(-floats.Sum(buf)/float64(len(buf)), buf)
		}
		length := floats.Norm(buf, 2)
		for j := range buf {
			buf[j] /= length // 1/length may be infinite
		}
		return buf
	}
}

// check returns an error if a row of x, whose elements are finite, has no
// distance.
func (d Distance) check(x mat.Matrix) error {
	if d == Euclidean {
		return nil
	}
	rows, cols := x.Dims()
	if d == Correlation && cols < 2 {
		return errors.New("ptsne: Metric(Correlation) wants at least 2 columns, but the input has 1")
	}
	read := rowReader(x)
	var mu sync.Mutex
	first := rows
	parallel.For(rows, rowsAtATime, func(lo, hi int) {
		buf := make([]float64, cols)
		for i := lo; i < hi; i++ {
			row := read(i, buf)
			if d == Cosine && row[0] != 0 || slices.Min(row) != slices.Max(row) {
				continue
			}
			mu.Lock()
			first = min(first, i)
			mu.Unlock()
			return
		}
	})
	switch {
	case first == rows:
		return nil
	case d == Cosine:
		return fmt.Errorf("ptsne: row %d of the input is all zeros, which has no cosine distance: leave it out, or use Metric(Euclidean)", first)
	}
	return fmt.Errorf("ptsne: all elements of row %d of the input are the same, which has no correlation distance: leave it out, or use Metric(Euclidean)", first)
}
