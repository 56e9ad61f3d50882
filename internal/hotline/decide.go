package hotline

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Find returns the row that governs act in stage for this kind of actor and these fields. It fails with ErrActNotAllowed,
// whose detail names the stage, or ErrValidationFailed for an act the aggregate does not know.
func (c *Catalogue) Find(a Aggregate, s Stage, act string, by ActorKind, f Fields) (*Transition, error) {
	rows := c.byAct[string(a)+"/"+act]
	if len(rows) == 0 {
		return nil, &Problem{Code: ErrValidationFailed, Fields: []FieldProblem{{Name: "act", Code: "unknown", Detail: "没有这个操作"}}}
	}
	legalHere := false
	for _, i := range rows {
		t := &c.Transitions[i]
		if !t.leaves(c, s) {
			continue
		}
		legalHere = true
		if !slices.Contains(t.By, by) {
			continue
		}
		if t.WhenField != "" && f[t.WhenField] != t.WhenValue {
			continue
		}
		return t, nil
	}
	row := c.Transitions[rows[0]]
	where := "尚未建立"
	if si := c.StageInfo(a, s); si != nil {
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

// Target is the stage the row leads to from s.
func (t *Transition) Target(s Stage) Stage {
	if t.Stays {
		return s
	}
	return t.To
}

// Legal lists the acts that the table allows this kind of actor in stage s, in table order. The policy still decides who.
func (c *Catalogue) Legal(a Aggregate, s Stage, by ActorKind) []string {
	var out []string
	for i := range c.Transitions {
		t := &c.Transitions[i]
		if t.Aggregate == a && t.leaves(c, s) && slices.Contains(t.By, by) && !slices.Contains(out, t.Act) {
			out = append(out, t.Act)
		}
	}
	return out
}

// Decide evaluates an act against a state: the row that applies, or the refusal. A stale revision is ErrStateChanged with
// the current one. It changes nothing.
func (c *Catalogue) Decide(s State, act Act) (*Transition, error) {
	t, err := c.Find(s.Aggregate, s.Stage, act.Name, act.Actor.Kind, act.Fields)
	if act.Rev != 0 && act.Rev != s.Rev {
		return nil, &Problem{Code: ErrStateChanged, Rev: s.Rev}
	}
	if err != nil {
		if p, ok := err.(*Problem); ok {
			p.Rev = s.Rev
		}
		return nil, err
	}
	return t, nil
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
	s.Rev, s.Stage, s.LastAt = e.Seq, e.To, e.At
	s.Clocks = e.Clocks
	if e.Lines > 0 {
		s.Lines = e.Lines
	}
	if len(e.Context) > 0 {
		s.Context = e.Context
	}
	if e.Department != "" {
		s.Department = e.Department
	}
	if e.Kind != "" {
		s.Kind = e.Kind
	}
	if e.Urgency != "" {
		s.Urgency = e.Urgency
	}
	if e.Citizen != "" {
		s.Citizen = e.Citizen
	}
	if e.Accused != "" {
		s.Accused = e.Accused
	}
	s.Confidential = s.Confidential || e.Secret
	switch e.Act {
	case "take":
		s.Agent = e.Actor.ID
	case "redo", "review_redo":
		s.Redos++
	case "remind":
		s.Reminders++
	case "supervise":
		s.Supervised = true
	case "overdue":
		s.Supervised = true
	}
	return s, nil
}

// Next builds the event that act makes of state s at time at. due computes the clocks that the row starts; it belongs to
// the working calendar and so comes from outside. Clocks that the row stops keep their record.
func (t *Transition) Next(s State, act Act, at time.Time, due func(clock string, kind, urgency string) (Clock, error)) (Event, error) {
	e := Event{Seq: s.Rev + 1, Act: act.Name, Actor: act.Actor, At: at, From: s.Stage, To: t.Target(s.Stage), Digest: act.Digest}
	e.Kind, e.Urgency, e.Department = act.Fields["kind"], act.Fields["urgency"], act.Fields["department"]
	e.Accused, e.Secret = act.Fields["accused"], act.Fields["confidential"] == "yes"
	if s.Stage == StageNone && act.Actor.Kind == ByCitizen {
		e.Citizen = act.Actor.ID
	} else if s.Stage == StageNone {
		e.Citizen = act.Actor.OnBehalf
	}
	kind, urgency := s.Kind, s.Urgency
	if e.Kind != "" {
		kind = e.Kind
	}
	if e.Urgency != "" {
		urgency = e.Urgency
	}
	if urgency == "" {
		urgency = "normal"
	}
	for _, k := range s.Clocks {
		if k.StoppedAt == nil && (t.StopsAll || slices.Contains(t.Stops, k.Name)) {
			stop := at
			k.StoppedAt = &stop
		}
		if act.Name == "overdue" && k.Name == act.Fields["clock"] && k.Running() {
			over := at
			k.OverdueAt = &over
		}
		// A clock that starts anew replaces its finished predecessor; the predecessor stays in the earlier events.
		if !slices.Contains(t.Starts, k.Name) {
			e.Clocks = append(e.Clocks, k)
		}
	}
	for _, name := range t.Starts {
		k, err := due(name, kind, urgency)
		if err != nil {
			return Event{}, fmt.Errorf("clock %s: %w", name, err)
		}
		e.Clocks = append(e.Clocks, k)
	}
	return e, nil
}

// Earliest returns the clock that is due first among those not stopped, late ones included: what a desk has to look at
// first. ok is false when none is left.
func (s State) Earliest() (c Clock, ok bool) {
	for _, k := range s.Clocks {
		if k.StoppedAt == nil && (!ok || k.DueAt.Before(c.DueAt)) {
			c, ok = k, true
		}
	}
	return c, ok
}

// Nearest returns the running clock that is due first; ok is false when none runs. Equal times go by name, so that every
// worker wakes for the same one.
func (s State) Nearest() (c Clock, ok bool) {
	for _, k := range s.Clocks {
		if !k.Running() {
			continue
		}
		if !ok || k.DueAt.Before(c.DueAt) || (k.DueAt.Equal(c.DueAt) && strings.Compare(k.Name, c.Name) < 0) {
			c, ok = k, true
		}
	}
	return c, ok
}
