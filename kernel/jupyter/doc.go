// Package jupyter speaks the wire protocol between a Jupyter kernel and its
// clients (notebook servers, consoles, tools such as nbconvert), version 5.5:
// https://jupyter-client.readthedocs.io/en/stable/messaging.html.
//
// # How a kernel and a client talk
//
// A client writes a connection file: a small JSON file with five ports and a
// secret key. It starts the kernel with the file's name, and both open the ports as
// ZeroMQ sockets (see package zmq):
//
//   - shell carries requests, such as "run this code", and their replies; one
//     request at a time, in order;
//   - iopub is where the kernel tells all clients what happens: what a cell prints
//     and shows, and whether the kernel is busy or idle; it greets who has
//     subscribed with an iopub_welcome;
//   - control is like shell, for requests that must not wait behind running code:
//     interrupt, shut down;
//   - stdin lets the kernel ask the user for a line of input;
//   - heartbeat returns whatever it is sent, to show that the kernel is alive.
//
// # What a message is
//
// A message has a header (its type, its own id, who sent it), the header of the
// message that it answers (parent_header: so a client knows which cell an output
// belongs to), metadata, content, and sometimes binary buffers. On the wire it is a list of
// frames: the identities that route it, the delimiter <IDS|MSG>, a
// signature, the four parts as JSON, and the buffers. The signature is the
// HMAC-SHA256 of the four parts under the connection file's key; who does not know
// the key cannot make the kernel run anything, and a message that was
// overheard cannot be sent a second time.
//
// # What is here
//
// [ConnectionFile] is that file. [Session] signs and encodes what one side sends, and
// decodes and checks what it receives. [Sockets] are the kernel's five sockets,
// and [Client] is a client. What a kernel does with a request is in package kernel.
package jupyter
