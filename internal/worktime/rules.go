package worktime

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Lights are the shares of the limit left, in percent, at or below which the light turns.
type Lights struct {
	Yellow int `json:"yellow" yaml:"yellow"`
	Red    int `json:"red" yaml:"red"`
}

// DefaultLights are used where no rule set is at hand.
var DefaultLights = Lights{Yellow: 25, Red: 10}

// Subject is what a limit may depend on. Every part may be empty.
type Subject struct {
	Kind    string // of the case
	Class   string // code of the class of matters
	Urgency string
	Level   string // of the unit that holds the case
}

// LimitLine is one line of a rule set: the limit of a clock for the cases that fit it. An empty part fits every case; Class fits
// every class whose code begins with it.
type LimitLine struct {
	Clock   Clock  `json:"clock" yaml:"clock"`
	Urgency string `json:"urgency,omitempty" yaml:"urgency,omitempty"`
	Class   string `json:"class,omitempty" yaml:"class,omitempty"`
	Kind    string `json:"kind,omitempty" yaml:"kind,omitempty"`
	Level   string `json:"level,omitempty" yaml:"level,omitempty"`
	Limit   `yaml:",inline"`
}

func (l LimitLine) fits(s Subject) bool {
	return (l.Urgency == "" || l.Urgency == s.Urgency) && strings.HasPrefix(s.Class, l.Class) && (l.Kind == "" || l.Kind == s.Kind) &&
		(l.Level == "" || l.Level == s.Level)
}

// moreExact orders the lines of one clock, most exact first: a line that names the urgency before one that does not; among
// equals the longer beginning of the class; then the one that names the kind; then the one that names the level.
func moreExact(a, b LimitLine) int {
	named := func(x, y string) int {
		switch {
		case x != "" && y == "":
			return -1
		case x == "" && y != "":
			return 1
		}
		return 0
	}
	for _, c := range []int{named(a.Urgency, b.Urgency), len(b.Class) - len(a.Class), named(a.Kind, b.Kind), named(a.Level, b.Level)} {
		if c != 0 {
			return c
		}
	}
	return 0
}

// Rules is one version of a set of limits. It is immutable.
type Rules struct {
	doc   RulesDoc
	lines map[Clock][]LimitLine // most exact first
}

// ID names the rule set.
func (r *Rules) ID() string { return r.doc.ID }

// Version of the rule set.
func (r *Rules) Version() string { return r.doc.Version }

// Reference names the rule set and its version in one word: "default@1".
func (r *Rules) Reference() string { return r.doc.ID + "@" + r.doc.Version }

// Lights gives the thresholds of the lights.
func (r *Rules) Lights() Lights { return r.doc.Lights }

// Switches gives what the rule set decides beside its limits.
func (r *Rules) Switches() Switches { return *r.doc.Switches }

// Doc gives the rule set as it is written down.
func (r *Rules) Doc() RulesDoc {
	d := r.doc
	s := *d.Switches
	d.Switches = &s
	d.Limits = slices.Clone(d.Limits)
	return d
}

// Find gives the limit of a clock. The most exact line wins: urgency counts before class, class before kind, kind before level,
// and a longer beginning of the class code before a shorter one.
func (r *Rules) Find(clock Clock, s Subject) (Limit, error) {
	lines := r.lines[clock]
	if len(lines) == 0 {
		lines = r.lines[standIn[clock]]
	}
	for _, l := range lines {
		if l.fits(s) {
			found := l.Limit
			found.Warn = slices.Clone(l.Warn)
			found.Rule = r.Reference()
			return found, nil
		}
	}
	return Limit{}, fmt.Errorf("rule set %s has no limit for clock %q", r.Reference(), clock)
}

// Knows reports whether the rule set has a limit for a clock of its own.
func (r *Rules) Knows(clock Clock) bool { return len(r.lines[clock]) > 0 }

// Warn gives the warning marks of a limit that was taken from this rule set.
func (r *Rules) Warn(limit Limit, clock Clock) []int {
	for _, c := range []Clock{clock, standIn[clock]} {
		for _, l := range r.lines[c] {
			if l.Amount == limit.Amount && l.Unit == limit.Unit && l.Limit.Start == limit.Start {
				return slices.Clone(l.Warn)
			}
		}
	}
	return nil
}

// Due finds the limit and computes the deadline in one step.
func (r *Rules) Due(cal *Calendar, clock Clock, s Subject, start time.Time) (Deadline, error) {
	l, err := r.Find(clock, s)
	if err != nil {
		return Deadline{}, err
	}
	return Due(cal, l, start)
}
