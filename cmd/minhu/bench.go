package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"minhu/internal/bench"
	"minhu/internal/demo"
	"minhu/internal/explain"
	"minhu/internal/supervise"
)

func init() {
	register(command{name: "bench", zh: "性能测量：bench chat|case|list|desk|crowd|mem|idle|rehearsal|all [--json]，与同一次运行中测得的下限相比", en: "measures against a floor taken in the same run: bench chat|case|list|desk|crowd|mem|idle|rehearsal|all [--json]",
		run: runBench})
}

// errBars says that a figure is over its bar.
var errBars = errors.New("a figure is over its bar")

func runBench(ctx context.Context, args []string) error {
	var asJSON bool
	var target string
	var blocks, n int
	what := "all"
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		what, args = args[0], args[1:]
	}
	cfg, rest, err := settings("bench", args, func(fs *flag.FlagSet) {
		fs.BoolVar(&asJSON, "json", false, "输出一个 JSON 对象 / print one JSON object")
		fs.StringVar(&target, "target", "", "测量运行中的系统（chat、list）；缺省在自建的临时安装中测量 / measure a running system (chat, list); a scratch installation when empty")
		fs.IntVar(&blocks, "blocks", 12, "交替的区块数 / alternating blocks")
		fs.IntVar(&n, "ops", 30, "每区块的次数 / operations a block")
	})
	if err != nil {
		return err
	}
	if err := noArguments("bench", rest); err != nil {
		return err
	}
	if target != "" {
		out, err := bench.Remote(ctx, target, what, blocks, n, benchReader, demo.Password)
		return finish(ctx, out, err, asJSON)
	}
	if what == "rehearsal" {
		f, err := bench.Rehearsal(ctx, rehearsed)
		return finish(ctx, []bench.Figures{f}, err, asJSON)
	}
	home, err := os.MkdirTemp("", "minhu-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(home)
	if err := os.Chmod(home, 0o755); err != nil {
		return err
	}
	cfg.Home, cfg.Demo = home, true
	var out []bench.Figures
	complete := false
	err = supervise.Run(ctx, supervise.Options{Config: cfg, Out: io.Discard}, func(ctx context.Context, s supervise.Services) error {
		if err := migrated(ctx, s.DatabaseURL); err != nil {
			return err
		}
		if err := loadDemo(ctx, withServices(cfg, s), s, io.Discard, demo.Options{NoStory: true, Out: io.Discard}); err != nil {
			return err
		}
		st := supervise.ReadState(home)
		engine, postgres := 0, 0
		if st.Engine != nil {
			engine = st.Engine.PID
		}
		if st.Postgres != nil {
			postgres = st.Postgres.ServerPID
		}
		bed, err := bench.Open(ctx, s.DatabaseURL, s.TemporalAddress, s.TemporalNamespace, filepath.Join(home, "keys"), cfg.City, engine, postgres)
		if err != nil {
			return err
		}
		defer bed.Close()
		out, err = measure(ctx, bed, what, blocks, n)
		complete = err == nil
		return err
	})
	if err == nil && !complete {
		err = context.Cause(ctx)
	}
	return finish(ctx, out, err, asJSON)
}

// finish prints the figures that there are, whatever became of the rest; then says why it ended early. An interruption (Ctrl-C,
// a closed terminal) is an early end like any other: a run without all its figures never ends with status 0.
func finish(ctx context.Context, out []bench.Figures, err error, asJSON bool) error {
	if err == nil {
		return report(out, asJSON)
	}
	if len(out) > 0 {
		if rerr := report(out, asJSON); rerr != nil && !errors.Is(rerr, errBars) {
			err = errors.Join(err, rerr)
		}
	}
	if ctx.Err() != nil {
		return explain.New("bench", fmt.Sprintf("测量被中断（%v），以上是已测得的 %d 组数字。", context.Cause(ctx), len(out)),
			fmt.Sprintf("The measurement was interrupted (%v); the %d figures above are what was measured.", context.Cause(ctx), len(out)))
	}
	return explain.Wrap(err, "bench", fmt.Sprintf("测量没有完成（已得 %d 组数字）：%v", len(out), err), fmt.Sprintf("The measurement did not finish (%d figures): %v", len(out), err))
}

// measure takes the figures one after the other; those taken before an error come back with it.
func measure(ctx context.Context, bed *bench.Bed, what string, blocks, n int) ([]bench.Figures, error) {
	var out []bench.Figures
	add := func(f bench.Figures, err error) error {
		if err != nil {
			return fmt.Errorf("%s: %w", cmp.Or(f.Name, what), err)
		}
		out = append(out, f)
		return nil
	}
	all := what == "all"
	known := all
	if all || what == "idle" {
		known = true
		if err := add(bed.Idle(ctx, time.Minute)); err != nil {
			return out, err
		}
	}
	if all || what == "chat" {
		known = true
		f, err := bed.Chat(ctx, blocks, n)
		out = append(out, f...)
		if err != nil {
			return out, fmt.Errorf("chat: %w", err)
		}
	}
	if all || what == "mem" {
		known = true
		if err := add(bed.Memory(os.Getpid())); err != nil {
			return out, err
		}
	}
	if all || what == "case" {
		known = true
		if err := add(bed.Case(ctx, blocks, max(4, n/3))); err != nil {
			return out, err
		}
	}
	if all || what == "list" {
		known = true
		for _, rows := range []int{20000, 200000} {
			if err := add(bed.List(ctx, rows, blocks, n, benchReader, demo.Password)); err != nil {
				return out, err
			}
		}
	}
	if all || what == "crowd" {
		known = true
		if err := add(bed.Crowd(ctx, 5000)); err != nil {
			return out, err
		}
	}
	if all || what == "desk" {
		known = true
		if err := add(bed.Actions(n * blocks)); err != nil {
			return out, err
		}
		if err := add(bed.Board(ctx, 200000, blocks, n)); err != nil {
			return out, err
		}
	}
	if all {
		if err := add(bench.Rehearsal(ctx, rehearsed)); err != nil {
			return out, err
		}
	}
	if !known {
		return nil, explain.New("bench", "没有这项测量："+what, "There is no measurement called "+what)
	}
	return out, nil
}

// rehearsed is how many cases the rehearsal is measured on.
const rehearsed = 100000

// benchReader is the demonstration account that reads the lists.
const benchReader = "supervisor"

func report(out []bench.Figures, asJSON bool) error {
	ok := true
	for _, f := range out {
		if f.WithinBars != nil && !*f.WithinBars {
			ok = false
		}
	}
	if asJSON {
		e := json.NewEncoder(os.Stdout)
		e.SetIndent("", "  ")
		if err := e.Encode(map[string]any{"figures": out, "within_bars": ok}); err != nil {
			return err
		}
	} else {
		for _, f := range out {
			mark := "ok"
			if f.WithinBars != nil && !*f.WithinBars {
				mark = "OVER"
			}
			if f.FloorP50 == 0 && f.Note != "" {
				fmt.Printf("%-40s %s  %s\n", f.Name, f.Note, mark)
				continue
			}
			fmt.Printf("%-40s p50 %7.2f ms (floor %7.2f, ratio %.2f)  cpu %7.2f ms (floor %7.2f, ratio %.2f)  %s %v\n", f.Name, f.P50, f.FloorP50, f.Ratio, f.CPU, f.FloorCPU, f.CPURatio, mark, f.Bars)
		}
	}
	if !ok {
		return errBars
	}
	return nil
}
