package worktime

import (
	"errors"
	"time"
)

// ErrOutOfRange is returned for a start or a deadline outside the years 2000 to 2059.
var ErrOutOfRange = errors.New("worktime: date out of range")

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
	if err := limit.Check(); err != nil {
		return Deadline{}, err
	}
	if !inRange(start) {
		return Deadline{}, ErrOutOfRange
	}
	d := Deadline{Start: start.UTC(), Limit: limit, Calendar: cal.Reference(), Rule: limit.Rule}
	first := DateOf(start)
	if limit.Start == DayAfter {
		first++
	}
	ok := true
	switch limit.Unit {
	case WorkingDay, CalendarDay:
		if limit.Start == AtOnce && cal.Day(first).Working() && !start.Before(cal.close(first)) {
			first++
		}
		if first > lastDate {
			return Deadline{}, ErrOutOfRange
		}
		last := first + Date(limit.Amount) - 1
		if limit.Unit == WorkingDay {
			last, ok = cal.nthWorking(cal.workingBefore(first) + limit.Amount)
		} else if ok = last <= lastDate; ok {
			last, ok = cal.nthWorking(cal.workingBefore(last) + 1)
		}
		if ok {
			d.At = cal.close(last)
		}
	default:
		from := start
		if limit.Start == DayAfter {
			from = first.Start()
		}
		amount := time.Duration(limit.Amount) * time.Hour
		if limit.Unit == ElapsedMinute {
			amount = time.Duration(limit.Amount) * time.Minute
		}
		d.At, ok = cal.rulerFor(limit.Unit).add(from, amount)
	}
	if !ok || !inRange(d.At) {
		return Deadline{}, ErrOutOfRange
	}
	d.At = d.At.UTC()
	d.LastDay = lastDayOf(d.At)
	d.StartCounted = min(first, d.LastDay)
	if limit.Unit == WorkingDay {
		d.StartCounted, _ = cal.nthWorking(cal.workingBefore(first) + 1)
	}
	d.Days = Notes(cal, d)
	for _, n := range d.Days {
		d.Provisional = d.Provisional || n.Provisional && limit.Unit != ElapsedHour && limit.Unit != ElapsedMinute
	}
	return d, nil
}

// lastDayOf is the day on which a deadline lies; one at midnight belongs to the day that ends there.
func lastDayOf(at time.Time) Date { return DateOf(at.Add(-time.Nanosecond)) }

// Extend counts more time from the end of a deadline: whole days from the day after it, hours and minutes from its instant. Start and
// limit stay those of the original, so that shares of the limit and lights are those of the whole.
func Extend(cal *Calendar, d Deadline, more Limit) (Deadline, error) {
	more.Start = AtOnce
	from := d.At
	if more.Unit == WorkingDay || more.Unit == CalendarDay {
		more.Start = DayAfter
		from = d.LastDay.Start()
	}
	added, err := Due(cal, more, from)
	if err != nil {
		return Deadline{}, err
	}
	longer := d
	longer.At, longer.LastDay, longer.Calendar = added.At, added.LastDay, cal.Reference()
	longer.Provisional = d.Provisional || added.Provisional
	longer.Extensions = append(append([]Limit(nil), d.Extensions...), more)
	longer.Days = append(append([]DayNote(nil), d.Days...), added.Days[1:]...)
	return longer, nil
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
