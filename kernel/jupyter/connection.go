package jupyter

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"strconv"

	"github.com/google/renameio/v2"
)

// scheme is the only signature scheme in use.
const scheme = "hmac-sha256"

// ConnectionFile tells how to reach a kernel: the file that a client writes and
// names when it starts one
// (https://jupyter-client.readthedocs.io/en/stable/kernels.html#connection-files).
type ConnectionFile struct {
	Transport       string `json:"transport"` // tcp or ipc
	IP              string `json:"ip"`        // of tcp an address, of ipc the beginning of a path
	ShellPort       int    `json:"shell_port"`
	IOPubPort       int    `json:"iopub_port"`
	StdinPort       int    `json:"stdin_port"`
	ControlPort     int    `json:"control_port"`
	HBPort          int    `json:"hb_port"`
	SignatureScheme string `json:"signature_scheme"` // hmac-sha256
	Key             string `json:"key"`              // secret; empty for messages that are not signed
	KernelName      string `json:"kernel_name,omitempty"`
}

// NewConnectionFile makes up a connection over TCP on the loopback interface,
// with ports that are free at this moment and a fresh key.
func NewConnectionFile() (*ConnectionFile, error) {
	c := &ConnectionFile{Transport: "tcp", IP: "127.0.0.1", SignatureScheme: scheme, Key: newID()}
	for _, port := range c.ports() {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, fmt.Errorf("jupyter: no free port on the loopback interface: %w", err)
		}
		defer l.Close() // only after all are chosen, so that they differ
		*port.number = l.Addr().(*net.TCPAddr).Port
	}
	return c, nil
}

// ReadConnectionFile reads a connection file.
func ReadConnectionFile(path string) (*ConnectionFile, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("jupyter: cannot read the connection file: %w", err)
	}
	c := &ConnectionFile{Transport: "tcp", SignatureScheme: scheme}
	if err := json.Unmarshal(b, c); err != nil {
		return nil, fmt.Errorf("jupyter: %s is not a connection file: %w", path, err)
	}
	if err := c.validate(); err != nil {
		return nil, fmt.Errorf("jupyter: connection file %s: %w", path, err)
	}
	return c, nil
}

// Write writes the connection file, whole or not at all, for the owner's eyes only:
// who can read the key can run code.
func (c *ConnectionFile) Write(path string) error {
	b, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return err
	}
	if err := renameio.WriteFile(path, append(b, '\n'), 0o600); err != nil {
		return fmt.Errorf("jupyter: cannot write the connection file: %w", err)
	}
	return nil
}

type port struct {
	name   string
	number *int
}

func (c *ConnectionFile) ports() []port {
	return []port{
		{"shell", &c.ShellPort}, {"iopub", &c.IOPubPort}, {"stdin", &c.StdinPort},
		{"control", &c.ControlPort}, {"hb", &c.HBPort},
	}
}

func (c *ConnectionFile) validate() error {
	switch {
	case c.Transport != "tcp" && c.Transport != "ipc":
		return fmt.Errorf("transport is %q, not tcp or ipc", c.Transport)
	case c.IP == "":
		return fmt.Errorf("ip is missing")
	case c.Key != "" && c.SignatureScheme != scheme:
		return fmt.Errorf("signature_scheme is %q, not %s", c.SignatureScheme, scheme)
	}
	for _, p := range c.ports() {
		if n := *p.number; n <= 0 || c.Transport == "tcp" && n > 65535 {
			return fmt.Errorf("%s_port is %d, which is no port", p.name, n)
		}
	}
	return nil
}

// endpoint returns the ZeroMQ endpoint of a port.
func (c *ConnectionFile) endpoint(port int) string {
	if c.Transport == "ipc" {
		return fmt.Sprintf("ipc://%s-%d", c.IP, port)
	}
	return "tcp://" + net.JoinHostPort(c.IP, strconv.Itoa(port))
}
