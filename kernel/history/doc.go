// Package history keeps what users have run, so that front ends can offer it
// again: the arrow keys of a console, a search.
//
// Every kernel is a session with a number of its own, and every cell in it has
// a line, its execution count. All of a user's kernels share one file. It holds
// a JSON object on each line, which is written at once or not at all: the input
// when the cell begins, and its result when there is one. A line that cannot be
// read is passed over. When the file grows beyond [Limit], its older half
// goes. Where it cannot be written, the session's own cells are still known.
package history
