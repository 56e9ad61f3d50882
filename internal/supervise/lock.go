package supervise

import (
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"minhu/internal/explain"
)

// lockHome keeps a second supervisor off the same home. The lock ends with the process, however it ends.
func lockHome(home string) (unlock func(), err error) {
	f, err := os.OpenFile(filepath.Join(home, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, homeError(home, err)
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		_ = f.Close()
		who, whoEN := "", ""
		if s := readState(home); s.PID > 0 {
			who, whoEN = fmt.Sprintf("（进程 %d）", s.PID), fmt.Sprintf(" (process %d)", s.PID)
		}
		return nil, explain.Wrap(err, "already_running",
			fmt.Sprintf("民呼已在 %s 上运行%s；请先停掉它，或用 MINHU_HOME 另选一个文件夹。", home, who),
			fmt.Sprintf("Minhu is already running on %s%s; stop it first or choose another folder by MINHU_HOME.", home, whoEN))
	}
	return func() { _ = f.Close() }, nil
}

// Running tells whether a supervisor holds home now. It takes the lock for a moment if nobody does.
func Running(home string) bool {
	f, err := os.OpenFile(filepath.Join(home, "lock"), os.O_RDWR, 0)
	if err != nil {
		return false
	}
	defer f.Close()
	return unix.Flock(int(f.Fd()), unix.LOCK_SH|unix.LOCK_NB) != nil
}
