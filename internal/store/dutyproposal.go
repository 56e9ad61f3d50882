package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/jmoiron/sqlx"
)

// DutyProposal is what an upheld return says about the duty list: a class at a place and hour belongs to another unit.
type DutyProposal struct {
	ID          int64         `db:"id"`
	Class       string        `db:"class"`
	ClassName   string        `db:"class_name"`
	District    string        `db:"district"`
	Hour        int           `db:"hour"`
	FromUnit    string        `db:"from_unit"`
	FromName    string        `db:"from_name"`
	ToUnit      string        `db:"to_unit"`
	ToName      string        `db:"to_name"`
	CaseID      string        `db:"case_id"`
	Number      string        `db:"number"`
	Ground      string        `db:"ground"`
	Count       int           `db:"count"` // returns that say the same
	ProposedAt  time.Time     `db:"proposed_at"`
	State       string        `db:"state"` // open, adopted, dismissed
	DecidedAt   sql.NullTime  `db:"decided_at"`
	DecidedName string        `db:"decided_name"`
	Reason      string        `db:"reason"`
	Version     sql.NullInt64 `db:"version"`
}

// Misrouted is an upheld return on its way into a proposal: who had it, who gets it, and the hour of the city's day at which it was dispatched.
type Misrouted struct {
	From, To string
	Hour     int
	Ground   string
}

// DutyProposals lists proposals of a state before an id (0 = the newest), newest first.
func (s *Store) DutyProposals(ctx context.Context, state string, before int64, limit int) ([]DutyProposal, error) {
	rows := []DutyProposal{}
	err := s.list(ctx, &rows, "duty_proposals", state, before, limit)
	return rows, err
}

// DutyProposalByID reads one; sql.ErrNoRows when there is none.
func (s *Store) DutyProposalByID(ctx context.Context, id int64) (DutyProposal, error) {
	var r DutyProposal
	err := s.get(ctx, &r, "duty_proposal_by_id", id)
	return r, err
}

// DecideDutyProposal ends an open proposal in the caller's transaction; false when somebody else did. version 0 is a dismissal.
func (s *Store) DecideDutyProposal(ctx context.Context, tx *sqlx.Tx, id int64, version int, by, name, reason string, at time.Time) (bool, error) {
	state := "dismissed"
	var v any
	if version > 0 {
		state, v = "adopted", version
	}
	r, err := tx.StmtxContext(ctx, s.q("decide_duty_proposal")).ExecContext(ctx, id, state, at, by, name, reason, v)
	if err != nil {
		return false, err
	}
	n, err := r.RowsAffected()
	return n == 1, err
}

// propose writes what an upheld return says about the duty list, in the transaction of its ruling.
func (s *Store) propose(ctx context.Context, tx *sqlx.Tx, r Recording) error {
	m := r.Ties.Misrouted
	_, err := tx.StmtxContext(ctx, s.q("propose_duty")).ExecContext(ctx, r.ID, m.Hour, m.From, m.To, m.Ground, r.Event.At)
	return err
}
