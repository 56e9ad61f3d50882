package worktime

import (
	"errors"
	"time"
)

// ErrOutOfRange is returned for a start or a deadline outside the years 2000 to 2059.
var ErrOutOfRange = errors.New("worktime: date out of range")

// Pause is a stretch in which a clock stands still: an application to return it is open, the citizen is asked for more.
type Pause struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Terms are all that a deadline follows from, beside the calendar. Pauses lie in order and do not overlap; extensions are counted
// from the end that limit and pauses give.
type Terms struct {
	Limit      Limit
	Start      time.Time
	Pauses     []Pause
	Extensions []Limit
}

// Deadline is a computed time limit with all that is needed to explain it and to compute it again.
type Deadline struct {
	At           time.Time `json:"at"`            // UTC; the limit is kept up to and including this instant
	Start        time.Time `json:"start"`         // UTC; the instant from which the limit was asked for
	StartCounted Date      `json:"start_counted"` // the first day that counts
	LastDay      Date      `json:"last_day"`
	Limit        Limit     `json:"limit"`
	Calendar     string    `json:"calendar"`             // reference, "cn@2026.1"
	Rule         string    `json:"rule,omitempty"`       // reference, "default@1"
	Extensions   []Limit   `json:"extensions,omitempty"` // granted after Limit, in order
	Pauses       []Pause   `json:"pauses,omitempty"`
	Provisional  bool      `json:"provisional,omitempty"`
	Days         []DayNote `json:"days,omitempty"` // the explanation as data; Notes makes it again when it was not stored
}

// Due computes the deadline of a limit that starts at the given instant.
//
//   - working_day: the n-th working day, at the end of office hours. With at_once the starting day counts when it is a working day whose
//     office hours are not over.
//   - calendar_day: the n-th day; when that is a rest day, the next working day; at the end of office hours.
//   - service_hour: n hours of human service later. elapsed_hour, elapsed_minute: plain time.
//
// With day_after counting begins at 00:00 of the next day.
func Due(cal *Calendar, limit Limit, start time.Time) (Deadline, error) {
	return Count(cal, Terms{Limit: limit, Start: start})
}

// Count computes a deadline with its pauses and extensions. Of a limit in days, the days after the one on which a pause began up
// to the one on which it ended do not count; a limit in hours moves by the length of the pause in its own measure.
func Count(cal *Calendar, t Terms) (Deadline, error) {
	at, parts, err := count(cal, t)
	if err != nil {
		return Deadline{}, err
	}
	d := Deadline{At: at, Start: t.Start.UTC(), Limit: t.Limit, Calendar: cal.Reference(), Rule: t.Limit.Rule, Extensions: t.Extensions, Pauses: t.Pauses}
	d.LastDay = lastDayOf(at)
	d.StartCounted = min(parts[0].first, d.LastDay)
	if t.Limit.Unit == WorkingDay {
		d.StartCounted, _ = cal.nthWorking(cal.workingBefore(parts[0].first) + 1)
	}
	d.Days = notes(cal, d, parts)
	for _, p := range parts {
		if p.limit.Unit != ElapsedHour && p.limit.Unit != ElapsedMinute {
			d.Provisional = d.Provisional || cal.provisional(DateOf(t.Start), p.last)
		}
	}
	return d, nil
}

// provisional reports whether some year from one day to another has not been announced.
func (c *Calendar) provisional(from, to Date) bool {
	for y := from.Year(); y <= to.Year(); y++ {
		if !c.announced[y] {
			return true
		}
	}
	return false
}

// Given is a deadline that somebody promised: it follows from no rule.
func Given(start, at time.Time) Deadline {
	return Deadline{At: at.UTC(), Start: start.UTC(), StartCounted: DateOf(start), LastDay: lastDayOf(at), Limit: Limit{Unit: GivenDate, Start: AtOnce}}
}

// Instant is the end of a deadline alone, without its days: for those who count very many.
func Instant(cal *Calendar, t Terms) (time.Time, error) {
	at, _, err := count(cal, t)
	return at, err
}

// part is one stretch of a deadline: the limit itself, then each extension.
type part struct {
	limit       Limit
	first, last Date
	pauses      []Pause
}

func count(cal *Calendar, t Terms) (time.Time, []part, error) {
	at, p, err := stretch(cal, t.Limit, t.Start, t.Pauses)
	if err != nil {
		return time.Time{}, nil, err
	}
	parts := append(make([]part, 0, 1+len(t.Extensions)), p)
	for _, more := range t.Extensions {
		from := at
		if more.Start = AtOnce; more.Unit == WorkingDay || more.Unit == CalendarDay {
			more.Start = DayAfter
			from = p.last.Start()
		}
		if at, p, err = stretch(cal, more, from, nil); err != nil {
			return time.Time{}, nil, err
		}
		parts = append(parts, p)
	}
	return at, parts, nil
}

// stretch counts one limit.
func stretch(cal *Calendar, limit Limit, start time.Time, pauses []Pause) (time.Time, part, error) {
	p := part{limit: limit, pauses: pauses}
	if err := limit.Check(); err != nil {
		return time.Time{}, p, err
	}
	if !inRange(start) {
		return time.Time{}, p, ErrOutOfRange
	}
	p.first = DateOf(start)
	if limit.Start == DayAfter {
		p.first++
	}
	var at time.Time
	ok := true
	if limit.Unit == WorkingDay || limit.Unit == CalendarDay {
		if limit.Start == AtOnce && cal.Day(p.first).Working() && !start.Before(cal.close(p.first)) {
			p.first++
		}
		amount := limit.Amount
		last, ok := cal.lastDay(limit.Unit, p.first, amount)
		for i := 0; ok && i < len(pauses) && DateOf(pauses[i].From) < last; i++ {
			amount += cal.paused(limit.Unit, p.first, pauses[i])
			last, ok = cal.lastDay(limit.Unit, p.first, amount)
		}
		if !ok {
			return time.Time{}, p, ErrOutOfRange
		}
		at = cal.close(last)
	} else {
		from, amount := start, time.Duration(limit.Amount)*time.Hour
		if limit.Start == DayAfter {
			from = p.first.Start()
		}
		if limit.Unit == ElapsedMinute {
			amount = time.Duration(limit.Amount) * time.Minute
		}
		r := cal.rulerFor(limit.Unit)
		at, ok = r.add(from, amount)
		for i := 0; ok && i < len(pauses) && pauses[i].From.Before(at); i++ {
			if begin := later(pauses[i].From, from); begin.Before(pauses[i].To) {
				amount += r.between(begin, pauses[i].To)
			}
			at, ok = r.add(from, amount)
		}
	}
	if !ok || !inRange(at) {
		return time.Time{}, p, ErrOutOfRange
	}
	p.last = lastDayOf(at)
	return at.UTC(), p, nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// lastDay is the day on which amount days counted from first end, moved to a working day.
func (c *Calendar) lastDay(u Unit, first Date, amount int) (Date, bool) {
	if first > lastDate {
		return 0, false
	}
	if u == WorkingDay {
		return c.nthWorking(c.workingBefore(first) + amount)
	}
	last := first + Date(amount) - 1
	if last > lastDate {
		return 0, false
	}
	return c.nthWorking(c.workingBefore(last) + 1)
}

// pausedOn reports whether a pause takes a day out of the count.
func (p Pause) pausedOn(d Date) bool { return d > DateOf(p.From) && d <= DateOf(p.To) }

// paused counts the days of a limit in days that a pause takes out.
func (c *Calendar) paused(u Unit, first Date, p Pause) int {
	from, to := max(first, DateOf(p.From)+1), min(DateOf(p.To), lastDate)
	switch {
	case to < from:
		return 0
	case u == WorkingDay:
		return c.workingBefore(to+1) - c.workingBefore(from)
	}
	return int(to-from) + 1
}

// lastDayOf is the day on which a deadline lies; one at midnight belongs to the day that ends there.
func lastDayOf(at time.Time) Date { return DateOf(at.Add(-time.Nanosecond)) }

// Extend counts more time from the end of a deadline: whole days from the day after it, hours and minutes from its instant. Start and
// limit stay those of the original, so that shares of the limit and lights are those of the whole.
func Extend(cal *Calendar, d Deadline, more Limit) (Deadline, error) {
	t := d.Terms()
	t.Extensions = append(append([]Limit(nil), d.Extensions...), more)
	return Count(cal, t)
}

// Terms gives back what a deadline was counted from.
func (d Deadline) Terms() Terms {
	return Terms{Limit: d.Limit, Start: d.Start, Pauses: d.Pauses, Extensions: d.Extensions}
}

// Mark is the instant at which a share of the limit is used.
type Mark struct {
	Percent int       `json:"percent"`
	At      time.Time `json:"at"`
}

// Marks gives the instants of the limit's warning marks, in the measure of the limit: office hours for working days, hours of service
// for service hours, plain time for the rest.
func Marks(cal *Calendar, d Deadline) []Mark {
	r := cal.rulerFor(d.Limit.Unit)
	whole := r.between(d.Start, d.At)
	var out []Mark
	for _, percent := range d.Limit.Warn {
		at, ok := r.add(d.Start, whole/100*time.Duration(percent))
		if ok && at.Before(d.At) {
			out = append(out, Mark{percent, at.UTC()})
		}
	}
	return out
}
