package clients_test

import (
	"os"
	"path/filepath"
	"testing"
)

// mapCell shows three clusters.
const mapCell = `import (
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

n := 300
points := mat.NewDense(n, 2, nil)
labels := make([]int, n)
for i := range n {
	labels[i] = i % 3
	angle := 2 * math.Pi * float64(labels[i]) / 3
	points.Set(i, 0, 4*math.Cos(angle)+rand.NormFloat64())
	points.Set(i, 1, 4*math.Sin(angle)+rand.NormFloat64())
}
plotting.Scatter(points, labels, plotting.Interactive())`

// TestBrowser is a session at the notebook page of Debian's jupyter-notebook, in
// Chromium: cells are typed with the help of Tab and Shift-Tab and run, one is
// interrupted, the kernel is restarted.
func TestBrowser(t *testing.T) {
	needs(t, "jupyter-notebook", "chromium", "chromedriver", "python:selenium")
	dir := t.TempDir()
	if err := newNotebook(code("")).Write(filepath.Join(dir, "empty.ipynb")); err != nil {
		t.Fatal(err)
	}
	plot := filepath.Join(dir, "plot.txt")
	if err := os.WriteFile(plot, []byte(mapCell), 0o600); err != nil {
		t.Fatal(err)
	}
	pictures := artefacts(t,
		"notebook-1-complete.png", "notebook-2-inspect.png", "notebook-3-run.png", "notebook-4-plot.png",
		"notebook-5-interrupted.png", "notebook-6-restarted.png", "notebook-7-all.png")
	succeeds(t, client(t, python, "testdata/browser.py", dir, "empty.ipynb", pictures, plot))
	leavesNothing(t)
}
