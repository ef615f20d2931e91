package rbm

import (
	"errors"
	"fmt"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/f32"
	"github.com/gopherbook/gopherbook/ptsne/internal/nils"
	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// rowsAtATime is how many rows of the data one goroutine takes.
const rowsAtATime = 64

// load returns x as float32, if the machine can take it.
func (r *RBM) load(x mat.Matrix) (f32.Matrix, error) {
	if nils.Is(x) {
		return f32.Matrix{}, errors.New("rbm: the data are nil")
	}
	rows, cols := x.Dims()
	if rows == 0 {
		return f32.Matrix{}, errors.New("rbm: the data are empty")
	}
	if cols != r.Visible() {
		return f32.Matrix{}, fmt.Errorf("rbm: the machine has %d visible units, but the data have %d columns", r.Visible(), cols)
	}
	m := f32.New(rows, cols)
	wrong := make([]int, rows) // the first column that is out of range, from 1
	parallel.For(rows, rowsAtATime, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			row := m.Row(i)
			for j := range row {
				v := x.At(i, j)
				if !(v >= 0 && v <= 1) && wrong[i] == 0 {
					wrong[i] = j + 1
				}
				row[j] = float32(v)
			}
		}
	})
	for i, j := range wrong {
		if j > 0 {
			return f32.Matrix{}, fmt.Errorf("rbm: the data have %v in row %d, column %d: scale them to lie between 0 and 1",
				x.At(i, j-1), i, j-1)
		}
	}
	return m, nil
}

func toDense(m f32.Matrix) *mat.Dense {
	d := mat.NewDense(m.Rows, m.Cols, nil)
	for i := range m.Rows {
		row := d.RawRowView(i)
		for j, v := range m.Row(i) {
			row[j] = float64(v)
		}
	}
	return d
}

func toVector(x []float32) *mat.VecDense {
	v := mat.NewVecDense(len(x), nil)
	for i, x := range x {
		v.SetVec(i, float64(x))
	}
	return v
}
