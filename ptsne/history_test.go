package ptsne_test

import (
	"testing"

	"github.com/gopherbook/gopherbook/ptsne"
)

func TestHistoryString(t *testing.T) {
	for _, c := range []struct {
		loss, validation []float64
		want             string
	}{
		{nil, nil, "History: no epochs"},
		{[]float64{2.34}, nil, "History: 1 epoch, loss 2.3400"},
		{[]float64{3.5, 3, 2.25}, nil, "History: 3 epochs, loss from 3.5000 to 2.2500"},
		{[]float64{3.5, 3, 2.25}, []float64{3, 2.75, 2.5}, "History: 3 epochs, loss from 3.5000 to 2.2500, val_loss 2.5000"},
	} {
		h := &ptsne.History{History: map[string][]float64{"loss": c.loss, "val_loss": c.validation}}
		if got := h.String(); got != c.want {
			t.Errorf("String is %q, want %q", got, c.want)
		}
	}
}
