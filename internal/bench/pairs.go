package bench

import (
	"context"
	"slices"
	"time"
)

// Figures is what a benchmark prints: milliseconds and CPU milliseconds per operation, ours and the floor's, and their ratios.
type Figures struct {
	Name       string             `json:"name"`
	Pairs      int                `json:"pairs"`
	P50        float64            `json:"p50_ms"`
	P95        float64            `json:"p95_ms"`
	PerSecond  float64            `json:"per_second"`
	CPU        float64            `json:"cpu_ms"`
	CPUBy      map[string]float64 `json:"cpu_ms_by"`
	FloorP50   float64            `json:"floor_p50_ms"`
	FloorCPU   float64            `json:"floor_cpu_ms"`
	FloorCPUBy map[string]float64 `json:"floor_cpu_ms_by"`
	Ratio      float64            `json:"ratio"`
	CPURatio   float64            `json:"cpu_ratio"`
	P99        float64            `json:"p99_ms,omitempty"`
	FloorP99   float64            `json:"floor_p99_ms,omitempty"`
	Clients    int                `json:"clients"`
	Events     int                `json:"events,omitempty"` // history events of one
	Resident   float64            `json:"resident_mb,omitempty"`
	Commits    float64            `json:"commits_per_second,omitempty"`
	KiBEach    float64            `json:"kib_each,omitempty"`
	LateP99    float64            `json:"late_p99_ms,omitempty"`
	Note       string             `json:"note,omitempty"`
	Bars       map[string]float64 `json:"bars,omitempty"`
	WithinBars *bool              `json:"within_bars,omitempty"`
}

type op func(ctx context.Context, i int) error

type block struct {
	took []time.Duration
	wall time.Duration
	cpu  cpu
}

// runBlock does n operations, one after the other.
func runBlock(ctx context.Context, p processes, n, from int, do op) (block, error) {
	var b block
	before, err := p.now()
	if err != nil {
		return b, err
	}
	start := time.Now()
	for i := range n {
		t := time.Now()
		if err := do(ctx, from+i); err != nil {
			return b, err
		}
		b.took = append(b.took, time.Since(t))
	}
	b.wall = time.Since(start)
	after, err := p.now()
	b.cpu = after.minus(before)
	return b, err
}

// pairs alternates blocks of ours and of the floor and compares neighbours. The first pair warms up and is dropped.
func pairs(ctx context.Context, name string, p processes, blocks, n int, ours, floor op) (Figures, error) {
	f := Figures{Name: name, Pairs: blocks * n, Clients: 1}
	var a, b []block
	for i := range blocks + 1 {
		order := []op{ours, floor}
		if i%2 == 1 { // who goes first changes, so that a drift of the machine favours neither
			order = []op{floor, ours}
		}
		var got [2]block
		for k, do := range order {
			r, err := runBlock(ctx, p, n, i*n, do)
			if err != nil {
				return f, err
			}
			got[k] = r
		}
		if i%2 == 1 {
			got[0], got[1] = got[1], got[0]
		}
		if i == 0 {
			continue
		}
		a, b = append(a, got[0]), append(b, got[1])
	}
	var ratio, cpuRatio []float64
	for i := range a {
		ratio = append(ratio, ms(quantile(a[i].took, 0.5))/ms(quantile(b[i].took, 0.5)))
		cpuRatio = append(cpuRatio, float64(a[i].cpu.total())/float64(b[i].cpu.total()))
	}
	f.Ratio, f.CPURatio = median(ratio), median(cpuRatio)
	f.P50, f.P95, f.CPU, f.CPUBy, f.PerSecond = sum(a, n)
	f.FloorP50, _, f.FloorCPU, f.FloorCPUBy, _ = sum(b, n)
	return f, nil
}

func sum(bs []block, n int) (p50, p95, total float64, by map[string]float64, rate float64) {
	var took []time.Duration
	var c cpu
	var wall time.Duration
	for _, b := range bs {
		took = append(took, b.took...)
		c.self, c.engine, c.postgres = c.self+b.cpu.self, c.engine+b.cpu.engine, c.postgres+b.cpu.postgres
		wall += b.wall
	}
	each := float64(len(bs) * n)
	by = map[string]float64{"minhu": round(ms(c.self) / each), "engine": round(ms(c.engine) / each), "postgres": round(ms(c.postgres) / each)}
	return round(ms(quantile(took, 0.5))), round(ms(quantile(took, 0.95))), round(ms(c.total()) / each), by, round(each / wall.Seconds())
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func round(v float64) float64 { return float64(int64(v*1000+0.5)) / 1000 }

func quantile(in []time.Duration, q float64) time.Duration {
	s := slices.Clone(in)
	slices.Sort(s)
	return s[min(len(s)-1, int(q*float64(len(s))))]
}

func median(in []float64) float64 {
	s := slices.Clone(in)
	slices.Sort(s)
	return round(s[len(s)/2])
}
