//go:build !race

// Package race says whether the race detector is on. Tests ask, for sync.Pool
// then forgets on purpose what it holds, and memory is allocated again.
package race

// Enabled says whether the race detector is on.
const Enabled = false
