package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/lib/pq"

	"minhu/internal/rates"
)

// RateCases asks for the cases that stand behind a figure.
type RateCases struct {
	Period   rates.Period
	Cutoff   time.Time
	Units    []string // ids; "" is the hotline itself
	In       []string // measures, any of which the case has
	NotIn    []string // measures, none of which the case has at these units
	Imported bool     // imported cases count too
}

// RateCasesQuery builds the query of a page of cases behind a figure, newest first, within a reader's scope.
func RateCasesQuery(scope Scope, f RateCases, after *Key, limit int) (string, []any) {
	var a sqlArgs
	booked := func(measures []string) string {
		q := "select case_id from rate_entry where period_at >= " + a.add(f.Period.From) + " and period_at < " + a.add(f.Period.To) + " and at <= " + a.add(f.Cutoff) +
			" and measure = any(" + a.add(pq.Array(measures)) + ") and department = any(" + a.add(pq.Array(f.Units)) + ")"
		if !f.Imported {
			q += " and not imported"
		}
		return q + " group by case_id having sum(n) > 0"
	}
	where := []string{scope(a.add), "id in (" + booked(f.In) + ")"}
	if len(f.NotIn) > 0 {
		where = append(where, "id not in ("+booked(f.NotIn)+")")
	}
	if after != nil {
		where = append(where, "(registered_at, id) < ("+a.add(after.At)+", "+a.add(after.ID)+"::uuid)")
	}
	inner := "select * from (select *, stage as state from cases) x where " + strings.Join(where, " and ") + fmt.Sprintf(" order by registered_at desc, id desc limit %d", limit)
	return "select " + caseListColumns + " from (" + inner + ") c left join department d on d.id = c.department left join class k on k.code = c.class" +
		" left join staff s on s.id = c.assignee_id order by c.registered_at desc, c.id desc", a.list
}

// ListRateCases reads one page of the cases behind a figure.
func (s *Store) ListRateCases(ctx context.Context, scope Scope, f RateCases, after *Key, limit int) ([]CaseListRow, error) {
	q, args := RateCasesQuery(scope, f, after, limit)
	var rows []CaseListRow
	err := s.rows(ctx, &rows, q, args)
	return rows, err
}
