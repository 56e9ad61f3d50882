package bench

import (
	"context"
	"fmt"
	"os"
	"time"

	"minhu/internal/rehearsal"
	"minhu/internal/worktime"
)

// rehearsalBar is how many cases a second one core has to rehearse.
const rehearsalBar = 20000

// Rehearsal measures trying changed rules on recorded cases whose events are in memory, on one core. It needs no servers.
func Rehearsal(ctx context.Context, cases int) (Figures, error) {
	l, err := worktime.Load()
	if err != nil {
		return Figures{}, err
	}
	rules, err := l.Rules("default", "")
	if err != nil {
		return Figures{}, err
	}
	other, err := l.Rules("extended", "")
	if err != nil {
		return Figures{}, err
	}
	cal, err := l.Calendar("cn", "")
	if err != nil {
		return Figures{}, err
	}
	from := time.Date(2026, 1, 5, 0, 0, 0, 0, worktime.Zone)
	all, err := rehearsal.Sample(cases, 1, rules, cal, from)
	if err != nil {
		return Figures{}, err
	}
	plan := rehearsal.Plan{Rules: other, CalendarOf: l.ByReference, Now: from.AddDate(1, 0, 0)}
	var tally rehearsal.Tally
	before, err := ofProcess(os.Getpid())
	if err != nil {
		return Figures{}, err
	}
	began := time.Now()
	for i, c := range all {
		if i%1000 == 0 && ctx.Err() != nil {
			return Figures{}, ctx.Err()
		}
		if err := plan.Try(c, &tally); err != nil {
			return Figures{}, err
		}
	}
	took := time.Since(began)
	after, err := ofProcess(os.Getpid())
	if err != nil {
		return Figures{}, err
	}
	// Per core: by the CPU time spent, which counts the collector's help on the other cores too.
	perCore := float64(cases) / max(took, after-before).Seconds()
	ok := perCore >= rehearsalBar
	return Figures{Name: fmt.Sprintf("rehearsal of %d cases in memory", cases), Pairs: cases, P50: took.Seconds() * 1000 / float64(cases), PerSecond: perCore,
		CPU: (after - before).Seconds() * 1000 / float64(cases), Clients: 1,
		Note: fmt.Sprintf("%.0f cases a second a core (bar %d); late %d, would be late %d", perCore, rehearsalBar, tally.Total.Was, tally.Total.Would), WithinBars: &ok}, nil
}
