package main

import (
	"bufio"
	_ "embed"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
)

//go:embed torch_tsne.py
var script []byte

// python is the interpreter whose PyTorch is measured: Debian's python3-torch
// belongs to this one.
const python = "/usr/bin/python3"

// torch is PyTorch, in a process of its own, training the same network on the
// same data.
type torch struct {
	dir string
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

// newTorch starts PyTorch with a network of the given model's weights. It
// returns nil if there is none.
func newTorch(x *mat.Dense, p *ptsne.Joint, model *ptsne.Sequential, rate float64) (*torch, error) {
	if err := exec.Command(python, "-c", "import torch").Run(); err != nil {
		return nil, nil
	}
	dir, err := os.MkdirTemp("", "ptsne-torch-")
	if err != nil {
		return nil, err
	}
	t := &torch{dir: dir}
	rows, cols := x.Dims()
	setup := struct {
		Rows, Cols, Batch int
		Units             []int
		Rate, Perplexity  float64
	}{rows, cols, p.BatchSize(), nil, rate, p.Perplexity()[0]}
	t.save("x", x, &err)
	for i, l := range model.Layers() {
		d := l.(*ptsne.DenseLayer)
		setup.Units = append(setup.Units, d.Units())
		t.save(fmt.Sprintf("kernel%d", i), d.Kernel(), &err)
	}
	for n, lo := 0, 0; lo < rows; n, lo = n+1, lo+p.BatchSize() {
		hi := min(rows, lo+p.BatchSize())
		dense := mat.NewDense(hi-lo, hi-lo, nil)
		for i := lo; i < hi; i++ {
			p.DoRowNonZero(i, func(i, j int, v float64) { dense.Set(i-lo, j, v) })
		}
		t.save(fmt.Sprintf("p%d", n), dense, &err)
	}
	text, jsonErr := json.Marshal(setup)
	err = errors.Join(err, jsonErr, os.WriteFile(filepath.Join(dir, "setup.json"), text, 0o666))
	if err == nil {
		t.cmd = exec.Command(python, "-c", string(script))
		t.cmd.Dir, t.cmd.Stderr = dir, os.Stderr
		var out io.Reader
		t.in, _ = t.cmd.StdinPipe()
		out, _ = t.cmd.StdoutPipe()
		t.out = bufio.NewReader(out)
		err = t.cmd.Start()
	}
	if err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	return t, nil
}

// save writes m to a file of float32 numbers.
func (t *torch) save(name string, m *mat.Dense, err *error) {
	if *err == nil {
		*err = writeFloats(filepath.Join(t.dir, name), m)
	}
}

// writeFloats writes m, row by row, to a new file of float32 numbers.
func writeFloats(path string, m *mat.Dense) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	rows, _ := m.Dims()
	for i := range rows {
		for _, v := range m.RawRowView(i) {
			w.Write(binary.LittleEndian.AppendUint32(w.AvailableBuffer(), math.Float32bits(float32(v))))
		}
	}
	return errors.Join(w.Flush(), f.Close())
}

// do lets PyTorch execute a command.
func (t *torch) do(command string) (spent cost, value float64, err error) {
	if _, err := fmt.Fprintln(t.in, command); err != nil {
		return cost{}, 0, err
	}
	_, err = fmt.Fscan(t.out, &spent.wall, &spent.processor, &value)
	return spent, value, err
}

func (t *torch) close() {
	t.in.Close()
	t.cmd.Wait()
	os.RemoveAll(t.dir)
}
