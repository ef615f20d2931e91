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
plotting.Scatter(points, labels)`

// TestBrowser opens the notebook page of Debian's jupyter-notebook in Chromium,
// runs all cells by its menu, and looks for the map below its cell.
func TestBrowser(t *testing.T) {
	needs(t, "jupyter-notebook", "chromium", "chromedriver", "python:selenium")
	dir := t.TempDir()
	nb := newNotebook(code(mapCell))
	if err := nb.Write(filepath.Join(dir, "map.ipynb")); err != nil {
		t.Fatal(err)
	}
	screenshot := artefact(t, "notebook.png")
	if err := os.RemoveAll(screenshot); err != nil {
		t.Fatal(err)
	}
	succeeds(t, client(t, python, "testdata/browser.py", dir, "map.ipynb", screenshot))
	if _, err := os.Stat(screenshot); err != nil {
		t.Error(err)
	}
	leavesNothing(t)
}
