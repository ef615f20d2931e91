//go:build !amd64 || noasm

package f64

// available returns the kernels that this processor can run.
func available() []*kernels { return []*kernels{generic} }
