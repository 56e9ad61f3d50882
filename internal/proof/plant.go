// Package proof breaks the house on purpose and checks that nothing acknowledged was lost. Its tests run the four processes
// apart (database, engine, worker, API), kill them under load, and then read back every promise that was made.
package proof

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"minhu/internal/supervise"
)

// plant is an installation whose parts run as processes of their own.
type plant struct {
	binary string
	home   string
	addr   string
	env    []string
	dsn    string
	engine string
	space  string
	log    io.Writer
	faults faultLog // log lines of internal errors of worker and API

	services *exec.Cmd
	stdin    io.WriteCloser
	mu       sync.Mutex
	parts    map[string]*exec.Cmd // api, worker
	wanted   bool
	ended    sync.WaitGroup
}

// start brings everything up and returns when the API is ready.
func (p *plant) start(ctx context.Context) error {
	p.parts, p.wanted = map[string]*exec.Cmd{}, true
	p.services = exec.CommandContext(ctx, p.binary, "services", "--home", p.home)
	p.services.Env = append(os.Environ(), p.env...)
	p.services.Stderr = p.log
	var err error
	if p.stdin, err = p.services.StdinPipe(); err != nil {
		return err
	}
	out, err := p.services.StdoutPipe()
	if err != nil {
		return err
	}
	if err := p.services.Start(); err != nil {
		return err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), "=")
		switch name {
		case "DATABASE_URL":
			p.dsn = value
		case "TEMPORAL_ADDRESS":
			p.engine = value
		case "TEMPORAL_NAMESPACE":
			p.space = value
		case "ready":
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return nil
		}
	}
	return fmt.Errorf("the services did not start: %w", lines.Err())
}

// run starts a part and starts it again whenever it ends, until stop.
func (p *plant) run(ctx context.Context, name string) {
	p.ended.Add(1)
	go func() {
		defer p.ended.Done()
		for ctx.Err() == nil {
			cmd := exec.CommandContext(ctx, p.binary, name, "--home", p.home, "--addr", p.addr)
			cmd.Env = append(os.Environ(), append(p.env, "DATABASE_URL="+p.dsn, "TEMPORAL_ADDRESS="+p.engine, "TEMPORAL_NAMESPACE="+p.space, "MINHU_LOG_LEVEL=error")...)
			out := p.faults.of(p.log)
			cmd.Stdout, cmd.Stderr = out, out // one writer: the two are copied one after the other
			p.mu.Lock()
			if !p.wanted {
				p.mu.Unlock()
				return
			}
			err := cmd.Start()
			p.parts[name] = cmd
			p.mu.Unlock()
			if err == nil {
				_ = cmd.Wait()
			}
			pause(ctx, 200*time.Millisecond)
		}
	}()
}

// pause waits between two tries of something that has no event to wait for.
func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// kill sends SIGKILL to one of the four processes; the plant brings it back.
func (p *plant) kill(name string) {
	pid := 0
	switch name {
	case "postgres", "engine":
		st := supervise.ReadState(p.home)
		if name == "postgres" && st.Postgres != nil {
			pid = st.Postgres.ServerPID
		}
		if name == "engine" && st.Engine != nil {
			pid = st.Engine.PID
		}
	default:
		p.mu.Lock()
		if c := p.parts[name]; c != nil && c.Process != nil {
			pid = c.Process.Pid
		}
		p.mu.Unlock()
	}
	if pid > 0 {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
}

// ready waits until every part answers.
func (p *plant) ready(ctx context.Context) error {
	for ctx.Err() == nil {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.addr+"/readyz", nil)
		if err != nil {
			return err
		}
		if res, err := http.DefaultClient.Do(req); err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return nil
			}
		}
		pause(ctx, 100*time.Millisecond)
	}
	return fmt.Errorf("the house did not become ready: %w", ctx.Err())
}

// stop ends everything.
func (p *plant) stop() {
	p.mu.Lock()
	p.wanted = false
	for _, c := range p.parts {
		if c.Process != nil {
			_ = c.Process.Kill()
		}
	}
	p.mu.Unlock()
	p.ended.Wait()
	if p.stdin != nil {
		_ = p.stdin.Close()
		_ = p.services.Wait()
	}
}

// freeAddr finds a loopback port that is free now.
func freeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// build compiles the program with the seeded bugs in it.
func build(ctx context.Context, root, dir string) (string, error) {
	out := filepath.Join(dir, "minhu-faults")
	cmd := exec.CommandContext(ctx, "go", "build", "-tags", "faults", "-o", out, "./cmd/minhu")
	cmd.Dir = root
	if b, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build with faults: %w\n%s", err, b)
	}
	return out, nil
}
