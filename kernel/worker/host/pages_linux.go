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
	data, ok := dataOffset(file)
	if !ok {
		return
	}
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

// dataOffset returns where in a plugin's file the page begins from which on its
// memory differs from the file. The linker puts data behind all else.
func dataOffset(file string) (offset uint64, ok bool) {
	f, err := elf.Open(file)
	if err != nil {
		return 0, false
	}
	defer f.Close()
	for _, p := range f.Progs {
		if p.Type == elf.PT_LOAD && p.Flags&elf.PF_W != 0 {
			page := uint64(os.Getpagesize())
			return p.Off / page * page, true
		}
	}
	return 0, false
}
