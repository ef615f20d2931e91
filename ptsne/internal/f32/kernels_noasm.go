//go:build !amd64 || noasm

package f32

// available returns the kernels that this processor can run.
func available() []*kernels { return []*kernels{generic} }
