package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jmoiron/sqlx"

	"minhu/internal/rates"
)

// RateUnits reads every department by path, closed ones too: their figures stay.
func (s *Store) RateUnits(ctx context.Context) ([]rates.Unit, error) {
	var rows []struct {
		ID     string `db:"id"`
		Path   string `db:"path"`
		Parent string `db:"parent"`
		Name   string `db:"name"`
		Kind   string `db:"kind"`
		Level  int    `db:"level"`
	}
	if err := s.list(ctx, &rows, "rate_units"); err != nil {
		return nil, err
	}
	out := make([]rates.Unit, len(rows))
	for i, r := range rows {
		out[i] = rates.Unit(r)
	}
	return out, nil
}

// RateSums adds up what was booked under a period, as it was known at cutoff.
func (s *Store) RateSums(ctx context.Context, p rates.Period, cutoff time.Time) ([]rates.Sum, error) {
	rows := []rates.Sum{}
	in := p.Within()
	err := s.list(ctx, &rows, "rate_sums", p.From, p.To, cutoff, in.Half, in.Month, in.MonthEnd, in.HalfEnd)
	return rows, err
}

// RateRawSums is RateSums from the bookings alone: what the sums are proved against.
func (s *Store) RateRawSums(ctx context.Context, p rates.Period, cutoff time.Time) ([]rates.Sum, error) {
	rows := []rates.Sum{}
	err := s.list(ctx, &rows, "rate_raw_sums", p.From, p.To, cutoff)
	return rows, err
}

// RollRates adds what was booked since the last time to the sums and gives how many bookings that were; none when somebody else is
// at it. Figures are right before and after.
func (s *Store) RollRates(ctx context.Context) (int, error) {
	n := 0
	err := s.InTx(ctx, func(tx *sqlx.Tx) error {
		var alone bool
		if err := tx.StmtxContext(ctx, s.q("lock_rate_sums")).GetContext(ctx, &alone); err != nil || !alone {
			return err
		}
		return tx.StmtxContext(ctx, s.q("roll_rates")).GetContext(ctx, &n)
	})
	return n, err
}

// RateSumDifferences counts the sums that are not what their bookings add up to; it reads every booking.
func (s *Store) RateSumDifferences(ctx context.Context) (int, error) {
	var n int
	err := s.get(ctx, &n, "rate_sum_differences")
	return n, err
}

// RateBooking is what one case has at one place.
type RateBooking struct {
	CaseID     string    `db:"case_id"`
	Measure    string    `db:"measure"`
	Department string    `db:"department"`
	PeriodAt   time.Time `db:"period_at"`
	N          int       `db:"n"`
}

func bookOf(rows []RateBooking) rates.Book {
	b := rates.Book{}
	for _, r := range rows {
		b[rates.Place{Measure: r.Measure, Department: r.Department, Period: r.PeriodAt.UTC()}] = r.N
	}
	return b
}

// RateBook is what the bookings of one case add up to, as they were known at cutoff.
func (s *Store) RateBook(ctx context.Context, id string, cutoff time.Time) (rates.Book, error) {
	var rows []RateBooking
	err := s.list(ctx, &rows, "rate_book", id, cutoff)
	return bookOf(rows), err
}

// RecordedCase is one case with its events and its bookings.
type RecordedCase struct {
	ID     string
	Events []rates.Recorded
	Book   rates.Book
}

// RecordedCases reads one page of cases after an id, in order of their ids.
func (s *Store) RecordedCases(ctx context.Context, after string, limit int) ([]RecordedCase, error) {
	var events []EventRow
	if err := s.list(ctx, &events, "rate_events", after, limit); err != nil {
		return nil, err
	}
	var booked []RateBooking
	if err := s.list(ctx, &booked, "rate_books", after, limit); err != nil {
		return nil, err
	}
	byCase := map[string][]RateBooking{}
	for _, b := range booked {
		byCase[b.CaseID] = append(byCase[b.CaseID], b)
	}
	var out []RecordedCase
	for _, r := range events {
		if len(out) == 0 || out[len(out)-1].ID != r.SubjectID {
			out = append(out, RecordedCase{ID: r.SubjectID, Book: bookOf(byCase[r.SubjectID])})
		}
		f, err := rates.Plain(r.Data)
		if err != nil {
			return nil, err
		}
		c := &out[len(out)-1]
		c.Events = append(c.Events, rates.Recorded{Event: r.Event(), Kept: f})
	}
	return out, nil
}

// ClassExempt is why a class is left out of the rates: enforcement, mediation, or "" when it is not.
func (s *Store) ClassExempt(ctx context.Context, class string) (string, error) {
	var word string
	err := s.get(ctx, &word, "class_exempt", class)
	return word, err
}

// EarlierCase is a case that another one repeats, with the unit that had answered it.
type EarlierCase struct {
	ID         string `db:"id"`
	Department string `db:"department"`
}

// ClosedBefore finds the case that a case repeats: closed within 30 days before its registration, and of the same person and class, or, when
// other is given, that one alone. nil when there is none.
func (s *Store) ClosedBefore(ctx context.Context, id, class, other string) (*EarlierCase, error) {
	var rows []EarlierCase
	if err := s.list(ctx, &rows, "closed_before", id, class, other); err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// RateEdition is figures as they were published.
type RateEdition struct {
	ID            string          `db:"id"`
	Title         string          `db:"title"`
	From          time.Time       `db:"period_from"`
	To            time.Time       `db:"period_to"`
	Cutoff        time.Time       `db:"cutoff"`
	Imported      bool            `db:"imported"`
	Indicators    json.RawMessage `db:"indicators"`
	Units         json.RawMessage `db:"units"`
	PublishedAt   time.Time       `db:"published_at"`
	PublishedBy   string          `db:"published_by"`
	PublishedName string          `db:"published_name"`
	Note          string          `db:"note"`
}

// Period of the edition.
func (e RateEdition) Period() rates.Period { return rates.Period{From: e.From.UTC(), To: e.To.UTC()} }

// AddRateEdition freezes the figures of a period as they were known at the cut-off, case by case.
func (s *Store) AddRateEdition(ctx context.Context, tx *sqlx.Tx, e RateEdition) error {
	if _, err := tx.StmtxContext(ctx, s.q("add_rate_edition")).ExecContext(ctx, e.ID, e.Title, e.From, e.To, e.Cutoff, e.Imported, string(e.Indicators),
		string(e.Units), e.PublishedAt, e.PublishedBy, e.PublishedName, e.Note); err != nil {
		return err
	}
	_, err := tx.StmtxContext(ctx, s.q("freeze_rate_edition")).ExecContext(ctx, e.ID, e.From, e.To, e.Cutoff, e.Imported)
	return err
}

// RateEdition reads an edition; sql.ErrNoRows when there is none.
func (s *Store) RateEdition(ctx context.Context, id string) (RateEdition, error) {
	var e RateEdition
	err := s.get(ctx, &e, "rate_edition", id)
	return e, err
}

// RateEditions reads one page of editions, newest first, without their figures.
func (s *Store) RateEditions(ctx context.Context, after *Key, limit int) ([]RateEdition, error) {
	k := Key{At: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), ID: "ffffffff-ffff-ffff-ffff-ffffffffffff"}
	if after != nil {
		k = *after
	}
	rows := []RateEdition{}
	err := s.list(ctx, &rows, "rate_editions", k.At, k.ID, limit)
	return rows, err
}

// RateEditionSums adds up what an edition froze.
func (s *Store) RateEditionSums(ctx context.Context, id string) ([]rates.Sum, error) {
	rows := []rates.Sum{}
	err := s.list(ctx, &rows, "rate_edition_sums", id)
	return rows, err
}

// RateChange is one case that counts differently now than in an edition.
type RateChange struct {
	Measure    string `db:"measure"`
	Department string `db:"department"`
	CaseID     string `db:"case_id"`
	N          int    `db:"n"`
	Reason     string `db:"reason"`
}

// RateEditionChanges lists what counts differently now, with why.
func (s *Store) RateEditionChanges(ctx context.Context, e RateEdition) ([]RateChange, error) {
	rows := []RateChange{}
	err := s.list(ctx, &rows, "rate_edition_changes", e.ID, e.From, e.To, e.Cutoff, e.Imported)
	return rows, err
}
