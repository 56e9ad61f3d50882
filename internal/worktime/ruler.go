package worktime

import (
	"sort"
	"time"
)

// ruler measures time that only runs inside spans: office hours, hours of service, or the whole day.
type ruler struct {
	cal        *Calendar
	work, rest []Span
}

var wholeDay = []Span{{0, day}}

func (c *Calendar) officeRuler() ruler  { return ruler{c, c.working, nil} }
func (c *Calendar) serviceRuler() ruler { return ruler{c, c.service, c.serviceRest} }
func (c *Calendar) clockRuler() ruler   { return ruler{c, wholeDay, wholeDay} }

// rulerFor gives the measure in which a limit of the unit runs down.
func (c *Calendar) rulerFor(u Unit) ruler {
	switch u {
	case WorkingDay:
		return c.officeRuler()
	case ServiceHour:
		return c.serviceRuler()
	default:
		return c.clockRuler()
	}
}

// upTo measures from the first date of all up to the start of d.
func (r ruler) upTo(d Date) time.Duration {
	worked := r.cal.workingBefore(d)
	resting := int(d-firstDate) - worked
	return time.Duration(worked)*total(r.work) + time.Duration(resting)*total(r.rest)
}

func (r ruler) spans(d Date) []Span {
	if r.cal.workingBefore(d+1) > r.cal.workingBefore(d) {
		return r.work
	}
	return r.rest
}

// until measures from the first date of all up to t.
func (r ruler) until(t time.Time) time.Duration {
	d := DateOf(t)
	sum := r.upTo(d)
	passed := t.Sub(d.Start())
	for _, p := range r.spans(d) {
		sum += min(max(passed, p.From), p.To) - p.From
	}
	return sum
}

// between measures from a to b; negative when b is earlier.
func (r ruler) between(a, b time.Time) time.Duration { return r.until(b) - r.until(a) }

// add gives the first instant at which amount has passed since t.
func (r ruler) add(t time.Time, amount time.Duration) (time.Time, bool) {
	goal := r.until(t) + amount
	days := int(lastDate - firstDate)
	i := sort.Search(days+1, func(i int) bool { return r.upTo(firstDate+Date(i)+1) >= goal })
	if i > days {
		return time.Time{}, false
	}
	d := firstDate + Date(i)
	left := goal - r.upTo(d)
	for _, p := range r.spans(d) {
		if left <= p.To-p.From {
			return d.At(p.From + left), true
		}
		left -= p.To - p.From
	}
	return time.Time{}, false
}

func inRange(t time.Time) bool {
	d := DateOf(t)
	return d > firstDate && d < lastDate
}
