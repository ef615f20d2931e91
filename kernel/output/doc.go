// Package output holds what a running cell tells the world: the things it
// shows, in order, and how it failed. It is the language between whoever runs
// cells and whoever carries their outputs to a front end, and knows neither.
package output
