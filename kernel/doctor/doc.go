// Package doctor looks whether a machine has what gopherbook needs, and says
// how to get what is missing.
//
// Cells are compiled by the Go toolchain into plugins, and linked with the help
// of a C compiler: both must be there. Jupyter is one way to use the kernel, but
// notebooks can be run without it, so its absence is no failure.
package doctor
