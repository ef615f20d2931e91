// Package build turns the packages made from cells into plugins, with the Go
// toolchain that the user has.
//
// A [Builder] works for one directory, and builds in a module of its own, which
// lies in the cache and has no packages. What that module requires depends on
// the directory. In a Go module, it requires that one, replaced by its
// directory, with all that its go.mod says of versions: so cells may import what
// the module requires, and its own packages, internal ones too. The modules of a
// workspace are all required so; a vendor directory is used where the go command
// would use it. Elsewhere only gopherbook is required, with what it is made of.
// Where the user's module and gopherbook want different versions of a module,
// the higher counts, as always. No file of the user's is touched.
//
// [Builder.Get] adds requirements for one session, as "go get" does.
//
// The go command compiles the packages that cells import (go list -export); what
// it says is kept in an index, so that a session in which nothing has changed
// need not ask it. For a cell itself only the compiler and the linker run, which
// is twice as fast. Plugins are kept in a cache on disk under a hash of all that
// goes into them, so that a notebook that is run again builds nothing.
//
// Kernels share the cache. It is kept small by [Prune], which removes what has
// not been used for longest, and never what a living kernel uses.
package build
