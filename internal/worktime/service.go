package worktime

import "time"

// ServiceOpen reports whether human service is open at the instant.
func ServiceOpen(cal *Calendar, now time.Time) bool {
	d := DateOf(now)
	passed := now.Sub(d.Start())
	for _, p := range cal.serviceOn(cal.Day(d).Working()) {
		if passed >= p.From && passed < p.To {
			return true
		}
	}
	return false
}

// NextOpen gives the next instant, not before now, at which human service is open: now itself when it is open. ok is false when
// service does not open within a year.
func NextOpen(cal *Calendar, now time.Time) (at time.Time, ok bool) {
	if ServiceOpen(cal, now) {
		return now.UTC(), true
	}
	today := DateOf(now)
	for d := today; d <= today+366; d++ {
		for _, p := range cal.serviceOn(cal.Day(d).Working()) {
			if begin := d.At(p.From); !begin.Before(now) {
				return begin, true
			}
		}
	}
	return time.Time{}, false
}
