package timejob

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"minhu/internal/hotline"
	"minhu/internal/rehearsal"
	"minhu/internal/store"
	"minhu/internal/worktime"
)

// RehearsalParams are what is tried out on the cases registered from From until To. One of Rules and Calendar is set.
type RehearsalParams struct {
	Rules    *worktime.RulesDoc    `json:"rules,omitempty"`
	Calendar *worktime.CalendarDoc `json:"calendar,omitempty"`
	From     time.Time             `json:"from"`
	To       time.Time             `json:"to"`
}

// Check builds what is tried out.
func (p RehearsalParams) Check() (rules *worktime.Rules, cal *worktime.Calendar, err error) {
	if p.Rules != nil {
		if rules, err = worktime.NewRules(*p.Rules); err != nil {
			return nil, nil, err
		}
	}
	if p.Calendar != nil {
		cal, err = worktime.NewCalendar(*p.Calendar)
	}
	return rules, cal, err
}

// RehearsalResult is what a rehearsal found.
type RehearsalResult struct {
	From   time.Time       `json:"from"`
	To     time.Time       `json:"to"`
	Total  rehearsal.Count `json:"total"`
	Units  []UnitCount     `json:"units"`
	Kinds  []rehearsal.Row `json:"kinds"`
	Clocks []rehearsal.Row `json:"clocks"`
	TookMS int64           `json:"took_ms"`
}

// UnitCount is a department's line.
type UnitCount struct {
	Name string `json:"name"`
	rehearsal.Row
}

// rehearsalPage is how many cases are read at once.
const rehearsalPage = 500

// rehearse reads the recorded events of the period and counts; it changes nothing.
func (w *work) rehearse(ctx context.Context) (any, error) {
	var p RehearsalParams
	if err := w.params(&p); err != nil {
		return nil, err
	}
	rules, cal, err := p.Check()
	if err != nil {
		return nil, finalError{err}
	}
	places, err := w.r.Store.DepartmentPlaces(ctx)
	if err != nil {
		return nil, err
	}
	plan := rehearsal.Plan{Rules: rules, Calendar: cal, CalendarOf: w.r.Time.Library().ByReference, Now: w.r.Clock(),
		Level: func(id string) string { return places[id].Level }}
	if w.job.Total, err = w.r.Store.CountCasesBetween(ctx, p.From, p.To); err != nil {
		return nil, err
	}
	var tally rehearsal.Tally
	if len(w.job.Progress) > 0 {
		if err := json.Unmarshal(w.job.Progress, &tally); err != nil {
			return nil, err
		}
	}
	began := time.Now()
	key := keyOf(w.job.Cursor)
	for {
		rows, err := w.r.Store.EventsOfCasesBetween(ctx, p.From, p.To, key, rehearsalPage)
		if err != nil {
			return nil, err
		}
		cases, err := byCase(rows)
		if err != nil {
			return nil, err
		}
		for _, c := range cases {
			if err := plan.Try(c, &tally); err != nil {
				return nil, finalError{err}
			}
		}
		if len(rows) > 0 {
			last := rows[len(rows)-1]
			key = store.Key{At: last.RegisteredAt, ID: last.SubjectID}
			w.job.Cursor, w.job.Done = cursorOf(key), tally.Total.All
		}
		if err := w.keep(ctx, tally); err != nil {
			return nil, err
		}
		if len(cases) < rehearsalPage {
			break
		}
	}
	names, err := w.names(ctx)
	if err != nil {
		return nil, err
	}
	res := RehearsalResult{From: p.From, To: p.To, Total: tally.Total, Units: []UnitCount{}, Kinds: rehearsal.Rows(tally.Kinds), Clocks: rehearsal.Rows(tally.Clocks),
		TookMS: time.Since(began).Milliseconds()}
	for _, r := range rehearsal.Rows(tally.Units) {
		res.Units = append(res.Units, UnitCount{names[r.Key], r})
	}
	return res, nil
}

func (w *work) names(ctx context.Context) (map[string]string, error) {
	all, err := w.r.Store.Departments(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, d := range all {
		out[d.ID] = d.ShortName
	}
	return out, nil
}

// byCase groups rows that lie case by case.
func byCase(rows []store.RecordedEvent) ([][]hotline.Event, error) {
	var out [][]hotline.Event
	for i, r := range rows {
		e := hotline.Event{Seq: r.Seq, Act: r.Act, At: r.At, Department: r.Department, Kind: r.Kind, Urgency: r.Urgency, Class: r.Class.String}
		if err := json.Unmarshal(r.Clocks, &e.Clocks); err != nil {
			return nil, err
		}
		if i == 0 || rows[i-1].SubjectID != r.SubjectID {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], e)
	}
	return out, nil
}

func cursorOf(k store.Key) string {
	return fmt.Sprintf("%s|%s", k.At.UTC().Format(time.RFC3339Nano), k.ID)
}

func keyOf(cursor string) store.Key {
	at, id, ok := strings.Cut(cursor, "|")
	t, err := time.Parse(time.RFC3339Nano, at)
	if !ok || err != nil {
		return store.Key{}
	}
	return store.Key{At: t, ID: id}
}
