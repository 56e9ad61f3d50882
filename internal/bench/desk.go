package bench

import (
	"context"
	"time"

	"github.com/google/uuid"

	"minhu/api"
	"minhu/internal/hotline"
	"minhu/policies"
)

// Actions measures what the API works out for each reader of a case: the acts that are legal now and those refused for now.
// The case is in handling, where the table has most; the reader is a clerk of its unit. CPU is that of this process.
func (b *Bed) Actions(n int) (Figures, error) {
	snap := b.house.Policies.Load()
	at := time.Now().UTC()
	p := &policies.Principal{ID: uuid.NewString(), Kind: policies.KindStaff, Name: "基准", Bindings: []policies.Binding{{Role: policies.RoleDeptStaff, DeptPath: "/city/zjj"}}}
	who := hotline.Actor{Kind: hotline.ByStaff, ID: p.ID, Role: policies.RoleDeptStaff, DeptPath: "/city/zjj"}
	st := hotline.State{Aggregate: hotline.Case, ID: uuid.NewString(), Stage: hotline.StageHandling, Rev: 5, Kind: "complaint", Department: "zjj", Table: hotline.TableVersion,
		Facts: hotline.Facts{Limits: hotline.DefaultLimits}, Clocks: []hotline.Clock{{Name: "reply", StartedAt: at, DueAt: at.Add(time.Hour)}}}
	res := &policies.Resource{DeptPath: "/city/zjj", State: string(st.Stage)}
	start := time.Now()
	for range n {
		if _, _, err := api.AllowedActions(snap, who, p, st, res, at); err != nil {
			return Figures{}, err
		}
	}
	each := float64(time.Since(start).Microseconds()) / 1000 / float64(n)
	f := Figures{Name: "allowed actions of a case in handling", Pairs: n, P50: each, CPU: each, PerSecond: 1000 / each, Clients: 1, Bars: map[string]float64{"cpu_ms": 1}}
	within(&f)
	return f, nil
}

// Board measures the matrix of departments by light: one grouped statement over the open tenth of the cases, against the
// cheapest look at the same rows.
func (b *Bed) Board(ctx context.Context, rows, blocks, n int) (Figures, error) {
	if err := b.fill(ctx, rows); err != nil {
		return Figures{}, err
	}
	if _, err := b.house.Store.DB.ExecContext(ctx, `vacuum analyze cases`); err != nil {
		return Figures{}, err
	}
	f, err := pairs(ctx, "board of units by light at 200000 cases, a tenth of them open", b.procs, blocks, n,
		func(ctx context.Context, _ int) error {
			now := time.Now().UTC()
			_, err := b.house.Store.BoardUnits(ctx, now, now.Add(24*time.Hour))
			return err
		},
		func(ctx context.Context, _ int) error {
			var open int
			return b.house.Store.DB.GetContext(ctx, &open, `select count(overdue) from cases where dept_path >= '' and stage not in ('closed','declined','merged','archived','transferred','withdrawn')`)
		})
	if err != nil {
		return f, err
	}
	f.Bars = map[string]float64{"cpu_ms": 10}
	within(&f)
	return f, nil
}
