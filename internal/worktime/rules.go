package worktime

import (
	"errors"
	"fmt"
	"slices"
	"time"
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

// Clock names what is being timed.
type Clock string

// The clocks of a case, a message and a conversation.
const (
	ClockAccept       Clock = "accept"
	ClockDispatch     Clock = "dispatch"
	ClockSign         Clock = "sign"
	ClockReturn       Clock = "return"
	ClockRuling       Clock = "ruling"
	ClockReply        Clock = "reply"
	ClockExtension    Clock = "extension" // the longest extension that may be granted
	ClockReview       Clock = "review"
	ClockRedo         Clock = "redo"
	ClockSurvey       Clock = "survey"
	ClockMessageReply Clock = "message_reply"
	ClockChatReply    Clock = "chat_reply"
)

// Clocks lists all clocks; a rule set must answer for each of them.
var Clocks = []Clock{ClockAccept, ClockDispatch, ClockSign, ClockReturn, ClockRuling, ClockReply, ClockExtension, ClockReview,
	ClockRedo, ClockSurvey, ClockMessageReply, ClockChatReply}

// Kinds of case and degrees of urgency that a rule may name.
var (
	Kinds     = []string{"consultation", "help", "complaint", "report", "suggestion", "praise"}
	Urgencies = []string{"normal", "utility", "urgent"}
)

// Lights are the shares of the limit left, in percent, at or below which the light turns.
type Lights struct {
	Yellow int `json:"yellow" yaml:"yellow"`
	Red    int `json:"red" yaml:"red"`
}

// DefaultLights are used where no rule set is at hand.
var DefaultLights = Lights{Yellow: 25, Red: 10}

// Rules is one version of a set of limits. It is immutable.
type Rules struct {
	ID, Version, Name, NameEN string
	Lights                    Lights
	limits                    map[ruleKey]Limit
}

type ruleKey struct {
	clock         Clock
	kind, urgency string
}

// Reference names the rule set and its version in one word: "default@1".
func (r *Rules) Reference() string { return r.ID + "@" + r.Version }

// Find gives the limit of a clock for a kind of case and an urgency. The most exact rule wins: kind and urgency, then urgency, then
// kind, then neither. Kind and urgency may be empty.
func (r *Rules) Find(clock Clock, kind, urgency string) (Limit, error) {
	for _, k := range []ruleKey{{clock, kind, urgency}, {clock, "", urgency}, {clock, kind, ""}, {clock, "", ""}} {
		if l, ok := r.limits[k]; ok {
			l.Warn = slices.Clone(l.Warn)
			l.Rule = r.Reference()
			return l, nil
		}
	}
	return Limit{}, fmt.Errorf("rule set %s has no limit for clock %q", r.Reference(), clock)
}

// Due finds the limit and computes the deadline in one step.
func (r *Rules) Due(cal *Calendar, clock Clock, kind, urgency string, start time.Time) (Deadline, error) {
	l, err := r.Find(clock, kind, urgency)
	if err != nil {
		return Deadline{}, err
	}
	return Due(cal, l, start)
}

type rulesFile struct {
	ID      string `yaml:"id"`
	Version string `yaml:"version"`
	Name    string `yaml:"name"`
	NameEN  string `yaml:"name_en"`
	Lights  Lights `yaml:"lights"`
	Limits  []struct {
		Clock   Clock  `yaml:"clock"`
		Kind    string `yaml:"kind"`
		Urgency string `yaml:"urgency"`
		Limit   `yaml:",inline"`
	} `yaml:"limits"`
}

// ParseRules reads one rule set. It refuses unknown keys, clocks, kinds and urgencies, a rule given twice and a clock that some kind
// of case would have no limit for.
func ParseRules(b []byte) (*Rules, error) {
	var f rulesFile
	if err := decodeStrict(b, &f); err != nil {
		return nil, err
	}
	if !identifier.MatchString(f.ID) || !versionForm.MatchString(f.Version) || f.Name == "" || f.NameEN == "" {
		return nil, errors.New("id, version and both names are needed")
	}
	if f.Lights.Red < 1 || f.Lights.Yellow <= f.Lights.Red || f.Lights.Yellow > 99 {
		return nil, errors.New("lights need 0 < red < yellow < 100")
	}
	r := &Rules{ID: f.ID, Version: f.Version, Name: f.Name, NameEN: f.NameEN, Lights: f.Lights, limits: map[ruleKey]Limit{}}
	for i, l := range f.Limits {
		key := ruleKey{l.Clock, l.Kind, l.Urgency}
		_, twice := r.limits[key]
		switch {
		case !slices.Contains(Clocks, l.Clock):
			return nil, fmt.Errorf("limit %d: clock %q is unknown", i+1, l.Clock)
		case l.Kind != "" && !slices.Contains(Kinds, l.Kind):
			return nil, fmt.Errorf("limit %d: kind %q is unknown", i+1, l.Kind)
		case l.Urgency != "" && !slices.Contains(Urgencies, l.Urgency):
			return nil, fmt.Errorf("limit %d: urgency %q is unknown", i+1, l.Urgency)
		case twice:
			return nil, fmt.Errorf("limit %d: clock %s is given twice for the same kind and urgency", i+1, l.Clock)
		}
		if err := l.Check(); err != nil {
			return nil, fmt.Errorf("limit %d: %w", i+1, err)
		}
		r.limits[key] = l.Limit
	}
	for _, clock := range Clocks {
		if _, ok := r.limits[ruleKey{clock: clock}]; ok {
			continue
		}
		for _, kind := range Kinds {
			if _, ok := r.limits[ruleKey{clock: clock, kind: kind}]; !ok {
				return nil, fmt.Errorf("clock %s has no limit for %s", clock, kind)
			}
		}
	}
	return r, nil
}
