package main

import (
	"runtime"

	"golang.org/x/sys/unix"
)

// dieWithParent asks the kernel for SIGTERM when the parent process ends. The request belongs to the calling thread, so
// the main goroutine keeps its thread.
func dieWithParent() error {
	runtime.LockOSThread()
	return unix.Prctl(unix.PR_SET_PDEATHSIG, uintptr(unix.SIGTERM), 0, 0, 0)
}
