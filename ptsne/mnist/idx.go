package mnist

import (
	"bufio"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"gonum.org/v1/gonum/mat"
)

// The IDX format: a big-endian magic number, whose last byte is the number of
// dimensions and whose third says unsigned bytes; then the dimensions; then
// the data.
const (
	magicLabels = 0x00000801
	magicImages = 0x00000803
)

// maxImages bounds what a damaged header can make us allocate.
const maxImages = 1 << 20

// readImages reads the first rows images, all if rows is 0.
func readImages(path string, rows int) (*mat.Dense, error) {
	var data []float64
	n, err := readIDX(path, magicImages, []uint32{Side, Side}, rows, func(n int, r io.Reader) error {
		data = make([]float64, n*Pixels)
		pixels := make([]byte, Pixels)
		for i := range n {
			if _, err := io.ReadFull(r, pixels); err != nil {
				return err
			}
			for j, p := range pixels {
				data[i*Pixels+j] = float64(p) / 255
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return mat.NewDense(n, Pixels, data), nil
}

// readLabels reads the first rows labels, all if rows is 0, and wants images
// of them.
func readLabels(path string, rows, images int) ([]int, error) {
	var labels []int
	n, err := readIDX(path, magicLabels, nil, rows, func(n int, r io.Reader) error {
		digits := make([]byte, n)
		if _, err := io.ReadFull(r, digits); err != nil {
			return err
		}
		labels = make([]int, n)
		for i, d := range digits {
			if d > 9 {
				return fmt.Errorf("label %d is %d, not a digit", i, d)
			}
			labels[i] = int(d)
		}
		return nil
	})
	if err == nil && n != images {
		err = fmt.Errorf("mnist: %s has %d labels for %d images", path, n, images)
	}
	return labels, err
}

// readIDX opens a compressed IDX file, checks its header and gives read the
// number of items to read. A file that is read to its end is checked against
// the checksum at its end.
func readIDX(path string, magic uint32, shape []uint32, rows int, read func(n int, r io.Reader) error) (int, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, fmt.Errorf("mnist: no file %s: give the directory of the four .gz files to mnist.Dir", path)
	}
	if err != nil {
		return 0, fmt.Errorf("mnist: %w", err)
	}
	defer f.Close()
	damaged := func(err error) (int, error) {
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			err = errors.New("it ends too early")
		}
		return 0, fmt.Errorf("mnist: %s is damaged: %w", path, err)
	}

	z, err := gzip.NewReader(bufio.NewReader(f))
	if err != nil {
		return damaged(err)
	}
	header := make([]uint32, 2+len(shape))
	if err := binary.Read(z, binary.BigEndian, header); err != nil {
		return damaged(err)
	}
	if header[0] != magic {
		return damaged(fmt.Errorf("it starts with %#08x, not %#08x", header[0], magic))
	}
	for i, want := range shape {
		if header[2+i] != want {
			return damaged(fmt.Errorf("dimension %d is %d, not %d", i+1, header[2+i], want))
		}
	}
	if header[1] == 0 || header[1] > maxImages {
		return damaged(fmt.Errorf("it claims %d items", header[1]))
	}
	n := int(header[1])
	if rows > n {
		return 0, fmt.Errorf("mnist: %s has %d rows, fewer than the %d asked for", path, n, rows)
	}
	whole := rows == 0 || rows == n
	if !whole {
		n = rows
	}
	if err := read(n, z); err != nil {
		return damaged(err)
	}
	if whole {
		if extra, err := io.Copy(io.Discard, z); err != nil {
			return damaged(err)
		} else if extra > 0 {
			return damaged(fmt.Errorf("it goes on for %d bytes after the last item", extra))
		}
	}
	return n, nil
}
