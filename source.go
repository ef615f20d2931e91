package main

import "embed"

// source is gopherbook's own source. Kernels build the worker from it, and the
// packages that cells use, wherever a notebook lies in no module that has them.
//
//go:embed go.mod go.sum interrupt kernel plotting ptsne
var source embed.FS
