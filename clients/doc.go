// Package clients holds tests only: Jupyter's own clients drive the kernel as
// people do, each through the kernelspec that gopherbook installs.
//
//	nbclient and nbconvert   run notebooks from start to end
//	jupyter console          a person types in a terminal (tmux)
//	jupyter notebook         a person works in a browser (Chromium)
//	jupyter_kernel_test      Jupyter's test suite for kernels
//	jupyter_client           what the protocol promises, one request at a time
//
// The clients are Debian's, run by /usr/bin/python3. A client that is missing
// fails its test: "make test" installs what is needed.
package clients
