package rates

import (
	"fmt"
	"time"

	"minhu/internal/worktime"
)

// Period is [From, To), in UTC.
type Period struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Presets are the periods that have a name. A week of the assessment runs from Friday 12:00 to Friday 12:00 in China.
var Presets = []string{"week", "last_week", "month", "last_month", "quarter", "year"}

// longest bounds a period of one's own.
const longest = 800 * 24 * time.Hour

// Preset gives the period of a name as it stands at an instant.
func Preset(name string, now time.Time) (Period, error) {
	l := now.In(worktime.Zone)
	day := func(y int, m time.Month, d, h int) time.Time {
		return time.Date(y, m, d, h, 0, 0, 0, worktime.Zone).UTC()
	}
	switch name {
	case "week", "last_week":
		back := (int(l.Weekday()) - int(time.Friday) + 7) % 7
		from := day(l.Year(), l.Month(), l.Day()-back, 12)
		if from.After(now) {
			from = from.AddDate(0, 0, -7)
		}
		if name == "last_week" {
			from = from.AddDate(0, 0, -7)
		}
		return Period{from, from.AddDate(0, 0, 7)}, nil
	case "month":
		return Period{day(l.Year(), l.Month(), 1, 0), day(l.Year(), l.Month()+1, 1, 0)}, nil
	case "last_month":
		return Period{day(l.Year(), l.Month()-1, 1, 0), day(l.Year(), l.Month(), 1, 0)}, nil
	case "quarter":
		m := (l.Month()-1)/3*3 + 1
		return Period{day(l.Year(), m, 1, 0), day(l.Year(), m+3, 1, 0)}, nil
	case "year":
		return Period{day(l.Year(), 1, 1, 0), day(l.Year()+1, 1, 1, 0)}, nil
	}
	return Period{}, fmt.Errorf("no period is called %q", name)
}

// Check refuses a period that ends before it begins, is longer than 800 days, or lies outside 2000 to 2100.
func (p Period) Check() error {
	if !p.To.After(p.From) || p.To.Sub(p.From) > longest || p.From.Year() < 2000 || p.To.Year() > 2100 {
		return fmt.Errorf("from %s to %s is no period", p.From, p.To)
	}
	return nil
}

// Before is the period before: the same months for whole months, else the same length.
func (p Period) Before() Period {
	f, t := p.From.In(worktime.Zone), p.To.In(worktime.Zone)
	if wholeDay(f) && wholeDay(t) && f.Day() == 1 && t.Day() == 1 {
		n := (t.Year()-f.Year())*12 + int(t.Month()-f.Month())
		return Period{f.AddDate(0, -n, 0).UTC(), p.From}
	}
	return Period{p.From.Add(p.From.Sub(p.To)), p.From}
}

// LastYear is the same period a year ago; weeks keep their weekday.
func (p Period) LastYear() Period {
	f, t := p.From.In(worktime.Zone), p.To.In(worktime.Zone)
	if p.To.Sub(p.From)%(7*24*time.Hour) == 0 && !(wholeDay(f) && f.Day() == 1) {
		return Period{p.From.AddDate(0, 0, -364), p.To.AddDate(0, 0, -364)}
	}
	return Period{f.AddDate(-1, 0, 0).UTC(), t.AddDate(-1, 0, 0).UTC()}
}

func wholeDay(t time.Time) bool { return t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 }

// Parts are the whole stretches within a period: half days from Half to HalfEnd, and in them whole months from Month to MonthEnd. Where
// there is none its beginning and its end are the same.
type Parts struct{ Half, Month, MonthEnd, HalfEnd time.Time }

const halfDay = 12 * time.Hour

// Within gives the whole half days and months of a period, by China's clock.
func (p Period) Within() Parts {
	midnight := time.Date(2000, 1, 1, 0, 0, 0, 0, worktime.Zone)
	half := func(t time.Time) time.Time { return midnight.Add(t.Sub(midnight) / halfDay * halfDay).UTC() }
	in := Parts{Half: half(p.From), HalfEnd: half(p.To)}
	if in.Half.Before(p.From) {
		in.Half = in.Half.Add(halfDay)
	}
	if !in.Half.Before(in.HalfEnd) {
		return Parts{p.From, p.From, p.From, p.From}
	}
	month := func(t time.Time) time.Time {
		l := t.In(worktime.Zone)
		return time.Date(l.Year(), l.Month(), 1, 0, 0, 0, 0, worktime.Zone).UTC()
	}
	in.Month, in.MonthEnd = month(in.Half), month(in.HalfEnd)
	if in.Month.Before(in.Half) {
		in.Month = in.Month.In(worktime.Zone).AddDate(0, 1, 0).UTC()
	}
	if !in.Month.Before(in.MonthEnd) {
		in.Month, in.MonthEnd = in.Half, in.Half
	}
	return in
}
