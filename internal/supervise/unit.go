package supervise

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"minhu/internal/child"
	"minhu/internal/explain"
)

// unit is one service: how to start it, how to know that it is ready, how to stop it.
type unit struct {
	zh, en  string // its name
	limit   time.Duration
	grace   time.Duration
	logFile string
	command func() (*exec.Cmd, error)
	// line understands one line of output: ready, or the reason why it cannot run.
	line func(pid int, text string) (ready bool, err error)
	// gone is told when the process has ended; restarts counts from 1.
	gone func(restarts int)
	say  *progress
}

// Back-off between restarts: doubled from first to longest, and back to first after a run of calm.
const (
	firstPause   = 200 * time.Millisecond
	longestPause = 10 * time.Second
	calm         = 30 * time.Second
	firstTries   = 4 // attempts before a service that was never ready counts as broken
)

// start runs the unit until lives ends or stop is called, and returns when it is ready for the first time. stop is never
// nil; it returns when the process has ended.
func (u *unit) start(ctx, lives context.Context) (stop func(), err error) {
	lives, cancel := context.WithCancel(lives)
	first := make(chan error, 1)
	over := make(chan struct{})
	go func() {
		defer close(over)
		u.keep(lives, first)
	}()
	stop = func() {
		cancel()
		<-over
	}
	select {
	case err = <-first:
	case <-ctx.Done():
		err = ctx.Err()
	}
	return stop, err
}

// keep starts the process again and again. first receives nil at the first readiness, or the error that ends the attempts
// before it.
func (u *unit) keep(ctx context.Context, first chan<- error) {
	pause, tries, restarts, wasReady := firstPause, 0, 0, false
	for {
		began := time.Now()
		err := u.once(ctx, func() {
			if !wasReady {
				first <- nil
			} else {
				u.say.line(u.zh+"已恢复。", u.en+" is back.")
			}
			wasReady = true
		})
		if ctx.Err() != nil {
			return
		}
		tries++
		if !wasReady && (tries == firstTries || final(err)) {
			first <- err
			return
		}
		restarts++
		u.gone(restarts)
		if time.Since(began) > calm {
			pause = firstPause
		}
		if wasReady {
			u.say.line(fmt.Sprintf("%s停了（%s），%s 秒后重新启动。", u.zh, cause(err), seconds(pause)),
				fmt.Sprintf("%s stopped, starting again in %s s.", u.en, seconds(pause)))
		}
		t := time.NewTimer(pause)
		select {
		case <-t.C:
		case <-ctx.Done():
			t.Stop()
			return
		}
		pause = min(2*pause, longestPause)
	}
}

// final tells errors that another attempt cannot mend. What a crash left half done may still be ending by itself, so a
// failure to set up or to start is tried again.
func final(err error) bool {
	var e *explain.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code {
	case "postgres_start", "postgres_init", "service_start":
		return false
	}
	return true
}

// cause is what lies under a sentence: how the process ended. A sentence without one is given in Chinese.
func cause(err error) string {
	var e *explain.Error
	switch {
	case !errors.As(err, &e):
		return err.Error()
	case e.Err != nil:
		return e.Err.Error()
	}
	return strings.TrimSuffix(e.ZH, "。")
}

// once runs the process a single time. It returns why the process ended, which is never nil unless ctx ended it.
func (u *unit) once(ctx context.Context, ready func()) error {
	cmd, err := u.command()
	if err != nil {
		return err
	}
	log, err := openLog(u.logFile)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd.Stderr = log
	type told struct {
		ready bool
		err   error
	}
	lines := make(chan told, 8)
	var p *child.Process
	started := make(chan struct{})
	p, err = child.Start(cmd, func(text string) {
		<-started
		if ok, err := u.line(p.PID(), text); ok || err != nil {
			select {
			case lines <- told{ok, err}:
			default:
			}
		}
	})
	if err != nil {
		return explain.Wrap(err, "service_missing", fmt.Sprintf("启动不了%s：%v；请先运行 make build。", u.zh, err),
			fmt.Sprintf("%s cannot be started: %v; run make build first.", u.en, err))
	}
	close(started)
	slow := time.NewTimer(u.limit)
	defer slow.Stop()
	var why error
	for {
		select {
		case t := <-lines:
			if t.ready {
				slow.Stop()
				ready()
			} else {
				why = t.err
			}
		case <-p.Done():
			// the reason may have been the last line
			select {
			case t := <-lines:
				if t.err != nil {
					why = t.err
				}
			default:
			}
			if why == nil {
				why = fmt.Errorf("%v", p.Err())
			}
			return u.sentence(why)
		case <-slow.C:
			_ = p.Stop(ctx, u.grace)
			return u.sentence(fmt.Errorf("%s 秒内没有就绪 / not ready within that many seconds", seconds(u.limit)))
		case <-ctx.Done():
			_ = p.Stop(context.WithoutCancel(ctx), u.grace)
			return ctx.Err()
		}
	}
}

// sentence makes any reason one for a person.
func (u *unit) sentence(err error) error {
	var e *explain.Error
	if errors.As(err, &e) {
		return err
	}
	return explain.Wrap(err, "service_start", fmt.Sprintf("%s没有运行：%v（详见 %s）。", u.zh, err, u.logFile),
		fmt.Sprintf("%s does not run: %v (see %s).", u.en, err, u.logFile))
}

// A log that has grown beyond logLimit is kept once as NAME.1 when its service starts.
const logLimit = 16 << 20

func openLog(path string) (*os.File, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	if info, err := os.Stat(path); err == nil && info.Size() > logLimit {
		_ = os.Rename(path, path+".1")
	}
	return os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o640)
}
