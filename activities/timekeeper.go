package activities

import (
	"sync/atomic"

	"minhu/internal/casetime"
	"minhu/internal/hotline"
	"minhu/internal/worktime"
)

// Timekeeper counts clocks. The limits of a case are those of the rule set its first clock was started with; the days off are facts
// and not terms, so a clock is counted with the calendar in force when it starts, and by a recorded recount with a later one.
type Timekeeper struct {
	base         *worktime.Library // what the program brings with it
	baseRules    string            // id of the rule set of new cases until somebody decides
	baseCalendar string
	held         atomic.Pointer[holding]
}

// holding is everything that is known at one time. It is swapped whole.
type holding struct {
	library  *worktime.Library
	rules    *worktime.Rules // in force for new cases
	calendar *worktime.Calendar
}

// NewTimekeeper loads the embedded rules and calendars; ruleSet and calendar name those of new cases until others are put in force.
func NewTimekeeper(ruleSet, calendar string) (*Timekeeper, error) {
	lib, err := worktime.Load()
	if err != nil {
		return nil, err
	}
	k := &Timekeeper{base: lib, baseRules: ruleSet, baseCalendar: calendar}
	return k, k.Hold(nil, nil, "", "")
}

// Hold takes what was published into use: all versions, and the references of those in force; an empty one leaves the newest of
// the base in force. It changes nothing when it fails.
func (k *Timekeeper) Hold(rules []*worktime.Rules, calendars []*worktime.Calendar, ruleSet, calendar string) error {
	h := &holding{library: k.base.With(calendars, rules)}
	var err error
	if ruleSet == "" {
		h.rules, err = k.base.Rules(k.baseRules, "")
	} else {
		h.rules, err = h.library.RulesByReference(ruleSet)
	}
	if err != nil {
		return err
	}
	if calendar == "" {
		h.calendar, err = k.base.Calendar(k.baseCalendar, "")
	} else {
		h.calendar, err = h.library.ByReference(calendar)
	}
	if err != nil {
		return err
	}
	k.held.Store(h)
	return nil
}

// Library gives every version that is known.
func (k *Timekeeper) Library() *worktime.Library { return k.held.Load().library }

// Embedded gives the versions the program brings with it.
func (k *Timekeeper) Embedded() *worktime.Library { return k.base }

// InForce gives what new cases are opened with.
func (k *Timekeeper) InForce() (*worktime.Rules, *worktime.Calendar) {
	h := k.held.Load()
	return h.rules, h.calendar
}

// RulesOf gives the rule set a case is bound to: that of its first clock, else the one in force.
func (k *Timekeeper) RulesOf(s hotline.State) (*worktime.Rules, error) {
	h := k.held.Load()
	for _, c := range s.Clocks {
		if c.Rule != "" {
			return h.library.RulesByReference(c.Rule)
		}
	}
	return h.rules, nil
}

// inForce gives what a state's next clocks are counted with.
func (k *Timekeeper) inForce(s hotline.State) (*worktime.Rules, *worktime.Calendar, error) {
	rules, err := k.RulesOf(s)
	_, cal := k.InForce()
	return rules, cal, err
}

// Deadline rebuilds the full deadline of a recorded clock, with the days that explain it.
func (k *Timekeeper) Deadline(c hotline.Clock) (worktime.Deadline, *worktime.Calendar, error) {
	if casetime.Given(c) {
		_, cal := k.InForce()
		return worktime.Given(c.StartedAt, c.DueAt), cal, nil
	}
	cal, err := k.Library().ByReference(c.Calendar)
	if err != nil {
		return worktime.Deadline{}, nil, err
	}
	d, err := k.count(c, cal)
	return d, cal, err
}

// count counts a recorded clock with a calendar; its warning marks are those of its rule set.
func (k *Timekeeper) count(c hotline.Clock, cal *worktime.Calendar) (worktime.Deadline, error) {
	t := casetime.Terms(c)
	if rules, err := k.Library().RulesByReference(c.Rule); err == nil {
		t.Limit.Warn = rules.Warn(t.Limit, worktime.Clock(c.Name))
	}
	return worktime.Count(cal, t)
}

// Now gives the calendar in force for new cases.
func (k *Timekeeper) Now() (*worktime.Calendar, error) {
	_, cal := k.InForce()
	return cal, nil
}
