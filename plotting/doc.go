// Package plotting draws the pictures that go with an embedding: the map
// itself, the loss while it was learnt, and the images it was learnt from.
//
// [Scatter] draws a two-dimensional map, one marker a point, coloured by
// class. It stays readable and quick with tens of thousands of points.
// [LossCurve] draws the loss after each epoch. [Mosaic] lays out grey images,
// such as digits, on a grid.
//
// Each returns a [Figure]. In a notebook a Figure as the last expression of a
// cell shows itself, because it has a PNG method. Anywhere else,
// [Figure.Save] writes it to a .png, .svg or .pdf file:
//
//	fig, err := plotting.Scatter(Y, labels, plotting.Title("MNIST"))
//	if err != nil {
//		log.Fatal(err)
//	}
//	err = fig.Save("map.pdf")
//
// Behind a Figure is a [gonum.org/v1/plot.Plot], which is open to further
// plotters and settings.
//
// # Interactive charts
//
// With the option [Interactive], a map or a loss curve answers to the mouse in
// front ends that draw Vega-Lite:
//
//	plotting.Scatter(Y, labels, plotting.Interactive())
//
// # Reading a map
//
// In a t-SNE map only the neighbourhoods mean something: which points lie
// close together. Both axes therefore have the same scale, so that distances
// look alike in every direction, and the numbers on them are kept pale.
// Points are drawn in a shuffled order, the same every time, so that no class
// hides another by coming later in the data.
//
// # Colours
//
// The first ten classes have the ten colours of Petroff, "Accessible Color
// Sequences for Data Visualization" (arXiv:2107.02270), which were chosen to
// stay apart for people with a colour vision deficiency. The next ten have
// the same colours and another marker, and so on: 40 looks in all.
package plotting
