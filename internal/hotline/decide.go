package hotline

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Find returns the row that governs an act in a state: the first whose stage, actor and `when` fit. It fails with
// ErrActNotAllowed, whose detail names the stage, or ErrValidationFailed for an act the aggregate does not know. What the row
// needs is Decide's business.
func (c *Catalogue) Find(s State, act Act, at time.Time) (*Transition, error) {
	rows := c.byAct[string(s.Aggregate)+"/"+act.Name]
	if len(rows) == 0 {
		return nil, &Problem{Code: ErrValidationFailed, Fields: []FieldProblem{{Name: "act", Code: "unknown", Detail: "没有这个操作"}}}
	}
	legalHere := false
	for _, i := range rows {
		t := &c.Transitions[i]
		if !t.leaves(c, s.Stage) {
			continue
		}
		legalHere = true
		if slices.Contains(t.By, act.Actor.Kind) && t.fits(s, act, at, false) {
			return t, nil
		}
	}
	row := c.Transitions[rows[0]]
	where := "尚未建立"
	if si := c.StageInfo(s.Aggregate, s.Stage); si != nil {
		where = si.ZH
	}
	if legalHere {
		return nil, &Problem{Code: ErrActNotAllowed, Detail: fmt.Sprintf("“%s”不由您办理。", row.ZH)}
	}
	return nil, &Problem{Code: ErrActNotAllowed, Detail: fmt.Sprintf("当前为“%s”，不能“%s”。", where, row.ZH)}
}

func (t *Transition) leaves(c *Catalogue, s Stage) bool {
	if t.AnyFrom {
		return s != StageNone && !c.Final(t.Aggregate, s)
	}
	return slices.Contains(t.From, s)
}

// fits reports whether the row's `when` holds. With blank, terms about fields count as true: the fields are not known yet.
func (t *Transition) fits(s State, act Act, at time.Time, blank bool) bool {
	for _, w := range t.When {
		switch {
		case w.Fact != "":
			if facts[w.Fact](s, act, at) == w.Not {
				return false
			}
		case blank:
		case w.Value == "" && act.Fields[w.Field] == "", w.Value != "" && act.Fields[w.Field] != w.Value:
			return false
		}
	}
	return true
}

// unmet gives the first need of the row that is not met; "" when all are.
func (t *Transition) unmet(s State, act Act, at time.Time) string {
	for _, n := range t.Needs {
		if !facts[n](s, act, at) {
			return n
		}
	}
	return ""
}

// Target is the stage the row leads to from s.
func (t *Transition) Target(s State) Stage {
	switch {
	case t.Stays:
		return s.Stage
	case t.Back:
		return s.Facts.KeptStage
	}
	return t.To
}

// Option is an act that the table has for somebody in a state. Unmet, when set, is the fact that refuses it for now.
type Option struct {
	Act   string
	Row   *Transition
	Unmet string
}

// Options lists the acts that the table has for this actor in the state, in table order, with those that are refused for now
// and why. The policy still decides who.
func (c *Catalogue) Options(s State, by Actor, at time.Time) []Option {
	var out []Option
	for i := range c.Transitions {
		t := &c.Transitions[i]
		if t.Aggregate != s.Aggregate || !t.leaves(c, s.Stage) || !slices.Contains(t.By, by.Kind) ||
			slices.ContainsFunc(out, func(x Option) bool { return x.Act == t.Act }) {
			continue
		}
		act := Act{Name: t.Act, Actor: by}
		if t.fits(s, act, at, true) {
			out = append(out, Option{Act: t.Act, Row: t, Unmet: t.unmet(s, act, at)})
		}
	}
	return out
}

// Decide evaluates an act against a state at a time: the row that applies, or the refusal. A stale revision is
// ErrStateChanged with the current one. It changes nothing.
func (c *Catalogue) Decide(s State, act Act, at time.Time) (*Transition, error) {
	if act.Rev != 0 && act.Rev != s.Rev {
		return nil, &Problem{Code: ErrStateChanged, Rev: s.Rev}
	}
	t, err := c.Find(s, act, at)
	if err == nil {
		if need := t.unmet(s, act, at); need != "" {
			err = &Problem{Code: ErrActNotAllowed, Detail: c.Facts[need].ZH}
		}
	}
	var p *Problem
	if errors.As(err, &p) {
		p.Rev = s.Rev
	}
	return t, err
}

// Apply folds one recorded event into the state. It is the only way a state changes, in workflows, in the read model and in
// the tests; an event that does not follow the state's revision is refused.
func (s State) Apply(e Event) (State, error) {
	if e.Seq != s.Rev+1 {
		return s, fmt.Errorf("event %d does not follow revision %d", e.Seq, s.Rev)
	}
	if e.From != s.Stage {
		return s, fmt.Errorf("event %d leaves %q, the state is %q", e.Seq, e.From, s.Stage)
	}
	s.Rev, s.Stage = e.Seq, e.To
	if !Aside(s.Aggregate, e.Act) {
		s.LastAt = e.At
	}
	s.Clocks = e.Clocks
	if e.Lines > 0 {
		s.Lines = e.Lines
	}
	if len(e.Context) > 0 {
		s.Context = e.Context
	}
	switch e.Department {
	case "":
	case NoDepartment:
		s.Department = ""
	default:
		s.Department = e.Department
	}
	switch e.Agent {
	case "":
	case NoAgent:
		s.Agent = ""
	default:
		s.Agent = e.Agent
	}
	if e.Kind != "" {
		s.Kind = e.Kind
	}
	if e.Urgency != "" {
		s.Urgency = e.Urgency
	}
	if e.Class != "" {
		s.Class = e.Class
	}
	if e.Citizen != "" {
		s.Citizen = e.Citizen
	}
	if e.Accused != "" {
		s.Accused = e.Accused
	}
	if e.Table > 0 {
		s.Table = e.Table
	}
	if e.Facts != nil {
		s.Facts = e.Facts.clone()
		s.Supervised = s.Supervised || s.Facts.OpenOrder
	}
	s.Confidential = s.Confidential || e.Secret
	switch e.Act {
	case "take":
		s.Agent = e.Actor.ID
	case "redo", "review_redo":
		s.Redos++
	case "remind":
		s.Reminders++
	case "supervise_close":
		s.Supervised = false
	case "supervise":
		s.Supervised = true
	case "overdue":
		s.Supervised = true
	}
	return s, nil
}

// Next builds the event that an act makes of state s at time at. ruler counts the clocks that start; it belongs to the
// working calendar and so comes from outside. Clocks that stop keep their record.
func (c *Catalogue) Next(t *Transition, s State, act Act, at time.Time, ruler Ruler) (Event, error) {
	e := Event{Seq: s.Rev + 1, Act: act.Name, Actor: act.Actor, At: at, From: s.Stage, To: t.Target(s), Digest: act.Digest}
	e.Kind, e.Urgency, e.Department = act.Fields["kind"], act.Fields["urgency"], act.Fields["department"]
	e.Class = act.Fields["class"]
	e.Accused, e.Secret = act.Fields["accused"], act.Fields["confidential"] == "yes"
	if s.Stage == StageNone && act.Actor.Kind == ByCitizen {
		e.Citizen = act.Actor.ID
	} else if s.Stage == StageNone {
		e.Citizen = act.Actor.OnBehalf
	}
	after := s
	if e.Kind != "" {
		after.Kind = e.Kind
	}
	if e.Urgency != "" {
		after.Urgency = e.Urgency
	}
	if e.Class != "" {
		after.Class = e.Class
	}
	if e.Department == NoDepartment {
		after.Department = ""
	} else if e.Department != "" {
		after.Department = e.Department
	}
	if after.Urgency == "" {
		after.Urgency = "normal"
	}
	before := after // with the facts as they were
	after.Facts = s.Facts.clone()
	ch := &change{s: before, act: act, at: at, event: &e, facts: &after.Facts, ruler: ruler, table: c, swaps: map[string]Clock{}}
	for _, word := range t.Effects {
		if err := effects[word](ch); err != nil {
			return Event{}, fmt.Errorf("effect %s: %w", word, err)
		}
	}
	if len(t.Effects) > 0 {
		e.Facts = &after.Facts
	}
	started := ch.starts
	for _, name := range t.Starts {
		info := *c.ClockInfo(s.Aggregate, name)
		var k Clock
		var err error
		if info.Rule == RuleDate {
			k, err = ruler.Until(info, after.Facts.Promised, at)
		} else {
			k, err = ruler.Start(info, after, at)
		}
		if err != nil {
			return Event{}, fmt.Errorf("clock %s: %w", name, err)
		}
		k.Quiet, k.Idle = info.OnDue == "", info.Rule == RuleDays
		started = append(started, k)
	}
	e.Clocks = s.keep(t, act, at, ch.swaps, started)
	return e, nil
}

// keep gives the clocks after an act: those that go on, those that were stopped, marked late or changed, and the new ones. A
// clock that starts anew takes the place of its finished predecessor, which stays in the earlier events.
func (s State) keep(t *Transition, act Act, at time.Time, swaps map[string]Clock, started []Clock) []Clock {
	var out []Clock
	for _, k := range s.Clocks {
		if slices.ContainsFunc(started, func(n Clock) bool { return n.Key() == k.Key() }) {
			continue
		}
		if n, ok := swaps[k.Key()]; ok {
			k = n
		}
		if k.StoppedAt == nil && (t.StopsAll || slices.Contains(t.Stops, k.Name)) {
			stop := at
			k.StoppedAt = &stop
		}
		if act.Name == "overdue" && k.Key() == act.Fields["clock"] && k.Running() {
			over := at
			k.OverdueAt = &over
		}
		out = append(out, k)
	}
	return append(out, started...)
}

// Earliest returns the clock that is due first among those not stopped, late ones included: what a desk has to look at
// first. ok is false when none is left.
func (s State) Earliest() (c Clock, ok bool) {
	for _, k := range s.Clocks {
		if k.StoppedAt == nil && !k.Quiet && k.PausedAt == nil && !k.Idle && (!ok || k.DueAt.Before(c.DueAt)) {
			c, ok = k, true
		}
	}
	return c, ok
}

// Nearest returns the running clock that is due first and that something happens on; ok is false when none runs. Equal times
// go by key, so that every worker wakes for the same one.
func (s State) Nearest() (c Clock, ok bool) {
	for _, k := range s.Clocks {
		if !k.Running() || k.Quiet {
			continue
		}
		if !ok || k.DueAt.Before(c.DueAt) || (k.DueAt.Equal(c.DueAt) && strings.Compare(k.Key(), c.Key()) < 0) {
			c, ok = k, true
		}
	}
	return c, ok
}
