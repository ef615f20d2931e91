// Package eval runs cells that need no compiler.
//
// Most cells of a notebook glue together what is there: they call functions,
// select fields, index slices, do a little arithmetic. Compiling and linking
// such a cell takes a hundred times longer than running it. So the kernel turns
// it into a tree of operations (see package tree), and this package runs the
// tree on the values that the cells before it have made, by reflection.
//
// A cell must mean the same here as when it is compiled: integers wrap around,
// float32 is rounded, panics say the same words. Where that takes an operation
// of the language, this package does that very operation in its own code. What
// it cannot do it refuses before it has done anything, and the cell is compiled.
package eval
