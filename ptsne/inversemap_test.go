package ptsne_test

import (
	"fmt"
	"log"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/gopherbook/gopherbook/ptsne"
)

// A second network goes the other way, from the map to the data: it learns to
// give back the rows from where the first has placed them. Then any place on the
// map can be asked what lies there.
func Example_inverseMap() {
	x, _ := blobs(150, 6, 3, 1)

	p, err := ptsne.JointProbabilities(x, ptsne.Perplexity(15))
	if err != nil {
		log.Fatal(err)
	}
	encoder := ptsne.NewSequential(ptsne.Dense(30, ptsne.ReLU), ptsne.Dense(2, ptsne.Linear))
	if err := encoder.Compile(ptsne.TSNE(), ptsne.Adam(0.01)); err != nil {
		log.Fatal(err)
	}
	if _, err := encoder.Fit(x, p, ptsne.Epochs(100), ptsne.Verbose(0)); err != nil {
		log.Fatal(err)
	}
	y, err := encoder.Predict(x)
	if err != nil {
		log.Fatal(err)
	}

	decoder := ptsne.NewSequential(ptsne.Dense(30, ptsne.ReLU), ptsne.Dense(6, ptsne.Linear))
	if err := decoder.Compile(ptsne.MeanSquaredError(), ptsne.Adam(0.01)); err != nil {
		log.Fatal(err)
	}
	history, err := decoder.Fit(y, x, ptsne.Epochs(100), ptsne.Verbose(0))
	if err != nil {
		log.Fatal(err)
	}
	variance := stat.Variance(x.RawMatrix().Data, nil)
	fmt.Println("explains 9/10 of the variance:", history.Loss()[99] < 0.1*variance)

	// The row that belongs to a place of one's own choice: beside the first row's.
	row, err := decoder.Predict(mat.NewDense(1, 2, []float64{y.At(0, 0) + 0.1, y.At(0, 1)}))
	if err != nil {
		log.Fatal(err)
	}
	var off mat.Dense
	off.Sub(row, x.Slice(0, 1, 0, 6))
	fmt.Println("is like the first row:", mat.Norm(&off, 2) < 0.5*math.Sqrt(6*variance))
	// Output:
	// explains 9/10 of the variance: true
	// is like the first row: true
}
