package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"minhu/internal/config"
	"minhu/internal/explain"
	"minhu/internal/store"
	"minhu/internal/supervise"
)

// runApp is the application: it migrates the database and serves until ctx ends.
func runApp(ctx context.Context, cfg config.Config, s supervise.Services) error {
	if _, err := store.Migrate(ctx, s.DatabaseURL); err != nil {
		return explain.Wrap(err, "migrate", "数据库结构更新失败："+err.Error(), "The database schema could not be brought up to date: "+err.Error())
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write([]byte("ok\n"))
	})
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", cfg.Addr)
	if err != nil {
		return explain.Wrap(err, "addr", "监听不了 "+cfg.Addr+"。", "Cannot listen on "+cfg.Addr+".")
	}
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	context.AfterFunc(ctx, func() {
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		_ = server.Shutdown(grace)
	})
	fmt.Printf("民呼已就绪：http://%s/  Minhu is ready. Ctrl-C 停止 stops it.\n", l.Addr())
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
