package main

import (
	"log"
	"os"
	"syscall"

	"golang.org/x/sys/cpu"
)

// coreType is the environment variable that tells OpenBLAS which kernels to use.
const coreType = "OPENBLAS_CORETYPE"

// tellOpenBLAS has OpenBLAS use the best of its kernels, here and in PyTorch. A
// version older than the processor would take those of 2004. OpenBLAS reads
// the environment as it is loaded, so the program begins once more.
func tellOpenBLAS() {
	kernels := ""
	switch {
	case cpu.X86.HasAVX512F && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512VL:
		kernels = "SKYLAKEX"
	case cpu.X86.HasAVX2 && cpu.X86.HasFMA:
		kernels = "HASWELL"
	}
	if _, told := os.LookupEnv(coreType); told || kernels == "" {
		return
	}
	program, err := os.Executable()
	if err == nil {
		err = syscall.Exec(program, os.Args, append(os.Environ(), coreType+"="+kernels))
	}
	log.Fatal(err)
}
