package ptsne_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/ptsne"
)

func TestCSVLogger(t *testing.T) {
	path := filepath.Join(t.TempDir(), "training.csv")
	log := &ptsne.CSVLogger{Path: path}
	train := func(epochs ...ptsne.Logs) {
		t.Helper()
		log.OnTrainBegin(nil)
		for epoch, logs := range epochs {
			if err := log.OnEpochEnd(epoch, logs); err != nil {
				t.Fatal(err)
			}
		}
	}
	expect := func(want string) {
		t.Helper()
		if got, err := os.ReadFile(path); err != nil || string(got) != want {
			t.Errorf("file is %q, error %v, want %q", got, err, want)
		}
	}
	train(ptsne.Logs{"loss": 2.5, "lr": 0.01}, ptsne.Logs{"loss": 1e-9, "lr": 0.01, "new": 1}, ptsne.Logs{"loss": 1})
	expect("epoch,loss,lr\n0,2.5,0.01\n1,1e-09,0.01\n2,1,\n")
	train(ptsne.Logs{"loss": 7})
	expect("epoch,loss\n0,7\n")
	log.Append = true
	train(ptsne.Logs{"accuracy": 1, "loss": 6})
	expect("epoch,loss\n0,7\n0,6\n")
	os.Remove(path)
	train(ptsne.Logs{"loss": 5})
	expect("epoch,loss\n0,5\n")
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
		t.Errorf("the directory has %v", entries)
	}
}

func TestCSVLoggerErrors(t *testing.T) {
	foreign := filepath.Join(t.TempDir(), "notes.txt")
	if err := os.WriteFile(foreign, []byte("dear diary\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for want, log := range map[string]*ptsne.CSVLogger{
		"no/such/file.csv cannot be written: ": {Path: "no/such/file.csv"},
		"does not begin with the header":       {Path: foreign, Append: true},
	} {
		if _, err := fitWith(t, 1, log); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want %q", err, want)
		}
	}
	if text, _ := os.ReadFile(foreign); string(text) != "dear diary\n" {
		t.Errorf("the file is now %q", text)
	}
}
