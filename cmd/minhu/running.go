package main

import (
	"fmt"

	"minhu/internal/config"
	"minhu/internal/explain"
	"minhu/internal/supervise"
)

// running finds the servers a command should work on: those that were named, else those of the standalone that runs on the
// same home.
func running(cfg config.Config) (supervise.Services, error) {
	if cfg.DatabaseURL != "" && cfg.TemporalAddress != "" {
		return named(cfg)
	}
	s := supervise.Services{DatabaseURL: cfg.DatabaseURL, TemporalAddress: cfg.TemporalAddress, TemporalNamespace: cfg.TemporalNamespace}
	if s.DatabaseURL == "" {
		s.DatabaseURL = supervise.PrivateDatabaseURL(cfg.Home)
	}
	if st := supervise.ReadState(cfg.Home); s.TemporalAddress == "" && st.Engine != nil && st.Engine.PID > 0 {
		s.TemporalAddress = fmt.Sprintf("127.0.0.1:%d", st.Engine.Port)
	}
	if s.DatabaseURL == "" || s.TemporalAddress == "" {
		return s, explain.New("not_running", "没有找到运行中的系统：请先 make run，或设置 DATABASE_URL 与 TEMPORAL_ADDRESS。",
			"No running system was found: start it with make run, or set DATABASE_URL and TEMPORAL_ADDRESS.")
	}
	return s, nil
}
