// Command minhu-engine is the workflow engine of Minhu: a Temporal server and its web pages in one process on PostgreSQL.
// It listens on loopback only, migrates its own two databases, and writes one line to standard output when clients may
// connect: `ready {"port":…,"ui_port":…,"ms":…}`; when it cannot start, `failed <sentence>` and exit status 1. Logs go to
// standard error.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"go.temporal.io/server/common/log"
)

func main() {
	began := time.Now()
	o, err := parseOptions(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fail(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	if o.tied {
		if err := dieWithParent(); err != nil {
			fail(err)
		}
		ctx = untilEOF(ctx, os.Stdin)
	}
	if err := run(ctx, o, began); err != nil && ctx.Err() == nil {
		fail(err)
	}
}

// fail says why in one line and ends.
func fail(err error) {
	fmt.Println("failed", strings.ReplaceAll(err.Error(), "\n", " "))
	os.Exit(1)
}

// untilEOF ends the returned context when r is closed by the other side.
func untilEOF(ctx context.Context, r io.Reader) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		_, _ = io.Copy(io.Discard, r)
		cancel()
	}()
	return ctx
}

// run starts everything, says ready, and stops everything when ctx ends.
func run(ctx context.Context, o options, began time.Time) error {
	lg := log.NewZapLogger(log.BuildZapLogger(log.Config{Stdout: false, Level: o.logLevel}))
	if err := ensureSchemas(ctx, o, lg); err != nil {
		return err
	}
	server, err := newServer(o, lg)
	if err != nil {
		return err
	}
	if err := server.Start(); err != nil {
		return err
	}
	defer func() { _ = server.Stop() }()
	wait, cancel := context.WithTimeout(ctx, 60*time.Second)
	defer cancel()
	if err := ensureNamespace(wait, o); err != nil {
		return fmt.Errorf("namespace %s: %w", o.namespace, err)
	}
	if o.uiPort > 0 {
		stopPages, err := startPages(o)
		if err != nil {
			return err
		}
		defer stopPages()
	}
	line, err := json.Marshal(map[string]any{"port": o.port, "ui_port": o.uiPort, "namespace": o.namespace, "ms": time.Since(began).Milliseconds()})
	if err != nil {
		return err
	}
	fmt.Println("ready", string(line))
	<-ctx.Done()
	return nil
}
