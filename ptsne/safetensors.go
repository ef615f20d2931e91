package ptsne

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
)

// A tensor is an array of float32 in a safetensors file.
type tensor struct {
	name  string
	shape []int
	data  []float32
}

// tensorInfo is what the header of a safetensors file says of a tensor.
type tensorInfo struct {
	DType   string   `json:"dtype"`
	Shape   []int    `json:"shape"`
	Offsets [2]int64 `json:"data_offsets"` // from the end of the header
}

// The format (https://github.com/huggingface/safetensors): the length of the
// header as 8 bytes, the header as JSON, then the tensors, one after the other.
// All numbers are little-endian.
const (
	metadataKey       = "__metadata__"
	maxHeader         = 100_000_000 // the format's own limit
	headerAlign int64 = 8           // blanks after the JSON make the tensors begin at a multiple
)

// writeSafetensors writes tensors, with metadata in the header.
func writeSafetensors(w io.Writer, metadata map[string]string, tensors []tensor) error {
	header := map[string]any{metadataKey: metadata}
	var at int64
	for _, t := range tensors {
		end := at + 4*int64(len(t.data))
		header[t.name] = tensorInfo{"F32", t.shape, [2]int64{at, end}}
		at = end
	}
	text, err := json.Marshal(header)
	if err != nil {
		return err
	}
	for int64(len(text))%headerAlign != 0 {
		text = append(text, ' ')
	}
	if _, err := w.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(text)))); err != nil {
		return err
	}
	if _, err := w.Write(text); err != nil {
		return err
	}
	var buf [1 << 14]byte
	for _, t := range tensors {
		for rest := t.data; len(rest) > 0; {
			n := min(len(rest), len(buf)/4)
			for i, v := range rest[:n] {
				binary.LittleEndian.PutUint32(buf[4*i:], math.Float32bits(v))
			}
			if _, err := w.Write(buf[:4*n]); err != nil {
				return err
			}
			rest = rest[n:]
		}
	}
	return nil
}

// A safetensors is an open file, whose header has been read and checked.
type safetensors struct {
	r        io.ReaderAt
	data     int64 // where the tensors begin
	metadata map[string]string
	tensors  map[string]tensorInfo
}

var errForeign = errors.New("is no safetensors file: it does not begin with such a file's header")

func errTruncated(size, want int64) error {
	return fmt.Errorf("is truncated: it has %d bytes, but its contents take %d: copy or save it again", size, want)
}

// openSafetensors reads the header of a file of the given size.
func openSafetensors(r io.ReaderAt, size int64) (*safetensors, error) {
	var start [9]byte // the length and the brace that follows
	if n, err := r.ReadAt(start[:], 0); n < len(start) {
		if err != io.EOF {
			return nil, err
		}
		return nil, errForeign
	}
	length := binary.LittleEndian.Uint64(start[:])
	if length < 2 || length > maxHeader || start[8] != '{' {
		return nil, errForeign
	}
	f := &safetensors{r: r, data: 8 + int64(length)}
	if f.data > size {
		return nil, errTruncated(size, f.data)
	}
	text := make([]byte, length)
	if _, err := r.ReadAt(text, 8); err != nil && err != io.EOF {
		return nil, err
	}
	var header map[string]json.RawMessage
	if err := json.Unmarshal(text, &header); err != nil {
		return nil, errForeign
	}
	if metadata, ok := header[metadataKey]; ok {
		if err := json.Unmarshal(metadata, &f.metadata); err != nil {
			return nil, errForeign
		}
		delete(header, metadataKey)
	}
	return f, f.check(header, size)
}

// check takes the tensors from the header and sees to it that they fill the
// rest of the file.
func (f *safetensors) check(header map[string]json.RawMessage, size int64) error {
	f.tensors = make(map[string]tensorInfo, len(header))
	var sum, end int64
	for name, text := range header {
		var t tensorInfo
		if err := json.Unmarshal(text, &t); err != nil {
			return fmt.Errorf("is damaged: the header's entry for %q is no tensor", name)
		}
		if t.Offsets[0] < 0 || t.Offsets[1] < t.Offsets[0] {
			return fmt.Errorf("is damaged: tensor %q lies at %v", name, t.Offsets)
		}
		f.tensors[name] = t
		end = max(end, t.Offsets[1])
		sum += t.Offsets[1] - t.Offsets[0]
		if sum > size {
			break // and sum cannot overflow
		}
	}
	switch have := size - f.data; {
	case end > have:
		return errTruncated(size, f.data+end)
	case sum != have || end != have:
		return fmt.Errorf("is damaged: it has %d bytes of tensors, the header says %d", have, sum)
	}
	return nil
}

// read returns a tensor of the given shape.
func (f *safetensors) read(name string, shape ...int) ([]float32, error) {
	t, ok := f.tensors[name]
	if !ok {
		return nil, fmt.Errorf("is damaged: it has no tensor %q", name)
	}
	same := t.DType == "F32" && len(t.Shape) == len(shape)
	count := int64(1)
	for i := 0; same && i < len(shape); i++ {
		same = t.Shape[i] == shape[i]
		if count > 0 && int64(shape[i]) > math.MaxInt64/8/count {
			return nil, fmt.Errorf("is damaged: tensor %q cannot have the shape %v", name, shape)
		}
		count *= int64(shape[i])
	}
	if !same {
		return nil, fmt.Errorf("is damaged: tensor %q is %s of shape %v, want F32 of shape %v", name, t.DType, t.Shape, shape)
	}
	if have := t.Offsets[1] - t.Offsets[0]; have != 4*count {
		return nil, fmt.Errorf("is damaged: tensor %q of shape %v has %d bytes", name, shape, have)
	}
	data := make([]float32, count)
	var buf [1 << 14]byte
	at := f.data + t.Offsets[0]
	for rest := data; len(rest) > 0; {
		n := min(len(rest), len(buf)/4)
		if _, err := f.r.ReadAt(buf[:4*n], at); err != nil && err != io.EOF {
			return nil, err
		}
		for i := range rest[:n] {
			rest[i] = math.Float32frombits(binary.LittleEndian.Uint32(buf[4*i:]))
		}
		at += int64(4 * n)
		rest = rest[n:]
	}
	return data, nil
}
