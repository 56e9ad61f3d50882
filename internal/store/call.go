package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"minhu/internal/hotline"
	"minhu/internal/pii"
)

// CallRow is a telephone call. State is a function of what the call centre said, in whatever order it said it.
type CallRow struct {
	ID           string         `db:"id"`
	Source       string         `db:"source"`    // centre, typed, callback
	Direction    string         `db:"direction"` // in, out
	NumberMask   string         `db:"number_mask"`
	NumberIndex  []byte         `db:"number_index"`
	Extension    string         `db:"extension"`
	RingingAt    sql.NullTime   `db:"ringing_at"`
	AnsweredAt   sql.NullTime   `db:"answered_at"`
	EndedAt      sql.NullTime   `db:"ended_at"`
	MissedAt     sql.NullTime   `db:"missed_at"`
	RecordingURL string         `db:"recording_url"`
	AssigneeID   sql.NullString `db:"assignee_id"`
	AssigneeName string         `db:"assignee_name"`
	Outcome      string         `db:"outcome"` // case, message, answered, or why nothing came of it; empty while open
	Note         string         `db:"note"`
	SubjectKind  string         `db:"subject_kind"`
	SubjectID    sql.NullString `db:"subject_id"`
	ClosedAt     sql.NullTime   `db:"closed_at"`
	CallbackID   sql.NullString `db:"callback_id"`
	Rev          int64          `db:"rev"`
	FirstAt      time.Time      `db:"first_at"`
	State        string         `db:"state"` // ringing, answered, ended, missed
}

// CallEvent is one word of the call centre about a call. Number is in the open only until it is sealed.
type CallEvent struct {
	Key, Source, Direction, Number, State, RecordingURL, Extension string
	Callback                                                       string // the wish this call answers, if any
	At                                                             time.Time
	Digest                                                         []byte
}

// ErrCallNumber says that a call was told with another number before.
var ErrCallNumber = errors.New("the call was told with another number")

// CallID is the id of the call that the call centre calls key.
func CallID(root *pii.Root, key string) string {
	return hotline.NewID(root.Namespace(), "call", "call", key)
}

// PutCall records one word about a call. A word that was recorded before changes nothing (fresh is false); the same state with
// another content is ErrKeyReused. topics makes whom the change is told, from the row as it then stands; after, when given, runs
// in the same transaction.
func (s *Store) PutCall(ctx context.Context, root *pii.Root, e CallEvent, now time.Time, topics func(CallRow) []string,
	after func(*sqlx.Tx, CallRow) error) (row CallRow, fresh bool, err error) {
	id := CallID(root, e.Key)
	var sealed, index []byte
	if e.Number != "" {
		sealed, index = root.SealIdentity("call", "number", id, e.Number), root.PhoneIndex(e.Number)
	}
	err = s.InTx(ctx, func(tx *sqlx.Tx) error {
		if _, err := tx.StmtxContext(ctx, s.q("open_call")).ExecContext(ctx, id, e.Key, e.Source, e.Direction, sealed, index,
			pii.MaskPhone(e.Number), e.At, e.Callback); err != nil {
			return err
		}
		var known []byte
		if err := tx.StmtxContext(ctx, s.q("lock_call")).GetContext(ctx, &known, id); err != nil {
			return err
		}
		if !bytes.Equal(known, index) {
			return ErrCallNumber
		}
		r, err := tx.StmtxContext(ctx, s.q("put_call_event")).ExecContext(ctx, id, e.State, e.At, e.Digest, now)
		if err != nil {
			return err
		}
		n, err := r.RowsAffected()
		if err != nil {
			return err
		}
		if n == 0 {
			var first []byte
			if err := tx.StmtxContext(ctx, s.q("call_event_digest")).GetContext(ctx, &first, id, e.State); err != nil {
				return err
			}
			if !bytes.Equal(first, e.Digest) {
				return ErrKeyReused
			}
			return tx.StmtxContext(ctx, s.q("call_by_id")).GetContext(ctx, &row, id)
		}
		fresh = true
		if _, err := tx.StmtxContext(ctx, s.q("apply_call_event")).ExecContext(ctx, id, e.State, e.At, e.RecordingURL, e.Extension); err != nil {
			return err
		}
		if err := tx.StmtxContext(ctx, s.q("call_by_id")).GetContext(ctx, &row, id); err != nil {
			return err
		}
		if after != nil {
			if err := after(tx, row); err != nil {
				return err
			}
		}
		return s.news(ctx, tx, topics(row), "call", id, row.Rev, row.State, now)
	})
	return row, fresh, err
}

// news tells open pages that a thing without a workflow changed.
func (s *Store) news(ctx context.Context, tx *sqlx.Tx, topics []string, kind, id string, rev int64, name string, at time.Time) error {
	feed, err := json.Marshal(map[string]string{"state": name})
	if err != nil {
		return err
	}
	var done string
	return tx.StmtxContext(ctx, s.q("call_news")).GetContext(ctx, &done, pq.Array(topics), kind, id, rev, name, at, string(feed))
}

// CallByID reads one call; sql.ErrNoRows when there is none.
func (s *Store) CallByID(ctx context.Context, id string) (CallRow, error) {
	var r CallRow
	err := s.get(ctx, &r, "call_by_id", id)
	return r, err
}

// CallOf reads the call a matter came from; sql.ErrNoRows when it came from none.
func (s *Store) CallOf(ctx context.Context, subject string) (CallRow, error) {
	var r CallRow
	err := s.get(ctx, &r, "call_of_subject", subject)
	return r, err
}

// LiveCalls reads the newest 50 open calls since an instant; with staff those that are free or in that person's hand.
func (s *Store) LiveCalls(ctx context.Context, since time.Time, staff string) ([]CallRow, error) {
	var rows []CallRow
	err := s.list(ctx, &rows, "calls_live", since, staff)
	return rows, err
}

// Calls reads a page of calls, newest first; staff "" means everybody's.
func (s *Store) Calls(ctx context.Context, staff string, after *Key, limit int) ([]CallRow, error) {
	k := Key{At: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), ID: lastID}
	if after != nil {
		k = *after
	}
	var rows []CallRow
	err := s.list(ctx, &rows, "calls_page", staff, k.At, k.ID, limit)
	return rows, err
}

// lastID is above every id: where a list begins.
const lastID = "ffffffff-ffff-ffff-ffff-ffffffffffff"

// CallsOfNumber reads the newest 20 other calls of a number, by its blind index.
func (s *Store) CallsOfNumber(ctx context.Context, index []byte, except string) ([]CallRow, error) {
	var rows []CallRow
	if index == nil {
		return rows, nil
	}
	err := s.list(ctx, &rows, "calls_of_number", index, except)
	return rows, err
}

// OpenCallNumber reads the number of a call in the open: for one reveal that is on record, or to put it into a party.
func (s *Store) OpenCallNumber(ctx context.Context, root *pii.Root, id string) (string, error) {
	var sealed []byte
	if err := s.get(ctx, &sealed, "call_number", id); err != nil {
		return "", err
	}
	return root.OpenIdentity("call", "number", id, sealed)
}

// TakeCall gives a call to a member of staff; false when somebody else has it or it is closed.
func (s *Store) TakeCall(ctx context.Context, tx *sqlx.Tx, id, staff string, topics []string, at time.Time) (bool, error) {
	r, err := tx.StmtxContext(ctx, s.q("take_call")).ExecContext(ctx, id, staff)
	if err != nil {
		return false, err
	}
	n, err := r.RowsAffected()
	if err != nil || n == 0 {
		return false, err
	}
	return true, s.news(ctx, tx, topics, "call", id, 0, "taken", at)
}

// CloseCall ends a call of which nothing came, with the reason; false when it is closed already.
func (s *Store) CloseCall(ctx context.Context, tx *sqlx.Tx, id, outcome, note, staff string, topics []string, at time.Time) (bool, error) {
	r, err := tx.StmtxContext(ctx, s.q("close_call")).ExecContext(ctx, id, outcome, note, "", "", at, staff)
	if err != nil {
		return false, err
	}
	n, err := r.RowsAffected()
	if err != nil || n == 0 {
		return false, err
	}
	return true, s.news(ctx, tx, topics, "call", id, 0, "closed", at)
}

// CallAnswered notes that the case of a call was answered while the caller listened (办结于通话).
func (s *Store) CallAnswered(ctx context.Context, id string) error {
	_, err := s.exec(ctx, "mark_answered", id)
	return err
}

// StaffOfExtension finds who sits at a telephone; "" when nobody does.
func (s *Store) StaffOfExtension(ctx context.Context, extension string) (string, error) {
	var id string
	err := s.get(ctx, &id, "staff_of_extension", extension)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return id, err
}

// Extension reads the telephone a member of staff sits at.
func (s *Store) Extension(ctx context.Context, staff string) (string, error) {
	var e string
	err := s.get(ctx, &e, "own_extension", staff)
	return e, err
}

// SetExtension says at which telephone a member of staff sits; empty for none. A telephone that another person named is refused
// by the unique index.
func (s *Store) SetExtension(ctx context.Context, staff, extension string) error {
	_, err := s.exec(ctx, "set_extension", staff, extension)
	return err
}

// CasesOfNumber reads the newest 30 cases of a telephone number, by its blind index, within a reader's scope.
func (s *Store) CasesOfNumber(ctx context.Context, scope Scope, index []byte) ([]RelatedCase, error) {
	var a sqlArgs
	where := scope(a.add)
	q := "select id, number, stage, kind, title, registered_at from (select *, stage as state from cases) x where party_id in (select id from party where phone_index = " +
		a.add(index) + ") and " + where + " order by registered_at desc, id desc limit 30"
	var rows []RelatedCase
	err := s.rows(ctx, &rows, q, a.list)
	return rows, err
}

// MessagesOfNumber reads the newest 30 messages of a telephone number within a reader's scope.
func (s *Store) MessagesOfNumber(ctx context.Context, scope Scope, index []byte) ([]RelatedCase, error) {
	var a sqlArgs
	where := scope(a.add)
	q := "select id, number, stage, '' as kind, title, submitted_at as registered_at from (select *, stage as state from message) x where party_id in (select id from party where phone_index = " +
		a.add(index) + ") and " + where + " order by submitted_at desc, id desc limit 30"
	var rows []RelatedCase
	err := s.rows(ctx, &rows, q, a.list)
	return rows, err
}
