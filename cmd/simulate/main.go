// Command simulate lets a hotline's year pass over the rows of a file and then recounts everything. It is a program of its own,
// so that the time-skipping environment is no part of the product; `minhu simulate` starts it with a database.
package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"time"
	"unicode/utf8"

	"minhu/internal/simulate"
	"minhu/internal/store"
)

type settings struct {
	dsn, file, replies, from string
	rows                     int
	seed                     uint64
	asJSON                   bool
}

func main() {
	var s settings
	flag.StringVar(&s.dsn, "database-url", os.Getenv("DATABASE_URL"), "空数据库 / an empty database")
	flag.StringVar(&s.file, "file", "", "诉求 CSV，列 subject detail / matters, columns subject detail")
	flag.StringVar(&s.replies, "replies", "", "答复 CSV，列 reply / replies, column reply")
	flag.StringVar(&s.from, "from", "2026-01-01", "模拟年的第一天 / first day of the year")
	flag.IntVar(&s.rows, "rows", 2000, "行数 / rows")
	flag.Uint64Var(&s.seed, "seed", 1, "随机种子 / seed")
	flag.BoolVar(&s.asJSON, "json", false, "输出 JSON / print JSON")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, s); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, s settings) error {
	from, err := time.ParseInLocation(time.DateOnly, s.from, time.FixedZone("Asia/Shanghai", 8*3600))
	if err != nil {
		return err
	}
	if _, err := store.Migrate(ctx, s.dsn); err != nil {
		return err
	}
	h, err := simulate.Open(ctx, s.dsn, time.Now)
	if err != nil {
		return err
	}
	defer h.Store.Close()
	matters, err := read(s, from.UTC(), h.Classes())
	if err != nil {
		return err
	}
	o := simulate.Options{Matters: matters, From: from.UTC(), Seed: s.seed}
	if !s.asJSON {
		o.Each = func(done, all int) {
			if done%200 == 0 || done == all {
				fmt.Printf("%d / %d 件走到终点  cases came to their end\n", done, all)
			}
		}
	}
	rep, err := simulate.Run(ctx, h, o)
	if err != nil {
		return err
	}
	faults, counts, err := simulate.Recount(ctx, h, simulate.IDs(h, s.seed, len(matters)))
	if err != nil {
		return err
	}
	boards, err := simulate.Boards(ctx, h, counts)
	if err != nil {
		return err
	}
	rep.ByStage = counts.Stages
	faults = append(faults, boards...)
	if s.asJSON {
		e := json.NewEncoder(os.Stdout)
		e.SetIndent("", "  ")
		err = e.Encode(map[string]any{"report": rep, "differences": faults})
	} else {
		fmt.Printf("%d 件、%d 个操作（%d 个来迟被拒），模拟 %s，用时 %s；终态 %v\n", rep.Cases, rep.Acts, rep.Refused, rep.Simulated, rep.Took, rep.ByStage)
		fmt.Printf("与事件重算不一致 %d 处  %d differences from a recount of the events\n", len(faults), len(faults))
		for _, f := range faults {
			fmt.Println("  ", f)
		}
	}
	if err == nil && len(faults) > 0 {
		err = errors.New("the boards differ from the events")
	}
	return err
}

// read makes matters of the file's rows, spread over the year, with classes by turns and replies where there are some.
func read(s settings, from time.Time, classes []string) ([]simulate.Matter, error) {
	rows, err := column(s.file, s.rows, "subject", "detail")
	if err != nil {
		return nil, err
	}
	replies := [][]string{{""}}
	if s.replies != "" {
		if replies, err = column(s.replies, s.rows, "reply"); err != nil {
			return nil, err
		}
	}
	step := 350 * 24 * time.Hour / time.Duration(max(len(rows), 1))
	out := make([]simulate.Matter, 0, len(rows))
	for i, r := range rows {
		out = append(out, simulate.Matter{Title: cut(r[0], 60), Content: cut(r[1], 2000), Class: classes[i%len(classes)], Place: "示范市", Reply: replies[i%len(replies)][0],
			At: from.Add(9*time.Hour + time.Duration(i)*step)})
	}
	return out, nil
}

func cut(text string, n int) string {
	text = strings.TrimSpace(text)
	if r := []rune(text); len(r) > n {
		return string(r[:n])
	}
	if text == "" {
		return "（空）"
	}
	return text
}

// column reads the named columns of a CSV; rows that are not UTF-8 are left out.
func column(file string, limit int, names ...string) ([][]string, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	head, err := r.Read()
	if err != nil {
		return nil, err
	}
	at := make([]int, len(names))
	for i, n := range names {
		at[i] = -1
		for j, h := range head {
			if strings.TrimPrefix(strings.TrimSpace(h), "\ufeff") == n {
				at[i] = j
			}
		}
		if at[i] < 0 {
			return nil, fmt.Errorf("%s has no column %q", file, n)
		}
	}
	var out [][]string
	for len(out) < limit {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		row := make([]string, len(at))
		ok := true
		for i, j := range at {
			if j >= len(rec) || !utf8.ValidString(rec[j]) {
				ok = false
				break
			}
			row[i] = strings.ReplaceAll(rec[j], "\x00", "")
		}
		if ok {
			out = append(out, row)
		}
	}
	return out, nil
}
