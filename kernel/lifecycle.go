package kernel

import (
	"errors"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"
)

// watchSignals interrupts the running cell at SIGINT, and ends the kernel at SIGTERM.
func (s *server) watchSignals() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	defer signal.Stop(signals)
	for {
		select {
		case <-s.ctx.Done():
			return
		case sig := <-signals:
			if sig == syscall.SIGTERM {
				s.end()
				return
			}
			s.interp.Interrupt()
		}
	}
}

// parentPoll is how often the parent is looked after.
const parentPoll = 500 * time.Millisecond

// watchParent ends the kernel when the process that started it is gone: nobody
// else would. Jupyter names that process in the environment.
func (s *server) watchParent() {
	pid, err := strconv.Atoi(os.Getenv("JPY_PARENT_PID"))
	if err != nil || pid <= 1 {
		return
	}
	tick := time.NewTicker(parentPoll)
	defer tick.Stop()
	born := os.Getppid()
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-tick.C:
		}
		// A parent that died but was not waited for still has its pid; if it is
		// the real parent, it shows by this process getting another one.
		gone := errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) || born == pid && os.Getppid() != born
		if gone {
			s.log.Warn("the process that started this kernel is gone; ending", "pid", pid)
			s.end()
			return
		}
	}
}
