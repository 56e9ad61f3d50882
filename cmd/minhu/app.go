package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"golang.org/x/sync/errgroup"

	"minhu/api"
	"minhu/internal/assembly"
	"minhu/internal/config"
	"minhu/internal/demo"
	"minhu/internal/explain"
	"minhu/internal/identity"
	"minhu/internal/pii"
	"minhu/internal/store"
	"minhu/internal/supervise"
	"minhu/ui"
)

// memoryLimit is where the garbage collector begins to work harder; api + worker are meant to stay below 150 MB resident.
const memoryLimit = 120 << 20

// runApp is the whole application in one process: migrations, demonstration data, worker, API and pages.
func runApp(ctx context.Context, cfg config.Config, s supervise.Services) error {
	log, err := logFile(cfg.Home)
	if err != nil {
		return explain.Wrap(err, "log", "写不了日志："+err.Error(), "Cannot write the log: "+err.Error())
	}
	defer log.Close()
	if err := migrated(ctx, s.DatabaseURL); err != nil {
		return err
	}
	if cfg.Demo {
		if err := loadDemo(ctx, cfg, s, log, demoScale(cfg)); err != nil {
			return err
		}
	}
	return serve(ctx, cfg, s, roles{api: true, worker: true, log: log})
}

func migrated(ctx context.Context, dsn string) error {
	if _, err := store.Migrate(ctx, dsn); err != nil {
		return explain.Wrap(err, "migrate", "数据库结构更新失败："+err.Error(), "The database schema could not be brought up to date: "+err.Error())
	}
	return nil
}

// roles are the parts that a process plays.
type roles struct {
	api, worker bool
	log         io.Writer
}

func logger(cfg config.Config, to io.Writer) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(cfg.LogLevel)) // verified by config
	return slog.New(slog.NewJSONHandler(to, &slog.HandlerOptions{Level: level}))
}

// logLimit is the size at which the log of a standalone is put aside; one old one is kept.
const logLimit = 32 << 20

// logFile opens log/minhu.log of a home: a person at the terminal reads progress there, not the client library's lines.
func logFile(home string) (*os.File, error) {
	dir := filepath.Join(home, "log")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	name := filepath.Join(dir, "minhu.log")
	if i, err := os.Stat(name); err == nil && i.Size() > logLimit {
		if err := os.Rename(name, name+".1"); err != nil {
			return nil, err
		}
	}
	return os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
}

// openHouse puts the house together from the settings.
func openHouse(ctx context.Context, cfg config.Config, s supervise.Services, log io.Writer) (*assembly.House, error) {
	debug.SetMemoryLimit(memoryLimit)
	token, err := pii.LoadToken(callToken(cfg))
	if err != nil {
		return nil, explain.Wrap(err, "open", "启动失败："+err.Error(), "Could not start: "+err.Error())
	}
	notices, err := noticesOf(cfg)
	if err != nil {
		return nil, err
	}
	h, err := assembly.Open(ctx, assembly.Options{Notices: notices, Search: assembly.Search{URL: cfg.MeiliURL, Key: cfg.MeiliKey, Wide: cfg.MeiliWide}, DatabaseURL: s.DatabaseURL, TemporalAddress: s.TemporalAddress, Namespace: s.TemporalNamespace,
		RootKeyFile: filepath.Join(cfg.Home, "keys", "root.key"), Logger: logger(cfg, log),
		City: city(cfg), UI: ui.Dist(), Files: filepath.Join(cfg.Home, "files"), Exports: filepath.Join(cfg.Home, "exports"),
		API: api.Config{TrustedProxies: cfg.TrustedProxies, Version: version, CallToken: token}})
	if err != nil {
		return nil, explain.Wrap(err, "open", "启动失败："+err.Error(), "Could not start: "+err.Error())
	}
	return h, nil
}

// callToken is the file of the word that the call centre shows us.
func callToken(cfg config.Config) string { return filepath.Join(cfg.Home, "keys", "calls.token") }

// city is who runs this hotline, as the settings say.
func city(cfg config.Config) api.City {
	c := api.City{Name: cfg.City, NameEN: "Model City", Demo: cfg.Demo}
	if cfg.Demo {
		c.DemoPassword = demo.Password
	}
	return c
}

// serve runs the roles until ctx ends, then drains: streams end, requests finish, workers stop.
func serve(ctx context.Context, cfg config.Config, s supervise.Services, r roles) error {
	h, err := openHouse(ctx, cfg, s, r.log)
	if err != nil {
		return err
	}
	defer h.Close()
	if r.worker {
		if err := h.StartWorkers(); err != nil {
			return err
		}
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return h.Background(ctx, r.worker) })
	if r.worker {
		g.Go(func() error { return h.Migrate(ctx) })
	}
	if r.api {
		edge, err := h.API()
		if err != nil {
			return err
		}
		if u, err := url.Parse(s.TemporalUI); err == nil && s.TemporalUI != "" {
			edge.EngineUI(u)
		}
		edge.Pages()
		var ways []identity.Way
		if !cfg.Demo {
			if ways, err = h.Identity.FirstPeople(ctx, cfg.City, time.Now().UTC()); err != nil {
				return explain.Wrap(err, "first_people", "建立首批管理员失败："+err.Error(), "The first administrators could not be made: "+err.Error())
			}
		}
		g.Go(func() error { return listen(ctx, cfg, edge, ways) })
	}
	return g.Wait()
}

func listen(ctx context.Context, cfg config.Config, edge *api.Server, ways []identity.Way) error {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", cfg.Addr)
	if err != nil {
		return explain.Wrap(err, "addr", "监听不了 "+cfg.Addr+"。", "Cannot listen on "+cfg.Addr+".")
	}
	server := edge.HTTPServer(cfg.Addr)
	stopped := make(chan struct{})
	context.AfterFunc(ctx, func() {
		defer close(stopped)
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		edge.Drain()
		_ = server.Shutdown(grace)
	})
	fmt.Printf("民呼已就绪：http://%s/  Minhu is ready. Ctrl-C 停止 stops it.\n", l.Addr())
	if cfg.Demo {
		fmt.Printf("示范入口：http://%s/demo/  demonstration. 工作台 desk：http://%s/desk/，账号 accounts agent dispatcher clerk clerk2 lead reviewer surveyor supervisor editor analyst auditor admin security，密码 password %s\n",
			l.Addr(), l.Addr(), demo.Password)
	}
	if len(ways) > 0 {
		fmt.Println("首次设置：请把下列链接分别交给三位不同的管理员，48 小时内有效，只能用一次；未使用的，重启后换新。")
		fmt.Println("First set-up: hand each link to a different administrator. Each works once, for 48 hours; after a restart unused ones are new.")
		for _, w := range ways {
			fmt.Printf("  %s %s  http://%s/desk/invitation/%s\n", w.Name, w.Username, l.Addr(), w.Token)
		}
	}
	if !ui.Built() {
		fmt.Println("界面尚未构建，请运行 make build。  The pages were not built yet: run make build.")
	}
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	<-stopped
	return nil
}
