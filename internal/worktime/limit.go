package worktime

import (
	"errors"
	"fmt"
)

// Unit is what a limit counts.
type Unit string

// The units. Service hours are the hours of human service of the calendar; elapsed time runs through nights and holidays.
const (
	WorkingDay    Unit = "working_day"
	CalendarDay   Unit = "calendar_day"
	ServiceHour   Unit = "service_hour"
	ElapsedHour   Unit = "elapsed_hour"
	ElapsedMinute Unit = "elapsed_minute"
)

// GivenDate marks a deadline that is a promised date and no limit; rules cannot use it.
const GivenDate Unit = "date"

// Units lists the units a rule may use.
var Units = []Unit{WorkingDay, CalendarDay, ServiceHour, ElapsedHour, ElapsedMinute}

// StartRule says from when a limit counts.
type StartRule string

// AtOnce counts the starting day (or instant) itself; DayAfter begins with the next day, as Civil Code article 201 has it.
const (
	AtOnce   StartRule = "at_once"
	DayAfter StartRule = "day_after"
)

// Limit is one time limit. Warn lists the shares of the limit, in percent used, at which the holder is warned.
type Limit struct {
	Amount int       `json:"amount" yaml:"amount"`
	Unit   Unit      `json:"unit" yaml:"unit"`
	Start  StartRule `json:"start" yaml:"start"`
	Warn   []int     `json:"warn,omitempty" yaml:"warn"`
	// Rule names the rule set and version the limit was taken from, "default@1"; empty for a limit set by hand.
	Rule string `json:"rule,omitempty" yaml:"-"`
}

// maxAmount keeps every deadline inside the range of dates: ten years of days, one year of hours and minutes.
var maxAmount = map[Unit]int{WorkingDay: 2500, CalendarDay: 3650, ServiceHour: 4000, ElapsedHour: 8784, ElapsedMinute: 527040}

// Check refuses a limit that cannot be counted.
func (l Limit) Check() error {
	most, ok := maxAmount[l.Unit]
	if !ok {
		return fmt.Errorf("unit %q is unknown", l.Unit)
	}
	if l.Amount < 1 || l.Amount > most {
		return fmt.Errorf("amount %d is not between 1 and %d", l.Amount, most)
	}
	if l.Start != AtOnce && l.Start != DayAfter {
		return fmt.Errorf("start %q is unknown", l.Start)
	}
	for i, w := range l.Warn {
		if w < 1 || w > 99 || i > 0 && w <= l.Warn[i-1] {
			return errors.New("warn marks are percentages between 1 and 99 in rising order")
		}
	}
	return nil
}
