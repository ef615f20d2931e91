package ptsne_test

import (
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/ptsne"
)

const kerasSummary = `_________________________________________________________________
Layer (type)                 Output Shape              Param #   
=================================================================
dense_1 (Dense)              (None, 500)               392500    
_________________________________________________________________
dense_2 (Dense)              (None, 500)               250500    
_________________________________________________________________
dense_3 (Dense)              (None, 2000)              1002000   
_________________________________________________________________
dense_4 (Dense)              (None, 2)                 4002      
=================================================================
Total params: 1,649,002
Trainable params: 1,649,002
Non-trainable params: 0
_________________________________________________________________`

func TestSummaryIsThatOfKeras(t *testing.T) {
	ptsne.ClearSession()
	m := ptsne.NewSequential(ptsne.Dense(500, ptsne.ReLU, ptsne.InputShape(784)))
	m.Add(ptsne.Dense(500, ptsne.ReLU))
	m.Add(ptsne.Dense(2000, ptsne.ReLU), ptsne.Dense(2, ptsne.Linear))
	s := m.Summary()
	if s.String() != kerasSummary {
		t.Errorf("summary is\n%s\nwant\n%s", s, kerasSummary)
	}
	if s.Params != 1649002 || len(s.Layers) != 4 || s.Layers[2].Units != 2000 || s.Layers[2].Params != 1002000 {
		t.Errorf("summary is %+v", s)
	}
}

func TestSummaryCutsLongNames(t *testing.T) {
	m := ptsne.NewSequential(ptsne.Dense(2, ptsne.Linear, ptsne.Name(strings.Repeat("long", 20)), ptsne.InputShape(3)))
	line := strings.Split(m.Summary().String(), "\n")[3]
	if want := "longlonglonglonglonglonglong (None, 2)                 8         "; line != want {
		t.Errorf("line is %q, want %q", line, want)
	}
}

func TestSummaryOfAnUnbuiltModel(t *testing.T) {
	s := ptsne.NewSequential(ptsne.Dense(2, ptsne.Linear)).Summary()
	if !strings.Contains(s.String(), "(None, 2)                 unbuilt   ") || !strings.Contains(s.String(), "Total params: 0\n") {
		t.Errorf("summary is\n%s", s)
	}
}

func TestSummaryHTML(t *testing.T) {
	m := ptsne.NewSequential(ptsne.Dense(2000, ptsne.ReLU, ptsne.Name("<b>"), ptsne.InputShape(500)))
	got := m.Summary().HTML()
	for _, want := range []string{"<table>", "&lt;b&gt; (Dense)", "(None, 2000)", "1,002,000", "Total params", "</table>"} {
		if !strings.Contains(got, want) {
			t.Errorf("HTML lacks %q:\n%s", want, got)
		}
	}
}
