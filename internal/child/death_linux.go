package child

import (
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

// OnDeath chooses the signal that the kernel sends to the child when this process dies.
func OnDeath(a *syscall.SysProcAttr, s syscall.Signal) { a.Pdeathsig = s }

func deathSignalChosen(a *syscall.SysProcAttr) bool { return a.Pdeathsig != 0 }

// DieWithParent asks the kernel for SIGTERM when the parent process ends. A change of user id clears the request, so call
// it after one. The calling goroutine keeps its thread from then on.
func DieWithParent() error {
	runtime.LockOSThread()
	return unix.Prctl(unix.PR_SET_PDEATHSIG, uintptr(unix.SIGTERM), 0, 0, 0)
}
