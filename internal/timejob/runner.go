package timejob

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"minhu/activities"
	"minhu/internal/acts"
	"minhu/internal/store"
)

// Channel is the PostgreSQL channel on which changes of what is in force and new jobs are told; the payload is the table.
const Channel = "minhu_time"

// Runner works on jobs, one at a time. Several may run in several processes: a job is taken with a lease, and one whose holder is
// gone is taken again when the lease has run out and goes on behind its cursor.
type Runner struct {
	DSN    string
	Store  *store.Store
	Time   *activities.Timekeeper
	Sender *acts.Sender
	Clock  func() time.Time
	Logger *slog.Logger
	// Lease is how long a job stays with a holder that says nothing; 0 means 15 seconds.
	Lease time.Duration
	// SweepEvery is how often every clock is compared; 0 means an hour, below 0 never.
	SweepEvery time.Duration

	name string
}

// look is how often the runner looks for a job whose holder has gone.
const look = 5 * time.Second

// kept is how long ended rehearsals and sweeps stay.
const kept = 90 * 24 * time.Hour

// errStopped says that somebody cancelled the job.
var errStopped = errors.New("cancelled")

// Run works until ctx ends.
func (r *Runner) Run(ctx context.Context) error {
	if r.Lease == 0 {
		r.Lease = 15 * time.Second
	}
	if r.SweepEvery == 0 {
		r.SweepEvery = time.Hour
	}
	r.name = uuid.NewString()
	l := pq.NewListener(r.DSN, time.Second, time.Minute, nil)
	defer l.Close()
	if err := l.Listen(Channel); err != nil {
		return err
	}
	tick := time.NewTicker(min(look, r.Lease))
	defer tick.Stop()
	swept := time.Time{}
	for {
		if now := r.Clock(); r.SweepEvery > 0 && now.Sub(swept) > time.Minute {
			swept = now
			if _, err := r.Store.AddDueSweep(ctx, uuid.NewString(), now, r.SweepEvery); err != nil && ctx.Err() == nil {
				r.Logger.Error("a sweep could not be queued", "error", err)
			}
			if err := r.Store.PruneTimeJobs(ctx, now.Add(-kept)); err != nil && ctx.Err() == nil {
				r.Logger.Error("old jobs could not be removed", "error", err)
			}
		}
		for r.one(ctx) {
		}
		select {
		case <-ctx.Done():
			return nil
		case <-l.Notify:
		case <-tick.C:
		}
	}
}

// one takes a job and works on it; false when there was none.
func (r *Runner) one(ctx context.Context) bool {
	j, err := r.Store.ClaimTimeJob(ctx, r.name, r.Clock(), r.Lease)
	if errors.Is(err, sql.ErrNoRows) {
		return false
	}
	if err != nil {
		if ctx.Err() == nil {
			r.Logger.Error("jobs could not be read", "error", err)
		}
		return false
	}
	w := &work{r: r, job: j, kept: r.Clock()}
	result, err := w.do(ctx)
	switch {
	case ctx.Err() != nil, errors.Is(err, store.ErrJobLost):
		return false
	case errors.Is(err, errStopped):
		err = r.Store.FinishTimeJob(ctx, w.job, store.JobCancelled, "", r.Clock())
	case isFinal(err):
		r.Logger.Error("a job failed", "job", j.ID, "kind", j.Kind, "error", err)
		err = r.Store.FinishTimeJob(ctx, w.job, store.JobFailed, err.Error(), r.Clock())
	case err == nil:
		err = w.finish(ctx, result)
	default:
		// The lease runs out and the job is taken again behind its cursor.
		r.Logger.Error("a job was interrupted", "job", j.ID, "kind", j.Kind, "error", err)
		return false
	}
	if err != nil && ctx.Err() == nil {
		r.Logger.Error("a job could not be ended", "job", j.ID, "error", err)
	}
	return err == nil
}

// finalError is a fault of the job itself: trying again changes nothing.
type finalError struct{ error }

func isFinal(err error) bool {
	var f finalError
	return errors.As(err, &f)
}

// work is one job in hand.
type work struct {
	r    *Runner
	job  store.TimeJob
	kept time.Time
}

func (w *work) do(ctx context.Context) (any, error) {
	switch w.job.Kind {
	case store.JobRecount:
		return w.recount(ctx)
	case store.JobRehearsal:
		return w.rehearse(ctx)
	}
	return w.sweep(ctx)
}

func (w *work) finish(ctx context.Context, result any) error {
	b, err := json.Marshal(result)
	if err != nil {
		return err
	}
	raw := json.RawMessage(b)
	w.job.Result = &raw
	return w.r.Store.FinishTimeJob(ctx, w.job, store.JobDone, "", w.r.Clock())
}

// keep saves how far the job has come.
func (w *work) keep(ctx context.Context, progress any) error {
	if progress != nil {
		b, err := json.Marshal(progress)
		if err != nil {
			return err
		}
		w.job.Progress = b
	}
	stop, err := w.r.Store.KeepTimeJob(ctx, w.job, w.r.Clock(), w.r.Lease)
	w.kept = w.r.Clock()
	if err == nil && stop {
		err = errStopped
	}
	return err
}

// due reports whether the progress should be saved: often enough for the lease, seldom enough for the database.
func (w *work) due() bool { return w.r.Clock().Sub(w.kept) >= min(time.Second, w.r.Lease/3) }

func (w *work) params(into any) error {
	if err := json.Unmarshal(w.job.Params, into); err != nil {
		return finalError{err}
	}
	return nil
}
