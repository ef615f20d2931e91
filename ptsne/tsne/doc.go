// Package tsne draws maps of high-dimensional data by the original t-SNE (van
// der Maaten and Hinton, "Visualizing Data using t-SNE", JMLR 2008), which
// parametric t-SNE is to be compared with.
//
//	result, err := tsne.Embed(x, tsne.Perplexity(30))
//	// result.Y is the map, result.KL its Kullback-Leibler divergence
//
// # The two kinds of t-SNE
//
// Both turn the distances between the rows of the data into joint
// probabilities P, high for near neighbours, and look for a map whose
// probabilities Q match,
//
//	q_ij = k_ij / Z,   k_ij = 1/(1 + |y_i-y_j|²),   Z = Σ k_ij over all pairs.
//
// The original moves the points themselves, and each is free to go where it is
// best. So its maps are better than those of a network, which has to place all
// points by one rule. But all it leaves behind is the coordinates of these
// points. There is nothing that places another one: package ptsne learns that.
//
// # Forces
//
// Embed goes down the gradient. For each point that is a sum of forces: its
// neighbours attract it, and all points repel each other,
//
//	dC/dy_i = 4 ( Σ_j p_ij k_ij (y_i-y_j)  -  Σ_j k_ij² (y_i-y_j) / Z ).
//
// A point has a hundred neighbours or so that matter: attraction is cheap. To
// repulsion there are as many terms as pairs. Three methods compute it:
//
//   - Exact adds up all pairs. For few points it is the fastest, too.
//   - BarnesHut keeps the points in a tree of cells and takes a far cell for a
//     single heavy point (van der Maaten, JMLR 2014).
//   - Interpolation spreads the points over a grid, convolves with the kernel by
//     fast Fourier transforms, and reads the forces off the result (as Linderman
//     et al., Nature Methods 2019, do). The number of points hardly matters to
//     the transforms, so this is for the largest maps.
//
// They differ in speed, and the forces of the latter two are a little off: by 1%
// with BarnesHut(0.5), by 0.2% with Interpolation. By default, Embed takes the
// one that suits the number of points.
//
// # The descent
//
// What makes the descent find a good map are old tricks: momentum, gains, a
// start from principal components and an attraction that is exaggerated at
// first. The defaults are those that the literature has settled on; the options
// tell where they come from.
package tsne
