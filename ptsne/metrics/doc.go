// Package metrics judges maps: how well a low-dimensional embedding keeps what
// is known of the data.
//
// KNNAccuracy asks whether a point's label can be told from its neighbours on
// the map. Trustworthiness needs no labels: it asks whether neighbours on the
// map are neighbours in the data.
package metrics
