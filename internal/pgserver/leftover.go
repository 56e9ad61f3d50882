package pgserver

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// clearLeftover ends a server that a crashed predecessor left on the data folder, gently first, and removes a
// postmaster.pid whose process is gone or is something else by now. A server whose programs died with it usually ends by
// itself within a second; it is never adopted as it stands, because its life could not be tied to ours.
func clearLeftover(ctx context.Context, data string) error {
	file := filepath.Join(data, "postmaster.pid")
	steps := []struct {
		signal syscall.Signal
		wait   time.Duration
	}{{0, 2 * time.Second}, {syscall.SIGINT, 20 * time.Second}, {syscall.SIGQUIT, 10 * time.Second}, {syscall.SIGKILL, 5 * time.Second}}
	for _, s := range steps {
		pid, err := postmaster(file)
		if err != nil || pid == 0 {
			return err
		}
		if !isServerOf(pid, data) {
			if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			return nil
		}
		if s.signal != 0 {
			_ = syscall.Kill(pid, s.signal)
		}
		if err := until(ctx, s.wait, func() bool { return !alive(pid) }); err != nil && ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return errors.New("a former PostgreSQL on " + data + " does not end")
}

// postmaster reads the process id in a postmaster.pid; 0 when there is no file.
func postmaster(file string) (int, error) {
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	first, _, _ := strings.Cut(string(b), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(first))
	if err != nil || pid <= 1 {
		// a file cut short by a full disk or a crash names nobody
		return 0, os.Remove(file)
	}
	return pid, nil
}

func alive(pid int) bool {
	err := syscall.Kill(pid, 0)
	if err != nil && !errors.Is(err, syscall.EPERM) {
		return false
	}
	// a process that ended and was not yet waited for holds nothing any more
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return true
	}
	_, after, _ := strings.Cut(string(stat), ") ")
	return !strings.HasPrefix(after, "Z")
}

// isServerOf tells whether pid is a PostgreSQL on data. Process ids are used again after a reboot, so the number alone
// proves nothing. Where /proc is missing, a living process counts as the server and PostgreSQL's own lock decides.
func isServerOf(pid int, data string) bool {
	if !alive(pid) {
		return false
	}
	cmdline, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/cmdline")
	if err != nil {
		_, missing := os.Stat("/proc/self")
		return missing != nil
	}
	args := strings.Split(string(cmdline), "\x00")
	if !strings.HasPrefix(filepath.Base(args[0]), "postgres") {
		return false
	}
	for _, a := range args[1:] {
		if a == data {
			return true
		}
	}
	cwd, err := os.Readlink("/proc/" + strconv.Itoa(pid) + "/cwd")
	return err == nil && cwd == data
}

// until polls done every 20 ms for at most limit.
func until(ctx context.Context, limit time.Duration, done func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !done() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
	return nil
}
