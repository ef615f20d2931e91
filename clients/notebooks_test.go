package clients_test

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/notebook"
)

// A shipped notebook is one of those for people, which take minutes as they are.
type shipped struct {
	name     string
	fewer    map[string]string // the counts that it is tested with
	want     []string          // in the text of its outputs
	pictures int
}

var deck = shipped{
	name:  "parametric_tsne",
	fewer: map[string]string{"rows": "2000", "batch": "500", "epochs": "2"},
	want: []string{
		"Total params: 1,649,002",
		"Error when checking target: expected",
		"1-NN accuracy of the embedded test points: 0.",
	},
	pictures: 4,
}

var bestMap = shipped{
	name:  "best_map",
	fewer: map[string]string{"rows": "2000", "epochs": "2"},
	want: []string{
		"joint probabilities of shape (2000, 2000)",
		"1-NN accuracy of the test images: 0.",
		"1-NN accuracy of the training images, leaving one out: 0.",
	},
	pictures: 5,
}

var paper = shipped{
	name: "the_paper",
	fewer: map[string]string{
		"rows": "600", "tests": "300", "batch": "300", "small": "150",
		"pretraining": "1", "descents": "1", "steps": "2", "epochs": "2", "coding": "1",
	},
	want: []string{
		"Machine 4/4: 2000 visible, 2 hidden units",
		"Total params: 1,649,002",
		"conjugate gradients  1-NN error 0.",
		"parametric t-SNE  30  learned: ",
		"PCA               10 ",
		"Total params: 3,298,786",
		"autoencoder       30 ",
	},
	pictures: 11,
}

// read reads the notebook and sets its counts, which are in the first cell of
// code.
func (s shipped) read(t testing.TB) *notebook.Notebook {
	t.Helper()
	nb, err := notebook.Read("../notebooks/" + s.name + ".ipynb")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range nb.Cells {
		if c.Type != notebook.Code {
			continue
		}
		for name, count := range s.fewer {
			setting := regexp.MustCompile(`(?m)^(\s*` + name + `\s*=\s*)\d+`)
			if !setting.MatchString(c.Source) {
				t.Fatalf("the first code cell does not set %s:\n%s", name, c.Source)
			}
			c.Source = setting.ReplaceAllString(c.Source, "${1}"+count)
		}
		break
	}
	return nb
}

func TestNotebooks(t *testing.T) {
	for _, s := range []shipped{deck, bestMap, paper} {
		t.Run(s.name, s.run)
	}
}

func (s shipped) run(t *testing.T) {
	needs(t, "python:nbclient")
	dir := t.TempDir()
	short, executed := filepath.Join(dir, "short.ipynb"), filepath.Join(dir, "executed.ipynb")
	if err := s.read(t).Write(short); err != nil {
		t.Fatal(err)
	}
	succeeds(t, client(t, python, "testdata/nbclient_run.py", short, executed))

	nb, err := notebook.Read(executed)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	pictures := 0
	for _, c := range nb.Cells {
		for _, o := range c.Outputs {
			text.WriteString(o.Text + o.EName + ": " + o.EValue + "\n")
			if plain, ok := o.Data["text/plain"].(string); ok {
				text.WriteString(plain + "\n")
			}
			if _, ok := o.Data["image/png"]; ok {
				pictures++
			}
		}
	}
	for _, want := range s.want {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the notebook's outputs lack %q:\n%s", want, &text)
		}
	}
	if pictures != s.pictures {
		t.Errorf("the notebook has %d pictures, not %d", pictures, s.pictures)
	}
	leavesNothing(t)
}
