package store

import (
	"context"
	"time"
)

// PublicRow is what all may read of a case or message that was published: no person, no place closer than the district, and
// the matter's own words only where its citizen agreed.
type PublicRow struct {
	ID             string    `db:"id"`
	Number         string    `db:"number"`
	Kind           string    `db:"kind"`
	ClassName      string    `db:"class_name"`
	DistrictName   string    `db:"district_name"`
	DepartmentName string    `db:"department_name"`
	Title          string    `db:"title"`
	Content        string    `db:"content"`
	PublicReply    string    `db:"public_reply"`
	Solved         string    `db:"solved"`
	Satisfied      int       `db:"satisfied"`
	At             time.Time `db:"at"`
	People         int       `db:"people"`   // who told of it; 0 for a message
	Joinable       bool      `db:"joinable"` // others may still say that they met the same
}

// PublicCases reads closed cases that were published, newest first; text narrows them to those whose public words hold it.
// Text has at least two characters or is empty.
func (s *Store) PublicCases(ctx context.Context, text string, after *Key, limit int) ([]PublicRow, error) {
	return s.public(ctx, "public_cases", text, after, limit)
}

// PublicMessages reads answered messages that were published, as PublicCases does.
func (s *Store) PublicMessages(ctx context.Context, text string, after *Key, limit int) ([]PublicRow, error) {
	return s.public(ctx, "public_messages", text, after, limit)
}

func (s *Store) public(ctx context.Context, query, text string, after *Key, limit int) ([]PublicRow, error) {
	// Behind the newest there is is where the first page begins.
	args := []any{time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), "ffffffff-ffff-ffff-ffff-ffffffffffff", limit}
	if after != nil {
		args[0], args[1] = after.At, after.ID
	}
	if text != "" {
		query, args = "search_"+query, append(args, text)
	}
	var rows []PublicRow
	err := s.list(ctx, &rows, query, args...)
	return rows, err
}
