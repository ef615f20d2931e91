// Package build turns the packages made from cells into plugins, with the Go
// toolchain that the user has.
//
// A [Builder] works for one directory. Inside a Go module it builds in that
// module: cells may import what the module requires, and its own packages,
// internal ones too. The module's files stay as they are; what cells need
// beyond them stands in a copy of its go.mod. Elsewhere it builds in a scratch
// module that requires gopherbook and what gopherbook requires.
//
// The go command compiles the packages that cells import (go list -export);
// for a cell itself only the compiler and the linker run, which is twice as
// fast. Plugins are kept in a cache on disk under a hash of all that goes into
// them, so that a notebook that is run again builds nothing.
package build
