package ptsne_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
)

// The version of npm's onnxruntime-node that the test takes.
const onnxruntime = "onnxruntime-node@1.30.0"

// runner reads {path, rows, cols, data} and writes the output of the network.
const runner = `
const ort = require("onnxruntime-node");
const {path, rows, cols, data} = JSON.parse(require("fs").readFileSync(0));
(async () => {
	const session = await ort.InferenceSession.create(path);
	const input = new ort.Tensor("float32", Float32Array.from(data), [rows, cols]);
	const {output} = await session.run({input});
	console.log(JSON.stringify({dims: output.dims, data: Array.from(output.data)}));
})().catch(e => { console.error(e); process.exit(1); });
`

// npmPatience is how long npm may take to install it.
const npmPatience = 5 * time.Minute

// What onnxruntime makes of the file is what Predict gives. The test installs
// onnxruntime-node in the user's cache directory (300 MB, once), for which it
// needs node and npm (Debian: nodejs, npm), and the first time npm's registry;
// without them, or with -short, it is skipped.
func TestONNXRuntimeAgrees(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: onnxruntime is large")
	}
	modules := installONNXRuntime(t)
	m := manyLayers(t)
	path := exported(t, m)
	for _, rows := range []int{1, 333} {
		x := randmat.Normal(rows, 6, 3)
		in, err := json.Marshal(map[string]any{"path": path, "rows": rows, "cols": 6, "data": x.RawMatrix().Data})
		if err != nil {
			t.Fatal(err)
		}
		var out, errors bytes.Buffer
		node := exec.Command("node", "-e", runner)
		node.Env = append(os.Environ(), "NODE_PATH="+modules)
		node.Stdin, node.Stdout, node.Stderr = bytes.NewReader(in), &out, &errors
		if err := node.Run(); err != nil {
			t.Fatalf("onnxruntime: %v\n%s", err, &errors)
		}
		var got struct {
			Dims []int
			Data []float64
		}
		if err := json.Unmarshal(out.Bytes(), &got); err != nil {
			t.Fatalf("onnxruntime wrote %q: %v", out.String(), err)
		}
		if len(got.Dims) != 2 || got.Dims[0] != rows || got.Dims[1] != 2 {
			t.Fatalf("the output has shape %v", got.Dims)
		}
		want := predict(t, m, x)
		if y := mat.NewDense(rows, 2, got.Data); !mat.EqualApprox(y, want, 1e-5) {
			t.Errorf("onnxruntime's map of %d points differs by %g", rows, maxDifference(y, want))
		}
	}
}

// installONNXRuntime returns the directory of npm's modules.
func installONNXRuntime(t *testing.T) string {
	t.Helper()
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("there is no %s here (Debian's packages: nodejs, npm)", program)
		}
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Skip(err)
	}
	cache = filepath.Join(cache, "gopherbook-test")
	dir := filepath.Join(cache, onnxruntime)
	modules := filepath.Join(dir, "node_modules")
	if _, err := os.Stat(modules); err == nil {
		return modules
	}
	if err := os.MkdirAll(cache, 0o777); err != nil {
		t.Skip(err)
	}
	half, err := os.MkdirTemp(cache, "npm-")
	if err != nil {
		t.Skip(err)
	}
	defer os.RemoveAll(half)
	// The package's script would fetch libraries for graphics cards.
	ctx, cancel := context.WithTimeout(t.Context(), npmPatience)
	defer cancel()
	npm := exec.CommandContext(ctx, "npm", "install", "--prefix", half, "--fetch-retries", "1",
		"--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", onnxruntime)
	npm.WaitDelay = 10 * time.Second
	switch out, err := npm.CombinedOutput(); {
	case ctx.Err() != nil:
		t.Skipf("npm has not installed %s within %v: it may not reach its registry\n%s", onnxruntime, npmPatience, out)
	case err != nil:
		t.Skipf("npm cannot install %s: %v\n%s", onnxruntime, err, out)
	}
	if err := os.Rename(half, dir); err != nil {
		if _, err := os.Stat(modules); err != nil { // else another test was faster
			t.Fatal(err)
		}
	}
	return modules
}
