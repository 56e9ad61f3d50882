package activities

import (
	"time"

	"minhu/internal/hotline"
	"minhu/internal/worktime"
)

// Callback starts the clock of a call-back wish at an instant, with the rules and the calendar in force. Its limit counts hours of
// human service: nobody is called at night.
func (k *Timekeeper) Callback(at time.Time) (hotline.Clock, error) {
	name := string(worktime.ClockCallback)
	return ruler{keeper: k}.Start(hotline.ClockInfo{Name: name, Rule: name}, hotline.State{}, at)
}
