package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"github.com/jmoiron/sqlx"

	"minhu/internal/hotline"
	"minhu/internal/notice"
	"minhu/internal/pii"
)

// CallbackRow is a wish to be called back (请回电给我).
type CallbackRow struct {
	ID           string         `db:"id"`
	Source       string         `db:"source"` // citizen, missed, agent
	OwnerID      sql.NullString `db:"owner_id"`
	NameMask     string         `db:"name_mask"`
	NumberMask   string         `db:"number_mask"`
	NumberIndex  []byte         `db:"number_index"`
	TopicSealed  []byte         `db:"topic_sealed"`
	CallID       sql.NullString `db:"call_id"`
	Stage        string         `db:"stage"` // waiting, taken, done, unreachable, withdrawn
	AssigneeID   sql.NullString `db:"assignee_id"`
	AssigneeName string         `db:"assignee_name"`
	Attempts     int            `db:"attempts"`
	Clock        []byte         `db:"clock"`
	DueAt        time.Time      `db:"due_at"`
	CreatedAt    time.Time      `db:"created_at"`
	TakenAt      sql.NullTime   `db:"taken_at"`
	ClosedAt     sql.NullTime   `db:"closed_at"`
	Rev          int64          `db:"rev"`
}

// NewCallback is a wish before it is stored; name, number and topic are in the open only until they are sealed.
type NewCallback struct {
	ID, Source, Owner, Name, Number, Topic, Call string
	Clock                                        hotline.Clock
	At                                           time.Time
}

// MaxAttempts is how often somebody is called before the wish ends as unreachable.
const MaxAttempts = 3

// Attempt is one try to reach somebody.
type Attempt struct {
	N         int       `db:"n"`
	At        time.Time `db:"at"`
	StaffName string    `db:"staff_name"`
	Outcome   string    `db:"outcome"` // reached, no_answer, busy, wrong_number
	Note      []byte    `db:"note_sealed"`
}

// PutCallback stores a wish and tells topics. A number that already waits keeps its first wish: false.
func (s *Store) PutCallback(ctx context.Context, tx *sqlx.Tx, root *pii.Root, n NewCallback, topics []string) (bool, error) {
	clock, err := json.Marshal(n.Clock)
	if err != nil {
		return false, err
	}
	seal := func(column, v string) []byte { return root.SealIdentity("callback", column, n.ID, v) }
	r, err := tx.StmtxContext(ctx, s.q("put_callback")).ExecContext(ctx, n.ID, n.Source, n.Owner, seal("name", n.Name), pii.MaskName(n.Name),
		seal("number", n.Number), root.PhoneIndex(n.Number), pii.MaskPhone(n.Number), seal("topic", n.Topic), n.Call, string(clock), n.Clock.DueAt, n.At)
	if err != nil {
		return false, err
	}
	rows, err := r.RowsAffected()
	if err != nil || rows == 0 {
		return false, err
	}
	return true, s.news(ctx, tx, topics, "callback", n.ID, 1, "waiting", n.At)
}

// CallbackByID reads one wish; sql.ErrNoRows when there is none.
func (s *Store) CallbackByID(ctx context.Context, id string) (CallbackRow, error) {
	var r CallbackRow
	err := s.get(ctx, &r, "callback_by_id", id)
	return r, err
}

// OpenCallback reads the open wish of a number; sql.ErrNoRows when none waits.
func (s *Store) OpenCallback(ctx context.Context, index []byte) (CallbackRow, error) {
	var r CallbackRow
	err := s.get(ctx, &r, "open_callback_of", index)
	return r, err
}

// OpenCallbacks reads the open wishes, the one due first at the head; staff "" means everybody's.
func (s *Store) OpenCallbacks(ctx context.Context, staff string) ([]CallbackRow, error) {
	var rows []CallbackRow
	err := s.list(ctx, &rows, "callbacks_open", staff)
	return rows, err
}

// ClosedCallbacks reads a page of ended wishes, newest first.
func (s *Store) ClosedCallbacks(ctx context.Context, after *Key, limit int) ([]CallbackRow, error) {
	k := Key{At: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), ID: lastID}
	if after != nil {
		k = *after
	}
	var rows []CallbackRow
	err := s.list(ctx, &rows, "callbacks_closed", k.At, k.ID, limit)
	return rows, err
}

// CallbacksOf reads the newest ten wishes of a citizen.
func (s *Store) CallbacksOf(ctx context.Context, owner string) ([]CallbackRow, error) {
	var rows []CallbackRow
	err := s.list(ctx, &rows, "callbacks_of_owner", owner)
	return rows, err
}

// OpenedCallback is who is to be called, in the open.
type OpenedCallback struct{ Name, Number, Topic string }

// OpenCallbackIdentity reads who is to be called, for one reveal that is on record.
func (s *Store) OpenCallbackIdentity(ctx context.Context, root *pii.Root, id string) (out OpenedCallback, err error) {
	var r struct {
		Name   []byte `db:"name_sealed"`
		Number []byte `db:"number_sealed"`
		Topic  []byte `db:"topic_sealed"`
	}
	if err = s.get(ctx, &r, "callback_sealed", id); err != nil {
		return out, err
	}
	for _, f := range []struct {
		to     *string
		column string
		sealed []byte
	}{{&out.Name, "name", r.Name}, {&out.Number, "number", r.Number}, {&out.Topic, "topic", r.Topic}} {
		if *f.to, err = root.OpenIdentity("callback", f.column, id, f.sealed); err != nil {
			return out, err
		}
	}
	return out, nil
}

// TakeCallback gives a wish to a member of staff; false when somebody else has it or it is over.
func (s *Store) TakeCallback(ctx context.Context, tx *sqlx.Tx, id, staff string, topics []string, at time.Time) (bool, error) {
	r, err := tx.StmtxContext(ctx, s.q("take_callback")).ExecContext(ctx, id, staff, at)
	if err != nil {
		return false, err
	}
	n, err := r.RowsAffected()
	if err != nil || n == 0 {
		return false, err
	}
	return true, s.news(ctx, tx, topics, "callback", id, 0, "taken", at)
}

// WithdrawCallback ends a wish by its citizen; false when it is over already.
func (s *Store) WithdrawCallback(ctx context.Context, tx *sqlx.Tx, id string, topics []string, at time.Time) (bool, error) {
	r, err := tx.StmtxContext(ctx, s.q("withdraw_callback")).ExecContext(ctx, id, at, at.UTC().Format(time.RFC3339Nano))
	if err != nil {
		return false, err
	}
	n, err := r.RowsAffected()
	if err != nil || n == 0 {
		return false, err
	}
	return true, s.news(ctx, tx, topics, "callback", id, 0, "withdrawn", at)
}

// AddAttempt records a try to reach somebody and says where the wish then stands: done when reached, unreachable after
// MaxAttempts, else waiting again. false when staff does not hold it.
func (s *Store) AddAttempt(ctx context.Context, tx *sqlx.Tx, root *pii.Root, id, staff, name, outcome, note string, topics []string, at time.Time) (stage string, ok bool, err error) {
	var r struct {
		Stage      string         `db:"stage"`
		Attempts   int            `db:"attempts"`
		AssigneeID sql.NullString `db:"assignee_id"`
	}
	if err := tx.StmtxContext(ctx, s.q("lock_callback")).GetContext(ctx, &r, id); err != nil {
		return "", false, err
	}
	if r.Stage != "taken" || r.AssigneeID.String != staff {
		return r.Stage, false, nil
	}
	n := r.Attempts + 1
	sealed := root.SealIdentity("callback_attempt", "note", id, note)
	if _, err := tx.StmtxContext(ctx, s.q("put_attempt")).ExecContext(ctx, id, n, at, staff, name, outcome, sealed); err != nil {
		return "", false, err
	}
	switch {
	case outcome == "reached":
		stage = "done"
	case n >= MaxAttempts:
		stage = "unreachable"
	default:
		stage = "waiting"
	}
	if _, err := tx.StmtxContext(ctx, s.q("end_callback")).ExecContext(ctx, id, stage, n, at, at.UTC().Format(time.RFC3339Nano)); err != nil {
		return "", false, err
	}
	if template := missedBy(stage, outcome); template != "" {
		if _, err := tx.StmtxContext(ctx, s.q("tell_callback")).ExecContext(ctx, id, n, template, at); err != nil {
			return "", false, err
		}
	}
	return stage, true, s.news(ctx, tx, topics, "callback", id, 0, stage, at)
}

// missedBy is the text that tells somebody of a call-back he missed; "" when a message would reach a stranger or says nothing new.
func missedBy(stage, outcome string) string {
	switch {
	case outcome != "no_answer" && outcome != "busy":
		return ""
	case stage == "unreachable":
		return notice.OverTemplate
	}
	return notice.MissedTemplate
}

// Attempts reads the tries of a wish with their notes opened.
func (s *Store) Attempts(ctx context.Context, root *pii.Root, id string) ([]Attempt, error) {
	var rows []Attempt
	if err := s.list(ctx, &rows, "attempts", id); err != nil {
		return nil, err
	}
	for i := range rows {
		note, err := root.OpenIdentity("callback_attempt", "note", id, rows[i].Note)
		if err != nil {
			return nil, err
		}
		rows[i].Note = []byte(note)
	}
	return rows, nil
}

// WithdrawMissed ends the wish that a missed call made, because the call was answered after all.
func (s *Store) WithdrawMissed(ctx context.Context, tx *sqlx.Tx, call string, at time.Time) error {
	_, err := tx.StmtxContext(ctx, s.q("withdraw_missed")).ExecContext(ctx, call, at)
	return err
}

// CallbackCounts are the open and the late wishes.
type CallbackCounts struct {
	Waiting int `db:"waiting"`
	Late    int `db:"late"`
}

// CallbackCounts counts the open and the late wishes at an instant.
func (s *Store) CallbackCounts(ctx context.Context, now time.Time) (CallbackCounts, error) {
	var c CallbackCounts
	err := s.get(ctx, &c, "callback_counts", now)
	return c, err
}
