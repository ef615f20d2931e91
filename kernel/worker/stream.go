package worker

import (
	"os"
	"unicode/utf8"

	"golang.org/x/sys/unix"

	"github.com/gopherbook/gopherbook/kernel/output"
)

// pipeCapacity is at least what a pipe can hold: reading as much takes
// everything that was in it when the reading began.
const pipeCapacity = 64 << 10

// stream is the kernel's end of the worker's stdout or stderr.
type stream struct {
	name string
	file *os.File
	fd   int
	buf  [pipeCapacity]byte
	kept int // bytes at the start of buf: the beginning of a character that is not complete
}

// open makes the stream ready to be read without waiting.
func (s *stream) open() {
	s.fd = int(s.file.Fd())
	_ = unix.SetNonblock(s.fd, true)
}

// read passes on what stands in the pipe, in whole characters.
func (s *stream) read(show func(output.Event)) {
	for total := 0; total < pipeCapacity; {
		n, err := unix.Read(s.fd, s.buf[s.kept:])
		if err == unix.EINTR {
			continue
		}
		if n <= 0 {
			return
		}
		total += n
		text := s.buf[:s.kept+n]
		whole := wholeCharacters(text)
		if whole > 0 {
			show(output.Event{Kind: output.Stream, Name: s.name, Text: string(text[:whole])})
		}
		s.kept = copy(s.buf[:], text[whole:])
	}
}

// wholeCharacters returns how much of text ends with a complete character.
func wholeCharacters(text []byte) int {
	for back := 1; back <= min(len(text), utf8.UTFMax-1); back++ {
		b := text[len(text)-back]
		if utf8.RuneStart(b) {
			if !utf8.FullRune(text[len(text)-back:]) {
				return len(text) - back
			}
			break
		}
	}
	return len(text)
}
