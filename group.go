package main

import "syscall"

// ownGroup puts a process into a group of its own, out of reach of the
// terminal's Ctrl-C.
func ownGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
