package notice

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"minhu/internal/worktime"
)

// Quiet are the hours in which nobody is disturbed without need, in minutes of the city's day; equal ends are none.
type Quiet struct{ From, To int }

// ParseQuiet reads "21:00-08:00", or "none".
func ParseQuiet(s string) (Quiet, error) {
	if s == "none" || s == "" {
		return Quiet{}, nil
	}
	from, to, ok := strings.Cut(s, "-")
	q := Quiet{}
	var err error
	if q.From, err = minute(from); err == nil {
		q.To, err = minute(to)
	}
	if !ok || err != nil || q.From == q.To {
		return Quiet{}, fmt.Errorf("quiet hours %q are not like 21:00-08:00", s)
	}
	return q, nil
}

func minute(s string) (int, error) {
	h, m, ok := strings.Cut(s, ":")
	hours, err1 := strconv.Atoi(h)
	minutes, err2 := strconv.Atoi(m)
	if !ok || err1 != nil || err2 != nil || hours < 0 || hours > 23 || minutes < 0 || minutes > 59 {
		return 0, fmt.Errorf("%q is no time of day", s)
	}
	return hours*60 + minutes, nil
}

// Until is when quiet hours that hold at an instant end; false outside them. They may cross midnight.
func (q Quiet) Until(at time.Time) (time.Time, bool) {
	if q.From == q.To {
		return at, false
	}
	local := at.In(worktime.Zone)
	day := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, worktime.Zone)
	now := local.Hour()*60 + local.Minute()
	end := day.Add(time.Duration(q.To) * time.Minute)
	switch {
	case q.From < q.To && now >= q.From && now < q.To, q.From > q.To && now < q.To:
		return end.UTC(), true
	case q.From > q.To && now >= q.From:
		return end.AddDate(0, 0, 1).UTC(), true
	}
	return at, false
}

// Day is the beginning and the end of the city's day in which an instant lies.
func Day(at time.Time) (from, to time.Time) {
	local := at.In(worktime.Zone)
	from = time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, worktime.Zone)
	return from.UTC(), from.AddDate(0, 0, 1).UTC()
}
