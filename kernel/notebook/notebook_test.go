package notebook_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gopherbook/gopherbook/kernel/notebook"
)

// encode returns the notebook as it would be written.
func encode(t testing.TB, nb *notebook.Notebook) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := nb.Encode(&buf); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func read(t testing.TB, path string) *notebook.Notebook {
	t.Helper()
	nb, err := notebook.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	return nb
}

func TestRead(t *testing.T) {
	nb := read(t, "testdata/sample.ipynb")
	if len(nb.Cells) != 6 || nb.Minor != 5 {
		t.Fatalf("%d cells of nbformat 4.%d, want 6 of 4.5", len(nb.Cells), nb.Minor)
	}
	train := nb.Cells[1]
	if train.Type != notebook.Code || train.ID != "b1b2c3d4" || *train.ExecutionCount != 1 {
		t.Errorf("cell 2 is %+v", train)
	}
	if want := "// Train the model.\n%time\nhist, err"; !strings.HasPrefix(train.Source, want) {
		t.Errorf("cell 2 starts with %q, want %q", train.Source, want)
	}
	if out := train.Outputs[1]; out.Name != "stderr" || out.Text != "warning: slow & steady\n" {
		t.Errorf("its second output is %+v", out)
	}
	if !nb.Cells[3].HasTag("raises-exception") || nb.Cells[2].HasTag("raises-exception") {
		t.Error("tags are not read")
	}
	if svg, _ := nb.Cells[2].Outputs[0].Data["image/svg+xml"].(string); !strings.HasSuffix(svg, "></svg>") {
		t.Errorf("the picture is %q", svg)
	}
	if out := nb.Cells[3].Outputs[0]; out.EName != "ValueError" || len(out.Traceback) != 2 {
		t.Errorf("the error is %+v", out)
	}
}

// A file in nbformat's own form comes out byte for byte.
func TestEncodeIsCanonical(t *testing.T) {
	want, err := os.ReadFile("testdata/sample.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(encode(t, read(t, "testdata/sample.ipynb")))); diff != "" {
		t.Errorf("reading and writing changes the file (-want +got):\n%s", diff)
	}
}

// Nothing is lost of a file with things this package does not know.
func TestEncodeKeepsEverything(t *testing.T) {
	data, err := os.ReadFile("testdata/stranger.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	want, got := anyJSON(t, data), anyJSON(t, encode(t, read(t, "testdata/stranger.ipynb")))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("reading and writing changes the content (-want +got):\n%s", diff)
	}
}

// anyJSON decodes JSON, with lists of strings joined: how a text is split into
// lines is no content.
func anyJSON(t *testing.T, data []byte) any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	var join func(any) any
	join = func(v any) any {
		switch v := v.(type) {
		case map[string]any:
			for k, e := range v {
				if !strings.HasSuffix(k, "+json") {
					v[k] = join(e)
				}
			}
		case []any:
			texts := make([]string, 0, len(v))
			for i, e := range v {
				v[i] = join(e)
				if s, ok := e.(string); ok {
					texts = append(texts, s)
				}
			}
			if len(texts) == len(v) && len(v) > 0 {
				return strings.Join(texts, "")
			}
		}
		return v
	}
	return join(v)
}

// Jupyter's own library finds our files valid, and writes them just as we do.
func TestEncodeAgreesWithNbformat(t *testing.T) {
	python := "/usr/bin/python3" // where Debian's packages are
	if exec.Command(python, "-c", "import nbformat").Run() != nil {
		t.Skip("nbformat is not installed (Debian: python3-nbformat)")
	}
	nb := read(t, "testdata/sample.ipynb")
	nb.Cells[1].Source = "a\r\nb\rc\fd\u0085e\u00a0f\n\n"
	nb.Cells[1].Outputs[0].Text = "\x1b[31m<&>ü\U0001F600\x1b[0m\v tail"
	ours := encode(t, nb)
	path := filepath.Join(t.TempDir(), "nb.ipynb")
	if err := os.WriteFile(path, ours, 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(python, "-c", `
import nbformat, sys
nb = nbformat.read(sys.argv[1], as_version=4)
nbformat.validate(nb)
nbformat.write(nb, sys.argv[1])`, path)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	theirs, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(theirs), string(ours)); diff != "" {
		t.Errorf("nbformat writes the file otherwise (-theirs +ours):\n%s", diff)
	}
}

func TestReadErrors(t *testing.T) {
	dir := t.TempDir()
	for _, test := range []struct{ name, content, want string }{
		{"empty", " \n", "is not a notebook: it is empty"},
		{"text", "# Title\n", "is not a notebook: broken JSON in line 1"},
		{"broken", "{\n \"nbformat\": 4,\n \"cells\": [,]\n}", "broken JSON in line 3"},
		{"cut", `{"nbformat": 4, "cells": [`, "it ends too early"},
		{"tail", `{"nbformat": 4, "cells": []} x`, "broken JSON"},
		{"two", `{"nbformat": 4, "cells": []} {}`, "there is more after its end"},
		{"list", `[1]`, "JSON, but not an object"},
		{"other", `{"name": "x"}`, "has no nbformat number"},
		{"words", `{"nbformat": "four"}`, "has no nbformat number"},
		{"v3", `{"nbformat": 3, "worksheets": []}`, "has nbformat 3, which is too old: convert it first"},
		{"v5", `{"nbformat": 5}`, "has nbformat 5, which is too new"},
		{"cells", `{"nbformat": 4, "cells": {}}`, "is a broken notebook: cells is not a list"},
		{"cell", `{"nbformat": 4, "cells": [{"cell_type": "raw"}, 7]}`, "cell 2: it is not an object"},
		{"type", `{"nbformat": 4, "cells": [{}]}`, "cell 1: it has no cell_type"},
		{"source", `{"nbformat": 4, "cells": [{"cell_type": "code", "source": 5}]}`, "cell 1: source is neither text nor a list of lines"},
		{"lines", `{"nbformat": 4, "cells": [{"cell_type": "code", "source": [5]}]}`, "cell 1: source is a list of lines"},
		{"count", `{"nbformat": 4, "cells": [{"cell_type": "code", "execution_count": 1.5}]}`, "cell 1: execution_count is not a whole number"},
		{"output", `{"nbformat": 4, "cells": [{"cell_type": "code", "outputs": [{}]}]}`, "cell 1: output 1: it has no output_type"},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(dir, test.name+".ipynb")
			if err := os.WriteFile(path, []byte(test.content), 0o644); err != nil {
				t.Fatal(err)
			}
			_, err := notebook.Read(path)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("error is %v, want %q in it", err, test.want)
			}
			if strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), path) {
				t.Errorf("error %q is not one sentence that names the file", err)
			}
		})
	}
	if _, err := notebook.Read(filepath.Join(dir, "none.ipynb")); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("a missing file: error is %v", err)
	}
}

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	nb := read(t, "testdata/sample.ipynb")
	path := filepath.Join(dir, "out.ipynb")
	if err := nb.Write(path); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(nb, read(t, path)); diff != "" {
		t.Errorf("the notebook read back differs (-want +got):\n%s", diff)
	}
	if err := nb.Write(filepath.Join(dir, "none", "out.ipynb")); err == nil {
		t.Error("no error for a folder that does not exist")
	}
	// What cannot be written leaves the old file alone.
	nb.Metadata["bad"] = func() {}
	before := encode(t, read(t, path))
	if err := nb.Write(path); err == nil {
		t.Fatal("no error for what JSON cannot express")
	}
	if !bytes.Equal(before, encode(t, read(t, path))) {
		t.Error("a failed write changed the file")
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("%d files are left, want 1", len(left))
	}
}

// FuzzParse: whatever can be read is written in a form that reads the same.
func FuzzParse(f *testing.F) {
	for _, name := range []string{"sample", "stranger"} {
		data, err := os.ReadFile("testdata/" + name + ".ipynb")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(`{"nbformat":4,"cells":[{"cell_type":"code","source":["\r","\n"],"outputs":[{"output_type":"stream","text":[]}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		nb, err := notebook.Parse(data)
		if err != nil {
			return
		}
		once := encode(t, nb)
		again, err := notebook.Parse(once)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v\n%s", err, once)
		}
		if diff := cmp.Diff(string(once), string(encode(t, again))); diff != "" {
			t.Errorf("writing again changes the file:\n%s", diff)
		}
	})
}
