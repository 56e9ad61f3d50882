package pgserver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"golang.org/x/sys/unix"

	"minhu/internal/child"
	"minhu/internal/explain"
)

// Nurse is the whole of `minhu postgres`; it returns the exit status.
func Nurse() int {
	var o Options
	if err := json.Unmarshal([]byte(os.Getenv(Variable)), &o); err != nil {
		fmt.Fprintln(os.Stderr, "minhu postgres is started by minhu itself")
		return 2
	}
	_ = os.Unsetenv(Variable)
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	err := takeAccount(o)
	if err == nil {
		err = child.DieWithParent()
	}
	if err == nil {
		ctx, cancel := context.WithCancel(ctx)
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			cancel()
		}()
		err = nurse(ctx, o)
		if ctx.Err() != nil {
			return 0
		}
	}
	f := failure{Code: "postgres_start"}
	var e *explain.Error
	if errors.As(err, &e) {
		f = failure{e.Code, e.ZH, e.EN}
	} else {
		f.ZH, f.EN = "PostgreSQL 没有启动："+reason(err), "PostgreSQL did not start: "+reason(err)
	}
	b, _ := json.Marshal(f)
	fmt.Println("failed", string(b))
	return 1
}

// takeAccount gives up root for good. The nurse does it itself, after it was started, because the unprivileged account may
// not be able to reach the program file.
func takeAccount(o Options) error {
	if o.UID < 0 || os.Geteuid() != 0 {
		return nil
	}
	if err := syscall.Setgroups([]int{o.GID}); err != nil {
		return err
	}
	if err := syscall.Setgid(o.GID); err != nil {
		return err
	}
	return syscall.Setuid(o.UID)
}

// nurse runs the server until ctx ends (nil) or the server does (an error).
func nurse(ctx context.Context, o Options) error {
	syscall.Umask(0o077)
	if o.Scratch {
		defer os.RemoveAll(filepath.Dir(o.Data))
	}
	unlock, err := onlyNurse(ctx, filepath.Join(filepath.Dir(o.Data), "lock"))
	if err != nil {
		return err
	}
	defer unlock()
	if err := checkVersion(o.Data, o.Version); err != nil {
		return err
	}
	if err := initialise(ctx, o); err != nil {
		return err
	}
	if err := clearLeftover(ctx, o.Data); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(filepath.Dir(o.Data), releaseFile), []byte(o.Version.String()+"\n"), 0o600); err != nil {
		return err
	}
	cmd := exec.Command(filepath.Join(o.Bin, "postgres"), arguments(o)...)
	cmd.Env = serverEnvironment()
	last := &lastError{out: os.Stderr}
	cmd.Stderr = last
	// backends of a killed server hold the pipe a moment longer
	cmd.WaitDelay = 2 * time.Second
	// SIGINT is PostgreSQL's fast shutdown, should the nurse be killed
	cmd.SysProcAttr = &syscall.SysProcAttr{}
	child.OnDeath(cmd.SysProcAttr, syscall.SIGINT)
	p, err := child.Start(cmd, func(line string) { fmt.Fprintln(os.Stderr, line) })
	if err != nil {
		return err
	}
	if err := serve(ctx, o, p); err != nil {
		if ctx.Err() == nil && last.text() != "" {
			err = explain.Wrap(err, "postgres_start", "PostgreSQL 没有运行："+last.text(), "PostgreSQL does not run: "+last.text())
		}
		stop(p)
		return err
	}
	stop(p)
	return nil
}

// onlyNurse waits until the nurse of a crashed predecessor, which may be in the middle of setting up or stopping, has ended.
func onlyNurse(ctx context.Context, file string) (unlock func(), err error) {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	err = until(ctx, StopLimit, func() bool { return unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) == nil })
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("the former process that looks after %s does not end: %w", filepath.Dir(file), err)
	}
	return func() { _ = f.Close() }, nil
}

// serve waits for the first connection, makes the database, says ready, and returns when ctx or the server ends.
func serve(ctx context.Context, o Options, p *child.Process) error {
	if err := makeReady(ctx, o, p); err != nil {
		return err
	}
	b, err := json.Marshal(Ready{PID: p.PID(), Port: o.Port, Version: o.Version.String()})
	if err != nil {
		return err
	}
	fmt.Println("ready", string(b))
	select {
	case <-ctx.Done():
		return nil
	case <-p.Done():
		return fmt.Errorf("the server ended: %v", p.Err())
	}
}

func makeReady(ctx context.Context, o Options, p *child.Process) error {
	db, err := sqlx.Open("postgres", o.DSN("postgres"))
	if err != nil {
		return err
	}
	defer db.Close()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		err := db.PingContext(ctx)
		if err == nil {
			break
		}
		var refused *pq.Error
		if errors.As(err, &refused) && refused.Code.Class() == "28" {
			return explain.Wrap(err, "postgres_password",
				"数据库的密码与 secrets/postgres_password 不符；请放回当初的文件。",
				"The database's password is not the one in secrets/postgres_password; put the former file back.")
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-p.Done():
			return fmt.Errorf("the server ended: %v", p.Err())
		case <-tick.C:
		}
	}
	if o.Database == "" {
		return nil
	}
	var n int
	if err := db.GetContext(ctx, &n, `select count(*) from pg_database where datname = $1`, o.Database); err != nil || n > 0 {
		return err
	}
	_, err = db.ExecContext(ctx, `create database `+pq.QuoteIdentifier(o.Database))
	return err
}

// stop ends the server with a fast shutdown, then an immediate one, then by force.
func stop(p *child.Process) {
	if p.EndsWithin(syscall.SIGINT, 25*time.Second) || p.EndsWithin(syscall.SIGQUIT, 5*time.Second) {
		return
	}
	p.EndsWithin(syscall.SIGKILL, 5*time.Second)
}

// lastError passes the server's log on and remembers the last line that says why the server ends.
type lastError struct {
	out  io.Writer
	mu   sync.Mutex
	line string
}

func (l *lastError) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range strings.Split(string(b), "\n") {
		for _, mark := range []string{"FATAL:", "PANIC:"} {
			if _, after, ok := strings.Cut(s, mark); ok && !strings.Contains(after, "starting up") {
				l.line = strings.TrimSpace(after)
			}
		}
	}
	return l.out.Write(b)
}

func (l *lastError) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.line
}
