package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"

	"minhu/internal/supervise"
)

func init() {
	register(command{name: "services", zh: "只启动数据库与引擎，打印地址，标准输入关闭时停止（测试与开发用）", en: "starts database and engine only, prints their addresses, stops when standard input closes",
		hidden: true, run: services})
}

// services prints DATABASE_URL, TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and TEMPORAL_UI, one a line, then `ready`.
func services(ctx context.Context, args []string) error {
	var scratch, forever bool
	cfg, rest, err := settings("services", args, func(fs *flag.FlagSet) {
		fs.BoolVar(&scratch, "scratch", false, "不落盘，结束时删除数据库（仅测试） / no fsync, database removed at the end")
		fs.BoolVar(&forever, "keep", false, "标准输入关闭后继续运行 / go on when standard input closes")
	})
	if err != nil {
		return err
	}
	if err := noArguments("services", rest); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if !forever {
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			cancel()
		}()
	}
	err = supervise.Run(ctx, supervise.Options{Config: cfg, Out: os.Stderr, Scratch: scratch}, func(ctx context.Context, s supervise.Services) error {
		fmt.Printf("DATABASE_URL=%s\nTEMPORAL_ADDRESS=%s\nTEMPORAL_NAMESPACE=%s\nTEMPORAL_UI=%s\nready\n",
			s.DatabaseURL, s.TemporalAddress, s.TemporalNamespace, s.TemporalUI)
		<-ctx.Done()
		return nil
	})
	if ctx.Err() != nil {
		return nil
	}
	return err
}
