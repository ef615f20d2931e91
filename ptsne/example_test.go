package ptsne_test

import (
	"fmt"
	"log"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/metrics"
)

// clusters draws points in ten dimensions around three centres.
func clusters(rng *rand.Rand, n int) (*mat.Dense, []int) {
	x, labels := mat.NewDense(n, 10, nil), make([]int, n)
	for i := range n {
		labels[i] = i % 3
		for j := range 10 {
			x.Set(i, j, rng.NormFloat64())
		}
		x.Set(i, labels[i], x.At(i, labels[i])+10)
	}
	return x, labels
}

// Train a map on some points, then place others on it that the network has
// never seen.
func Example() {
	rng := rand.New(rand.NewPCG(1, 2))
	xTrain, trainLabels := clusters(rng, 300)
	xTest, testLabels := clusters(rng, 90)

	p, err := ptsne.JointProbabilities(xTrain, ptsne.Perplexity(20), ptsne.BatchSize(150))
	if err != nil {
		log.Fatal(err)
	}
	model := ptsne.NewSequential(
		ptsne.Dense(30, ptsne.ReLU, ptsne.InputShape(10)),
		ptsne.Dense(2, ptsne.Linear),
	)
	if err := model.Compile(ptsne.TSNE(), ptsne.Adam(0.01)); err != nil {
		log.Fatal(err)
	}
	history, err := model.Fit(xTrain, p, ptsne.Epochs(50), ptsne.Verbose(0))
	if err != nil {
		log.Fatal(err)
	}

	yTrain, err := model.Predict(xTrain)
	if err != nil {
		log.Fatal(err)
	}
	yTest, err := model.Predict(xTest)
	if err != nil {
		log.Fatal(err)
	}
	accuracy, err := metrics.KNNAccuracy(yTrain, trainLabels, yTest, testLabels, 1)
	if err != nil {
		log.Fatal(err)
	}
	loss := history.Loss()
	fmt.Println("epochs:", len(loss), "loss fell:", loss[49] < loss[0])
	fmt.Printf("1-NN accuracy of new points: %.2f\n", accuracy)
	// Output:
	// epochs: 50 loss fell: true
	// 1-NN accuracy of new points: 1.00
}

// A loss of one's own is a function from target and output to value and
// gradient. This one is the mean absolute error.
func ExampleLossFunc() {
	absolute := ptsne.LossFunc(func(target, output *mat.Dense) (float64, *mat.Dense) {
		rows, cols := output.Dims()
		n := float64(rows * cols)
		value, gradient := 0.0, mat.NewDense(rows, cols, nil)
		for i := range rows {
			for j := range cols {
				d := output.At(i, j) - target.At(i, j)
				value += math.Abs(d) / n
				gradient.Set(i, j, math.Copysign(1/n, d))
			}
		}
		return value, gradient
	})
	target := mat.NewDense(2, 2, []float64{0, 1, 2, 3})
	output := mat.NewDense(2, 2, []float64{1, 0, 3, 5})
	value, _ := absolute.Loss(target, output)
	fmt.Println(value, ptsne.CheckGradient(absolute, target, output))
	// Output:
	// 1.25 <nil>
}

// CheckGradient finds a gradient that is not that of the value.
func ExampleCheckGradient() {
	forgotten := ptsne.LossFunc(func(target, output *mat.Dense) (float64, *mat.Dense) {
		var d mat.Dense
		d.Sub(output, target)
		norm := mat.Norm(&d, 2)
		return norm * norm, &d // and the factor 2?
	})
	target := mat.NewDense(2, 1, []float64{0, 0})
	output := mat.NewDense(2, 1, []float64{1, 3})
	fmt.Println(ptsne.CheckGradient(forgotten, target, output))
	// Output:
	// ptsne: the gradient is off in 2 of 2 elements, most at row 1, column 0: the loss returned 3, finite differences give 6
}

// The t-SNE loss wants P; an ordinary loss wants a target like the output.
func ExampleShapeError() {
	x := mat.NewDense(40, 3, nil)
	for i := range 40 {
		x.Set(i, 0, float64(i))
	}
	p, err := ptsne.JointProbabilities(x, ptsne.Perplexity(3), ptsne.BatchSize(20))
	if err != nil {
		log.Fatal(err)
	}
	model := ptsne.NewSequential(ptsne.Dense(2, ptsne.Linear, ptsne.Name("map"), ptsne.InputShape(3)))
	if err := model.Compile(ptsne.MeanSquaredError(), ptsne.SGD(0.1)); err != nil {
		log.Fatal(err)
	}
	_, err = model.Fit(x, p)
	fmt.Println(err)
	// Output:
	// ValueError: Error when checking target: expected map to have shape (None, 2) but got array with shape (40, 20)
}

func ExampleSequential_Summary() {
	model := ptsne.NewSequential(
		ptsne.Dense(500, ptsne.ReLU, ptsne.Name("hidden"), ptsne.InputShape(784)),
		ptsne.Dense(2, ptsne.Linear, ptsne.Name("map")),
	)
	for _, l := range model.Summary().Layers {
		fmt.Printf("%s: %d units, %d weights\n", l.Name, l.Units, l.Params)
	}
	// Output:
	// hidden: 500 units, 392500 weights
	// map: 2 units, 1002 weights
}
