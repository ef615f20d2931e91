package clients_test

import (
	"strings"
	"testing"
)

// TestConformance runs Jupyter's test suite for kernels.
func TestConformance(t *testing.T) {
	needs(t, "python:jupyter_kernel_test")
	report := succeeds(t, client(t, python, "testdata/conformance.py", "-v"))
	for _, name := range []string{
		"kernel_info", "execute_stdout", "execute_stderr", "execute_result", "display_data", "error", "is_complete",
		"completion", "inspect", "history", "pager", "clear_output",
	} {
		if !strings.Contains(report, "test_"+name+" ") || strings.Contains(report, "skipped") {
			t.Errorf("test_%s did not run:\n%s", name, report)
		}
	}
	leavesNothing(t)
}

// TestProtocol speaks to the kernel through jupyter_client.
func TestProtocol(t *testing.T) {
	needs(t, "python:jupyter_client")
	succeeds(t, client(t, python, "testdata/protocol.py", "-v"))
	leavesNothing(t)
}

// TestMessages asks for what ipykernel's tests and Deno's ask of a kernel, and for
// what is said on stdin and by comms.
func TestMessages(t *testing.T) {
	needs(t, "python:jupyter_client")
	succeeds(t, client(t, python, "testdata/messages.py", "-v"))
	leavesNothing(t)
}

// TestAssist completes and inspects code through jupyter_client.
func TestAssist(t *testing.T) {
	needs(t, "python:jupyter_client")
	succeeds(t, client(t, python, "testdata/assist.py", "-v"))
	leavesNothing(t)
}
