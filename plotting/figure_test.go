package plotting_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gonum.org/v1/plot/plotter"

	"github.com/gopherbook/gopherbook/plotting"
)

// save saves a figure and returns what the file holds.
func save(t *testing.T, fig *plotting.Figure, name string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := fig.Save(path); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestFigureSave(t *testing.T) {
	Y, labels := blobs(20, 2)
	fig := must(plotting.Scatter(Y, labels, plotting.Title("Saved")))
	for name, start := range map[string]string{
		"map.png": "\x89PNG\r\n",
		"map.svg": "<?xml",
		"map.PDF": "%PDF-",
	} {
		if got := save(t, fig, name); !strings.HasPrefix(got, start) {
			t.Errorf("%s starts with %q, want %q", name, got[:20], start)
		}
	}
}

func TestFigureSaveErrors(t *testing.T) {
	Y, labels := blobs(20, 2)
	fig := must(plotting.Scatter(Y, labels))
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "taken.png"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"map.gif":       "must end in .png, .svg or .pdf",
		"map":           "must end in .png, .svg or .pdf",
		"none/map.png":  "no such file or directory",
		"taken.png":     "cannot save",
		"none/map.jpeg": "must end in",
	} {
		err := fig.Save(filepath.Join(dir, name))
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), name) {
			t.Errorf("Save(%q): error is %v, want %q in it", name, err, want)
		}
	}
	left, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(left) != 1 {
		t.Errorf("failed saves left %d files behind", len(left)-1)
	}
}

func TestFigureWriterTo(t *testing.T) {
	Y, labels := blobs(20, 2)
	fig := must(plotting.Scatter(Y, labels))
	for _, format := range []string{"png", "svg", "pdf"} {
		w, err := fig.WriterTo(format)
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		n, err := w.WriteTo(&out)
		if err != nil || n != int64(out.Len()) || n == 0 {
			t.Errorf("%s: WriteTo says %d bytes and %v, but wrote %d", format, n, err, out.Len())
		}
	}
	if _, err := fig.WriterTo("bmp"); err == nil {
		t.Error("no error for an unknown format")
	}
}

// PNG has two pixels for each CSS pixel that PNGSize tells.
func TestFigurePNGSize(t *testing.T) {
	Y, labels := blobs(20, 2)
	fig := must(plotting.Scatter(Y, labels, plotting.Size(301, 200)))
	w, h := fig.PNGSize()
	if w != 301 || h != 200 {
		t.Errorf("PNGSize is %d by %d, want 301 by 200", w, h)
	}
	if b := decode(t, fig).Bounds(); b.Dx() != 602 || b.Dy() != 400 {
		t.Errorf("PNG has %v, want 602 by 400", b)
	}
}

// The plot behind a figure takes more plotters.
func TestFigurePlotIsOpen(t *testing.T) {
	Y, labels := blobs(20, 2)
	fig := must(plotting.Scatter(Y, labels))
	before := string(fig.PNG())
	line, err := plotter.NewLine(plotter.XYs{{X: -10, Y: -10}, {X: 10, Y: 10}})
	if err != nil {
		t.Fatal(err)
	}
	fig.Plot.Add(line)
	if string(fig.PNG()) == before {
		t.Error("a line added to Plot is not in the picture")
	}
}
