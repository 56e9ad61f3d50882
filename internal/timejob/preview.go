package timejob

import (
	"cmp"
	"context"
	"slices"
	"time"

	"minhu/internal/casetime"
	"minhu/internal/hotline"
	"minhu/internal/store"
	"minhu/internal/worktime"
)

// pageSize is how many cases are read at once.
const pageSize = 1000

// Moves is what a calendar would move: nothing is changed by finding out.
type Moves struct {
	Calendar string      `json:"calendar"`
	Scanned  int         `json:"scanned"` // cases and messages whose time runs
	Cases    int         `json:"cases"`   // of them moved
	Messages int         `json:"messages"`
	Clocks   int         `json:"clocks"`
	Earlier  int         `json:"earlier"` // clocks
	Later    int         `json:"later"`
	Late     int         `json:"late"`  // clocks that would be over at once
	Freed    int         `json:"freed"` // late clocks that would run again
	Units    []UnitMoves `json:"units"`
	Examples []Move      `json:"examples"`
	TookMS   int64       `json:"took_ms"`
}

// UnitMoves are the moves of one department's cases.
type UnitMoves struct {
	Department string `json:"department"`
	Name       string `json:"name"`
	Cases      int    `json:"cases"`
	Earlier    int    `json:"earlier"`
	Later      int    `json:"later"`
}

// Move is one clock that would move.
type Move struct {
	Kind       string    `json:"kind"`
	ID         string    `json:"id"`
	Number     string    `json:"number"`
	Department string    `json:"department,omitempty"`
	Clock      string    `json:"clock"`
	From       time.Time `json:"from"`
	To         time.Time `json:"to"`
}

// examples is how many moves a preview names.
const examples = 20

// Preview finds what a calendar would move, in one pass over everything that has a clock.
func Preview(ctx context.Context, st *store.Store, cal *worktime.Calendar, now time.Time) (Moves, error) {
	began := time.Now()
	m := Moves{Calendar: cal.Reference(), Examples: []Move{}}
	units := map[string]*UnitMoves{}
	err := walk(ctx, st, func(c store.Clocked) error {
		m.Scanned++
		moves, err := movesOf(c, cal)
		if err != nil || len(moves) == 0 {
			return err
		}
		if c.Aggregate == hotline.Case {
			m.Cases++
		} else {
			m.Messages++
		}
		u := units[c.Department]
		if u == nil {
			u = &UnitMoves{Department: c.Department, Name: c.DepartmentName}
			units[c.Department] = u
		}
		u.Cases++
		for _, x := range moves {
			m.Clocks++
			if x.To.Before(x.From) {
				m.Earlier++
				u.Earlier++
			} else {
				m.Later++
				u.Later++
			}
			if !x.From.Before(now) && x.To.Before(now) {
				m.Late++
			}
			if x.From.Before(now) && !x.To.Before(now) {
				m.Freed++
			}
			if len(m.Examples) < examples {
				m.Examples = append(m.Examples, x)
			}
		}
		return nil
	})
	m.Units = make([]UnitMoves, 0, len(units))
	for _, u := range units {
		m.Units = append(m.Units, *u)
	}
	slices.SortFunc(m.Units, func(a, b UnitMoves) int { return cmp.Or(b.Cases-a.Cases, cmp.Compare(a.Name, b.Name)) })
	m.TookMS = time.Since(began).Milliseconds()
	return m, err
}

// movesOf lists the clocks of one case that a calendar moves.
func movesOf(c store.Clocked, cal *worktime.Calendar) (out []Move, err error) {
	for _, k := range c.Clocks {
		to, moved, err := casetime.Moved(k, cal)
		if err != nil {
			return nil, err
		}
		if moved {
			out = append(out, Move{Kind: string(c.Aggregate), ID: c.ID, Number: c.Number, Department: c.DepartmentName, Clock: k.Name, From: k.DueAt, To: to})
		}
	}
	return out, nil
}

// walk reads everything whose time runs, cases first, and calls each.
func walk(ctx context.Context, st *store.Store, each func(store.Clocked) error) error {
	for _, agg := range clockedThings {
		after := ""
		for {
			rows, err := st.Clocked(ctx, agg, after, pageSize)
			if err != nil {
				return err
			}
			for _, r := range rows {
				if err := each(r); err != nil {
					return err
				}
				after = r.ID
			}
			if len(rows) < pageSize {
				break
			}
		}
	}
	return nil
}

// clockedThings are the aggregates that hold clocks, in the order in which they are walked.
var clockedThings = []hotline.Aggregate{hotline.Case, hotline.Message}
