package timejob

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"minhu/activities"
	"minhu/internal/hotline"
	"minhu/internal/store"
	"minhu/internal/worktime"
)

// RecountParams say by which calendar, and how many cases a second.
type RecountParams struct {
	Calendar string `json:"calendar"`
	Rate     int    `json:"rate"`
	Cause    string `json:"cause,omitempty"` // publish or sweep
}

// DefaultRate is how many cases a second a recount moves unless it is told otherwise; MaxRate bounds what it can be told.
const (
	DefaultRate = 50
	MaxRate     = 500
)

// RecountResult is what a recount came to.
type RecountResult struct {
	Calendar string `json:"calendar"`
	Moved    int    `json:"moved"`
	Skipped  int    `json:"skipped"` // ended meanwhile, or without a process of their own
	Passes   int    `json:"passes"`
}

// passes bounds how often a recount looks again for clocks that were started by the old calendar while it ran.
const passes = 5

// recount sends the act `recount` to every case and message whose running clocks the calendar moves. It walks until a pass finds
// none: a process that had not heard of the calendar yet may have started a clock by the old one.
func (w *work) recount(ctx context.Context) (any, error) {
	var p RecountParams
	if err := w.params(&p); err != nil {
		return nil, err
	}
	cal, err := w.r.Time.Library().ByReference(p.Calendar)
	if err != nil {
		if err = Hold(ctx, w.r.Store, w.r.Time); err != nil {
			return nil, err
		}
		if cal, err = w.r.Time.Library().ByReference(p.Calendar); err != nil {
			return nil, finalError{err}
		}
	}
	if p.Rate < 1 || p.Rate > MaxRate {
		p.Rate = DefaultRate
	}
	pace := time.NewTicker(time.Second / time.Duration(p.Rate))
	defer pace.Stop()
	pass, agg, after := place(w.job.Cursor)
	res := RecountResult{Calendar: p.Calendar}
	skipped := 0
	for ; pass < passes; pass++ {
		sent := 0
		for ; agg < len(clockedThings); agg, after = agg+1, "" {
			n, missed, err := w.recountAll(ctx, cal, clockedThings[agg], pass, agg, after, pace.C)
			if err != nil {
				return nil, err
			}
			sent += n
			skipped += missed
		}
		agg = 0
		if sent == 0 {
			break
		}
	}
	if res.Moved, err = w.r.Store.Recounted(ctx, w.job.CreatedAt, p.Calendar); err != nil {
		return nil, err
	}
	w.job.Done = res.Moved
	res.Skipped, res.Passes = skipped, min(pass+1, passes)
	return res, nil
}

// place reads a cursor: pass, aggregate, last id.
func place(cursor string) (pass, agg int, after string) {
	if _, err := fmt.Sscanf(strings.ReplaceAll(cursor, "/", " "), "%d %d %s", &pass, &agg, &after); err != nil || agg >= len(clockedThings) {
		return 0, 0, ""
	}
	return pass, agg, after
}

// recountPage is how many cases are read between two savings of the cursor.
const recountPage = 200

func (w *work) recountAll(ctx context.Context, cal *worktime.Calendar, agg hotline.Aggregate, pass, index int, after string, pace <-chan time.Time) (sent, skipped int, err error) {
	for {
		rows, err := w.r.Store.Clocked(ctx, agg, after, recountPage)
		if err != nil {
			return sent, skipped, err
		}
		n, missed, err := w.recountPage(ctx, cal, rows, pace)
		sent, skipped = sent+n, skipped+missed
		if err != nil {
			return sent, skipped, err
		}
		if len(rows) > 0 {
			after = rows[len(rows)-1].ID
			w.job.Cursor = fmt.Sprintf("%d/%d/%s", pass, index, after)
		}
		if n > 0 || w.due() {
			if err := w.keep(ctx, nil); err != nil {
				return sent, skipped, err
			}
		}
		if len(rows) < recountPage {
			return sent, skipped, nil
		}
	}
}

// recountPage recounts one page, a few cases at once, as fast as the pace allows. The lease is renewed meanwhile.
func (w *work) recountPage(ctx context.Context, cal *worktime.Calendar, rows []store.Clocked, pace <-chan time.Time) (int, int, error) {
	var sent, skipped atomic.Int64
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(4)
	base := w.job.Done
	for _, c := range rows {
		moves, err := movesOf(c, cal)
		if err != nil {
			return int(sent.Load()), int(skipped.Load()), err
		}
		if len(moves) == 0 {
			continue
		}
		select {
		case <-gctx.Done():
		case <-pace:
		}
		if gctx.Err() != nil {
			break
		}
		if w.due() {
			w.job.Done = base + int(sent.Load())
			if err := w.keep(ctx, nil); err != nil {
				return int(sent.Load()), int(skipped.Load()), err
			}
		}
		g.Go(func() error {
			done, err := w.send(gctx, c, cal.Reference())
			switch {
			case err != nil:
				return err
			case done:
				sent.Add(1)
			default:
				skipped.Add(1)
			}
			return nil
		})
	}
	err := g.Wait()
	w.job.Done = base + int(sent.Load())
	return int(sent.Load()), int(skipped.Load()), err
}

// send gives the act to the workflow that owns the case. The update id is made of the calendar and the revision, so that a job that
// goes on after a crash does not count a case twice. An outage is waited out for a while.
func (w *work) send(ctx context.Context, c store.Clocked, calendar string) (bool, error) {
	act := hotline.Act{Name: activities.RecountAct, Actor: hotline.System, Fields: hotline.Fields{"calendar": calendar}}
	id := fmt.Sprintf("recount/%s/%d", calendar, c.Rev)
	for wait := 200 * time.Millisecond; ; wait *= 2 {
		_, err := w.r.Sender.Do(ctx, c.Aggregate, c.ID, id, act)
		if err == nil {
			return true, nil
		}
		p, ok := hotline.AsProblem(err)
		if ok && p.Code.Status() < 500 {
			w.r.Logger.Info("a case was not recounted", "kind", c.Aggregate, "id", c.ID, "code", p.Code)
			return false, nil
		}
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		if wait > 5*time.Second {
			return false, err
		}
		t := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			t.Stop()
			return false, ctx.Err()
		case <-t.C:
		}
	}
}
