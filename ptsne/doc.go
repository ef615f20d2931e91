// Package ptsne trains parametric t-SNE: a neural network that draws a map of
// high-dimensional data, on which similar points lie together, and that can
// place points on the map which it has never seen.
//
// # Why parametric
//
// t-SNE (van der Maaten and Hinton, 2008) turns the distances between data
// points into probabilities P, high for near neighbours, and moves the points
// of a map about until the probabilities Q computed from the map match P. Its
// unknowns are the coordinates of the map themselves. Nothing leads from the
// data to the map: for a new point there is no coordinate, and no way to get
// one but to start again with all points.
//
// Parametric t-SNE (van der Maaten, "Learning a Parametric Embedding by
// Preserving Local Structure", AISTATS 2009) puts a function in between, a
// network f with weights W, and has it place the points, y = f(x|W). The
// unknowns are the weights. A new point is placed by computing f.
//
// Both minimise the same Kullback-Leibler divergence. The two algorithms side
// by side:
//
//	t-SNE                                   parametric t-SNE
//	1. P for all pairs of points            1. P for all pairs within each batch
//	2. draw coordinates y at random         2. draw weights W at random
//	3. repeat: Q from y,                    3. repeat, batch by batch: y = f(x|W),
//	   move y along -dC/dy                     Q from y, move W along -dC/dy dy/dW
//	4. the map is y                         4. the map is f, for old points and new
//
// # How
//
// JointProbabilities computes P. A Sequential model of Dense layers is the
// network; TSNE is the loss. Names and behaviour are those of Keras:
//
//	p, err := ptsne.JointProbabilities(x, ptsne.Perplexity(30), ptsne.BatchSize(5000))
//
//	model := ptsne.NewSequential(
//		ptsne.Dense(500, ptsne.ReLU, ptsne.InputShape(784)),
//		ptsne.Dense(500, ptsne.ReLU),
//		ptsne.Dense(2000, ptsne.ReLU),
//		ptsne.Dense(2, ptsne.Linear),
//	)
//	err = model.Compile(ptsne.TSNE(), ptsne.SGD(0.1))
//	history, err := model.Fit(x, p, ptsne.Epochs(100))
//	y, err := model.Predict(newX)
//
// JointProbabilities takes several perplexities or, with Multiscale, all scales,
// and a Metric that suits the data.
//
// An ordinary loss compares each output with a wanted output, so its target
// has the shape (rows, units). The t-SNE loss compares pairs of rows, so its
// target has the shape (rows, batch size). A Loss says which it expects, and
// Fit returns a *ShapeError if the target is another.
//
// # Batches
//
// P of batches, each by itself, is the paper's way. It knows of a row's
// neighbours only those that are in the same batch. P of all rows in one batch
// knows them all, and Fit may then draw smaller batches from it: at random, each
// with what P says of its pairs, or, with SamplePairs, as pairs of neighbours
// among strangers. The loss InfoNCE is made for these. If variants of the rows
// can be had that mean the same, Augment trains on them. Together they make maps
// on which new points find their place far more often:
//
//	p, err := ptsne.JointProbabilities(x, ptsne.BatchSize(n), ptsne.Perplexity(10), ptsne.Neighbors(15))
//	err = model.Compile(ptsne.InfoNCE(), ptsne.Adam(0.004, ptsne.WeightDecay(0.01)))
//	history, err := model.Fit(x, p, ptsne.SamplePairs(), ptsne.Augment(mnist.Distort), ptsne.Epochs(100),
//		ptsne.LearningRateSchedule(ptsne.OneCycle(0.004)))
//
// # Training
//
// Fit takes ValidationData, a LearningRateSchedule, EarlyExaggeration and
// Callbacks: EarlyStopping, ModelCheckpoint, ReduceLROnPlateau and others, or
// functions of one's own. Optimizers take WeightDecay and bounds on the gradient;
// ConjugateGradients is the paper's. A model is saved with all that its training
// goes on from:
//
//	history, err := model.Fit(x, p, ptsne.Epochs(100),
//		ptsne.ValidationData(heldOut, q),
//		ptsne.Callbacks(&ptsne.ModelCheckpoint{Path: "map.safetensors", SaveBestOnly: true}))
//	model, err = ptsne.Load("map.safetensors")
//
// Layers may be shared between models, such as an encoder and an autoencoder;
// see Layer.
//
// # Afterwards
//
// Predict places new points on the map. PredictRows does so with rows as they
// are read, from a file or a connection: any number of them, in constant memory.
// ExportONNX lets other programs place them.
//
// The way back is a network, too: a decoder, trained with MeanSquaredError to
// give the rows of the data for their points on the map. It tells what lies at
// any place of the map, between the points as well; where no points are near, it
// guesses. The example InverseMap shows it:
//
//	y, err := model.Predict(x)
//	decoder := ptsne.NewSequential(
//		ptsne.Dense(2000, ptsne.ReLU),
//		ptsne.Dense(500, ptsne.ReLU),
//		ptsne.Dense(500, ptsne.ReLU),
//		ptsne.Dense(784, ptsne.Sigmoid),
//	)
//	err = decoder.Compile(ptsne.MeanSquaredError(), ptsne.Adam(0.001))
//	history, err := decoder.Fit(y, x, ptsne.Epochs(20))
//	rows, err := decoder.Predict(places)
//
// # Numbers
//
// Data, targets and results are gonum matrices of float64. The network
// computes in float32, as Keras does, and losses in float64. All work is
// spread over the processors, and all results are the same, to the last bit,
// for any number of them.
//
// On amd64, the inner loops are in assembly, for AVX2 and AVX-512, which give
// the same bits. The loops for other processors are in Go; their results
// differ by rounding. No cgo is needed.
package ptsne
