// Package kernel is a Jupyter kernel without a language: it receives requests,
// has an [Interpreter] run the code, and tells front ends what comes of it.
//
// # What a kernel does with a request
//
// For each request, on shell and on control, all clients are told on iopub that the
// kernel is busy; then comes what the request brings about, then the reply to
// who asked, and then idle. Each of these names the request as its parent. A client
// so knows which cell an output belongs to, and that after idle there are no
// more, but for those of goroutines that the cell left running.
//
// Requests on shell are handled one at a time, in order: running cells is most of
// it. When a cell fails, the cells that are already queued behind it are not run
// but answered with the status "aborted" (unless the request said otherwise).
// Requests on control (interrupt, shutdown) have a goroutine of their own, and
// are handled while a cell runs. So are questions about code that is being typed
// (complete, inspect) when the cell has been running for half a second.
//
// What a cell writes to stdout and stderr is gathered for a tenth of a second or
// 10 KiB before it is published, so that a loop that prints does not make a
// message of each line. Displays come where they belong between the prints.
//
// # How it ends
//
// By a shutdown_request, SIGTERM, the end of the context, or the death of the process
// that started it (named by JPY_PARENT_PID). What was said is sent before the sockets
// close. SIGINT interrupts the running cell.
package kernel
