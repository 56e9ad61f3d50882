package store

import (
	"context"
	"database/sql"
	"time"

	"minhu/internal/rates"
)

// Figures are the numbers of one stretch of time. Each is a count; the API makes the rates and says how.
type Figures struct {
	Questions int `db:"questions" json:"questions"`
	Answered  int `db:"answered" json:"answered"`
	Confirmed int `db:"confirmed" json:"confirmed"`
	Missed    int `db:"missed" json:"missed"`
	Up        int `db:"up" json:"up"`
	Down      int `db:"down" json:"down"`

	People int `db:"people" json:"people"`
	Visits int `db:"visits" json:"visits"`

	Talks       int     `db:"talks" json:"talks"`
	HandedOver  int     `db:"handed_over" json:"handed_over"`
	Taken       int     `db:"taken" json:"taken"`
	WaitSeconds float64 `db:"wait_seconds" json:"wait_seconds"`
	Rated       int     `db:"rated" json:"rated"`
	Pleased     int     `db:"pleased" json:"pleased"`

	Cases     int `db:"cases" json:"cases"`
	Closed    int `db:"closed" json:"closed"`
	Late      int `db:"late" json:"late"`
	Surveyed  int `db:"surveyed" json:"surveyed"`
	Solved    int `db:"solved" json:"solved"`
	Contacted int `db:"contacted" json:"contacted"`
	Satisfied int `db:"satisfied" json:"satisfied"`
}

// Figures reads the numbers between two instants; the days of visits are China's.
func (s *Store) Figures(ctx context.Context, from, to time.Time) (Figures, error) {
	var f Figures
	for _, name := range []string{"statistics_talks", "statistics_conversations"} {
		if err := s.get(ctx, &f, name, from, to); err != nil {
			return f, err
		}
	}
	if err := s.get(ctx, &f, "statistics_cases", from, to, rates.Load().SatisfiedFrom()); err != nil {
		return f, err
	}
	day := func(t time.Time) string { return t.Add(8 * time.Hour).Format(time.DateOnly) }
	err := s.get(ctx, &f, "statistics_people", day(from), day(to.Add(-time.Nanosecond).Add(24*time.Hour)))
	return f, err
}

// Bucket is one day or hour of the bot's decisions.
type Bucket struct {
	Key       string `db:"key" json:"key"`
	Answered  int    `db:"answered" json:"answered"`
	Confirmed int    `db:"confirmed" json:"confirmed"`
	Missed    int    `db:"missed" json:"missed"`
}

// Buckets reads the curve by "days" or "hours".
func (s *Store) Buckets(ctx context.Context, by string, from, to time.Time) ([]Bucket, error) {
	rows := []Bucket{}
	err := s.list(ctx, &rows, "statistics_"+by, from, to)
	return rows, err
}

// Count is a name with how often it came.
type Count struct {
	Key string `db:"key" json:"key"`
	N   int    `db:"n" json:"n"`
}

// Counts reads the ranking of "scenes" or "classes".
func (s *Store) Counts(ctx context.Context, of string, from, to time.Time) ([]Count, error) {
	rows := []Count{}
	err := s.list(ctx, &rows, "statistics_"+of, from, to)
	return rows, err
}

// UnitFigures is what one department did.
type UnitFigures struct {
	Name      string `db:"name" json:"name"`
	Received  int    `db:"received" json:"received"`
	InTime    int    `db:"in_time" json:"in_time"`
	Due       int    `db:"due" json:"due"`
	Redone    int    `db:"redone" json:"redone"`
	Rated     int    `db:"rated" json:"rated"`
	Satisfied int    `db:"satisfied" json:"satisfied"`
}

// Units reads the departments' ranking.
func (s *Store) Units(ctx context.Context, from, to time.Time) ([]UnitFigures, error) {
	rows := []UnitFigures{}
	err := s.list(ctx, &rows, "statistics_units", from, to, rates.Load().SatisfiedFrom())
	return rows, err
}

// Miss is a question that found no answer, or one that did not help.
type Miss struct {
	ConversationID string          `db:"conversation_id"`
	Seq            int             `db:"seq"`
	Body           []byte          `db:"body"`
	Decision       string          `db:"decision"`
	Vote           string          `db:"vote"`
	VoteReason     string          `db:"vote_reason"`
	Confidence     sql.NullFloat64 `db:"confidence"`
	ArticleID      string          `db:"article_id"`
	At             time.Time       `db:"at"`
}

// Misses reads the newest misses between two instants.
func (s *Store) Misses(ctx context.Context, from, to time.Time, limit int) ([]Miss, error) {
	var rows []Miss
	err := s.list(ctx, &rows, "misses", from, to, limit)
	return rows, err
}
