// Package casetime joins the two vocabularies of time: the clocks that cases and messages record, and the deadlines that the working
// calendar counts. It is pure.
package casetime

import (
	"time"

	"minhu/internal/hotline"
	"minhu/internal/worktime"
)

// Terms are what a recorded clock follows from.
func Terms(c hotline.Clock) worktime.Terms {
	t := worktime.Terms{Limit: worktime.Limit{Amount: c.Amount, Unit: worktime.Unit(c.Unit), Start: worktime.StartRule(c.From), Rule: c.Rule}, Start: c.StartedAt}
	for _, p := range c.Pauses {
		t.Pauses = append(t.Pauses, worktime.Pause{From: p.From, To: p.To})
	}
	for _, l := range c.Longer {
		t.Extensions = append(t.Extensions, worktime.Limit{Amount: l.Amount, Unit: worktime.Unit(l.Unit), Start: worktime.DayAfter})
	}
	return t
}

// Given reports whether a clock runs to a date that was promised; no rule and no calendar moves it.
func Given(c hotline.Clock) bool { return c.Amount == 0 || c.Unit == string(worktime.GivenDate) }

// Counts reports whether a clock counts now: it is not stopped and follows from a limit.
func Counts(c hotline.Clock) bool { return c.StoppedAt == nil && !Given(c) }

// Moved gives the instant at which a clock would end with another calendar, and whether that is another one than now.
func Moved(c hotline.Clock, cal *worktime.Calendar) (to time.Time, moved bool, err error) {
	if !Counts(c) {
		return c.DueAt, false, nil
	}
	to, err = worktime.Instant(cal, Terms(c))
	return to, err == nil && !to.Equal(c.DueAt), err
}
