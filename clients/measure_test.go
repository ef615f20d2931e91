package clients_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"

	"gonum.org/v1/gonum/stat"
)

// measure runs a script that prints its measurements as lines of JSON.
func measure[T any](t testing.TB, script string, args ...string) (all []T) {
	t.Helper()
	cmd := client(t, python, append([]string{"testdata/" + script}, args...)...)
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			out = exit.Stderr
		}
		t.Fatalf("%s: %v\n%s", script, err, out)
	}
	for line := range strings.Lines(string(out)) {
		var m T
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatalf("%s prints %q: %v", script, line, err)
		}
		all = append(all, m)
	}
	return all
}

// quantile returns the value that a part p of the measurements does not exceed.
func quantile(p float64, of []float64) float64 {
	return stat.Quantile(p, stat.Empirical, slices.Sorted(slices.Values(of)), nil)
}

// busy says how busy the machine is, where it does: others may slow what is measured.
func busy() string {
	load, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	average, _, _ := strings.Cut(string(load), " ")
	return fmt.Sprintf(" (%d processors, load average %s before)", runtime.NumCPU(), average)
}

// printTable prints rows with their columns aligned, the first to the left.
func printTable(heading string, rows [][]string) {
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s\n", heading)
	width := 0
	for _, row := range rows {
		width = max(width, len(row[0]))
	}
	w := tabwriter.NewWriter(&b, 0, 0, 3, ' ', tabwriter.AlignRight)
	for _, row := range rows {
		fmt.Fprintf(w, "%-*s\t%s\t\n", width, row[0], strings.Join(row[1:], "\t"))
	}
	_ = w.Flush()
	fmt.Println(b.String())
}
