package rbm

import (
	"errors"
	"fmt"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/internal/nils"
)

// Pretrain trains one machine after the other (van der Maaten 2009, section 3,
// stage 1): the first on x, whose elements lie between 0 and 1, each other on the
// Transform of the machine before it. sizes are the numbers of hidden units. The
// last machine has Gaussian hidden units, as the paper has it for the units that
// are the map.
//
// The data of a machine are kept in memory, 4 bytes for each element: 480 MB
// for 60,000 rows of 2000 units.
//
// If a machine fails, Pretrain returns those so far, with the error.
func Pretrain(x mat.Matrix, sizes []int, options ...Option) ([]*RBM, error) {
	if nils.Is(x) || len(sizes) == 0 {
		return nil, errors.New("rbm: Pretrain wants data and the size of at least one layer")
	}
	for _, size := range sizes {
		if size < 1 {
			return nil, fmt.Errorf("rbm: Pretrain: the sizes are %v: want at least one unit in each layer", sizes)
		}
	}
	_, visible := x.Dims()
	if visible == 0 {
		return nil, errors.New("rbm: the data are empty")
	}
	common := newSettings(options)
	var machines []*RBM
	for i, hidden := range sizes {
		own := append(options[:len(options):len(options)], Seed(common.seed+uint64(i)))
		if i == len(sizes)-1 {
			own = append(append(own, Gaussian()), common.top...)
		}
		r := New(visible, hidden, own...)
		if r.gaussian && i < len(sizes)-1 {
			return nil, errors.New("rbm: Pretrain: Gaussian is for the last machine, which has it already: the others need binary units")
		}
		machines = append(machines, r)
		visible = hidden
	}
	data, err := machines[0].load(x)
	if err != nil {
		return nil, err
	}
	for i, r := range machines {
		if r.verbose > 0 {
			fmt.Fprintf(r.out, "Machine %d/%d: %d visible, %d hidden units\n", i+1, len(machines), r.Visible(), r.Hidden())
		}
		if _, err := r.fit(data); err != nil {
			return machines[:i+1], fmt.Errorf("rbm: machine %d of %d: %w", i+1, len(machines), err)
		}
		if i < len(machines)-1 {
			data = r.transform(data)
		}
	}
	return machines, nil
}

// Stack makes a network of machines (stage 2), the first of which is the lowest:
// a layer has the weights and the hidden biases of its machine. Binary units
// become sigmoid ones, Gaussian units linear ones. The machines keep weights of
// their own. Stack panics if there is no machine, or if one is nil or has not as
// many visible units as the one before it has hidden ones.
func Stack(machines ...*RBM) *ptsne.Sequential {
	if len(machines) == 0 {
		panic("rbm: Stack: want at least one machine")
	}
	model := ptsne.NewSequential()
	for i, r := range machines {
		if r == nil {
			panic(fmt.Sprintf("rbm: Stack: machine %d of %d is nil", i+1, len(machines)))
		}
		if i > 0 && r.Visible() != machines[i-1].Hidden() {
			panic(fmt.Sprintf("rbm: Stack: machine %d has %d visible units but follows one with %d hidden units",
				i+1, r.Visible(), machines[i-1].Hidden()))
		}
		activation := ptsne.Sigmoid
		if r.gaussian {
			activation = ptsne.Linear
		}
		layer := ptsne.Dense(r.Hidden(), activation, ptsne.InputShape(r.Visible()))
		model.Add(layer)
		_, bias := r.Biases()
		if err := layer.SetWeights(r.Weights(), bias); err != nil {
			panic(err)
		}
	}
	return model
}
