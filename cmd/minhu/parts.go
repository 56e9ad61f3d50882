package main

import (
	"context"
	"os"

	"minhu/internal/config"
	"minhu/internal/explain"
	"minhu/internal/supervise"
)

func init() {
	register(command{name: "api", zh: "只运行接口与网页（需 DATABASE_URL、TEMPORAL_ADDRESS）", en: "runs the API and the pages alone (needs DATABASE_URL and TEMPORAL_ADDRESS)",
		run: part("api", roles{api: true, log: os.Stderr})})
	register(command{name: "worker", zh: "只运行流程（需 DATABASE_URL、TEMPORAL_ADDRESS）", en: "runs the workflows alone (needs DATABASE_URL and TEMPORAL_ADDRESS)",
		run: part("worker", roles{worker: true, log: os.Stderr})})
}

// part runs one role against servers that were named.
func part(name string, r roles) func(context.Context, []string) error {
	return func(ctx context.Context, args []string) error {
		cfg, rest, err := settings(name, args, nil)
		if err != nil {
			return err
		}
		if err := noArguments(name, rest); err != nil {
			return err
		}
		s, err := named(cfg)
		if err != nil {
			return err
		}
		return serve(ctx, cfg, s, r)
	}
}

// named gives the servers of the settings; both must be named.
func named(cfg config.Config) (supervise.Services, error) {
	if cfg.DatabaseURL == "" || cfg.TemporalAddress == "" {
		return supervise.Services{}, explain.New("servers", "请设置 DATABASE_URL 与 TEMPORAL_ADDRESS；一条命令启动全部请用 minhu standalone。",
			"Set DATABASE_URL and TEMPORAL_ADDRESS; to start everything at once use minhu standalone.")
	}
	return supervise.Services{DatabaseURL: cfg.DatabaseURL, TemporalAddress: cfg.TemporalAddress, TemporalNamespace: cfg.TemporalNamespace}, nil
}
