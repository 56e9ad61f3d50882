package rates

import (
	"encoding/json"
	"slices"
	"time"

	"minhu/internal/hotline"
)

// Recorded is an event with what it kept in plain.
type Recorded struct {
	hotline.Event
	Kept
}

// Kept is what an event keeps in plain, as far as figures go by it.
type Kept struct {
	Fields hotline.Fields `json:"fields"`
	Exempt string         `json:"exempt"` // why its class is left out of the rates: enforcement, mediation
	Repeat *Repeat        `json:"repeat"` // the case that the matter comes back from
}

// Repeat is a case that was closed not long before, and the unit that had answered it; empty is the hotline itself.
type Repeat struct {
	Case       string `json:"case"`
	Department string `json:"department"`
}

// RepeatWithin is how long after its closing a matter that comes back counts as repeated.
const RepeatWithin = 30 * 24 * time.Hour

// Plain reads what an event keeps.
func Plain(data json.RawMessage) (Kept, error) {
	var d Kept
	err := json.Unmarshal(data, &d)
	return d, err
}

// Place is where a booking stands.
type Place struct {
	Measure, Department string
	Period              time.Time
}

// Book is what the bookings of one case add up to.
type Book map[Place]int

// Fold recounts one case from its events, as they were known at the last of them. It walks whole stretches of the case's life and looks at
// how each came out, and shares nothing with the bookings that the database makes event by event.
func Fold(id string, events []Recorded) (Book, error) {
	b := Book{}
	s := hotline.State{Aggregate: hotline.Case, ID: id}
	states := make([]hotline.State, 0, len(events))
	for _, e := range events {
		var err error
		if s, err = s.Apply(e.Event); err != nil {
			return nil, err
		}
		states = append(states, s)
	}
	c := life{events, states, b}
	c.acceptance()
	c.arrivals()
	c.answers()
	c.outcomes()
	c.returns()
	return b, nil
}

type life struct {
	events []Recorded
	states []hotline.State
	book   Book
}

func (c life) put(measure, department string, at time.Time) { c.book[Place{measure, department, at}]++ }

// led is the lead unit before an event.
func (c life) led(i int) string {
	if i == 0 {
		return ""
	}
	return c.states[i-1].Department
}

func (c life) find(from int, is func(i int, e Recorded) bool) int {
	for i := from; i < len(c.events); i++ {
		if is(i, c.events[i]) {
			return i
		}
	}
	return -1
}

func act(names ...string) func(int, Recorded) bool {
	return func(_ int, e Recorded) bool { return slices.Contains(names, e.Act) }
}

func fresh(_ int, e Recorded) bool {
	return e.Act == "dispatch" || e.Act == "dispatch_despite" || e.Act == "return_uphold" && e.To == "dispatched"
}

func arrives(i int, e Recorded) bool {
	return fresh(i, e) || e.Act == "send_down" || e.Act == "escalate"
}

func (c life) acceptance() {
	if i := c.find(0, act("accept", "answer_directly")); i >= 0 {
		c.put("accepted", "", c.events[i].At)
	}
	if i := c.find(0, act("answer_directly")); i >= 0 && c.find(0, arrives) < 0 {
		c.put("direct", "", c.events[i].At)
	}
}

func (c life) arrivals() {
	first := c.find(0, arrives)
	upheld := c.find(0, act("return_uphold"))
	if first >= 0 {
		c.put("first_dispatched", c.states[first].Department, c.events[first].At)
		if upheld < 0 {
			c.put("first_right", c.states[first].Department, c.events[first].At)
		}
	}
	for i, e := range c.events {
		switch e.Act {
		case "return_apply":
			c.put("returned", c.led(i), e.At)
		case "return_uphold":
			c.put("return_ruled", c.led(i), e.At)
		case "return_reject":
			c.put("return_ruled", c.led(i), e.At)
			c.put("return_rejected", c.led(i), e.At)
		}
		if !arrives(i, e) {
			continue
		}
		c.put("arrived", c.states[i].Department, e.At)
		next := c.find(i+1, arrives)
		j := c.find(i+1, func(_ int, e Recorded) bool {
			return e.Act == "sign" || e.Act == "overdue" && e.Fields["clock"] == "sign"
		})
		if j >= 0 && (next < 0 || j < next) {
			c.put("sign_due", c.states[j].Department, c.events[j].At)
			if c.events[j].Act == "sign" && !c.stoppedLate(j, "sign") {
				c.put("signed_in_time", c.states[j].Department, c.events[j].At)
			}
		}
	}
}

// tick is finer than the database keeps an instant.
const tick = 2 * time.Microsecond

// stoppedLate reports whether an event stopped one of the clocks after its time.
func (c life) stoppedLate(i int, names ...string) bool {
	at := c.events[i].At
	return slices.ContainsFunc(c.states[i].Clocks, func(k hotline.Clock) bool {
		return slices.Contains(names, k.Name) && k.StoppedAt != nil && k.StoppedAt.Sub(at).Abs() < tick && (k.OverdueAt != nil || k.DueAt.Before(at))
	})
}

// answers looks at each stretch from one dispatch to the next; what lies before the first is a stretch too.
func (c life) answers() {
	from := 0
	for {
		to := c.find(from+1, fresh)
		end := to
		if to < 0 {
			end = len(c.events)
		}
		c.answer(from, end)
		if to < 0 {
			return
		}
		from = to
	}
}

func (c life) answer(from, end int) {
	decided, late, handled, redone, extended := -1, false, -1, false, false
	for i := from; i < end; i++ {
		e := c.events[i]
		over := e.Act == "overdue" && slices.Contains([]string{"reply", "redo"}, e.Fields["clock"])
		extended = extended || e.Act == "extension_approve"
		if over || e.Act == "reply" {
			if decided < 0 {
				decided = i
			}
			late = late || over || c.stoppedLate(i, "reply", "redo")
		}
		if e.Act == "reply" && handled < 0 {
			handled = i
		}
		if handled >= 0 && slices.Contains([]string{"redo", "review_redo", "reopen"}, e.Act) && e.To == hotline.StageHandling {
			redone = true
		}
	}
	if decided >= 0 {
		unit, at := c.states[decided].Department, c.events[decided].At
		c.put("due", unit, at)
		if late {
			c.put("late", unit, at)
		} else {
			c.put("in_time", unit, at)
		}
		if extended {
			c.put("extended", unit, at)
		}
	}
	if handled >= 0 {
		unit, at := c.states[handled].Department, c.events[handled].At
		c.put("handled", unit, at)
		if redone {
			c.put("redone", unit, at)
		}
	}
}

// outcomes looks at each round: from the beginning, or from where the case was taken up anew, to the next.
func (c life) outcomes() {
	anew := func(_ int, e Recorded) bool {
		return slices.Contains([]string{"reopen", "recur", "contest_uphold"}, e.Act) && e.To == "accepted"
	}
	for from := 0; from >= 0; {
		to := c.find(from+1, anew)
		end := to
		if to < 0 {
			end = len(c.events)
		}
		c.outcome(from, end)
		from = to
	}
}

func (c life) outcome(from, end int) {
	opened, settled := -1, -1
	var first string
	var last hotline.Fields
	excepted, on, exempt := "", "", ""
	for i := from; i < end; i++ {
		e, facts := c.events[i], c.states[i].Facts
		settles := true
		word := facts.Excepted
		switch e.Act {
		case "survey":
			last = e.Fields
			if first == "" {
				first = e.Fields["satisfied"]
			}
			if word == "unreachable" {
				word = "" // reached after all
			}
		case "survey_unreachable":
		case "close":
			settles = e.From == hotline.StageSurveying && opened < 0
		case "conclude":
			word = "merged"
		case "withdraw":
			word = "withdrawn"
		case "appeal_uphold":
			settles = opened >= 0
		default:
			settles = false
		}
		if settles {
			settled, excepted, on, exempt = i, word, facts.AppealOn, e.Exempt
			if opened < 0 {
				opened = i
			}
		}
	}
	if opened < 0 {
		return
	}
	put := func(m string) { c.put(m, c.states[settled].Department, c.events[opened].At) }
	switch {
	case slices.Contains([]string{"early_end", "merged", "withdrawn"}, excepted):
		put("out_" + excepted)
	case exempt != "":
		put("out_" + exempt)
	case excepted == "unreachable":
		put("out_unreachable")
	case last == nil:
		put("out_unanswered")
	default:
		for _, rate := range []string{"contacted", "solved", "satisfied"} {
			if excepted == "appeal" && (on == rate || on == "all") {
				put("out_appeal_" + rate)
				continue
			}
			put(rate + "_asked")
			put(rate + "_" + last[rate])
			if rate == "satisfied" {
				put("first_satisfied_" + first)
			}
		}
	}
}
