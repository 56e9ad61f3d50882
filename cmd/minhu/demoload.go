package main

import (
	"context"
	"io"
	"os"

	"minhu/internal/assembly"
	"minhu/internal/config"
	"minhu/internal/demo"
	"minhu/internal/explain"
	"minhu/internal/store"
	"minhu/internal/supervise"
)

// loadDemo loads the demonstration city once; a city that is there is left alone.
func loadDemo(ctx context.Context, cfg config.Config, s supervise.Services, log io.Writer, o demo.Options) error {
	st, err := store.Open(ctx, s.DatabaseURL, store.Options{MaxConns: 2})
	if err != nil {
		return err
	}
	defer st.Close()
	open := func(ctx context.Context) (*assembly.House, error) { return openHouse(ctx, cfg, s, log) }
	if err := demo.Run(ctx, open, st, o); err != nil {
		return explain.Wrap(err, "demo", "示范数据装载失败："+err.Error(), "The demonstration data could not be loaded: "+err.Error())
	}
	return nil
}

// demoScale is the share of the demonstration city that is loaded; tests take a small one.
func demoScale(cfg config.Config) demo.Options {
	o := demo.Options{Days: 90, Scale: 1, Out: os.Stdout}
	if cfg.DemoSmall {
		o.Days, o.Scale = 20, 0.25
	}
	return o
}
