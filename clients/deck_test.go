package clients_test

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/notebook"
)

// fewer are the counts that the deck's notebook is tested with. As shipped it
// takes minutes.
var fewer = map[string]string{
	"rows":   "2000",
	"batch":  "500",
	"epochs": "2",
}

// shorten sets the counts in the notebook's cell of settings, the first one.
func shorten(t testing.TB, nb *notebook.Notebook) {
	t.Helper()
	for _, c := range nb.Cells {
		if c.Type != notebook.Code {
			continue
		}
		for name, count := range fewer {
			setting := regexp.MustCompile(`(?m)^(\s*` + name + `\s*=\s*)\d+`)
			if !setting.MatchString(c.Source) {
				t.Fatalf("the first code cell does not set %s:\n%s", name, c.Source)
			}
			c.Source = setting.ReplaceAllString(c.Source, "${1}"+count)
		}
		return
	}
}

func TestDeck(t *testing.T) {
	needs(t, "python:nbclient")
	nb, err := notebook.Read("../notebooks/parametric_tsne.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	shorten(t, nb)
	dir := t.TempDir()
	short, executed := filepath.Join(dir, "short.ipynb"), filepath.Join(dir, "executed.ipynb")
	if err := nb.Write(short); err != nil {
		t.Fatal(err)
	}
	succeeds(t, client(t, python, "testdata/nbclient_run.py", short, executed))

	if nb, err = notebook.Read(executed); err != nil {
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
	for _, want := range []string{
		"Total params: 1,649,002",
		"Error when checking target: expected",
		"1-NN accuracy of the embedded test points: 0.",
	} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the notebook's outputs lack %q:\n%s", want, &text)
		}
	}
	if pictures < 3 {
		t.Errorf("the notebook has %d pictures, not three or more", pictures)
	}
	leavesNothing(t)
}
