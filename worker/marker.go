package worker

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"minhu/internal/acts"
	"minhu/internal/hotline"
	"minhu/internal/notice"
	"minhu/internal/store"
)

// Marker reminds: when a clock reaches one of its marks, the recorded act "warn" says so, and its rules tell the people who work towards
// it. The update id is made of clock and mark, so that several workers remind once.
type Marker struct {
	Store  *store.Store
	Sender *acts.Sender
	Clock  func() time.Time
	Logger *slog.Logger
}

// look is how often the marks are looked at even when none is known to be due: an act may have started a clock meanwhile. Marks lie
// hours apart.
const look = time.Minute

// Run reminds until ctx ends.
func (m *Marker) Run(ctx context.Context) error {
	for {
		n, next, err := m.Step(ctx)
		if err != nil && ctx.Err() == nil {
			m.Logger.Error("marks of clocks could not be read", "error", err)
		}
		wait := look
		if err == nil && !next.IsZero() {
			wait = min(look, max(next.Sub(m.Clock()), time.Second))
		}
		if n > 0 {
			wait = time.Second // more may be due; and what was refused for a moment is not hammered
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-timer.C:
		}
	}
}

// Step reminds of the marks that are due and answers how many it found and when the next is due.
func (m *Marker) Step(ctx context.Context) (n int, next time.Time, err error) {
	rows, err := m.Store.DueMarks(ctx, m.Clock())
	if err != nil {
		return 0, next, err
	}
	for _, r := range rows {
		if err := m.one(ctx, r); err != nil {
			return len(rows), next, err
		}
	}
	next, _, err = m.Store.NextMark(ctx)
	return len(rows), next, err
}

func (m *Marker) one(ctx context.Context, r store.MarkRow) error {
	var clocks []hotline.Clock
	if err := json.Unmarshal(r.Clocks, &clocks); err != nil {
		return err
	}
	told := false
	for _, k := range clocks {
		// The column is rounded to microseconds.
		mark, at, due := k.DueMark(m.Clock().Add(time.Millisecond))
		if !due || !notice.Warns(hotline.Aggregate(r.Aggregate), k.Key()) {
			continue
		}
		act := hotline.Act{Name: "warn", Actor: hotline.System, Fields: hotline.Fields{"clock": k.Key(), "mark": mark}, Line: "clock"}
		_, err := m.Sender.Do(ctx, hotline.Aggregate(r.Aggregate), r.ID, "warn/"+k.Key()+"/"+at.UTC().Format(time.RFC3339Nano), act)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err == nil:
			told = true
		case !refusedForGood(err), m.Clock().Sub(at) < look:
			// Out of order, or the engine's clock is behind ours: again at the next look.
			m.Logger.Warn("a reminder was not recorded yet", "subject", r.ID, "clock", k.Key(), "error", err)
			return nil
		}
	}
	if told {
		return nil // the act moved the mark
	}
	return m.Store.DropMark(ctx, r)
}
