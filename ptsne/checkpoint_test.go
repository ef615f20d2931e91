package ptsne_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
)

func files(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestModelCheckpoint(t *testing.T) {
	figure := ptsne.CallbackFunc(func(epoch int, logs ptsne.Logs) error {
		logs["figure"] = []float64{0.5, 0.25, 0.75, 0.125}[epoch]
		return nil
	})
	for _, c := range []struct {
		checkpoint ptsne.ModelCheckpoint
		want       []string
	}{
		{ptsne.ModelCheckpoint{Path: "model"}, []string{"model"}},
		{ptsne.ModelCheckpoint{Path: "{epoch}-{figure}"}, []string{"1-0.5", "2-0.25", "3-0.75", "4-0.125"}},
		{ptsne.ModelCheckpoint{Path: "{epoch:02d} {figure:.2f} {best}", Monitor: "figure"}, nil},
		{ptsne.ModelCheckpoint{Path: "{epoch:02d} {figure:.1e}", Monitor: "figure", SaveBestOnly: true},
			[]string{"01 5.0e-01", "02 2.5e-01", "04 1.2e-01"}},
		{ptsne.ModelCheckpoint{Path: "{epoch:3d}", Monitor: "figure", Mode: "max", SaveBestOnly: true}, []string{"  1", "  3"}},
	} {
		dir := t.TempDir()
		c.checkpoint.Path = filepath.Join(dir, c.checkpoint.Path)
		_, err := fitWith(t, 4, figure, &c.checkpoint)
		if c.want == nil {
			if err == nil || !strings.Contains(err.Error(), `an epoch has no "best"`) {
				t.Errorf("error is %v", err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if got := files(t, dir); !slices.Equal(got, c.want) {
			t.Errorf("files are %q, want %q", got, c.want)
		}
	}
	for path, want := range map[string]string{
		"{epoch:.2f}": "want d for an epoch",
		"{loss:d}":    "want d for an epoch",
		"{loss:}":     "want d for an epoch",
		"{loss:.2":    "a brace that does not close: {loss:.2",
	} {
		if _, err := fitWith(t, 1, &ptsne.ModelCheckpoint{Path: path}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error is %v, want %q", path, err, want)
		}
	}
}

// A checkpoint is the model at the end of its epoch: training goes on from it.
func TestTrainingGoesOnFromACheckpoint(t *testing.T) {
	x, y := randmat.Normal(50, 3, 1), randmat.Normal(50, 2, 2)
	dir := t.TempDir()
	m := compiled(t, ptsne.MeanSquaredError(), ptsne.Adam(0.01), 3)
	save := &ptsne.ModelCheckpoint{Path: filepath.Join(dir, "{epoch}")}
	if _, err := m.Fit(x, y, ptsne.Epochs(5), ptsne.BatchSize(20), ptsne.Callbacks(save), quiet); err != nil {
		t.Fatal(err)
	}
	for i, name := range files(t, dir) {
		loaded, err := ptsne.Load(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := loaded.Fit(x, y, ptsne.InitialEpoch(i+1), ptsne.Epochs(5), ptsne.BatchSize(20), quiet); err != nil {
			t.Fatal(err)
		}
		if !mat.Equal(predict(t, loaded, x), predict(t, m, x)) {
			t.Errorf("from epoch %s on, training leads elsewhere", name)
		}
	}
}
