package main

import (
	"context"
	"fmt"
	"os"

	"github.com/google/uuid"

	"minhu/internal/explain"
	"minhu/internal/rates"
	"minhu/internal/store"
)

// RecountReport is what a recount of every indicator from the recorded events found.
type RecountReport struct {
	Cases       int                `json:"cases"`
	Events      int                `json:"events"`
	Bookings    int                `json:"bookings"`
	Differences int                `json:"differences"`
	Sums        int                `json:"sums"` // sums that are not what their bookings add up to
	Examples    []rates.Difference `json:"examples"`
}

// recountPage is how many cases are read at once; recountExamples how many differences are named.
const (
	recountPage     = 200
	recountExamples = 20
)

// recountCases folds the events of every case and compares with what was booked. It changes nothing.
func recountCases(ctx context.Context, args []string) error {
	cfg, rest, err := settings("cases recount", args, nil)
	if err != nil {
		return err
	}
	if err := noArguments("cases recount", rest); err != nil {
		return err
	}
	s, err := running(cfg)
	if err != nil {
		return err
	}
	st, err := store.Open(ctx, s.DatabaseURL, store.Options{MaxConns: 2})
	if err != nil {
		return err
	}
	defer st.Close()
	rep := RecountReport{Examples: []rates.Difference{}}
	for after := uuid.Nil.String(); ; {
		page, err := st.RecordedCases(ctx, after, recountPage)
		if err != nil {
			return err
		}
		for _, c := range page {
			counted, err := rates.Fold(c.ID, c.Events)
			if err != nil {
				return fmt.Errorf("case %s: %w", c.ID, err)
			}
			rep.Cases, rep.Events, rep.Bookings, after = rep.Cases+1, rep.Events+len(c.Events), rep.Bookings+len(c.Book), c.ID
			if d := rates.Compare(counted, c.Book); len(d) > 0 {
				rep.Differences++
				if len(rep.Examples) < recountExamples {
					rep.Examples = append(rep.Examples, rates.Difference{CaseID: c.ID, Says: d})
				}
			}
		}
		fmt.Fprintf(os.Stderr, "\r%d", rep.Cases)
		if len(page) == 0 {
			break
		}
	}
	fmt.Fprintln(os.Stderr)
	if rep.Sums, err = st.RateSumDifferences(ctx); err != nil {
		return err
	}
	if err := printJSON(rep); err != nil {
		return err
	}
	if rep.Sums > 0 {
		return explain.New("cases", fmt.Sprintf("有 %d 个考核汇总与明细不符", rep.Sums), fmt.Sprintf("%d sums of the figures are not what their bookings add up to", rep.Sums))
	}
	if rep.Differences > 0 {
		return explain.New("cases", fmt.Sprintf("有 %d 件的考核数据与事件不符", rep.Differences), fmt.Sprintf("%d cases are booked otherwise than their events say", rep.Differences))
	}
	return nil
}
