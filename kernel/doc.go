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
// are handled while a cell runs.
//
// Questions (complete, inspect, history and the like) and what comms say need not
// wait for a cell: when it has been running for half a second, they are dealt
// with at once. Behind shorter cells they keep their turn, for the cell may
// declare what they are about. This is what kernel subshells are asked for
// mostly. Subshells themselves are not offered, because they promise that cells
// run side by side, and the cells of a session run one at a time.
//
// What a cell writes to stdout and stderr is gathered for a tenth of a second or
// 10 KiB before it is published, so that a loop that prints does not make a
// message of each line. Displays come where they belong between the prints.
//
// A cell may ask its user for a line of input (input_request), if the front end
// allows it and is connected on stdin. What was printed comes before the question.
//
// # Limits
//
// What comes over the sockets is not trusted. A message that is malformed, whose
// signature is wrong, or that was received before is dropped and logged. A
// request of unknown type, or with content that makes no sense, is answered
// with an error; unknown fields are passed over. So far a client can go:
//
//   - a message may have 256 MiB; a peer that announces more is disconnected, and
//     so is one that pauses for 10 seconds amidst a message;
//   - 1,000 requests wait on shell; then the kernel reads no more until some are done;
//   - 1,000 messages of comms wait in the cells while one runs;
//   - 16 MiB of output wait for a client that is slow; then the cell waits with its
//     output, and for 10 seconds at most: a client that takes nothing for that long
//     is disconnected, and the cell goes on;
//   - a peer has 10 seconds to introduce itself, and does not keep others waiting;
//   - a socket has 250 peers;
//   - a client that is asked for input must be connected on stdin within a second,
//     and may be gone from there for 10;
//   - histories are bounded by history.Limit.
//
// # How it ends
//
// By a shutdown_request, SIGTERM, the end of the context, or the death of the process
// that started it (named by JPY_PARENT_PID). What was said is sent before the sockets
// close. SIGINT interrupts the running cell. When the kernel is killed, the process
// of the cells notices, and ends with all that the cells have started.
package kernel
