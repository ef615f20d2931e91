// Command asm writes the assembly of packages f32 and f64, by means of
// github.com/mmcloughlin/avo. It is a module of its own, so that who uses
// ptsne needs no avo. In the directory of a package, go generate calls it.
package main

import (
	"flag"
	"log"

	"github.com/mmcloughlin/avo/build"
)

func main() {
	log.SetFlags(0)
	flag.Parse()
	build.ConstraintExpr("!noasm")
	switch pkg := flag.Lookup("pkg").Value.String(); pkg {
	case "f32":
		gemm()
		pack()
		thin()
		activations()
		updates()
		fromFloat64()
		neighbors()
	case "f64":
		pairs()
		for _, radix := range []int{2, 3, 4} {
			butterfly(radix)
		}
	default:
		log.Fatalf("asm: -pkg is %q: want f32 or f64", pkg)
	}
	build.Generate()
}

func gemm() {
	tile(avx512, 12, 2)
	tile(avx2, 4, 3)
}
