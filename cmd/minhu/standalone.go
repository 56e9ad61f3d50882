package main

import (
	"context"
	"os"

	"minhu/internal/config"
	"minhu/internal/supervise"
)

func init() {
	register(command{name: "standalone", zh: "一条命令启动全部：数据库、引擎、接口、流程、网页", en: "starts everything: database, engine, API, worker, pages", run: standalone})
}

func standalone(ctx context.Context, args []string) error {
	cfg, rest, err := settings("standalone", args, nil)
	if err != nil {
		return err
	}
	if err := noArguments("standalone", rest); err != nil {
		return err
	}
	return supervise.Run(ctx, supervise.Options{Config: cfg, Out: os.Stdout, Serves: true}, func(ctx context.Context, s supervise.Services) error {
		return runApp(ctx, withServices(cfg, s), s)
	})
}

// withServices puts the addresses of the running services where those of outside servers would stand.
func withServices(cfg config.Config, s supervise.Services) config.Config {
	cfg.DatabaseURL, cfg.TemporalAddress, cfg.TemporalNamespace = s.DatabaseURL, s.TemporalAddress, s.TemporalNamespace
	return cfg
}
