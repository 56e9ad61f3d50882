// Package bench measures the house against a floor taken in the same run: blocks of our operation and of the barest one
// that the same engine can do alternate, and the figure is the median of the ratios of neighbouring blocks.
package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// processes are the parts whose CPU time is told apart.
type processes struct {
	engine   int
	postgres int // postmaster
}

// cpu is CPU time by part.
type cpu struct{ self, engine, postgres time.Duration }

func (c cpu) total() time.Duration { return c.self + c.engine + c.postgres }

func (c cpu) minus(o cpu) cpu {
	return cpu{c.self - o.self, c.engine - o.engine, c.postgres - o.postgres}
}

// now reads the CPU time used so far. Linux only: /proc/<pid>/task/<tid>/schedstat, in nanoseconds.
func (p processes) now() (cpu, error) {
	var c cpu
	var err error
	if c.self, err = ofProcess(os.Getpid()); err != nil {
		return c, err
	}
	if p.engine > 0 {
		if c.engine, err = ofProcess(p.engine); err != nil {
			return c, err
		}
	}
	if p.postgres > 0 {
		children, err := childrenOf(p.postgres)
		if err != nil {
			return c, err
		}
		for _, pid := range append(children, p.postgres) {
			t, err := ofProcess(pid)
			if err != nil {
				continue // a backend that ended between the two looks
			}
			c.postgres += t
		}
	}
	return c, nil
}

func ofProcess(pid int) (time.Duration, error) {
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	if err != nil || len(tasks) == 0 {
		return 0, fmt.Errorf("no CPU figures of process %d", pid)
	}
	var sum time.Duration
	for _, f := range tasks {
		b, err := os.ReadFile(f)
		if err != nil {
			continue
		}
		ns, _, _ := strings.Cut(string(b), " ")
		n, err := strconv.ParseInt(ns, 10, 64)
		if err != nil {
			return 0, err
		}
		sum += time.Duration(n)
	}
	return sum, nil
}

func childrenOf(parent int) ([]int, error) {
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return nil, err
	}
	var out []int
	for _, f := range stats {
		b, err := os.ReadFile(f)
		if err != nil {
			continue
		}
		// pid (comm) state ppid …; comm may hold blanks
		rest := string(b[strings.LastIndexByte(string(b), ')')+1:])
		fields := strings.Fields(rest)
		if len(fields) < 2 || fields[1] != strconv.Itoa(parent) {
			continue
		}
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(f)))
		if err == nil {
			out = append(out, pid)
		}
	}
	return out, nil
}

// residentMB is the resident memory of a process in MiB.
func residentMB(pid int) (float64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for _, line := range strings.Split(string(b), "\n") {
		if v, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(v), "kB")), 64)
			return kb / 1024, err
		}
	}
	return 0, fmt.Errorf("no memory figure of process %d", pid)
}
