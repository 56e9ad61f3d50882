// Package child starts operating-system processes whose lives are tied to this one. Two ropes hold them: the kernel sends
// them a signal when this process dies (Linux), and their standard input is a pipe that closes with it.
package child

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// ErrStuck says that a process had to be killed because it did not end in the time given to it.
var ErrStuck = errors.New("the process did not end in time and was killed")

// Process is a started process. Done is closed when it has ended; Err then tells how.
type Process struct {
	cmd   *exec.Cmd
	stdin io.WriteCloser
	done  chan struct{}
	err   error
}

// Start starts cmd in a process group of its own (so that Ctrl-C in a terminal reaches only this process, which then ends
// the others in order) and passes each line of its standard output to line, in order, from one goroutine. cmd.Stderr is the
// caller's to set; cmd.Stdin and cmd.Stdout are taken. The signal at this process's death is SIGTERM unless OnDeath chose one.
func Start(cmd *exec.Cmd, line func(string)) (*Process, error) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Setpgid = true
	if !deathSignalChosen(cmd.SysProcAttr) {
		OnDeath(cmd.SysProcAttr, syscall.SIGTERM)
	}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	cmd.Stdout = w
	// a grandchild that keeps the pipe must not keep us from seeing the end of the child
	err = onLastingThread(cmd.Start)
	_ = w.Close()
	if err != nil {
		_ = r.Close()
		return nil, err
	}
	p := &Process{cmd: cmd, stdin: stdin, done: make(chan struct{})}
	read := make(chan struct{})
	go func() {
		defer close(read)
		s := bufio.NewScanner(r)
		s.Buffer(make([]byte, 0, 64<<10), 1<<20)
		for s.Scan() {
			line(s.Text())
		}
		_, _ = io.Copy(io.Discard, r)
	}()
	go func() {
		p.err = cmd.Wait()
		select {
		case <-read:
		case <-time.After(time.Second):
		}
		_ = r.Close()
		close(p.done)
	}()
	return p, nil
}

// PID is the process id.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Done is closed when the process has ended and its output was read.
func (p *Process) Done() <-chan struct{} { return p.done }

// Err is how the process ended; valid after Done.
func (p *Process) Err() error { return p.err }

// Stop asks the process to end (closes its standard input, sends SIGTERM) and waits; when grace is over or ctx ends it is
// killed and ErrStuck returned. A process that has already ended is no error.
func (p *Process) Stop(ctx context.Context, grace time.Duration) error {
	_ = p.stdin.Close()
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	t := time.NewTimer(grace)
	defer t.Stop()
	select {
	case <-p.done:
		return nil
	case <-t.C:
	case <-ctx.Done():
	}
	_ = p.cmd.Process.Kill()
	<-p.done
	return ErrStuck
}

// EndsWithin sends one signal and tells whether the process ended within limit.
func (p *Process) EndsWithin(s syscall.Signal, limit time.Duration) bool {
	_ = p.cmd.Process.Signal(s)
	t := time.NewTimer(limit)
	defer t.Stop()
	select {
	case <-p.done:
		return true
	case <-t.C:
		return false
	}
}

// The kernel ties the death signal to the thread that forked, and Go ends threads when it likes. One goroutine that keeps
// its thread for ever therefore starts all children.
var starter struct {
	once sync.Once
	jobs chan func()
}

func onLastingThread(f func() error) error {
	starter.once.Do(func() {
		starter.jobs = make(chan func())
		go keepThread(starter.jobs)
	})
	result := make(chan error, 1)
	starter.jobs <- func() { result <- f() }
	return <-result
}
