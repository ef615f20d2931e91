// Package kernelspec makes gopherbook known to Jupyter, and finds where it is
// known.
//
// Jupyter finds kernels by kernel specs: folders with a file kernel.json, which
// says how to start the kernel, and with logos. The folder's name is the
// kernel's name. Where these folders lie, and what the file says, is described
// at https://jupyter-client.readthedocs.io/en/stable/kernels.html#kernel-specs.
package kernelspec
