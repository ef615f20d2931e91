package session_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/internal/proxytest"
)

// write writes the files of a test into a directory.
func write(t testing.TB, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// openAmong writes files and opens a notebook in a directory among them. At the
// end of the test they must be as they were.
func openAmong(t *testing.T, files map[string]string, book string) *notebook {
	dir := t.TempDir()
	write(t, dir, files)
	if err := os.MkdirAll(filepath.Join(dir, book), 0o755); err != nil {
		t.Fatal(err)
	}
	before := listing(t, dir)
	t.Cleanup(func() {
		if after := listing(t, dir); after != before {
			t.Errorf("the user's files have changed from\n%s\nto\n%s", before, after)
		}
	})
	return openIn(t, filepath.Join(dir, book))
}

// lastOfLoop is a function that returns 3 before Go 1.22, and 0 since.
const lastOfLoop = `func Last() int {
	var f func() int
	for i := 0; i < 3; i++ {
		if i == 0 {
			f = func() int { return i }
		}
	}
	return f()
}
`

// A module's packages are compiled as its own go.mod says, not as the newest
// language has it: before Go 1.22 the iterations of a loop shared a variable.
func TestModuleKeepsLanguage(t *testing.T) {
	nb := openAmong(t, map[string]string{
		"go.mod":       "module old\n\ngo 1.20\n",
		"loop/loop.go": "package loop\n\n" + lastOfLoop,
	}, ".")
	nb.want("loop.Last()", "=> 3\n")
	nb.want("var fs []func() int\nfor i := 0; i < 3; i++ { fs = append(fs, func() int { return i }) }\nfs[0]()", "=> 0\n")
}

// What is vendored is what is compiled: the modules are nowhere else. That holds
// for the worker too: of golang.org/x/sys, what it needs is vendored.
func TestModuleVendor(t *testing.T) {
	t.Setenv("GOPROXY", "off")
	t.Setenv("GOFLAGS", "-modcacherw")
	unix := moduleDir(t, "golang.org/x/sys") + "/unix"
	t.Setenv("GOMODCACHE", t.TempDir())
	files := map[string]string{
		"go.mod": "module example.com/own/v2\n\ngo 1.21\n\nrequire (\n\texample.com/dep v1.2.0\n\texample.com/dep/nested v0.1.0\n" +
			"\texample.com/fork v1.0.0\n\texample.com/tests v1.0.0\n\tgolang.org/x/sys v0.99.0\n)\n\nreplace example.com/fork => ../elsewhere\n",
		"lib/lib.go": "package lib\n\nimport (\n\t\"example.com/dep/sub\"\n\t\"example.com/dep/nested\"\n\t\"example.com/fork\"\n)\n\nvar V = sub.V + nested.V + fork.V\n",
		"vendor/modules.txt": "# example.com/dep v1.2.0\n## explicit; go 1.20\nexample.com/dep/sub\n" +
			"# example.com/dep/nested v0.1.0\n## explicit\nexample.com/dep/nested\n" +
			"# example.com/fork v1.0.0 => ../elsewhere\n## explicit; go 1.21\nexample.com/fork\n" +
			"# example.com/tests v1.0.0\n## explicit\n" +
			"# golang.org/x/sys v0.99.0\n## explicit; go 1.24\ngolang.org/x/sys/unix\n" +
			"# example.com/fork => ../elsewhere\n",
		"vendor/example.com/dep/sub/sub.go":  "package sub\n\nvar V = \"vendored \"\n\n" + lastOfLoop,
		"vendor/example.com/dep/nested/n.go": "package nested\n\nvar V = \"nested \"\n",
		"vendor/example.com/fork/fork.go":    "package fork\n\nvar V = \"forked\"\n",
	}
	sources, err := filepath.Glob(unix + "/*")
	if err != nil || len(sources) == 0 {
		t.Fatal("golang.org/x/sys/unix is not there", err)
	}
	for _, path := range sources {
		if info, err := os.Stat(path); err == nil && !info.IsDir() {
			files["vendor/golang.org/x/sys/unix/"+filepath.Base(path)] = read(t, path)
		}
	}
	nb := openAmong(t, files, "books")
	nb.want("import \"example.com/own/v2/lib\"\nlib.V", "=> vendored nested forked\n")
	nb.want("sub.Last()", "=> 3\n")
	nb.want("display.HTML(\"<b>x</b>\")", "=> x\n")

	// What gopherbook needs more of is fetched in the version that is vendored.
	t.Setenv("GOPROXY", "http://127.0.0.1:1")
	nb = openAmong(t, files, "books")
	nb.wantFailure("1", "BuildError", "cannot reach the module proxy", "golang.org/x/sys@v0.99.0", "connection refused")
}

// moduleDir returns the directory of a module that gopherbook requires.
func moduleDir(t *testing.T, path string) string {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// The modules of a workspace use each other's directories, and its replace
// lines count before theirs.
func TestWorkspace(t *testing.T) {
	t.Setenv("GOPROXY", "off")
	files := map[string]string{
		"go.work":          "go 1.23\n\nuse (\n\t./app\n\t./lib\n)\n\nreplace example.com/dep => ./dep2\n",
		"app/go.mod":       "module example.com/app\n\ngo 1.22\n\nrequire example.com/lib v1.5.0\n\nreplace example.com/dep => ../dep1\n",
		"app/deep/deep.go": "package deep\n\nimport \"example.com/lib\"\n\nvar V = \"deep \" + lib.V\n",
		"lib/go.mod":       "module example.com/lib\n\ngo 1.20\n\nrequire example.com/dep v1.0.0\n",
		"lib/lib.go":       "package lib\n\nimport \"example.com/dep\"\n\nvar V = \"sibling \" + dep.V\n",
		"dep1/go.mod":      "module example.com/dep\n",
		"dep1/dep.go":      "package dep\n\nvar V = \"of the module\"\n",
		"dep2/go.mod":      "module example.com/dep\n",
		"dep2/dep.go":      "package dep\n\nvar V = \"of the workspace\"\n",
		"out/go.mod":       "module example.com/out\n\ngo 1.22\n",
		"out/lib/lib.go":   "package lib\n\nvar V = \"out\"\n",
	}
	for book, want := range map[string]string{
		"app/books": "=> deep sibling of the workspace\n",
		".":         "=> deep sibling of the workspace\n", // in no module, but in the workspace
	} {
		t.Run(book, func(t *testing.T) {
			nb := openAmong(t, files, book)
			nb.want("deep.V", want)
			nb.want("lib.V", "=> sibling of the workspace\n")
		})
	}
	t.Run("out", func(t *testing.T) { // a module that the workspace leaves out
		nb := openAmong(t, files, "out")
		nb.want("lib.V", "=> out\n")
	})
}

// A workspace may be vendored as a whole.
func TestWorkspaceVendor(t *testing.T) {
	t.Setenv("GOPROXY", "off")
	nb := openAmong(t, map[string]string{
		"go.work":                       "go 1.23\n\nuse (\n\t./app\n\t./lib\n)\n",
		"app/go.mod":                    "module example.com/app\n\ngo 1.22\n",
		"lib/go.mod":                    "module example.com/lib\n\ngo 1.22\n\nrequire example.com/dep v1.0.0\n",
		"lib/lib.go":                    "package lib\n\nimport \"example.com/dep\"\n\nvar V = \"sibling \" + dep.V\n",
		"vendor/modules.txt":            "## workspace\n# example.com/dep v1.0.0\n## explicit; go 1.22\nexample.com/dep\n",
		"vendor/example.com/dep/dep.go": "package dep\n\nvar V = \"vendored\"\n",
	}, "app")
	nb.want("lib.V", "=> sibling vendored\n")
}

// Dependencies may hold C and C++.
func TestModuleCgo(t *testing.T) {
	nb := openAmong(t, map[string]string{
		"go.mod":        "module example.com/own\n\ngo 1.22\n\nrequire example.com/native v1.0.0\n\nreplace example.com/native => ./native\n",
		"native/go.mod": "module example.com/native\n\ngo 1.22\n",
		"native/c/c.go": "package c\n\n// #cgo LDFLAGS: -lm\n// #include <math.h>\n// #include \"twice.h\"\nimport \"C\"\n\n" +
			"func Root(x float64) float64 { return float64(C.sqrt(C.double(x))) }\n\nfunc Twice(n int) int { return int(C.twice(C.int(n))) }\n",
		"native/c/twice.h": "int twice(int n);\n",
		"native/c/twice.c": "#include \"twice.h\"\nint twice(int n) { return 2 * n; }\n",
		"native/cxx/cxx.go": "package cxx\n\n// int joined(int a, int b);\nimport \"C\"\n\n" +
			"func Joined(a, b int) int { return int(C.joined(C.int(a), C.int(b))) }\n",
		"native/cxx/joined.cc": "#include <string>\nextern \"C\" int joined(int a, int b) { return std::stoi(std::to_string(a) + std::to_string(b)); }\n",
	}, ".")
	nb.want("import \"example.com/native/c\"\nfmt.Println(c.Root(81), c.Twice(21))", "9 42\n")
	nb.want("import \"example.com/native/cxx\"\ncxx.Joined(12, 34)", "=> 1234\n")
	nb.want("func f() int { return c.Twice(cxx.Joined(1, 1)) }\nf()", "=> 22\n")
}

// Files are chosen as go build chooses them, by GOFLAGS and the platform.
func TestModuleTags(t *testing.T) {
	t.Setenv("GOFLAGS", "-tags=special,other")
	nb := openAmong(t, map[string]string{
		"go.mod":               "module example.com/own\n\ngo 1.22\n",
		"lib/lib.go":           "package lib\n\nvar V = Tag + Arch\n",
		"lib/special.go":       "//go:build special && !missing\n\npackage lib\n\nconst Tag = \"special \"\n",
		"lib/plain.go":         "//go:build !special\n\npackage lib\n\nconst Tag = \"plain \"\n",
		"lib/arch_plan9.go":    "package lib\n\nconst Arch = \"plan9\"\n",
		"lib/arch_unix.go":     "//go:build unix\n\npackage lib\n\nconst Arch = \"unix\"\n",
		"lib/broken_tested.go": "//go:build missing\n\npackage lib\n\nvar V = 1\n",
	}, ".")
	nb.want("lib.V", "=> special unix\n")
}

// GOFLAGS may name another go.mod, and say that the vendor directory is not to
// be used.
func TestModuleFlags(t *testing.T) {
	t.Setenv("GOPROXY", "off")
	t.Setenv("GOFLAGS", "-mod=mod -modfile=other.mod")
	nb := openAmong(t, map[string]string{
		"go.mod":                        "module example.com/own\n\ngo 1.22\n\nrequire example.com/dep v1.0.0\n",
		"other.mod":                     "module example.com/own\n\ngo 1.22\n\nrequire example.com/dep v1.0.0\n\nreplace example.com/dep => ./dep\n",
		"dep/go.mod":                    "module example.com/dep\n",
		"dep/dep.go":                    "package dep\n\nvar V = \"beside\"\n",
		"vendor/modules.txt":            "# example.com/dep v1.0.0\n## explicit\nexample.com/dep\n",
		"vendor/example.com/dep/dep.go": "package dep\n\nvar V = \"vendored\"\n",
	}, ".")
	nb.want("dep.V", "=> beside\n")
}

// A module that requires an older gonum than gopherbook gets the newer one, by
// the go command's rule; what it requires is otherwise its own.
func TestModuleWithOlderGonum(t *testing.T) {
	nb := openAmong(t, map[string]string{
		"go.mod":     "module example.com/own\n\ngo 1.22\n\nrequire gonum.org/v1/gonum v0.16.0\n",
		"lib/lib.go": "package lib\n\nimport \"gonum.org/v1/gonum/mat\"\n\nfunc Sum(m mat.Matrix) float64 { return mat.Sum(m) }\n",
	}, ".")
	nb.want("lib.Sum(mat.NewDense(2, 2, []float64{1, 2, 3, 4}))", "=> 10\n")
	nb.want("ptsne.ReLU.String()", "=> relu\n")
}

// %go get makes a module known to the session alone. What has been loaded stays.
func TestGoGet(t *testing.T) {
	proxy := proxytest.New(t)
	for _, v := range []string{"v1.0.0", "v1.1.0"} {
		proxy.Add("example.com/greet", v, map[string]string{
			"go.mod":   "module example.com/greet\n\ngo 1.21\n",
			"greet.go": "package greet\n\nconst Version = \"" + v + "\"\n",
		})
	}
	files := map[string]string{"go.mod": "module example.com/own\n\ngo 1.21\n"}
	nb := openAmong(t, files, ".")
	nb.wantFailure("import \"example.com/greet\"\ngreet.Version", "CompileError", "%go get example.com/greet")
	nb.want("%go get example.com/greet@v1.0.0\nimport \"example.com/greet\"\ngreet.Version", "stderr: go: added example.com/greet v1.0.0\n=> v1.0.0\n")
	nb.want("fmt.Println(greet.Version)", "v1.0.0\n")
	nb.wantFailure("func v() string { return greet.Version }\n%go get example.com/greet@v1.1.0", "CompileError", "%go stands at the top of a cell")
	nb.want("func v() string { return greet.Version }", "")
	nb.wantFailure("%go get example.com/greet@v1.1.0", "BuildError", "restart the kernel to use example.com/greet v1.1.0 (v1.0.0 is loaded)")
	nb.want("v()", "=> v1.0.0\n")
	nb.wantFailure("%go get example.com/none@v1.0.0", "BuildError", "example.com/none")
	nb.want("%reset\n%go get example.com/greet@v1.1.0\ngreet.Version", "stderr: go: upgraded example.com/greet v1.0.0 => v1.1.0\n=> v1.1.0\n")
}

// The worker itself is linked with a module or two: before a cell has run, another
// worker can take another version.
func TestGoGetOfTheWorkers(t *testing.T) {
	dir := moduleDir(t, "golang.org/x/sys")
	files := map[string]string{"go.mod": read(t, dir+"/go.mod")}
	sources, err := filepath.Glob(dir + "/unix/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range sources {
		if info, err := os.Stat(path); err == nil && !info.IsDir() {
			files["unix/"+filepath.Base(path)] = read(t, path)
		}
	}
	proxytest.New(t).Add("golang.org/x/sys", "v0.99.0", files)
	nb := open(t)
	nb.want("%go get golang.org/x/sys@v0.99.0\n1 + 1", "stderr: go: upgraded golang.org/x/sys v0.50.0 => v0.99.0\n=> 2\n")
	nb.want("import \"golang.org/x/sys/unix\"\nunix.Getpid() == os.Getpid()", "=> true\n")
	nb.wantFailure("%go get golang.org/x/sys@v0.50.0", "BuildError", "restart the kernel to use golang.org/x/sys v0.50.0")
}
