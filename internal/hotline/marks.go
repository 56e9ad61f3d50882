package hotline

import "time"

// The marks of a clock at which its people are reminded, as the field "mark" names them.
const (
	MarkWarn   = "warn"
	MarkDanger = "danger"
)

// mark gives the instant of a mark; zero when the clock has none of that name.
func (c Clock) mark(name string) time.Time {
	switch name {
	case MarkWarn:
		return c.WarnAt
	case MarkDanger:
		return c.DangerAt
	}
	return time.Time{}
}

// marked says whether reminders make sense: the clock runs, and somebody works towards it.
func (c Clock) marked() bool { return c.Running() && !c.Quiet && !c.Idle }

// NextMark is the earliest mark of the clock that nobody was reminded of; false when there is none.
func (c Clock) NextMark() (at time.Time, ok bool) {
	if !c.marked() {
		return at, false
	}
	for _, t := range []time.Time{c.WarnAt, c.DangerAt} {
		if !t.IsZero() && t.After(c.Warned) && (!ok || t.Before(at)) {
			at, ok = t, true
		}
	}
	return at, ok
}

// DueMark is the latest mark of the clock that is reached and that nobody was reminded of: whoever comes late reminds once.
func (c Clock) DueMark(now time.Time) (name string, at time.Time, ok bool) {
	if !c.marked() || !now.Before(c.DueAt) {
		return "", at, false
	}
	for _, n := range []string{MarkWarn, MarkDanger} {
		t := c.mark(n)
		if !t.IsZero() && t.After(c.Warned) && !now.Before(t) && !t.Before(at) {
			name, at, ok = n, t, true
		}
	}
	return name, at, ok
}

// markDue says whether the mark of a clock is reached and was not told of.
func (s State) markDue(key, name string, now time.Time) bool {
	for _, k := range s.Clocks {
		if k.Key() == key && k.marked() {
			t := k.mark(name)
			return !t.IsZero() && t.After(k.Warned) && !now.Before(t)
		}
	}
	return false
}
