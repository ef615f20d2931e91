// Package metrics judges maps: how well a low-dimensional embedding keeps what
// is known of the data.
//
// Some metrics need labels, and ask whether points of one label lie together:
//
//   - KNNAccuracy tells the labels of new points from those of their neighbours
//     on the map, LeaveOneOutAccuracy those of each point from the others.
//   - NeighborhoodHit asks how many of a point's neighbours have its label.
//   - Silhouette compares the distances to points of the same label with those
//     to points of the nearest other label.
//
// Others need the data, and ask whether neighbours stay neighbours:
//
//   - Trustworthiness is low if strangers lie together on the map.
//   - Continuity is low if neighbours are torn apart.
//   - KLDivergence is what t-SNE makes small.
//
// No single figure tells which map is better. A map that tears every cluster to
// pieces can still have a high 1-NN accuracy, one that heaps all points
// a high continuity.
//
// # Time
//
// Neighbours on a map, of up to three columns, are found by a tree. The time of
// all else grows with the square of the points. For 70,000 points, in processor
// seconds, which are spread over all processors:
//
//	                                     on a map    784 columns
//	LeaveOneOutAccuracy, k = 1               0.2            135
//	NeighborhoodHit, k = 12                  0.4            148
//	Silhouette                                12            145
//	Trustworthiness, k = 12                                 217
//	Continuity, k = 12                                      185
//
// The data are MNIST's, the map has a trustworthiness of 0.82 (make bench-metrics).
// The better a map, the sooner it is judged: neighbours in the one that are
// strangers in the other have to be ranked among all points.
//
// Distances between points of up to 16 columns are exact to the last bits of
// float64. For more columns they come from matrix products in float32: points
// whose distances differ by a few millionths of the extent of the data may
// change places.
package metrics
