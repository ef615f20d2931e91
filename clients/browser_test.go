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
// Chromium: cells are typed and run, one is interrupted, the kernel is restarted.
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
	pictures := artefacts(t, "notebook-1-run.png", "notebook-2-plot.png", "notebook-3-interrupted.png", "notebook-4-restarted.png", "notebook-5-all.png")
	succeeds(t, client(t, python, "testdata/browser.py", dir, "empty.ipynb", pictures, plot))
	leavesNothing(t)
}
