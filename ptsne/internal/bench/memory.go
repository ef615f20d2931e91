package main

import (
	"fmt"
	"log"
	"os"
	"strings"
	"syscall"
)

// peakMemory returns how much of this process was in memory at most, in MB.
//
// Linux says it in /proc. What getrusage says there may be of the process that
// started this one.
func peakMemory() int {
	status, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(status)) {
		var kB int
		if n, _ := fmt.Sscanf(line, "VmHWM: %d kB", &kB); n == 1 {
			return kB / 1024
		}
	}
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		log.Fatal(err)
	}
	return int(u.Maxrss / 1024)
}
