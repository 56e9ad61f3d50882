package notice

import (
	"strings"
	"time"

	"minhu/internal/hotline"
	"minhu/internal/worktime"
)

// Birth is one notice that comes into being with its event. Kind says how the recipient is found: citizen (the party of the thing),
// person (Person is a member of staff), holder (who has it after the act, else the people of Unit), unit, head (of Unit).
type Birth struct {
	Template string
	Kind     string
	Unit     string
	Person   string
	Urgent   bool
	Alone    bool
	Params   Params
}

// Params are what a text is made of when it is read or sent: ids, codes and instants, never a sentence and nothing of a person.
type Params map[string]string

// names of params that are no fields of acts.
const (
	paramUnit   = "unit"
	paramAct    = "act"
	paramActor  = "actor"
	paramSurvey = "survey"
	paramDue    = "due/"
)

// Born gives the notices that an act on a state calls for. e is the event it made.
func Born(s hotline.State, a hotline.Act, e hotline.Event) []Birth {
	rules := Of(s.Aggregate, a.Name, a.Fields)
	if len(rules) == 0 {
		return nil
	}
	lead := s.Department
	switch e.Department {
	case "":
	case hotline.NoDepartment:
		lead = ""
	default:
		lead = e.Department
	}
	params := paramsOf(a, e, lead)
	urgent := s.Urgency == "urgent" || e.Urgency == "urgent"
	var out []Birth
	for _, r := range rules {
		b := Birth{Template: r.Template, Urgent: r.Pass || urgent, Alone: r.Alone, Params: params}
		if r.Who == Citizen && (s.Confidential || e.Secret) {
			b.Template, b.Alone, b.Params = NeutralTemplate, true, Params{}
		}
		for _, to := range recipients(r.Who, s, a, lead) {
			b.Kind, b.Unit, b.Person = to.Kind, to.Unit, to.Person
			out = append(out, b)
		}
	}
	return out
}

func recipients(who string, s hotline.State, a hotline.Act, lead string) []Birth {
	units := func(kind string, ids ...string) (out []Birth) {
		for _, id := range ids {
			if id != "" {
				out = append(out, Birth{Kind: kind, Unit: id})
			}
		}
		return out
	}
	persons := func(ids ...string) (out []Birth) {
		for _, id := range ids {
			out = append(out, Birth{Kind: "person", Person: id})
		}
		return out
	}
	switch who {
	case Citizen:
		return []Birth{{Kind: "citizen"}}
	case Followers:
		return []Birth{{Kind: "followers"}}
	case Holder:
		return units("holder", lead)
	case Unit:
		return units("unit", lead)
	case Head:
		return units("head", lead)
	case Former:
		return units("unit", s.Department)
	case Joined:
		return units("unit", strings.Fields(a.Fields["departments"])...)
	case Worker:
		if _, of, assisting := strings.Cut(a.Fields["clock"], "/"); assisting {
			return units("unit", of)
		}
		return units("holder", lead)
	case Assignee:
		return persons(strings.Fields(a.Fields["assignee"])...)
	case Mentioned:
		return persons(strings.Fields(a.Fields["mentions"])...)
	}
	return nil
}

// paramsOf keeps what texts may need of an act: its fields that are words of the catalogues, and the deadlines after it.
func paramsOf(a hotline.Act, e hotline.Event, lead string) Params {
	p := Params{paramAct: a.Name}
	for name, v := range a.Fields {
		switch f := hotline.Load().Fields[name]; f.Type {
		case "choice", "number", "date":
			p[name] = v
		}
	}
	if c := a.Fields["clock"]; c != "" {
		p["clock"] = c
	}
	if lead != "" {
		p[paramUnit] = lead
	}
	switch a.Actor.Kind {
	case hotline.ByStaff:
		p[paramActor] = a.Actor.Name
	case hotline.ByCitizen:
		p[paramActor] = "诉求人"
	default:
		p[paramActor] = "系统"
	}
	for _, k := range e.Clocks {
		if k.StoppedAt == nil && !k.Quiet && !k.Idle {
			p[paramDue+k.Key()] = k.DueAt.UTC().Format(time.RFC3339)
		}
		if k.Name == "survey" && k.StoppedAt == nil {
			p[paramSurvey] = k.StartedAt.UTC().Format(time.RFC3339Nano)
		}
	}
	return p
}

// Survey is when the round of rating began that a notice invites to; false when it does not.
func (p Params) Survey() (time.Time, bool) {
	t, err := time.Parse(time.RFC3339Nano, p[paramSurvey])
	return t, err == nil
}

// Values words the params of a notice for its template; unitName gives the short name of a unit.
func Values(agg hotline.Aggregate, t *Template, p Params, unitName func(string) string) map[string]string {
	table := hotline.Load()
	out := map[string]string{"unit": unitName(p[paramUnit]), "days": p["days"], "actor": p[paramActor]}
	if out["unit"] == "" {
		out["unit"] = "承办单位"
	}
	clock, _, _ := strings.Cut(p["clock"], "/")
	if i := table.ClockInfo(agg, clock); i != nil {
		out["clock"] = i.ZH
	}
	due := p[paramDue+p["clock"]]
	for _, name := range t.Due {
		if due = p[paramDue+name]; due != "" {
			break
		}
	}
	if at, err := time.Parse(time.RFC3339, due); err == nil {
		out["due"] = at.In(worktime.Zone).Format("1月2日15时04分")
	} else {
		out["due"] = "规定时限"
	}
	if d, err := time.Parse(time.DateOnly, p["until"]); err == nil {
		out["date"] = d.Format("2006年1月2日")
	}
	for _, d := range table.Declines {
		if d.Code == p["decline_code"] {
			out["reason"], out["route"] = d.CitizenZH, d.RouteZH
		}
	}
	for _, c := range table.Choices["line"] {
		if c.Value == p["line"] {
			out["line"] = c.ZH
		}
	}
	for _, x := range table.Transitions {
		if x.Aggregate == agg && x.Act == p[paramAct] {
			out["ruling"] = x.ZH
		}
	}
	return out
}
