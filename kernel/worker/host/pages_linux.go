package host

import (
	"bufio"
	"debug/elf"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// letGo gives the pages of an open plugin that hold its file as it is back to
// the system: its code and its tables, not its data, nor what the loader has
// filled in. What is needed again is mapped again when it is touched. A page
// that stays resident by mistake harms nobody: there is no error.
func letGo(file string) {
	file, err := filepath.EvalSymlinks(file)
	if err != nil {
		return
	}
	writable, ok := writableSegment(file)
	if !ok {
		return
	}
	page := uint64(os.Getpagesize())
	data := writable.Off / page * page // the linker puts data behind all else
	maps, err := os.Open("/proc/self/maps")
	if err != nil {
		return
	}
	defer maps.Close()
	for lines := bufio.NewScanner(maps); lines.Scan(); {
		line := lines.Text()
		if !strings.HasSuffix(line, file) {
			continue
		}
		var start, end uintptr
		var mode string
		var offset uint64
		if _, err := fmt.Sscanf(line, "%x-%x %s %x", &start, &end, &mode, &offset); err == nil && offset < data {
			_, _, _ = unix.Syscall(unix.SYS_MADVISE, start, end-start, unix.MADV_DONTNEED)
		}
	}
}

// makeRoom raises the bound of the worker's memory by what a plugin has of
// variables. The system counts them as written to, all of them, but hardly any
// ever are: crypto/rand alone, which gonum/plot reaches, has 32 MiB in each plugin.
func makeRoom(file string) {
	var bound unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_DATA, &bound); err != nil || bound.Cur == unix.RLIM_INFINITY {
		return
	}
	if writable, ok := writableSegment(file); ok {
		bound.Cur += writable.Memsz
		_ = unix.Setrlimit(unix.RLIMIT_DATA, &bound)
	}
}

// writableSegment returns the part of a plugin's file that can be written to in memory.
func writableSegment(file string) (segment elf.ProgHeader, ok bool) {
	f, err := elf.Open(file)
	if err != nil {
		return segment, false
	}
	defer f.Close()
	for _, p := range f.Progs {
		if p.Type == elf.PT_LOAD && p.Flags&elf.PF_W != 0 {
			return p.ProgHeader, true
		}
	}
	return segment, false
}
