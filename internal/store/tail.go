package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/lib/pq"
)

// Position is a place in the order of the outbox: transaction id, then row id. Row ids alone are not in commit order.
type Position struct {
	Txid int64
	ID   int64
}

// String is the form sent to browsers: "txid-id".
func (p Position) String() string {
	return strconv.FormatInt(p.Txid, 10) + "-" + strconv.FormatInt(p.ID, 10)
}

// After says whether p lies behind q.
func (p Position) After(q Position) bool { return p.Txid > q.Txid || p.Txid == q.Txid && p.ID > q.ID }

// ParsePosition reads the form of String.
func ParsePosition(s string) (Position, error) {
	a, b, ok := strings.Cut(s, "-")
	tx, err1 := strconv.ParseInt(a, 10, 64)
	id, err2 := strconv.ParseInt(b, 10, 64)
	if !ok || err1 != nil || err2 != nil || tx < 0 || id < 0 || (Position{tx, id}).String() != s {
		return Position{}, fmt.Errorf("no position: %.40q", s)
	}
	return Position{tx, id}, nil
}

// OutboxEvent is one row of the outbox.
type OutboxEvent struct {
	Txid        int64
	ID          int64
	Topics      pq.StringArray
	SubjectKind string `db:"subject_kind"`
	SubjectID   string `db:"subject_id"`
	Rev         int64
	Name        string
	At          time.Time
	Data        []byte
}

// Position is the event's place.
func (e OutboxEvent) Position() Position { return Position{e.Txid, e.ID} }

// TailOutbox returns up to limit settled events behind after, in order. With topics, only those that bear one of them.
func (s *Store) TailOutbox(ctx context.Context, after Position, topics []string, limit int) ([]OutboxEvent, error) {
	var out []OutboxEvent
	tx := strconv.FormatInt(after.Txid, 10)
	if topics == nil {
		err := s.list(ctx, &out, "tail_outbox", tx, after.ID, limit)
		return out, err
	}
	err := s.list(ctx, &out, "tail_outbox_topics", tx, after.ID, limit, pq.StringArray(topics))
	return out, err
}

// OutboxBehind says whether any event behind after is committed, settled or not.
func (s *Store) OutboxBehind(ctx context.Context, after Position) (bool, error) {
	var yes bool
	err := s.get(ctx, &yes, "outbox_behind", strconv.FormatInt(after.Txid, 10), after.ID)
	return yes, err
}

// OutboxEnds returns the first event's position and the last settled one's; false when the outbox is empty.
func (s *Store) OutboxEnds(ctx context.Context) (first, last Position, ok bool, err error) {
	var row struct{ Txid, ID int64 }
	err = s.get(ctx, &row, "outbox_first")
	if errors.Is(err, sql.ErrNoRows) {
		return first, last, false, nil
	}
	if err != nil {
		return first, last, false, err
	}
	first = Position(row)
	err = s.get(ctx, &row, "outbox_last")
	if errors.Is(err, sql.ErrNoRows) {
		return first, Position{}, true, nil
	}
	return first, Position(row), true, err
}
