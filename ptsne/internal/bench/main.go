// Command bench measures training and writes tables: the matrix products
// against gonum and OpenBLAS, an epoch of the paper's network, P and Predict
// against PyTorch, and how training scales.
//
//	go run [-tags openblas] ./ptsne/internal/bench [-rounds 5] [section ...]
//
// The sections are gemm, torch, scaling and memory; without arguments, all four.
// Four more run if they are named: deck trains the slides' network in full, tsne
// compares plain t-SNE with scikit-learn's, bestmap trains the best map with three
// seeds, metrics judges a map of 70,000 points.
//
// OpenBLAS is measured where the program is built with the tag openblas, which
// needs its header and cgo; PyTorch where Debian's python3-torch is installed,
// scikit-learn where python3-sklearn is.
//
// What is compared runs in turns, and figures are medians over the rounds. On
// a machine with other work, wall time is that of waiting, too: processor time
// is given beside it.
package main

import (
	"cmp"
	"flag"
	"fmt"
	"log"
	"os"
	"runtime"
	"slices"
	"syscall"
	"time"

	"github.com/gopherbook/gopherbook/ptsne"
)

var (
	rounds     = flag.Int("rounds", 5, "how often each thing is measured")
	deckEpochs = flag.Int("epochs", 100, "epochs of the section deck")
	mapEpochs  = flag.Int("map-epochs", 100, "epochs of the section bestmap")
)

var sections = []struct {
	name string
	run  func() error
}{
	{"gemm", benchGemm},
	{"torch", benchTorch},
	{"scaling", benchScaling},
	{"memory", benchMemory},
	{"deck", trainDeck},
	{"tsne", benchTSNE},
	{"bestmap", mapBest},
	{"metrics", benchMetrics},
}

// long are the sections that do not run unless they are named.
var long = []string{"deck", "tsne", "bestmap", "metrics"}

func main() {
	log.SetFlags(0)
	log.SetPrefix("bench: ")
	flag.Parse()
	tellOpenBLAS()
	fmt.Printf("%s, %s/%s, %d processors, OpenBLAS's kernels for %s\n",
		runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), cmp.Or(os.Getenv(coreType), "any processor"))
	for _, s := range sections {
		if asked := slices.Contains(flag.Args(), s.name); !asked && (flag.NArg() > 0 || slices.Contains(long, s.name)) {
			continue
		}
		if err := s.run(); err != nil {
			log.Fatalf("%s: %v", s.name, err)
		}
	}
}

// A cost is what something took, in seconds.
type cost struct{ wall, processor float64 }

// measure runs f.
func measure(f func()) cost {
	wall, processor := time.Now(), processorTime()
	f()
	return cost{time.Since(wall).Seconds(), (processorTime() - processor).Seconds()}
}

// processorTime returns how long this process has had a processor.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		log.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// median returns the median of one part of costs.
func median[T any](all []T, part func(T) float64) float64 {
	var x []float64
	for _, c := range all {
		x = append(x, part(c))
	}
	slices.Sort(x)
	return x[len(x)/2]
}

func wall(c cost) float64      { return c.wall }
func processor(c cost) float64 { return c.processor }

// paperNetwork returns the network of the paper's experiments on MNIST.
func paperNetwork(outputs int) *ptsne.Sequential {
	m := ptsne.NewSequential(
		ptsne.Dense(500, ptsne.ReLU, ptsne.InputShape(784)),
		ptsne.Dense(500, ptsne.ReLU),
		ptsne.Dense(2000, ptsne.ReLU),
		ptsne.Dense(outputs, ptsne.Linear),
	)
	if err := m.Compile(ptsne.TSNE(), ptsne.SGD(rate)); err != nil {
		log.Fatal(err)
	}
	return m
}

const rate = 0.1 // of SGD

// table prints the head of a Markdown table.
func table(title string, columns ...string) {
	fmt.Printf("\n## %s\n\n", title)
	row(columns...)
	line := make([]string, len(columns))
	for i := range line {
		line[i] = "---"
	}
	row(line...)
}

func row(cells ...string) {
	for _, c := range cells {
		fmt.Fprintf(os.Stdout, "| %s ", c)
	}
	fmt.Println("|")
}
