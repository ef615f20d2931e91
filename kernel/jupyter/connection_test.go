package jupyter_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gopherbook/gopherbook/kernel/jupyter"
)

func TestAConnectionFileIsWrittenForItsOwnerAndReadAgain(t *testing.T) {
	c, err := jupyter.NewConnectionFile()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "kernel.json")
	if err := c.Write(path); err != nil {
		t.Fatal(err)
	}
	fi, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if fi.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", fi.Mode())
	}
	got, err := jupyter.ReadConnectionFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(c, got); d != "" {
		t.Errorf("(-written +read):\n%s", d)
	}
	other, err := jupyter.NewConnectionFile()
	if err != nil {
		t.Fatal(err)
	}
	if other.Key == c.Key || c.Key == "" {
		t.Errorf("keys %q and %q", c.Key, other.Key)
	}
	ports := map[int]bool{c.ShellPort: true, c.IOPubPort: true, c.StdinPort: true, c.ControlPort: true, c.HBPort: true}
	if len(ports) != 5 || ports[0] {
		t.Errorf("ports %v", ports)
	}
}

func TestConnectionFilesThatAreNone(t *testing.T) {
	const good = `{"transport": "tcp", "ip": "127.0.0.1", "key": "k", "signature_scheme": "hmac-sha256",
		"shell_port": 1, "iopub_port": 2, "stdin_port": 3, "control_port": 4, "hb_port": 5, "jupyter_session": "more"}`
	path := filepath.Join(t.TempDir(), "kernel.json")
	read := func(text string) error {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := jupyter.ReadConnectionFile(path)
		return err
	}
	if err := read(good); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []struct{ text, says string }{
		{"", "not a connection file"},
		{`[1]`, "not a connection file"},
		{strings.Replace(good, `"tcp"`, `"udp"`, 1), "transport"},
		{strings.Replace(good, `"127.0.0.1"`, `""`, 1), "ip"},
		{strings.Replace(good, `sha256`, `md5`, 1), "signature_scheme"},
		{strings.Replace(good, `"hb_port": 5`, `"hb_port": 0`, 1), "hb_port"},
		{strings.Replace(good, `"iopub_port": 2`, `"iopub_port": 65536`, 1), "iopub_port"},
	} {
		if err := read(bad.text); err == nil || !strings.Contains(err.Error(), bad.says) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", bad.text, err)
		}
	}
	if _, err := jupyter.ReadConnectionFile(path + ".none"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
}
