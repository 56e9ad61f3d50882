package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
)

// Kinds of jobs on clocks.
const (
	JobRecount   = "recount"
	JobRehearsal = "rehearsal"
	JobSweep     = "sweep"
)

// States of a job.
const (
	JobQueued     = "queued"
	JobRunning    = "running"
	JobCancelling = "cancelling"
	JobDone       = "done"
	JobFailed     = "failed"
	JobCancelled  = "cancelled"
)

// TimeJob is long work on clocks. Cursor is where it goes on, Progress what it has found so far, Result what it came to.
type TimeJob struct {
	ID          string           `db:"id"`
	Kind        string           `db:"kind"`
	State       string           `db:"state"`
	Params      json.RawMessage  `db:"params"`
	Cursor      string           `db:"cursor"`
	Done        int              `db:"done"`
	Total       int              `db:"total"`
	Progress    json.RawMessage  `db:"progress"`
	Result      *json.RawMessage `db:"result"`
	Fault       string           `db:"fault"`
	CreatedAt   time.Time        `db:"created_at"`
	CreatedBy   string           `db:"created_by"`
	CreatedName string           `db:"created_name"`
	StartedAt   sql.NullTime     `db:"started_at"`
	FinishedAt  sql.NullTime     `db:"finished_at"`
	Holder      string           `db:"holder"`
}

// ErrJobLost says that another process holds the job now.
var ErrJobLost = errors.New("the job is held by another process")

// AddTimeJob queues a job; one that is there already stays.
func (s *Store) AddTimeJob(ctx context.Context, tx *sqlx.Tx, j TimeJob) error {
	_, err := tx.StmtxContext(ctx, s.q("add_time_job")).ExecContext(ctx, j.ID, j.Kind, string(j.Params), j.Total, j.CreatedAt, j.CreatedBy, j.CreatedName)
	return err
}

// AddDueSweep queues a sweep unless one was queued within every; it reports whether it did.
func (s *Store) AddDueSweep(ctx context.Context, id string, now time.Time, every time.Duration) (bool, error) {
	n, err := s.exec(ctx, "add_due_sweep", id, now, seconds(every))
	return n > 0, err
}

func seconds(d time.Duration) string { return fmt.Sprintf("%f seconds", d.Seconds()) }

// TimeJob reads a job; sql.ErrNoRows when there is none.
func (s *Store) TimeJob(ctx context.Context, id string) (TimeJob, error) {
	var j TimeJob
	err := s.get(ctx, &j, "time_job", id)
	return j, err
}

// TimeJobs reads the newest jobs of a kind.
func (s *Store) TimeJobs(ctx context.Context, kind string, limit int) ([]TimeJob, error) {
	rows := []TimeJob{}
	err := s.list(ctx, &rows, "time_jobs", kind, limit)
	return rows, err
}

// ClaimTimeJob takes the oldest job that nobody works on, for the time of a lease; sql.ErrNoRows when there is none.
func (s *Store) ClaimTimeJob(ctx context.Context, holder string, now time.Time, lease time.Duration) (TimeJob, error) {
	var j TimeJob
	err := s.get(ctx, &j, "claim_time_job", holder, now, seconds(lease))
	return j, err
}

// KeepTimeJob saves how far a job has come and renews its lease. It reports whether somebody wants it to stop, and fails with
// ErrJobLost when another process holds it.
func (s *Store) KeepTimeJob(ctx context.Context, j TimeJob, now time.Time, lease time.Duration) (stop bool, err error) {
	var state string
	switch err := s.get(ctx, &state, "keep_time_job", j.ID, j.Holder, j.Cursor, j.Done, j.Total, jsonOr(j.Progress), now, seconds(lease)); {
	case errors.Is(err, sql.ErrNoRows):
		return true, ErrJobLost
	case err != nil:
		return false, err
	}
	return state == JobCancelling, nil
}

// FinishTimeJob ends a job in a state.
func (s *Store) FinishTimeJob(ctx context.Context, j TimeJob, state, fault string, now time.Time) error {
	var result any
	if j.Result != nil {
		result = string(*j.Result)
	}
	n, err := s.exec(ctx, "finish_time_job", j.ID, j.Holder, state, j.Done, result, fault, now)
	if err == nil && n == 0 {
		return ErrJobLost
	}
	return err
}

// CancelTimeJob asks a rehearsal to stop; false when it is over or may not be stopped.
func (s *Store) CancelTimeJob(ctx context.Context, tx *sqlx.Tx, id string, now time.Time) (bool, error) {
	r, err := tx.StmtxContext(ctx, s.q("cancel_time_job")).ExecContext(ctx, id, now)
	if err != nil {
		return false, err
	}
	n, err := r.RowsAffected()
	return n > 0, err
}

// PruneTimeJobs removes rehearsals and sweeps that ended before an instant; the newest sweep stays.
func (s *Store) PruneTimeJobs(ctx context.Context, before time.Time) error {
	_, err := s.exec(ctx, "prune_time_jobs", before)
	return err
}

func jsonOr(b json.RawMessage) string {
	if len(b) == 0 {
		return "{}"
	}
	return string(b)
}
