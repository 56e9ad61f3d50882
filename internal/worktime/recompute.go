package worktime

import "time"

// Recompute gives the instant of a deadline by walking day by day and span by span. It shares no arithmetic with Due, so that a
// sweeper that compares the two finds errors in either.
func Recompute(cal *Calendar, limit Limit, start time.Time) (time.Time, error) {
	if err := limit.Check(); err != nil {
		return time.Time{}, err
	}
	if !inRange(start) {
		return time.Time{}, ErrOutOfRange
	}
	from := start
	if limit.Start == DayAfter {
		from = (DateOf(start) + 1).Start()
	}
	switch limit.Unit {
	case ElapsedHour:
		return checked(from.Add(time.Duration(limit.Amount) * time.Hour))
	case ElapsedMinute:
		return checked(from.Add(time.Duration(limit.Amount) * time.Minute))
	case ServiceHour:
		return walkService(cal, from, limit.Amount)
	}
	counted := 0
	for d := DateOf(from); d <= lastDate; d++ {
		today := cal.Day(d)
		end := d.At(cal.working[len(cal.working)-1].To)
		if today.Working() && !from.Before(end) {
			continue // today's office hours are over
		}
		if limit.Unit == CalendarDay || today.Working() {
			counted++
		}
		if counted >= limit.Amount && today.Working() {
			return checked(end)
		}
	}
	return time.Time{}, ErrOutOfRange
}

// RecomputeDeadline walks the whole of a stored deadline again, extensions included.
func RecomputeDeadline(cal *Calendar, d Deadline) (time.Time, error) {
	at, err := Recompute(cal, d.Limit, d.Start)
	for _, more := range d.Extensions {
		if err != nil {
			break
		}
		from := at
		if more.Start == DayAfter {
			from = at.Add(-time.Nanosecond) // an end at midnight belongs to the day before
		}
		at, err = Recompute(cal, more, from)
	}
	return at, err
}

func walkService(cal *Calendar, from time.Time, hours int) (time.Time, error) {
	left := time.Duration(hours) * time.Hour
	for d := DateOf(from); d <= lastDate; d++ {
		for _, p := range cal.serviceOn(cal.Day(d).Working()) {
			begin, end := d.At(p.From), d.At(p.To)
			if begin.Before(from) {
				begin = from
			}
			if !begin.Before(end) {
				continue
			}
			if open := end.Sub(begin); open < left {
				left -= open
				continue
			}
			return checked(begin.Add(left))
		}
	}
	return time.Time{}, ErrOutOfRange
}

func checked(t time.Time) (time.Time, error) {
	if !inRange(t) {
		return time.Time{}, ErrOutOfRange
	}
	return t.UTC(), nil
}
