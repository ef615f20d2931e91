package runs

import (
	"bytes"
	"regexp"
	"runtime"
	"strconv"

	"github.com/gopherbook/gopherbook/kernel/worker/proto"
)

// goroutineHeader begins the part of a goroutine in what runtime.Stack writes.
var goroutineHeader = regexp.MustCompile(`^goroutine (\d+) (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[([^\],]*)`)

// goroutineID returns the number of the calling goroutine.
func goroutineID() int64 {
	var buf [64]byte
	m := goroutineHeader.FindSubmatch(buf[:runtime.Stack(buf[:], false)])
	if m == nil {
		return 0
	}
	id, _ := strconv.ParseInt(string(m[1]), 10, 64)
	return id
}

// Where returns what the goroutine of the run's statements is doing, and the
// calls that it is in.
func (r *Run) Where() *proto.Where {
	for _, text := range bytes.Split(allStacks(), []byte("\n\n")) {
		m := goroutineHeader.FindSubmatch(text)
		if m == nil || string(m[1]) != strconv.FormatInt(r.goroutine.Load(), 10) {
			continue
		}
		return &proto.Where{State: string(m[2]), Frames: proto.ParseFrames(string(text))}
	}
	return &proto.Where{}
}

func allStacks() []byte {
	for buf := make([]byte, 1<<20); ; buf = make([]byte, 2*len(buf)) {
		if n := runtime.Stack(buf, true); n < len(buf) {
			return buf[:n]
		}
	}
}
