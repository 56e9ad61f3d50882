package store

import (
	"context"
	"database/sql"
	"time"
)

// HotQuestion is an article that is asked for.
type HotQuestion struct {
	ArticleID string `db:"article_id" json:"article_id"`
	Question  string `db:"question" json:"question"`
	Scene     string `db:"scene" json:"-"`
	N         int    `db:"n" json:"count"`
}

// HotQuestions reads what was answered most since an instant, and fills up from the knowledge base.
func (s *Store) HotQuestions(ctx context.Context, since time.Time) ([]HotQuestion, error) {
	var hot, rest []HotQuestion
	if err := s.list(ctx, &hot, "hot_questions", since); err != nil {
		return nil, err
	}
	if err := s.list(ctx, &rest, "some_articles"); err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, q := range hot {
		seen[q.ArticleID] = true
	}
	for _, q := range rest {
		if !seen[q.ArticleID] {
			hot = append(hot, q)
		}
	}
	return hot, nil
}

// BoardNumbers are the live tiles of the supervisor's board.
type BoardNumbers struct {
	Waiting      int          `db:"waiting"`
	Since        sql.NullTime `db:"since"`
	Talking      int          `db:"talking"`
	Agents       int          `db:"agents"`
	WithBot      int          `db:"with_bot"`
	MessagesOpen int          `db:"messages_open"`
	MessagesLate int          `db:"messages_late"`
	CasesToday   int          `db:"cases_today"`
	ToReview     int          `db:"to_review"`
	ToSurvey     int          `db:"to_survey"`
	ToDispatch   int          `db:"to_dispatch"`
	Late         int          `db:"late"`
	DueSoon      int          `db:"due_soon"`
}

// BoardNumbers reads the tiles; today is the first instant of the day in China's time.
func (s *Store) BoardNumbers(ctx context.Context, today, now time.Time) (BoardNumbers, error) {
	var b BoardNumbers
	err := s.get(ctx, &b, "board_queue", today, now)
	return b, err
}

// BoardUnit is one department's open cases by light.
type BoardUnit struct {
	Department string `db:"department" json:"department"`
	Name       string `db:"name" json:"name"`
	Path       string `db:"path" json:"path"`
	Late       int    `db:"late" json:"late"`
	Red        int    `db:"red" json:"red"`
	Yellow     int    `db:"yellow" json:"yellow"`
	Green      int    `db:"green" json:"green"`
	ToSign     int    `db:"to_sign" json:"to_sign"`
}

// BoardUnits reads departments × lights; tomorrow is the first instant of the next day.
func (s *Store) BoardUnits(ctx context.Context, now, tomorrow time.Time) ([]BoardUnit, error) {
	rows := []BoardUnit{}
	err := s.list(ctx, &rows, "board_units", now, tomorrow)
	return rows, err
}

// BoardAgent is one agent with the talks in hand.
type BoardAgent struct {
	ID       string `db:"id" json:"id"`
	Name     string `db:"name" json:"name"`
	Presence string `db:"presence" json:"presence"`
	Capacity int    `db:"capacity" json:"capacity"`
	Talking  int    `db:"talking" json:"talking"`
}

// BoardAgents reads the agents.
func (s *Store) BoardAgents(ctx context.Context) ([]BoardAgent, error) {
	rows := []BoardAgent{}
	err := s.list(ctx, &rows, "board_agents")
	return rows, err
}

// LedgerFilter narrows the record; empty does not narrow.
type LedgerFilter struct {
	Before  int64 // entries with a smaller id; 0 = from the newest
	Subject string
	Act     string
	Actor   string
	Refused bool // refusals only
}

// LedgerPage reads one page of the record, newest first.
func (s *Store) LedgerPage(ctx context.Context, f LedgerFilter, limit int) ([]LedgerEntry, error) {
	if f.Before == 0 {
		f.Before = 1<<63 - 1
	}
	rows := []LedgerEntry{}
	err := s.list(ctx, &rows, "ledger_page", f.Before, f.Subject, f.Act, f.Actor, f.Refused, limit)
	return rows, err
}

// SubjectByNumber finds the case or message with a human number; sql.ErrNoRows when there is none.
func (s *Store) SubjectByNumber(ctx context.Context, number string) (kind, id string, err error) {
	var r struct {
		Kind string `db:"kind"`
		ID   string `db:"id"`
	}
	err = s.get(ctx, &r, "find_subject", number)
	return r.Kind, r.ID, err
}

// StoryRow is where one matter stands.
type StoryRow struct {
	Kind  string       `db:"kind"`
	ID    string       `db:"id"`
	Stage string       `db:"stage"`
	At    sql.NullTime `db:"at"`
	Rev   int64        `db:"rev"`
}

// Story reads the newest matters that were not imported.
func (s *Store) Story(ctx context.Context) ([]StoryRow, error) {
	var rows []StoryRow
	err := s.list(ctx, &rows, "story")
	return rows, err
}

// DemoStaff is a demonstration account.
type DemoStaff struct {
	Username string `db:"username"`
	Name     string `db:"name"`
	Title    string `db:"title"`
	Unit     string `db:"unit"`
	Role     string `db:"role"`
}

// DemoStaff reads the demonstration accounts with their roles.
func (s *Store) DemoStaff(ctx context.Context) ([]DemoStaff, error) {
	var rows []DemoStaff
	err := s.list(ctx, &rows, "demo_staff")
	return rows, err
}
