package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"

	"minhu/internal/explain"
	"minhu/internal/supervise"
)

func init() {
	register(command{name: "simulate", zh: "用文件中的诉求模拟一年的办理，再按事件重算核对：--file 诉求.csv [--replies 答复.csv] [--rows 2000] [--seed 1] [--json]",
		en: "lets a year of casework pass over a file's matters, then recounts from the events: --file matters.csv [--replies replies.csv] [--rows 2000] [--seed 1] [--json]", run: runSimulate})
}

// runSimulate starts the simulation beside this program on a database of its own, which is thrown away.
func runSimulate(ctx context.Context, args []string) error {
	cfg, _, err := settings("simulate", nil, nil)
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	program := filepath.Join(filepath.Dir(self), "minhu-simulate")
	if _, err := os.Stat(program); errors.Is(err, fs.ErrNotExist) {
		return explain.New("simulate", "没有找到 "+program+"，请先运行 make simulate。", program+" is not there: run make simulate.")
	}
	home, err := os.MkdirTemp("", "minhu-simulate-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(home)
	if err := os.Chmod(home, 0o755); err != nil {
		return err
	}
	cfg.Home = home
	return supervise.Run(ctx, supervise.Options{Config: cfg, Out: io.Discard}, func(ctx context.Context, s supervise.Services) error {
		cmd := exec.CommandContext(ctx, program, append([]string{"--database-url", s.DatabaseURL}, args...)...)
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("simulate: %w", err)
		}
		return nil
	})
}
