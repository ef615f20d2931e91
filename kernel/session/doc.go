// Package session runs the cells of one kernel: it has the text of each cell
// made into a package (kernel/cell), the package built (kernel/build) and the
// plugin run (kernel/worker), and says what happened in terms of the cells.
package session
