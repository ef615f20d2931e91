// Package rbm trains restricted Boltzmann machines, with which parametric t-SNE
// starts: the first two of the three stages of van der Maaten ("Learning a
// Parametric Embedding by Preserving Local Structure", AISTATS 2009, figure 1).
//
// # The machine
//
// A restricted Boltzmann machine has a layer of visible units v, which are the
// data, and a layer of hidden units h. Each unit of one layer is connected to
// each of the other. The probability of a state falls with its energy,
//
//	E(v, h) = -Σ v_i W_ij h_j - Σ b_i v_i - Σ c_j h_j
//
// so that, given one layer, the units of the other are independent of each
// other: p(h_j = 1 | v) = σ(Σ v_i W_ij + c_j), and likewise for v given h. With
// Gaussian hidden units, h_j is Σ v_i W_ij + c_j and noise of variance 1.
//
// # Training
//
// The gradient of the data's log-likelihood by W_ij is the mean of v_i h_j over
// the data less that over what the machine itself would draw. Contrastive
// divergence (Hinton 2002) takes for the latter what k steps of Gibbs sampling
// make of the data; persistent contrastive divergence (Tieleman 2008) goes on,
// from one batch to the next, with samples of its own.
//
//	machine := rbm.New(784, 500)
//	history, err := machine.Fit(x) // x in [0, 1]
//
// Filters are what hidden units look for, Reconstruct shows what a machine has
// understood of the data. FreeEnergy tells whether it overfits: compare the mean
// over rows that were held out with that over as many that it was trained on.
//
// # Stages 1 and 2
//
// Pretrain trains a machine for each layer, on what the machine below it makes
// of the data. Stack makes a network of them. Then the third stage, Fit with
// the t-SNE loss, has only to adjust it:
//
//	machines, err := rbm.Pretrain(x, []int{500, 500, 2000, 2})
//	model := rbm.Stack(machines...)
//	err = model.Compile(ptsne.TSNE(), ptsne.SGD(0.1))
//	history, err := model.Fit(x, p, ptsne.Epochs(30))
//
// All is computed in float32, and the same to the last bit for the same seed
// and any number of processors.
package rbm
