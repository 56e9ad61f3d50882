//go:build !linux

package child

import "syscall"

// OnDeath does nothing here: only Linux tells children of a death.
func OnDeath(*syscall.SysProcAttr, syscall.Signal) {}

func deathSignalChosen(*syscall.SysProcAttr) bool { return true }

// DieWithParent has no counterpart here; the end of standard input tells the same.
func DieWithParent() error { return nil }
