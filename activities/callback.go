package activities

import (
	"time"

	"minhu/internal/hotline"
	"minhu/internal/worktime"
)

// Callback starts the clock of a call-back wish at an instant, with the rules and the calendar in force. Its limit counts hours of
// human service: nobody is called at night.
func (k *Timekeeper) Callback(at time.Time) (hotline.Clock, error) {
	return k.clock(hotline.State{}, at)(string(worktime.ClockCallback), "", "")
}
