package clients_test

import (
	"flag"
	"fmt"
	"path/filepath"
	"regexp"
	"testing"
	"time"
)

var wholeDeck = flag.Bool("whole-deck", false, "BenchmarkLatency runs the deck's notebook as shipped, which takes minutes")

// latencies are the rows of the table: what is measured, and within how many
// milliseconds its median should be. testdata/latency.py has the cells.
var latencies = []struct {
	kind, title string
	target      float64
}{
	{"method", "a method of a value is called", 10},
	{"arithmetic", "arithmetic", 10},
	{"again", "a compiled cell, run again", 10},
	{"function", "a new function", 300},
	{"mat", "a new function with gonum/mat (numpy)", 0},
	{"plot", "a new plot by gonum/plot (matplotlib)", 600},
	{"second", "functions and plots that an earlier session had", 0},
	{"start", "the first result, from the kernel's start", 1000},
	{"deck", "notebooks/parametric_tsne.ipynb outside its cells", 2000},
}

// BenchmarkLatency prints how long cells take through Jupyter's own client: from
// sending an execute_request to having both the reply and the idle status.
func BenchmarkLatency(b *testing.B) {
	needs(b, "python:jupyter_client", "python:ipykernel")
	type measurement struct {
		Kind, Kernel string
		Seconds      []float64
	}
	load := busy()
	measured := measure[measurement](b, "latency.py")
	measured = append(measured, measurement{"deck", "gopherbook", outsideDeck(b)})
	rows := [][]string{
		{"", "gopherbook", "", "target", "ipykernel", ""},
		{"", "median", "p90", "median", "median", "p90"},
	}
	for _, l := range latencies {
		row := []string{l.title, "-", "-", "-", "-", "-"}
		if l.target > 0 {
			row[3] = fmt.Sprint(l.target)
		}
		for _, m := range measured {
			if m.Kind != l.kind {
				continue
			}
			at := 1
			if m.Kernel != "gopherbook" {
				at = 4
			}
			row[at], row[at+1] = inMilliseconds(quantile(0.5, m.Seconds)), inMilliseconds(quantile(0.9, m.Seconds))
		}
		rows = append(rows, row)
	}
	printTable("Latency of cells through jupyter_client, in ms, the two kernels by turns"+load, rows)
	b.ReportMetric(0, "ns/op")
}

func inMilliseconds(seconds float64) string {
	if seconds < 0.1 {
		return fmt.Sprintf("%.1f", seconds*1e3)
	}
	return fmt.Sprintf("%.0f", seconds*1e3)
}

// ranFor finds in a kernel's log how long the code of a cell ran.
var ranFor = regexp.MustCompile(`msg="the cell ran" .*took=(\S+)`)

// outsideDeck runs the deck's notebook, which has been run before, and returns how many
// seconds of a run, from the command's start to its end, were not the cells' own:
// their code's, with the rendering of what they show.
func outsideDeck(b *testing.B) (seconds []float64) {
	s, runs := deck, 3
	if *wholeDeck {
		s.fewer, runs = nil, 1
	}
	nb := s.read(b)
	path := filepath.Join(b.TempDir(), "deck.ipynb")
	if err := nb.Write(path); err != nil {
		b.Fatal(err)
	}
	for i := range 1 + runs {
		cmd := client(b, program, "run", path)
		cmd.Env = append(cmd.Env, "GOPHERBOOK_LOG=debug")
		start := time.Now()
		out := succeeds(b, cmd)
		outside := time.Since(start)
		cells := ranFor.FindAllStringSubmatch(out, -1)
		if len(cells) == 0 {
			b.Fatalf("the kernel's log does not say how long cells ran:\n%s", out)
		}
		for _, c := range cells {
			took, err := time.ParseDuration(c[1])
			if err != nil {
				b.Fatal(err)
			}
			outside -= took
		}
		if i > 0 {
			seconds = append(seconds, outside.Seconds())
		}
	}
	return seconds
}
