package worktime

import (
	"fmt"
	"time"
)

// Zone is the civil time of all calendars: UTC+8 without summer time, as China has had since 1992. It is fixed in the binary, so
// that a deadline never depends on the time zone data of a machine.
var Zone = time.FixedZone("Asia/Shanghai", 8*60*60)

const day = 24 * time.Hour

// Date is a civil day, counted in days since 1970-01-01. In text and JSON it is "2006-01-02".
type Date int32

// NewDate gives the civil day; out of range values carry over as in time.Date.
func NewDate(year int, month time.Month, dayOfMonth int) Date {
	return Date(time.Date(year, month, dayOfMonth, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// DateOf gives the civil day in Zone on which t falls.
func DateOf(t time.Time) Date {
	seconds := t.Unix() + 8*60*60
	d := seconds / 86400
	if seconds%86400 < 0 {
		d--
	}
	return Date(d)
}

// ParseDate reads "2006-01-02" and nothing else.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("date %q is not of the form 2006-01-02", s)
	}
	return Date(t.Unix() / 86400), nil
}

func (d Date) utc() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// Start is the first instant of the day in Zone.
func (d Date) Start() time.Time { return time.Unix(int64(d)*86400-8*60*60, 0).UTC() }

// At is the instant at the given time since midnight of the day in Zone.
func (d Date) At(sinceMidnight time.Duration) time.Time { return d.Start().Add(sinceMidnight) }

// Year of the day.
func (d Date) Year() int { return d.utc().Year() }

// Month of the day.
func (d Date) Month() time.Month { return d.utc().Month() }

// Day of the month.
func (d Date) Day() int { return d.utc().Day() }

// Weekday of the day.
func (d Date) Weekday() time.Weekday { return time.Weekday(((int(d)+4)%7 + 7) % 7) }

func (d Date) weekend() bool {
	w := d.Weekday()
	return w == time.Saturday || w == time.Sunday
}

func (d Date) String() string { return d.utc().Format(time.DateOnly) }

// MarshalText writes "2006-01-02".
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads "2006-01-02".
func (d *Date) UnmarshalText(b []byte) error {
	parsed, err := ParseDate(string(b))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
