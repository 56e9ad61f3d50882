package timejob

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"minhu/internal/casetime"
	"minhu/internal/hotline"
	"minhu/internal/store"
	"minhu/internal/worktime/oracle"
)

// SweepResult is what a comparison of every clock with a slow recount found. Stale clocks are right by their own calendar and not
// by the one in force; a recount is queued for them.
type SweepResult struct {
	Cases       int          `json:"cases"`
	Messages    int          `json:"messages"`
	Clocks      int          `json:"clocks"`
	Differences int          `json:"differences"`
	Stale       int          `json:"stale"`
	Sums        int          `json:"sums"` // sums of the figures that are not what their bookings add up to
	Examples    []Difference `json:"examples"`
	TookMS      int64        `json:"took_ms"`
}

// Difference is one clock that does not end when the slow recount says.
type Difference struct {
	Kind     string    `json:"kind"`
	ID       string    `json:"id"`
	Number   string    `json:"number"`
	Clock    string    `json:"clock"`
	Recorded time.Time `json:"recorded"`
	Counted  time.Time `json:"counted,omitzero"`
	Fault    string    `json:"fault,omitempty"`
}

// reported bounds how many differences a sweep writes into the ledger one by one.
const reported = 100

func (w *work) sweep(ctx context.Context) (any, error) {
	began := time.Now()
	res := SweepResult{Examples: []Difference{}}
	_, inForce := w.r.Time.InForce()
	var err error
	if w.job.Total, err = w.r.Store.CountClocked(ctx); err != nil {
		return nil, err
	}
	w.job.Done = 0
	err = walk(ctx, w.r.Store, func(c store.Clocked) error {
		if c.Aggregate == hotline.Case {
			res.Cases++
		} else {
			res.Messages++
		}
		for _, k := range c.Clocks {
			if !casetime.Counts(k) {
				continue
			}
			res.Clocks++
			d, same := w.compare(c, k)
			if !same {
				res.Differences++
				if len(res.Examples) < examples {
					res.Examples = append(res.Examples, d)
				}
				if res.Differences <= reported {
					if err := w.report(ctx, d); err != nil {
						return err
					}
				}
				continue
			}
			if _, moved, err := casetime.Moved(k, inForce); err == nil && moved {
				res.Stale++
			}
		}
		w.job.Done++
		if w.due() {
			return w.keep(ctx, nil)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if res.Stale > 0 {
		if err := w.queueRecount(ctx, inForce.Reference()); err != nil {
			return nil, err
		}
	}
	if res.Sums, err = w.r.Store.RateSumDifferences(ctx); err != nil {
		return nil, err
	}
	res.TookMS = time.Since(began).Milliseconds()
	return res, w.recordSweep(ctx, res)
}

// compare counts a clock slowly with the calendar it names.
func (w *work) compare(c store.Clocked, k hotline.Clock) (Difference, bool) {
	d := Difference{Kind: string(c.Aggregate), ID: c.ID, Number: c.Number, Clock: k.Name, Recorded: k.DueAt}
	cal, err := w.r.Time.Library().ByReference(k.Calendar)
	if err == nil {
		d.Counted, err = oracle.Instant(cal, casetime.Terms(k))
	}
	if err != nil {
		d.Fault = err.Error()
		return d, false
	}
	return d, d.Counted.Equal(k.DueAt)
}

func (w *work) report(ctx context.Context, d Difference) error {
	data, err := json.Marshal(d)
	if err != nil {
		return err
	}
	return w.r.Store.AddLedger(ctx, store.LedgerEntry{At: w.r.Clock(), ActorKind: string(hotline.BySystem), ActorID: hotline.System.ID, ActorName: hotline.System.Name,
		Act: "clock.difference", SubjectKind: d.Kind, SubjectID: &d.ID, Outcome: "found", Data: data})
}

// recordSweep puts the outcome on record; 0 differences are said too.
func (w *work) recordSweep(ctx context.Context, res SweepResult) error {
	data, err := json.Marshal(map[string]int{"clocks": res.Clocks, "differences": res.Differences, "stale": res.Stale, "sums": res.Sums})
	if err != nil {
		return err
	}
	return w.r.Store.AddLedger(ctx, store.LedgerEntry{At: w.r.Clock(), ActorKind: string(hotline.BySystem), ActorID: hotline.System.ID, ActorName: hotline.System.Name,
		Act: "clocks.sweep", SubjectKind: "system", Outcome: "applied", Data: data})
}

// queueRecount queues a recount by the calendar in force, unless one is under way.
func (w *work) queueRecount(ctx context.Context, calendar string) error {
	open, err := w.r.Store.TimeJobs(ctx, store.JobRecount, 5)
	if err != nil {
		return err
	}
	for _, j := range open {
		if j.State == store.JobQueued || j.State == store.JobRunning {
			return nil
		}
	}
	params, err := json.Marshal(RecountParams{Calendar: calendar, Rate: DefaultRate, Cause: "sweep"})
	if err != nil {
		return err
	}
	return w.r.Store.InTx(ctx, func(tx *sqlx.Tx) error {
		return w.r.Store.AddTimeJob(ctx, tx, store.TimeJob{ID: uuid.NewString(), Kind: store.JobRecount, Params: params, CreatedAt: w.r.Clock(), CreatedName: hotline.System.Name})
	})
}
