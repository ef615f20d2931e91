package metrics_test

import (
	"fmt"
	"log"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/metrics"
)

// Six points of two classes on a map: one of class 1 went astray.
var (
	astray = mat.NewDense(6, 2, []float64{
		0, 0,
		1, 0,
		0, 1,
		9, 9,
		9, 8,
		1, 1.5,
	})
	classes = []int{0, 0, 0, 1, 1, 1}
)

func ExampleLeaveOneOutAccuracy() {
	accuracy, err := metrics.LeaveOneOutAccuracy(astray, classes, 1)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.3f\n", accuracy)
	// Output: 0.833
}

func ExampleNeighborhoodHit() {
	hit, err := metrics.NeighborhoodHit(astray, classes, 2)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.3f\n", hit)
	// Output: 0.750
}

// Press a ring flat: what was apart on the ring meets, so the map is not to be
// trusted, but what was together stays together.
func ExampleTrustworthiness() {
	const n = 100
	ring, flat := mat.NewDense(n, 2, nil), mat.NewDense(n, 1, nil)
	for i := range n {
		x, y := math.Cos(2*math.Pi*float64(i)/n), math.Sin(2*math.Pi*float64(i)/n)
		ring.SetRow(i, []float64{x, y})
		flat.Set(i, 0, x+0.1*y)
	}
	trust, err := metrics.Trustworthiness(ring, flat, 5)
	if err != nil {
		log.Fatal(err)
	}
	continuity, err := metrics.Continuity(ring, flat, 5)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("trustworthiness %.2f, continuity %.2f\n", trust, continuity)
	// Output: trustworthiness 0.71, continuity 0.98
}
