package bench

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"minhu/internal/knowledge"
)

// payload is the size of a sealed question's payload before sealing: the floor sends the same.
const payload = 420

type turn struct {
	ID string `json:"id"`
}

// questions takes real questions out of the loaded base, so that answers are found as they are in use.
func (b *Bed) questions(ctx context.Context) ([]string, error) {
	var out []string
	for a, err := range b.house.Store.PublishedArticles(ctx) {
		if err != nil {
			return nil, err
		}
		out = append(out, variants(a)...)
	}
	if len(out) == 0 {
		return nil, errNoArticles
	}
	return out, nil
}

func variants(a knowledge.Article) []string { return append([]string{a.Question}, a.Variants...) }

// Chat measures non-opening lines of a conversation, the opening line, and eight clients at once. With an error come the
// figures that were taken before it.
func (b *Bed) Chat(ctx context.Context, blocks, n int) ([]Figures, error) {
	qs, err := b.questions(ctx)
	if err != nil {
		return nil, err
	}
	w := b.browser()
	var talk turn
	if err := w.send(ctx, "POST", "/api/v1/conversations", map[string]string{"text": qs[0]}, &talk); err != nil {
		return nil, err
	}
	bare, err := b.floor.start(ctx)
	if err != nil {
		return nil, err
	}
	line, err := pairs(ctx, "chat", b.procs, blocks, n,
		func(ctx context.Context, i int) error {
			return w.send(ctx, "POST", "/api/v1/conversations/"+talk.ID+"/utterances", map[string]string{"text": qs[i%len(qs)]}, nil)
		},
		func(ctx context.Context, i int) error { return b.floor.put(ctx, bare, fmt.Sprintf("k%d", i), payload) })
	if err != nil {
		return nil, err
	}
	line.Bars = map[string]float64{"ratio": 1.3, "cpu_ratio": 1.5}
	within(&line)
	open, err := pairs(ctx, "chat opening", b.procs, max(4, blocks/3), n,
		func(ctx context.Context, i int) error {
			return w.send(ctx, "POST", "/api/v1/conversations", map[string]string{"text": qs[i%len(qs)]}, nil)
		},
		func(ctx context.Context, _ int) error { return b.floor.open(ctx, payload) })
	if err != nil {
		return []Figures{line}, err
	}
	open.Bars = map[string]float64{"cpu_ratio": 1.4}
	within(&open)
	eight, err := b.eight(ctx, qs, n*3)
	if err != nil {
		return []Figures{line, open}, err
	}
	return []Figures{line, open, eight}, nil
}

// eight runs eight clients at once, ours and the floor's in turns, and compares the slowest hundredth.
func (b *Bed) eight(ctx context.Context, qs []string, n int) (Figures, error) {
	const clients = 8
	f := Figures{Name: "chat, 8 clients", Clients: clients, Pairs: 3 * clients * n}
	var ours, floor []time.Duration
	for range 3 {
		took, err := together(ctx, clients, n, func(ctx context.Context, k int) (op, error) {
			w := b.browser()
			var talk turn
			if err := w.send(ctx, "POST", "/api/v1/conversations", map[string]string{"text": qs[k%len(qs)]}, &talk); err != nil {
				return nil, err
			}
			return func(ctx context.Context, i int) error {
				return w.send(ctx, "POST", "/api/v1/conversations/"+talk.ID+"/utterances", map[string]string{"text": qs[(k*31+i)%len(qs)]}, nil)
			}, nil
		})
		if err != nil {
			return f, err
		}
		ours = append(ours, took...)
		took, err = together(ctx, clients, n, func(ctx context.Context, _ int) (op, error) {
			id, err := b.floor.start(ctx)
			return func(ctx context.Context, i int) error { return b.floor.put(ctx, id, fmt.Sprintf("k%d", i), payload) }, err
		})
		if err != nil {
			return f, err
		}
		floor = append(floor, took...)
	}
	f.P50, f.FloorP50 = round(ms(quantile(ours, 0.5))), round(ms(quantile(floor, 0.5)))
	f.P99, f.FloorP99 = round(ms(quantile(ours, 0.99))), round(ms(quantile(floor, 0.99)))
	f.Ratio = round(f.P99 / f.FloorP99)
	f.Bars = map[string]float64{"ratio": 2}
	f.Note = "ratio of the 99th percentiles"
	within(&f)
	return f, nil
}

// together runs n operations on each of several clients at once and returns how long each took.
func together(ctx context.Context, clients, n int, prepare func(context.Context, int) (op, error)) ([]time.Duration, error) {
	var wg sync.WaitGroup
	all := make([][]time.Duration, clients)
	errs := make([]error, clients)
	for k := range clients {
		do, err := prepare(ctx, k)
		if err != nil {
			return nil, err
		}
		wg.Go(func() {
			for i := range n {
				t := time.Now()
				if errs[k] = do(ctx, i); errs[k] != nil {
					return
				}
				all[k] = append(all[k], time.Since(t))
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return slices.Concat(all...), nil
}

// within says whether the figures keep their bars.
func within(f *Figures) {
	ok := true
	for name, bar := range f.Bars {
		v := map[string]float64{"ratio": f.Ratio, "cpu_ratio": f.CPURatio, "events": float64(f.Events), "cpu_ms": f.CPU, "resident_mb": f.Resident, "commits_per_second": f.Commits, "kib_each": f.KiBEach, "late_p99_ms": f.LateP99}[name]
		if v > bar {
			ok = false
		}
	}
	f.WithinBars = &ok
}
