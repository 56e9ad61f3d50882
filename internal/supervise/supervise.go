// Package supervise keeps the services of a stand-alone installation alive: a private PostgreSQL and the workflow engine,
// unless real servers were named. It knows nothing of the application, which it runs as a function between their start and
// their stop.
package supervise

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"minhu/internal/config"
	"minhu/internal/explain"
)

// Services is what the application needs to know of the services.
type Services struct {
	DatabaseURL       string
	TemporalAddress   string // host:port
	TemporalNamespace string
	TemporalUI        string // URL on loopback, below UIPath; empty when the engine is not ours
}

// UIPath is the path under which the engine's web pages expect to be proxied.
const UIPath = "/desk/ops/temporal"

// App is the application: it runs until ctx ends, then finishes what it has begun and returns.
type App func(ctx context.Context, s Services) error

// Options of Run. Out receives the progress lines. Serves tells that the application will listen on Config.Addr, which is
// then checked before anything is started. Scratch gives up durability and removes the database at the end, for tests.
type Options struct {
	Config  config.Config
	Self    string // this program, which can become a nurse; os.Executable when empty
	Out     io.Writer
	Serves  bool
	Scratch bool
}

// AppStopLimit bounds how long the application may finish its work after ctx ended.
const AppStopLimit = 30 * time.Second

// Run starts the services, runs app, and stops everything in reverse order when ctx ends or app returns. A failure to start
// is an explain.Error. Services that die later are restarted and do not end Run.
func Run(ctx context.Context, o Options, app App) error {
	if o.Self == "" {
		self, err := os.Executable()
		if err != nil {
			return err
		}
		o.Self = self
	}
	home := o.Config.Home
	if err := prepareHome(home); err != nil {
		return err
	}
	unlock, err := lockHome(home)
	if err != nil {
		return err
	}
	defer unlock()
	if o.Serves {
		if err := addressFree(ctx, o.Config.Addr); err != nil {
			return err
		}
	}
	say := &progress{out: o.Out}
	state := openState(home, o.Config.Addr)
	defer state.closed()

	// services outlive ctx by the time the application needs to finish
	lives, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	var services Services
	services.TemporalNamespace = o.Config.TemporalNamespace

	if services.DatabaseURL = o.Config.DatabaseURL; services.DatabaseURL == "" {
		u, dsn, err := postgresUnit(ctx, o, state, say)
		if err != nil {
			return err
		}
		services.DatabaseURL = dsn
		stop, err := u.start(ctx, lives)
		defer stop()
		if err != nil {
			return err
		}
	}
	if services.TemporalAddress = o.Config.TemporalAddress; services.TemporalAddress == "" {
		u, err := engineUnit(ctx, o, state, say, &services)
		if err != nil {
			return err
		}
		stop, err := u.start(ctx, lives)
		defer stop()
		if err != nil {
			return err
		}
	}
	defer context.AfterFunc(ctx, func() { say.line("正在停止……", "stopping …") })()
	return runApp(ctx, app, services)
}

// runApp returns app's error. After ctx ended it waits for app, at most AppStopLimit.
func runApp(ctx context.Context, app App, s Services) error {
	ended := make(chan error, 1)
	go func() { ended <- app(ctx, s) }()
	select {
	case err := <-ended:
		return quiet(ctx, err)
	case <-ctx.Done():
	}
	t := time.NewTimer(AppStopLimit)
	defer t.Stop()
	select {
	case err := <-ended:
		return quiet(ctx, err)
	case <-t.C:
		return explain.New("app_slow", "应用在 30 秒内没有收尾，已强行停止。", "The application did not finish within 30 seconds and was stopped.")
	}
}

// quiet drops the error that only says what ctx says.
func quiet(ctx context.Context, err error) error {
	if ctx.Err() != nil && (errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)) {
		return nil
	}
	return err
}

func prepareHome(home string) error {
	for _, d := range []string{home, filepath.Join(home, "log")} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			return homeError(home, err)
		}
	}
	if err := os.MkdirAll(filepath.Join(home, "secrets"), 0o700); err != nil {
		return homeError(home, err)
	}
	probe, err := os.CreateTemp(home, ".probe-")
	if err != nil {
		return homeError(home, err)
	}
	_ = probe.Close()
	return os.Remove(probe.Name())
}

func homeError(home string, err error) error {
	return explain.Wrap(err, "home", fmt.Sprintf("写不了文件夹 %s（%v）；请改权限，或用 MINHU_HOME 另选一个。", home, err),
		fmt.Sprintf("The folder %s cannot be written (%v); change its permissions or choose another by MINHU_HOME.", home, err))
}

func addressFree(ctx context.Context, addr string) error {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		return explain.Wrap(err, "addr", fmt.Sprintf("监听不了 %s：端口已被占用或不允许使用；请关掉占用它的程序，或用 MINHU_ADDR 另选一个。", addr),
			fmt.Sprintf("Cannot listen on %s: the port is taken or not allowed; stop the program that uses it or choose another by MINHU_ADDR.", addr))
	}
	return l.Close()
}

// progress writes what is happening, Chinese first.
type progress struct {
	mu  sync.Mutex
	out io.Writer
}

func (p *progress) line(zh, en string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.out != nil {
		fmt.Fprintf(p.out, "%s  %s\n", zh, en)
	}
}

func seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', 1, 64) }
