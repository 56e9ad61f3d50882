// Package rehearsal runs recorded cases against limit rules or a calendar that are not in force yet: how many would have been late.
// It is pure: events in, counts out.
package rehearsal

import (
	"cmp"
	"slices"
	"time"

	"minhu/internal/casetime"
	"minhu/internal/hotline"
	"minhu/internal/worktime"
)

// Plan is what is tried out. Rules nil keeps each clock's recorded limit, Calendar nil counts with CalendarOf.
type Plan struct {
	Rules      *worktime.Rules
	Calendar   *worktime.Calendar
	CalendarOf func(reference string) (*worktime.Calendar, error)
	Level      func(department string) string // of a unit, for lines that name a level
	Now        time.Time                      // a clock that still runs is looked at then
}

// span is one clock of a case from its start to its end.
type span struct {
	clock      hotline.Clock
	about      worktime.Subject
	department string
	end        time.Time // zero while it runs
}

// Try adds one case to the tally: its events in order.
func (p Plan) Try(events []hotline.Event, t *Tally) error {
	var buffer [16]span
	spans := buffer[:0]
	var about worktime.Subject
	about.Urgency = "normal"
	department := ""
	for _, e := range events {
		if e.Kind != "" {
			about.Kind = e.Kind
		}
		if e.Class != "" {
			about.Class = e.Class
		}
		if e.Urgency != "" {
			about.Urgency = e.Urgency
		}
		switch e.Department {
		case "":
		case hotline.NoDepartment: // taken away from its unit
			department = ""
		default:
			department = e.Department
		}
		spans = follow(spans, e, about, department)
	}
	return p.judge(spans, about.Kind, t)
}

// follow takes the clocks of an event: new ones begin, known ones take their latest record, those that are gone ended with it.
func follow(spans []span, e hotline.Event, about worktime.Subject, department string) []span {
	known := len(spans)
	for _, c := range e.Clocks {
		i := slices.IndexFunc(spans[:known], func(s span) bool { return same(s.clock, c) })
		if i >= 0 {
			spans[i].clock = c
			if c.StoppedAt != nil {
				spans[i].end = *c.StoppedAt
			}
			continue
		}
		s := span{clock: c, about: about, department: department}
		if c.Of != "" { // an assisting unit's
			s.department = c.Of
		}
		if c.StoppedAt != nil {
			s.end = *c.StoppedAt
		}
		spans = append(spans, s)
	}
	for i := range spans[:known] {
		if spans[i].end.IsZero() && !slices.ContainsFunc(e.Clocks, func(c hotline.Clock) bool { return same(spans[i].clock, c) }) {
			spans[i].end = e.At
		}
	}
	return spans
}

func same(a, b hotline.Clock) bool { return a.Key() == b.Key() && a.StartedAt.Equal(b.StartedAt) }

func (p Plan) judge(spans []span, kind string, t *Tally) error {
	var was, would bool
	var held [8]verdict
	units := held[:0]
	for _, s := range spans {
		if casetime.Given(s.clock) || s.clock.Quiet || s.clock.Idle {
			continue
		}
		due, err := p.due(s)
		if err != nil {
			return err
		}
		end := s.end
		if end.IsZero() {
			end = p.Now
		}
		v := verdict{was: s.clock.OverdueAt != nil || end.After(s.clock.DueAt), would: end.After(due)}
		was, would = was || v.was, would || v.would
		t.clock(s.clock.Name).add(v)
		i := slices.IndexFunc(units, func(u verdict) bool { return u.key == s.department })
		if i < 0 {
			v.key = s.department
			units = append(units, v)
			continue
		}
		units[i].was, units[i].would = units[i].was || v.was, units[i].would || v.would
	}
	all := verdict{was: was, would: would}
	t.Total.add(all)
	t.kind(kind).add(all)
	for _, u := range units {
		t.unit(u.key).add(u)
	}
	return nil
}

type verdict struct {
	key        string
	was, would bool
}

// due is when the clock would have ended under the plan. Extensions and pauses stay as they were granted.
func (p Plan) due(s span) (time.Time, error) {
	terms := casetime.Terms(s.clock)
	if p.Rules != nil {
		about := s.about
		if p.Level != nil {
			about.Level = p.Level(s.department)
		}
		limit, err := p.Rules.Find(worktime.Clock(s.clock.Name), about)
		if err != nil {
			return time.Time{}, err
		}
		terms.Limit = limit
	}
	cal := p.Calendar
	if cal == nil {
		var err error
		if cal, err = p.CalendarOf(s.clock.Calendar); err != nil {
			return time.Time{}, err
		}
	}
	return worktime.Instant(cal, terms)
}

// Count is how many cases (or clocks) there were, were late, and would be late.
type Count struct {
	All      int `json:"all"`
	Was      int `json:"was_late"`
	Would    int `json:"would_be_late"`
	Newly    int `json:"newly_late"`
	NoLonger int `json:"no_longer_late"`
}

func (c *Count) add(v verdict) {
	c.All++
	if v.was {
		c.Was++
	}
	if v.would {
		c.Would++
	}
	if v.would && !v.was {
		c.Newly++
	}
	if v.was && !v.would {
		c.NoLonger++
	}
}

// Tally is what a rehearsal has found so far. It is serialisable, so that a job can go on with it. Units and kinds count cases,
// clocks count clocks; a case counts in each unit that held one of its clocks.
type Tally struct {
	Total  Count             `json:"total"`
	Units  map[string]*Count `json:"units"`
	Kinds  map[string]*Count `json:"kinds"`
	Clocks map[string]*Count `json:"clocks"`
}

func (t *Tally) unit(k string) *Count  { return of(&t.Units, k) }
func (t *Tally) kind(k string) *Count  { return of(&t.Kinds, k) }
func (t *Tally) clock(k string) *Count { return of(&t.Clocks, k) }

func of(m *map[string]*Count, key string) *Count {
	if *m == nil {
		*m = map[string]*Count{}
	}
	c := (*m)[key]
	if c == nil {
		c = &Count{}
		(*m)[key] = c
	}
	return c
}

// Row is one line of a report.
type Row struct {
	Key string `json:"key"`
	Count
}

// Rows sorts counts for a report: most newly late first, then by key.
func Rows(m map[string]*Count) []Row {
	out := make([]Row, 0, len(m))
	for k, c := range m {
		out = append(out, Row{k, *c})
	}
	slices.SortFunc(out, func(a, b Row) int {
		return cmp.Or(b.Newly-a.Newly, b.NoLonger-a.NoLonger, b.All-a.All, cmp.Compare(a.Key, b.Key))
	})
	return out
}
