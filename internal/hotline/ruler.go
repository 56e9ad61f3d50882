package hotline

import "time"

// Ruler counts time for the table: the working calendar and the limit rules, bound to one case. It belongs to another room,
// so that this one stays pure; the tests have a plain one.
type Ruler interface {
	// Limits are the switches of the rule set, for a case that is being opened or moved to a new table.
	Limits() Limits
	// Start starts a clock of the table at a time for a case as it is after the act.
	Start(info ClockInfo, s State, at time.Time) (Clock, error)
	// Until is a clock that ends on a date given by the case.
	Until(info ClockInfo, date string, at time.Time) (Clock, error)
	// Extend makes a clock longer by working days.
	Extend(k Clock, days int, at time.Time) (Clock, error)
	// Resume lets a paused clock go on: what was left at the pause is left again.
	Resume(k Clock, at time.Time) (Clock, error)
}

// Ring is the act that the system takes when a clock runs out.
func Ring(k Clock, act string) Act {
	a := Act{Name: act, Actor: System, Fields: Fields{"clock": k.Key()}}
	if act != "overdue" {
		a.Fields = Fields{"reason": "clock:" + k.Key()}
	}
	return a
}
