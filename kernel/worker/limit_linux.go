package worker

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// limit bounds the memory that a process may write to, in bytes: what it asks
// for beyond is refused, and Go's runtime ends it. 0 is no bound. When the
// machine itself runs out of memory, the worker is to go before the kernel.
func limit(pid int, memory int64) error {
	_ = os.WriteFile(fmt.Sprintf("/proc/%d/oom_score_adj", pid), []byte("500"), 0)
	if memory == 0 {
		return nil
	}
	bound := unix.Rlimit{Cur: uint64(memory), Max: unix.RLIM_INFINITY} // the worker adds what plugins bring
	return unix.Prlimit(pid, unix.RLIMIT_DATA, &bound, nil)
}
