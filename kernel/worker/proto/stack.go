package proto

import (
	"strconv"
	"strings"
)

// ParseFrames reads the calls of one goroutine as Go's runtime prints them: a
// header, then for each call a line with the function and its arguments, and
// one with the file and the line.
func ParseFrames(goroutine string) []Frame {
	var frames []Frame
	lines := strings.Split(goroutine, "\n")
	for i := 1; i+1 < len(lines); i++ {
		function := lines[i]
		if strings.HasPrefix(function, "...") { // so many frames elided
			continue
		}
		if at := strings.LastIndexByte(function, '('); at > 0 {
			function = function[:at]
		}
		i++
		file, _, _ := strings.Cut(strings.TrimSpace(lines[i]), " +0x")
		at := strings.LastIndexByte(file, ':')
		if at < 0 || strings.HasPrefix(function, "created by ") {
			break
		}
		line, _ := strconv.Atoi(file[at+1:])
		frames = append(frames, Frame{Function: function, File: file[:at], Line: line})
	}
	return frames
}
