package special

import (
	"time"

	"golang.org/x/sys/unix"
)

// cpuTime returns the processor's time that the process has used so far.
func cpuTime() (user, sys time.Duration) {
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		return 0, 0
	}
	return time.Duration(u.Utime.Nano()), time.Duration(u.Stime.Nano())
}
