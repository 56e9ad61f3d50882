package activities

import (
	"time"

	"minhu/internal/casetime"
	"minhu/internal/hotline"
)

// RecountAct is the system's act that counts the running clocks of a case anew with a calendar that was published.
const RecountAct = "recount"

// recount counts every running clock with the calendar named. A clock that was late by the old calendar and is not by the new one
// runs again; its lateness stays in the earlier events.
func (k *Timekeeper) recount(clocks []hotline.Clock, calendar string, at time.Time) ([]hotline.Clock, error) {
	cal, err := k.Library().ByReference(calendar)
	if err != nil {
		return nil, err
	}
	out := make([]hotline.Clock, len(clocks))
	for i, c := range clocks {
		out[i] = c
		if !casetime.Counts(c) {
			continue
		}
		d, err := k.count(c, cal)
		if err != nil {
			return nil, err
		}
		out[i] = counted(c, cal, d)
		if c.OverdueAt != nil && d.At.After(at) {
			out[i].OverdueAt = nil
		}
	}
	return out, nil
}
