package host

import (
	"context"
	"os"
	"reflect"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"

	"github.com/gopherbook/gopherbook/kernel/output"
)

// What a cell reads from os.Stdin is what the user types. Nobody tells the
// host that somebody reads: the read may be anywhere, in fmt.Scan, in a
// bufio.Scanner, in a library. A pipe does not tell its writer either. But an
// os.File locks itself while it reads, and that can be seen from outside. So
// while a cell runs whose front end gives input, descriptor 0 is a pipe, and
// the host looks now and then whether a read is under way and the pipe is empty.
// Then it asks the user, and writes the answer to the pipe.
//
// At all other times, descriptor 0 is /dev/null, which is at its end: nothing
// waits where nobody can answer. C code and child processes that read the
// descriptor themselves go unseen: they wait until the cell is interrupted.

// glance is how often the host looks for a read. It asks when it has seen one
// twice: the first may have been about to return.
const glance = 20 * time.Millisecond

// stdin is the standard input of one run.
type stdin struct {
	pipe  *os.File // where answers are written to
	ended chan struct{}
	once  sync.Once
}

// current is the run that descriptor 0 belongs to.
var current struct {
	mu    sync.Mutex
	stdin *stdin
}

// openStdin makes os.Stdin ask the user, until its end is called. It returns
// nil when that cannot be.
func (h *host) openStdin() *stdin {
	if readers == nil || closed() {
		return nil
	}
	r, w, err := os.Pipe()
	if err != nil {
		return nil
	}
	defer r.Close()
	s := &stdin{pipe: w, ended: make(chan struct{})}
	current.mu.Lock()
	defer current.mu.Unlock()
	if err := replaceStdin(int(r.Fd())); err != nil { // Fd leaves it in the mode in which reads wait
		w.Close()
		return nil
	}
	current.stdin = s
	go s.watch(h)
	return s
}

// end brings standard input to its end: what waits for it is told so.
func (s *stdin) end() {
	if s == nil {
		return
	}
	s.once.Do(func() {
		close(s.ended)
		current.mu.Lock()
		defer current.mu.Unlock()
		if current.stdin == s && !closed() {
			if null, err := syscall.Open(os.DevNull, syscall.O_RDONLY|syscall.O_CLOEXEC, 0); err == nil {
				_ = replaceStdin(null)
				syscall.Close(null)
			}
			current.stdin = nil
		}
		s.pipe.Close()
	})
}

// watch asks the user whenever somebody waits for input.
func (s *stdin) watch(h *host) {
	defer s.end()
	tick := time.NewTicker(glance)
	defer tick.Stop()
	seen := 0
	for {
		select {
		case <-s.ended:
			return
		case <-tick.C:
		}
		if seen++; !reading() || !empty() {
			seen = 0
		}
		if seen < 2 {
			continue
		}
		seen = 0
		line, err := h.question(context.Background(), output.Question{})
		if err != nil {
			return
		}
		if _, err := s.pipe.WriteString(line + "\n"); err != nil {
			return
		}
	}
}

// readers points to the lock of os.Stdin, package internal/poll's fdMutex; nil
// where a version of Go has it elsewhere.
var readers = func() *uint64 {
	v := reflect.ValueOf(os.Stdin).Elem()
	for _, name := range []string{"file", "pfd", "fdmu", "state"} {
		if v.Kind() == reflect.Pointer {
			v = v.Elem()
		}
		if v.Kind() != reflect.Struct {
			return nil
		}
		v = v.FieldByName(name)
	}
	if v.Kind() != reflect.Uint64 {
		return nil
	}
	return (*uint64)(unsafe.Pointer(v.UnsafeAddr()))
}()

// Bits of fdMutex's state.
const (
	stateClosed  = 1 << 0
	stateReading = 1 << 1
)

func reading() bool { return atomic.LoadUint64(readers)&stateReading != 0 }

// closed tells whether a cell has closed os.Stdin: descriptor 0 may be another
// file then.
func closed() bool { return atomic.LoadUint64(readers)&stateClosed != 0 }

// empty tells whether nothing stands in the pipe that is descriptor 0.
func empty() bool {
	var n int32
	_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, 0, bytesWaiting, uintptr(unsafe.Pointer(&n)))
	return errno == 0 && n == 0
}
