// Package worktime counts time as an office does: working days with holidays and make-up days (调休), service hours, limit rules, and
// the reason why something is due when it is. It does no input or output and reads no clock: all times are arguments.
//
// Counting follows the Civil Code, articles 201 (the first day does not count), 203 (a last day that is a rest day moves to the next
// working day; a period ends at the close of business where there are business hours) and the Administrative Licensing Law,
// article 82 (limits in working days leave out statutory holidays).
package worktime

import (
	"fmt"
	"sort"
	"time"
)

// DayKind says why a day is worked or not.
type DayKind string

// The kinds of day. Weekday and Makeup are worked.
const (
	Weekday DayKind = "weekday"
	Makeup  DayKind = "makeup"
	Weekend DayKind = "weekend"
	Holiday DayKind = "holiday"
)

// Day is what a calendar says about one date.
type Day struct {
	Kind        DayKind
	Name        string // of the holiday, Chinese; for a make-up day empty
	NameEN      string
	Provisional bool // the year has not been announced: the day may change
}

// Working reports whether the day counts as a working day.
func (d Day) Working() bool { return d.Kind == Weekday || d.Kind == Makeup }

// Calendar holds the rest days, make-up days and hours of one jurisdiction in one version. It is immutable and safe for concurrent use.
type Calendar struct {
	ID           string
	Version      string
	Jurisdiction string

	doc         CalendarDoc
	working     []Span // office hours on working days
	service     []Span // hours of human service on working days
	serviceRest []Span // the same on rest days
	days        map[Date]Day
	announced   map[int]bool // years with an official notice
	listed      map[int]bool // years with data, announced or provisional
	before      []int32      // before[i]: working days in [firstDate, firstDate+i)
}

// Dates outside this range have no deadline: ErrOutOfRange. Inside it every year counts; those without data count Monday to Friday
// and the statutory days of fixed date, and are provisional.
var (
	firstDate = NewDate(2000, time.January, 1)
	lastDate  = NewDate(2059, time.December, 31)
)

// Reference names the calendar and its version in one word, as stored with a deadline: "cn@2026.1".
func (c *Calendar) Reference() string { return c.ID + "@" + c.Version }

// WorkingHours gives the office hours of a working day.
func (c *Calendar) WorkingHours() []Span { return append([]Span(nil), c.working...) }

// ServiceHours gives the hours of human service on the date.
func (c *Calendar) ServiceHours(d Date) []Span {
	return append([]Span(nil), c.serviceOn(c.Day(d).Working())...)
}

func (c *Calendar) serviceOn(working bool) []Span {
	if working {
		return c.service
	}
	return c.serviceRest
}

// WithServiceHours gives a copy with other hours of human service on working days and on rest days. Empty means closed; both empty
// is an error.
func (c *Calendar) WithServiceHours(workday, rest []Span) (*Calendar, error) {
	for _, spans := range [][]Span{workday, rest} {
		if err := checkSpans(spans); err != nil {
			return nil, err
		}
	}
	if total(workday)+total(rest) == 0 {
		return nil, fmt.Errorf("service hours are empty")
	}
	copied := *c
	copied.service, copied.serviceRest = workday, rest
	return &copied, nil
}

// WithWorkingHours gives a copy with other office hours.
func (c *Calendar) WithWorkingHours(spans []Span) (*Calendar, error) {
	if err := checkSpans(spans); err != nil {
		return nil, err
	}
	if len(spans) == 0 {
		return nil, fmt.Errorf("working hours are empty")
	}
	copied := *c
	copied.working = spans
	return &copied, nil
}

// Day says what the calendar knows about a date.
func (c *Calendar) Day(d Date) Day {
	year := d.Year()
	provisional := !c.announced[year]
	if known, ok := c.days[d]; ok {
		known.Provisional = provisional
		return known
	}
	if !c.listed[year] {
		if name, ok := fixedHoliday(d); ok {
			return Day{Kind: Holiday, Name: name[0], NameEN: name[1], Provisional: true}
		}
	}
	if d.weekend() {
		return Day{Kind: Weekend, Name: "周末", NameEN: "weekend", Provisional: provisional}
	}
	return Day{Kind: Weekday, Provisional: provisional}
}

// fixedHoliday names the statutory days whose date does not depend on the lunar calendar.
func fixedHoliday(d Date) ([2]string, bool) {
	month, dom := d.Month(), d.Day()
	switch {
	case month == time.January && dom == 1:
		return [2]string{"元旦", "New Year's Day"}, true
	case month == time.May && dom <= 2:
		return [2]string{"劳动节", "Labour Day"}, true
	case month == time.October && dom <= 3:
		return [2]string{"国庆节", "National Day"}, true
	}
	return [2]string{}, false
}

// Years lists the years the calendar has data for, and whether each was announced.
func (c *Calendar) Years() []CalendarYear {
	var out []CalendarYear
	for y := range c.listed {
		out = append(out, CalendarYear{y, !c.announced[y]})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Year < out[j].Year })
	return out
}

// CalendarYear is one year of data.
type CalendarYear struct {
	Year        int  `json:"year"`
	Provisional bool `json:"provisional"`
}

// Specials lists the dates of a year that differ from Monday to Friday, in order.
func (c *Calendar) Specials(year int) []SpecialDay {
	var out []SpecialDay
	for d, v := range c.days {
		if d.Year() == year {
			v.Provisional = !c.announced[year]
			out = append(out, SpecialDay{d, v})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Date < out[j].Date })
	return out
}

// SpecialDay is a date with what the calendar says about it.
type SpecialDay struct {
	Date Date
	Day  Day
}

// index counts the working days once, so that a deadline is two look-ups and not a walk.
func (c *Calendar) index() {
	c.before = make([]int32, lastDate-firstDate+2)
	for d := firstDate; d <= lastDate; d++ {
		n := c.before[d-firstDate]
		if c.Day(d).Working() {
			n++
		}
		c.before[d-firstDate+1] = n
	}
}

// workingBefore counts working days from firstDate up to but not including d.
func (c *Calendar) workingBefore(d Date) int { return int(c.before[d-firstDate]) }

// nthWorking gives the day on which the count of working days since firstDate reaches n (n >= 1).
func (c *Calendar) nthWorking(n int) (Date, bool) {
	i := sort.Search(len(c.before), func(i int) bool { return int(c.before[i]) >= n })
	if i == len(c.before) {
		return 0, false
	}
	return firstDate + Date(i) - 1, true
}

func (c *Calendar) close(d Date) time.Time { return d.At(c.working[len(c.working)-1].To) }
