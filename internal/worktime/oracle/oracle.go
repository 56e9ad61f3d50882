// Package oracle counts deadlines a second time, slowly: day by day, minute by minute. It takes the facts of a calendar (what kind
// of day it is, which hours are open) and shares no arithmetic with worktime, so that whoever compares the two finds errors in either.
package oracle

import (
	"time"

	"minhu/internal/worktime"
)

// Instant walks a deadline with its pauses and extensions. It fails as worktime.Count does.
func Instant(cal *worktime.Calendar, t worktime.Terms) (time.Time, error) {
	at, err := walk(cal, t.Limit, t.Start, t.Pauses)
	for _, more := range t.Extensions {
		if err != nil {
			break
		}
		from := at
		more.Start = worktime.AtOnce
		if more.Unit == worktime.WorkingDay || more.Unit == worktime.CalendarDay {
			more.Start = worktime.DayAfter
			from = at.Add(-time.Nanosecond) // an end at midnight belongs to the day before
		}
		at, err = walk(cal, more, from, nil)
	}
	return at, err
}

// The years in which a deadline can lie.
const firstYear, lastYear = 2000, 2059

func inRange(t time.Time) bool {
	local := t.In(worktime.Zone)
	first := time.Date(firstYear, 1, 2, 0, 0, 0, 0, worktime.Zone)
	end := time.Date(lastYear, 12, 31, 0, 0, 0, 0, worktime.Zone)
	return !local.Before(first) && local.Before(end)
}

func checked(t time.Time) (time.Time, error) {
	if !inRange(t) {
		return time.Time{}, worktime.ErrOutOfRange
	}
	return t.UTC(), nil
}

func midnight(t time.Time) time.Time {
	y, m, d := t.In(worktime.Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, worktime.Zone)
}

func dateOf(t time.Time) worktime.Date {
	y, m, d := t.In(worktime.Zone).Date()
	return worktime.NewDate(y, m, d)
}

func walk(cal *worktime.Calendar, l worktime.Limit, start time.Time, pauses []worktime.Pause) (time.Time, error) {
	if err := l.Check(); err != nil {
		return time.Time{}, err
	}
	if !inRange(start) {
		return time.Time{}, worktime.ErrOutOfRange
	}
	from := start
	if l.Start == worktime.DayAfter {
		from = midnight(start).AddDate(0, 0, 1)
	}
	switch l.Unit {
	case worktime.WorkingDay, worktime.CalendarDay:
		return walkDays(cal, l, from, pauses)
	case worktime.ServiceHour:
		return walkMinutes(from, time.Duration(l.Amount)*time.Hour, pauses, func(t time.Time) bool { return worktime.ServiceOpen(cal, t) })
	case worktime.ElapsedMinute:
		return walkMinutes(from, time.Duration(l.Amount)*time.Minute, pauses, nil)
	}
	return walkMinutes(from, time.Duration(l.Amount)*time.Hour, pauses, nil)
}

func walkDays(cal *worktime.Calendar, l worktime.Limit, from time.Time, pauses []worktime.Pause) (time.Time, error) {
	hours := cal.WorkingHours()
	close := hours[len(hours)-1].To
	counted := 0
	for today := midnight(from); inRange(today); today = today.AddDate(0, 0, 1) {
		working := cal.Day(dateOf(today)).Working()
		end := today.Add(close)
		if working && !from.Before(end) {
			continue // today's office hours are over
		}
		still := false
		for _, p := range pauses {
			still = still || today.After(midnight(p.From)) && !today.After(midnight(p.To))
		}
		if counted < l.Amount && !still && (working || l.Unit == worktime.CalendarDay) {
			counted++
		}
		if counted >= l.Amount && working {
			return checked(end)
		}
	}
	return time.Time{}, worktime.ErrOutOfRange
}

// walkMinutes lets amount run down while open says so; nil is always. It steps to the next whole minute, and to the ends of pauses.
func walkMinutes(from time.Time, amount time.Duration, pauses []worktime.Pause, open func(time.Time) bool) (time.Time, error) {
	for t := from; inRange(t); {
		next := t.Truncate(time.Minute).Add(time.Minute)
		still := false
		for _, p := range pauses {
			for _, edge := range []time.Time{p.From, p.To} {
				if edge.After(t) && edge.Before(next) {
					next = edge
				}
			}
			still = still || !t.Before(p.From) && t.Before(p.To)
		}
		if !still && (open == nil || open(t)) {
			if step := next.Sub(t); step < amount {
				amount -= step
			} else {
				return checked(t.Add(amount))
			}
		}
		t = next
	}
	return time.Time{}, worktime.ErrOutOfRange
}
