package rbm_test

import (
	"fmt"
	"log"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/rbm"
)

// The paper's three stages: machines, a network of them, and its training.
func Example() {
	x := bars(200)

	// Stage 1.
	machines, err := rbm.Pretrain(x, []int{20, 2}, rbm.BatchSize(20), rbm.Verbose(0))
	if err != nil {
		log.Fatal(err)
	}
	for _, machine := range machines {
		loss := machine.History().Loss()
		fmt.Printf("%d to %d units: the reconstruction error fell: %v\n",
			machine.Visible(), machine.Hidden(), loss[len(loss)-1] < loss[0])
	}

	// Stage 2.
	model := rbm.Stack(machines...)

	// Stage 3.
	p, err := ptsne.JointProbabilities(x, ptsne.Perplexity(10))
	if err != nil {
		log.Fatal(err)
	}
	if err := model.Compile(ptsne.TSNE(), ptsne.Adam(0.01)); err != nil {
		log.Fatal(err)
	}
	history, err := model.Fit(x, p, ptsne.Epochs(100), ptsne.Verbose(0))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("the loss fell:", history.Loss()[99] < 0.8*history.Loss()[0])
	// Output:
	// 16 to 20 units: the reconstruction error fell: true
	// 20 to 2 units: the reconstruction error fell: true
	// the loss fell: true
}

// Filters of a machine that has seen images are images.
func ExampleRBM_Filters() {
	machine := rbm.New(16, 6, rbm.Verbose(0))
	if _, err := machine.Fit(bars(100)); err != nil {
		log.Fatal(err)
	}
	// plotting.Mosaic(machine.Filters()) draws them.
	fmt.Println(machine.Filters().Dims())
	// Output:
	// 6 16
}

// A machine that learns a few rows by heart finds others less and less probable.
func ExampleRBM_FreeEnergy() {
	rng := rand.New(rand.NewPCG(1, 1))
	x := mat.NewDense(60, 30, nil)
	x.Apply(func(_, _ int, _ float64) float64 { return float64(rng.IntN(2)) }, x) // noise
	train, held := x.Slice(0, 30, 0, 30), x.Slice(30, 60, 0, 30)

	machine := rbm.New(30, 40, rbm.Epochs(50), rbm.BatchSize(10), rbm.Verbose(0))
	before := 0.0
	for range 3 {
		if _, err := machine.Fit(train); err != nil {
			log.Fatal(err)
		}
		seen, err := machine.FreeEnergy(train)
		if err != nil {
			log.Fatal(err)
		}
		others, err := machine.FreeEnergy(held)
		if err != nil {
			log.Fatal(err)
		}
		gap := stat.Mean(others, nil) - stat.Mean(seen, nil)
		fmt.Println("the gap grew:", gap > before)
		before = gap
	}
	// Output:
	// the gap grew: true
	// the gap grew: true
	// the gap grew: true
}
