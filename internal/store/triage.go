package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// NewestModel is the id of the newest model of class suggestion; 0 when there is none.
func (s *Store) NewestModel(ctx context.Context) (int64, error) {
	var id int64
	err := s.get(ctx, &id, "newest_model")
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return id, err
}

// Model reads a stored model.
func (s *Store) Model(ctx context.Context, id int64) ([]byte, error) {
	var b []byte
	err := s.get(ctx, &b, "read_model", id)
	return b, err
}

// PutModel stores a model with what cross-validation said of it, and returns its id.
func (s *Store) PutModel(ctx context.Context, at time.Time, examples, labels int, macroF1, routed float64, body []byte) (int64, error) {
	var id int64
	err := s.get(ctx, &id, "put_model", at, examples, labels, macroF1, routed, body)
	return id, err
}

// Labelled is the text of a case with its class.
type Labelled struct {
	Title   string `db:"title"`
	Content string `db:"content"`
	Class   string `db:"class"`
}

// LabelledCases reads the newest cases that have a class, none of them confidential.
func (s *Store) LabelledCases(ctx context.Context, limit int) ([]Labelled, error) {
	var rows []Labelled
	err := s.list(ctx, &rows, "labelled_cases", limit)
	return rows, err
}

// PutChoice keeps what was suggested for a case and what a person chose at a step (register, accept).
func (s *Store) PutChoice(ctx context.Context, subject string, at time.Time, step, suggested string, score float64, chosen, staff string, model int64) error {
	_, err := s.exec(ctx, "put_choice", subject, at, step, suggested, score, chosen, staff, model)
	return err
}

// ChoiceCounts are how often a suggestion was there and how often it was kept.
type ChoiceCounts struct {
	Choices int `db:"choices" json:"choices"`
	Kept    int `db:"kept" json:"kept"`
}

// ChoiceCounts counts since an instant.
func (s *Store) ChoiceCounts(ctx context.Context, since time.Time) (ChoiceCounts, error) {
	var c ChoiceCounts
	err := s.get(ctx, &c, "choice_counts", since)
	return c, err
}

// Candidate is an earlier case that may be the same matter as a new one.
type Candidate struct {
	ID             string         `db:"id"`
	Number         string         `db:"number"`
	Stage          string         `db:"stage"`
	Kind           string         `db:"kind"`
	Title          string         `db:"title"`
	Content        string         `db:"content"`
	Place          string         `db:"place"`
	District       string         `db:"district"`
	Class          string         `db:"class"`
	ClassName      string         `db:"class_name"`
	RegisteredAt   time.Time      `db:"registered_at"`
	OwnerID        sql.NullString `db:"owner_id"`
	PublicReply    string         `db:"public_reply"`
	SamePerson     bool           `db:"same_person"`
	PartyID        sql.NullString `db:"party_id"`
	Followers      int            `db:"followers"` // people who joined it
	DepartmentName string         `db:"department_name"`
}

// Candidates reads what a new matter is compared with: at most some hundred cases since an instant. phone is a blind index or nil;
// except is the matter itself, if it is registered already.
func (s *Store) Candidates(ctx context.Context, class, district string, phone []byte, since time.Time, except string) ([]Candidate, error) {
	var rows []Candidate
	err := s.list(ctx, &rows, "duplicate_candidates", class, district, phone, since, except)
	return rows, err
}

// PhoneIndexOf reads the blind index of a party's telephone; nil when it has none.
func (s *Store) PhoneIndexOf(ctx context.Context, party string) ([]byte, error) {
	var b []byte
	err := s.get(ctx, &b, "phone_index_of_party", party)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return b, err
}
