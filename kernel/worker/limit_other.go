//go:build !linux

package worker

// limit leaves a process as it is: only GOMEMLIMIT holds it back here.
func limit(pid int, memory int64) error { return nil }
