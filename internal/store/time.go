package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"github.com/jmoiron/sqlx"

	"minhu/internal/hotline"
)

// Kinds of things that are published as versions.
const (
	RuleSetKind  = "rule_set"
	CalendarKind = "calendar"
)

// TimeVersion is one published version of a rule set or a calendar. Body is the document.
type TimeVersion struct {
	Kind          string          `db:"kind"`
	ID            string          `db:"id"`
	Version       string          `db:"version"`
	Body          json.RawMessage `db:"body"`
	PublishedAt   time.Time       `db:"published_at"`
	PublishedBy   string          `db:"published_by"`
	PublishedName string          `db:"published_name"`
	Reason        string          `db:"reason"`
}

// TimeForce says what was put in force, by whom and why.
type TimeForce struct {
	Kind      string    `db:"kind" json:"kind"`
	Reference string    `db:"reference" json:"reference"`
	At        time.Time `db:"at" json:"at"`
	ByID      string    `db:"by_id" json:"-"`
	ByName    string    `db:"by_name" json:"by_name"`
	Reason    string    `db:"reason" json:"reason"`
}

// TimeVersions reads every published version, oldest first.
func (s *Store) TimeVersions(ctx context.Context) ([]TimeVersion, error) {
	var rows []TimeVersion
	err := s.list(ctx, &rows, "time_versions")
	return rows, err
}

// TimeInForce reads what is in force; a kind nobody has decided on is absent.
func (s *Store) TimeInForce(ctx context.Context) ([]TimeForce, error) {
	var rows []TimeForce
	err := s.list(ctx, &rows, "time_in_force")
	return rows, err
}

// TimeForceHistory reads what was in force, newest first.
func (s *Store) TimeForceHistory(ctx context.Context, kind string) ([]TimeForce, error) {
	rows := []TimeForce{}
	err := s.list(ctx, &rows, "time_force_history", kind)
	return rows, err
}

// LockTime lets publications follow one another: it waits until no other transaction publishes.
func (s *Store) LockTime(ctx context.Context, tx *sqlx.Tx) error {
	_, err := tx.StmtxContext(ctx, s.q("lock_time")).ExecContext(ctx)
	return err
}

// AddTimeVersion publishes a version. It fails with ErrAlreadyExists when the version is taken.
func (s *Store) AddTimeVersion(ctx context.Context, tx *sqlx.Tx, v TimeVersion) error {
	r, err := tx.StmtxContext(ctx, s.q("add_time_version")).ExecContext(ctx, v.Kind, v.ID, v.Version, string(v.Body), v.PublishedAt, v.PublishedBy, v.PublishedName, v.Reason)
	return changed(r, err, hotline.ErrAlreadyExists)
}

// AddTimeForce puts a version in force.
func (s *Store) AddTimeForce(ctx context.Context, tx *sqlx.Tx, f TimeForce) error {
	_, err := tx.StmtxContext(ctx, s.q("add_time_force")).ExecContext(ctx, f.Kind, f.Reference, f.At, f.ByID, f.ByName, f.Reason)
	return err
}

// Clocked is a case or message that holds clocks, as those read it who look at all of them.
type Clocked struct {
	Aggregate      hotline.Aggregate `db:"-"`
	ID             string            `db:"id"`
	Number         string            `db:"number"`
	Rev            int64             `db:"rev"`
	Stage          string            `db:"stage"`
	Kind           string            `db:"kind"`
	Class          string            `db:"class"`
	Urgency        string            `db:"urgency"`
	Department     string            `db:"department"`
	DepartmentName string            `db:"department_name"`
	Raw            json.RawMessage   `db:"clocks"`
	NextDueAt      time.Time         `db:"next_due_at"`
	Confidential   bool              `db:"confidential"`
	Clocks         []hotline.Clock   `db:"-"`
}

// firstID is before every id.
const firstID = "00000000-0000-0000-0000-000000000000"

// Clocked reads a page of cases or messages whose time runs, by id; after is the last id of the page before, "" at first.
func (s *Store) Clocked(ctx context.Context, a hotline.Aggregate, after string, limit int) ([]Clocked, error) {
	name := "clocked_cases"
	if a == hotline.Message {
		name = "clocked_messages"
	}
	if after == "" {
		after = firstID
	}
	var rows []Clocked
	if err := s.list(ctx, &rows, name, after, limit); err != nil {
		return nil, err
	}
	for i := range rows {
		rows[i].Aggregate = a
		if err := json.Unmarshal(rows[i].Raw, &rows[i].Clocks); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// CountClocked counts the cases and messages whose time runs.
func (s *Store) CountClocked(ctx context.Context) (n int, err error) {
	err = s.get(ctx, &n, "count_clocked")
	return n, err
}

// Recounted counts the recounts for a calendar since an instant.
func (s *Store) Recounted(ctx context.Context, since time.Time, calendar string) (n int, err error) {
	err = s.get(ctx, &n, "recounted", since, calendar)
	return n, err
}

// RecordedEvent is what a rehearsal reads of an event.
type RecordedEvent struct {
	RegisteredAt time.Time       `db:"registered_at"`
	SubjectID    string          `db:"subject_id"`
	Seq          int64           `db:"seq"`
	Act          string          `db:"act"`
	At           time.Time       `db:"at"`
	Department   string          `db:"department"`
	Kind         string          `db:"kind"`
	Urgency      string          `db:"urgency"`
	Clocks       json.RawMessage `db:"clocks"`
	Class        sql.NullString  `db:"class"`
}

// EventsOfCasesBetween reads the events of a page of cases registered in a period, in order; after is the position of the last
// case of the page before.
func (s *Store) EventsOfCasesBetween(ctx context.Context, from, to time.Time, after Key, cases int) ([]RecordedEvent, error) {
	if after.ID == "" {
		after.ID = firstID
	}
	var rows []RecordedEvent
	err := s.list(ctx, &rows, "events_of_cases_between", from, to, after.At, after.ID, cases)
	return rows, err
}

// CountCasesBetween counts the cases registered in a period.
func (s *Store) CountCasesBetween(ctx context.Context, from, to time.Time) (n int, err error) {
	err = s.get(ctx, &n, "count_cases_between", from, to)
	return n, err
}
