package rbm_test

import (
	"fmt"
	"log"

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
