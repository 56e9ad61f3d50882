package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"minhu/internal/hotline"
	"minhu/internal/pii"
)

// EventRow is one recorded act as the database keeps it.
type EventRow struct {
	SubjectID  string          `db:"subject_id"`
	Seq        int64           `db:"seq"`
	Aggregate  string          `db:"aggregate"`
	Act        string          `db:"act"`
	ActorKind  string          `db:"actor_kind"`
	ActorID    string          `db:"actor_id"`
	ActorName  string          `db:"actor_name"`
	ActorRole  string          `db:"actor_role"`
	ActorDept  string          `db:"actor_dept"`
	At         time.Time       `db:"at"`
	FromStage  string          `db:"from_stage"`
	ToStage    string          `db:"to_stage"`
	Department string          `db:"department"`
	Kind       string          `db:"kind"`
	Urgency    string          `db:"urgency"`
	Citizen    string          `db:"citizen"`
	Clocks     json.RawMessage `db:"clocks"`
	Data       json.RawMessage `db:"data"`
	DataSealed []byte          `db:"data_sealed"`
	UpdateID   string          `db:"update_id"`
	Digest     string          `db:"digest"`
}

// Event gives the row as the vocabulary has it, for folding.
func (r EventRow) Event() hotline.Event {
	e := hotline.Event{Seq: r.Seq, Act: r.Act, Actor: hotline.Actor{Kind: hotline.ActorKind(r.ActorKind), ID: r.ActorID, Name: r.ActorName,
		Role: r.ActorRole, DeptPath: r.ActorDept}, At: r.At.UTC(), From: hotline.Stage(r.FromStage), To: hotline.Stage(r.ToStage),
		Department: r.Department, Kind: r.Kind, Urgency: r.Urgency, Citizen: r.Citizen, UpdateID: r.UpdateID, Digest: r.Digest}
	// Both columns were written by Record from these types.
	_ = json.Unmarshal(r.Clocks, &e.Clocks)
	var memory struct {
		Lines   int            `json:"lines"`
		Context []byte         `json:"context"`
		Facts   *hotline.Facts `json:"facts"`
		Table   int            `json:"table"`
		Agent   string         `json:"agent"`
		Fields  struct {
			Class        string `json:"class"`
			Accused      string `json:"accused"`
			Confidential string `json:"confidential"`
		} `json:"fields"`
	}
	_ = json.Unmarshal(r.Data, &memory)
	e.Lines, e.Context = memory.Lines, memory.Context
	e.Facts, e.Table, e.Agent, e.Class = memory.Facts, memory.Table, memory.Agent, memory.Fields.Class
	e.Accused, e.Secret = memory.Fields.Accused, memory.Fields.Confidential == "yes"
	return e
}

// FindEvent returns the event that an update id was recorded as; sql.ErrNoRows when there is none.
func (s *Store) FindEvent(ctx context.Context, subject, updateID string) (EventRow, error) {
	var r EventRow
	err := s.get(ctx, &r, "find_event", subject, updateID)
	return r, err
}

// EventsAfter returns the events of a subject after a revision, in order.
func (s *Store) EventsAfter(ctx context.Context, subject string, after int64) ([]EventRow, error) {
	var rows []EventRow
	err := s.list(ctx, &rows, "events_after", subject, after)
	return rows, err
}

// PutContentKey stores the wrapped key of a subject and returns the one that is in force: on a retry the earlier one.
func (s *Store) PutContentKey(ctx context.Context, subject string, wrapped []byte) ([]byte, error) {
	var kept []byte
	err := s.get(ctx, &kept, "put_content_key", subject, wrapped)
	if err == nil && kept == nil {
		return nil, pii.ErrKeyErased
	}
	return kept, err
}

// WrappedKey implements pii.KeyStore.
func (s *Store) WrappedKey(ctx context.Context, subject string) ([]byte, error) {
	var r struct {
		Wrapped  []byte       `db:"wrapped"`
		ErasedAt sql.NullTime `db:"erased_at"`
	}
	switch err := s.get(ctx, &r, "wrapped_key", subject); {
	case errors.Is(err, sql.ErrNoRows):
		return nil, pii.ErrKeyMissing
	case err != nil:
		return nil, err
	}
	if r.ErasedAt.Valid {
		return nil, pii.ErrKeyErased
	}
	return r.Wrapped, nil
}
