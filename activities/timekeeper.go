package activities

import (
	"strings"

	"minhu/internal/hotline"
	"minhu/internal/worktime"
)

// Timekeeper counts clocks with the rule set and calendar in force, or with those a case is pinned to.
type Timekeeper struct {
	Library  *worktime.Library
	RuleSet  string // id of the rule set of new cases
	Calendar string // id of the calendar of new cases
}

// NewTimekeeper loads the embedded rules and calendars; ruleSet and calendar name those of new cases.
func NewTimekeeper(ruleSet, calendar string) (*Timekeeper, error) {
	lib, err := worktime.Load()
	if err != nil {
		return nil, err
	}
	k := &Timekeeper{Library: lib, RuleSet: ruleSet, Calendar: calendar}
	_, _, err = k.inForce(hotline.State{})
	return k, err
}

// inForce gives the rules and calendar of a state: those its first clock was counted with, else the newest.
func (k *Timekeeper) inForce(s hotline.State) (*worktime.Rules, *worktime.Calendar, error) {
	set, version := k.RuleSet, ""
	if len(s.Clocks) > 0 && s.Clocks[0].Rule != "" {
		set, version, _ = strings.Cut(s.Clocks[0].Rule, "@")
	}
	rules, err := k.Library.Rules(set, version)
	if err != nil {
		return nil, nil, err
	}
	if len(s.Clocks) > 0 && s.Clocks[0].Calendar != "" {
		cal, err := k.Library.ByReference(s.Clocks[0].Calendar)
		return rules, cal, err
	}
	cal, err := k.Library.Calendar(k.Calendar, "")
	return rules, cal, err
}

// Deadline rebuilds the full deadline of a recorded clock, with the days that explain it.
func (k *Timekeeper) Deadline(c hotline.Clock) (worktime.Deadline, *worktime.Calendar, error) {
	cal, err := k.Library.ByReference(c.Calendar)
	if err != nil {
		return worktime.Deadline{}, nil, err
	}
	if worktime.Unit(c.Unit) == worktime.GivenDate {
		return worktime.Given(c.StartedAt, c.DueAt), cal, nil
	}
	d, err := worktime.Count(cal, terms(c))
	return d, cal, err
}

// Now gives the calendar in force for new cases.
func (k *Timekeeper) Now() (*worktime.Calendar, error) {
	_, cal, err := k.inForce(hotline.State{})
	return cal, err
}
