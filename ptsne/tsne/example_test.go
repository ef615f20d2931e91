package tsne_test

import (
	"fmt"
	"log"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/metrics"
	"github.com/gopherbook/gopherbook/ptsne/tsne"
)

// Draw a map of three clusters in ten dimensions.
func ExampleEmbed() {
	rng := rand.New(rand.NewPCG(1, 2))
	x, labels := mat.NewDense(150, 10, nil), make([]int, 150)
	for i := range labels {
		labels[i] = i % 3
		for j := range 10 {
			x.Set(i, j, rng.NormFloat64())
		}
		x.Set(i, labels[i], x.At(i, labels[i])+10)
	}

	result, err := tsne.Embed(x, tsne.Perplexity(20), tsne.Iterations(500), tsne.Verbose(0))
	if err != nil {
		log.Fatal(err)
	}
	accuracy, err := metrics.LeaveOneOutAccuracy(result.Y, labels, 1)
	if err != nil {
		log.Fatal(err)
	}
	rows, columns := result.Y.Dims()
	fmt.Printf("a map of %d points in %d dimensions\n", rows, columns)
	fmt.Printf("1-NN accuracy %.2f\n", accuracy)
	// Output:
	// a map of 150 points in 2 dimensions
	// 1-NN accuracy 1.00
}
