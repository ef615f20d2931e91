package kernel

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/gopherbook/gopherbook/kernel/jupyter"
)

// kernelInfo tells a client whom it talks to.
func (s *server) kernelInfo(*jupyter.Message) (any, error) {
	version := strings.TrimPrefix(runtime.Version(), "go")
	reply := okReply()
	reply["protocol_version"] = jupyter.ProtocolVersion
	reply["implementation"] = "gopherbook"
	reply["implementation_version"] = s.version
	reply["language_info"] = map[string]any{
		"name": "go", "version": version,
		"mimetype": "text/x-go", "file_extension": ".go",
		"codemirror_mode": "go", "pygments_lexer": "go", "nbconvert_exporter": "script",
	}
	reply["banner"] = strings.TrimSpace(fmt.Sprintf("gopherbook %s", s.version)) +
		fmt.Sprintf(": Go %s on %s/%s. %%help lists what is no Go.", version, runtime.GOOS, runtime.GOARCH)
	reply["debugger"] = false
	reply["supported_features"] = []string{} // see the package comment on subshells
	reply["help_links"] = []map[string]string{
		{"text": "gopherbook", "url": "https://github.com/gopherbook/gopherbook"},
		{"text": "A tour of Go", "url": "https://go.dev/tour/"},
		{"text": "The Go standard library", "url": "https://pkg.go.dev/std"},
		{"text": "The Go specification", "url": "https://go.dev/ref/spec"},
		{"text": "Gonum", "url": "https://pkg.go.dev/gonum.org/v1/gonum"},
	}
	return reply, nil
}
