package ptsne_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/internal/race"
	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
)

// rowsOf gives the rows of x in memory that it reuses, and then err if that is
// not nil.
func rowsOf(x *mat.Dense, err error) iter.Seq2[[]float64, error] {
	return func(yield func([]float64, error) bool) {
		rows, cols := x.Dims()
		buf := make([]float64, cols)
		for i := range rows {
			copy(buf, x.RawRowView(i))
			if !yield(buf, nil) {
				return
			}
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

// collect returns all outputs and the error that ended them.
func collect(m *ptsne.Sequential, rows iter.Seq2[[]float64, error]) (all [][]float64, err error) {
	for y, err := range m.PredictRows(rows) {
		if err != nil {
			return all, err
		}
		all = append(all, slices.Clone(y))
	}
	return all, nil
}

func TestPredictRowsIsPredict(t *testing.T) {
	for _, rows := range []int{0, 1, 1023, 1024, 1025, 3000} {
		m := ptsne.NewSequential(ptsne.Dense(20, ptsne.ReLU), ptsne.Dropout(0.5), ptsne.Dense(3, ptsne.Tanh))
		x := randmat.Normal(max(1, rows), 5, 1)
		got, err := collect(m, rowsOf(x.Slice(0, rows, 0, 5).(*mat.Dense), nil))
		if err != nil || len(got) != rows {
			t.Fatalf("of %d rows come %d outputs, error %v", rows, len(got), err)
		}
		want := predict(t, m, x)
		for i, y := range got {
			if !slices.Equal(y, want.RawRowView(i)) {
				t.Fatalf("row %d gives %v, want %v", i, y, want.RawRowView(i))
			}
		}
	}
}

func TestPredictRowsHoldsFewRows(t *testing.T) {
	const rows = 50000
	m := ptsne.NewSequential(ptsne.Dense(4, ptsne.ReLU), ptsne.Dense(2, ptsne.Linear))
	read, most := 0, 0
	endless := func(yield func([]float64, error) bool) {
		row := []float64{1, 2, 3}
		for yield(row, nil) {
			read++
			row[0]++
		}
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	n := 0
	for _, err := range m.PredictRows(endless) {
		if err != nil {
			t.Fatal(err)
		}
		most = max(most, read-n)
		if n++; n == rows {
			break
		}
	}
	runtime.ReadMemStats(&after)
	if n != rows || most > 1024 {
		t.Errorf("after %d outputs, %d rows were held at most", n, most)
	}
	if bytes := after.TotalAlloc - before.TotalAlloc; bytes > rows*8 && !race.Enabled { // under which sync.Pool forgets
		t.Errorf("%d rows took %d bytes", rows, bytes)
	}
}

func TestPredictRowsErrors(t *testing.T) {
	m := ptsne.NewSequential(ptsne.Dense(2, ptsne.Linear, ptsne.Name("map"), ptsne.InputShape(3)))
	x := randmat.Normal(1500, 3, 1)
	bad := mat.DenseCopyOf(x)
	bad.Set(1200, 2, math.Inf(1))
	broken := errors.New("connection lost")
	for _, c := range []struct {
		model *ptsne.Sequential
		rows  iter.Seq2[[]float64, error]
		n     int // outputs before the error
		want  string
	}{
		{m, rowsOf(x, broken), 1500, "connection lost"},
		{m, rowsOf(bad, nil), 1200, "ptsne: the input has +Inf in row 1200, column 2"},
		{m, rowsOf(randmat.Normal(3, 2, 1), nil), 0, "ptsne: row 0 of the input has 2 columns, but map takes 3"},
		{m, func(yield func([]float64, error) bool) {
			_ = yield([]float64{1, 2, 3}, nil) && yield(nil, nil)
		}, 1, "ptsne: row 1 of the input has 0 columns, but map takes 3"},
		{ptsne.NewSequential(), rowsOf(x, nil), 0, "a model without layers cannot predict"},
	} {
		got, err := collect(c.model, c.rows)
		if len(got) != c.n || err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%d outputs, error %v, want %d and %q", len(got), err, c.n, c.want)
		}
	}
}

// Points are read from a CSV file and placed one after the other.
func ExampleSequential_PredictRows() {
	file := strings.NewReader("1,2\n3,4\n5,6\n")
	rows := func(yield func([]float64, error) bool) {
		r := csv.NewReader(file)
		for {
			record, err := r.Read()
			if err == io.EOF {
				return
			}
			row := make([]float64, len(record))
			for j := 0; err == nil && j < len(row); j++ {
				row[j], err = strconv.ParseFloat(record[j], 64)
			}
			if !yield(row, err) {
				return
			}
		}
	}

	sum := ptsne.Dense(1, ptsne.Linear, ptsne.InputShape(2))
	model := ptsne.NewSequential(sum)
	sum.SetWeights(mat.NewDense(2, 1, []float64{1, 1}), mat.NewVecDense(1, nil))
	for y, err := range model.PredictRows(rows) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(y)
	}
	// Output:
	// [3]
	// [7]
	// [11]
}
