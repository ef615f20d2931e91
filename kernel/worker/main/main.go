// The worker of a gopherbook kernel. The kernel builds it with the toolchain
// and the modules that the cells are built with, and starts it.
package main

import "github.com/gopherbook/gopherbook/kernel/worker/host"

func main() { host.Main() }
