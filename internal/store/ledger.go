package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jmoiron/sqlx"
)

// LedgerEntry is one entry of the record for auditors. Data never holds personal data.
type LedgerEntry struct {
	ID            int64           `db:"id" json:"id,string"`
	At            time.Time       `db:"at" json:"at"`
	ActorKind     string          `db:"actor_kind" json:"actor_kind"`
	ActorID       string          `db:"actor_id" json:"actor_id,omitempty"`
	ActorName     string          `db:"actor_name" json:"actor_name,omitempty"`
	Act           string          `db:"act" json:"act"`
	SubjectKind   string          `db:"subject_kind" json:"subject_kind,omitempty"`
	SubjectID     *string         `db:"subject_id" json:"subject_id,omitempty"`
	Outcome       string          `db:"outcome" json:"outcome"` // applied, or the code of the refusal
	PolicyLine    string          `db:"policy_line" json:"policy_line,omitempty"`
	PolicyVersion string          `db:"policy_version" json:"policy_version,omitempty"`
	RequestID     string          `db:"request_id" json:"request_id,omitempty"`
	Data          json.RawMessage `db:"data" json:"data,omitempty"`
}

// AddLedger writes an entry of its own: a refusal, a reveal, a decode. Acts write theirs inside Record.
func (s *Store) AddLedger(ctx context.Context, e LedgerEntry) error {
	_, err := s.exec(ctx, "add_ledger", e.args()...)
	return err
}

// AddLedgerTx writes an entry inside the transaction of the write it records.
func (s *Store) AddLedgerTx(ctx context.Context, tx *sqlx.Tx, e LedgerEntry) error {
	_, err := tx.StmtxContext(ctx, s.q("add_ledger")).ExecContext(ctx, e.args()...)
	return err
}

func (e LedgerEntry) args() []any {
	subject := ""
	if e.SubjectID != nil {
		subject = *e.SubjectID
	}
	data := string(e.Data)
	if data == "" {
		data = "{}"
	}
	return []any{e.At, e.ActorKind, e.ActorID, e.ActorName, e.Act, e.SubjectKind, subject, e.Outcome, e.PolicyLine, e.PolicyVersion, e.RequestID, data}
}

// AddLook records that somebody opened a subject; once a viewer, subject and ten minutes.
func (s *Store) AddLook(ctx context.Context, e LedgerEntry) error {
	_, err := s.exec(ctx, "add_look", e.At, e.ActorKind, e.ActorID, e.ActorName, e.SubjectKind, e.SubjectID, e.PolicyLine, e.PolicyVersion, e.RequestID)
	return err
}

// Viewer is one look at, reveal of, or decode of a subject.
type Viewer struct {
	At        time.Time       `db:"at" json:"at"`
	ActorKind string          `db:"actor_kind" json:"actor_kind"`
	ActorName string          `db:"actor_name" json:"actor_name"`
	ActorID   string          `db:"actor_id" json:"actor_id"`
	Act       string          `db:"act" json:"act"`
	Data      json.RawMessage `db:"data" json:"data,omitempty"`
}

// Viewers reads the newest 200 looks at a subject (谁看过).
func (s *Store) Viewers(ctx context.Context, subject string) ([]Viewer, error) {
	var rows []Viewer
	err := s.list(ctx, &rows, "viewers", subject)
	return rows, err
}

// LedgerOf reads the newest 500 entries about a subject.
func (s *Store) LedgerOf(ctx context.Context, subject string) ([]LedgerEntry, error) {
	var rows []LedgerEntry
	err := s.list(ctx, &rows, "ledger_of_subject", subject)
	return rows, err
}
