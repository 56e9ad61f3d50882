package api

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"minhu/internal/hotline"
	"minhu/internal/store"
)

// CitizenFacts is what the page of whoever raised a case needs beside the case: absent for staff.
type CitizenFacts struct {
	// Question is what the hotline asks to be told, while the case waits for it.
	Question string `json:"question,omitempty"`
	// RemindersLeft is how often the citizen may still urge; NextReminderAt when next, where the last time was too recent.
	RemindersLeft  *int       `json:"reminders_left,omitempty"`
	NextReminderAt *time.Time `json:"next_reminder_at,omitempty"`
	ReopensLeft    *int       `json:"reopens_left,omitempty"`
	// Relation is on whose behalf it was raised.
	Relation string `json:"on_behalf_relation,omitempty"`
	// SurveyPath leads to the rating without sign-in, to be handed to whom it was raised for.
	SurveyPath string `json:"survey_path,omitempty"`
}

// citizenClocks are the clocks that a citizen waits for, or is waited for by. Clocks of rulings, supervision and assisting units
// are the house's own.
var citizenClocks = []string{"accept", "dispatch", "sign", "first_contact", "reply", "redo", "supplement", "deferral", "review", "survey", "archive"}

// forCitizen takes the house's own clocks out of a view.
func forCitizen(v *CaseView) {
	v.Clocks = slices.DeleteFunc(v.Clocks, func(k ClockView) bool { return !slices.Contains(citizenClocks, k.Name) })
	if v.Next != nil && !slices.Contains(citizenClocks, v.Next.Name) {
		v.Next = nil
	}
}

// citizenFacts fills what only the one who raised the case needs.
func (s *Server) citizenFacts(ctx context.Context, r store.CaseRow, v *CaseView) error {
	var f hotline.Facts
	if err := json.Unmarshal(r.Facts, &f); err != nil {
		return err
	}
	reminders, reopens := max(0, f.Limits.Reminders-f.Reminded), max(0, f.Limits.Reopens-f.Reopens)
	v.RemindersLeft, v.ReopensLeft = &reminders, &reopens
	if next := f.RemindedAt.Add(time.Duration(f.Limits.ReminderHours) * time.Hour).UTC(); !f.RemindedAt.IsZero() && next.After(v.Now) && reminders > 0 {
		v.NextReminderAt = &next
	}
	if at, ok := surveyStart(r); ok {
		v.SurveyPath = "/survey/" + s.Acts.Ring.Root().SurveyToken(r.ID, at)
	}
	return s.fromEvents(ctx, r, v)
}

// fromEvents reads what no column holds: the relation, and the question that waits for an answer.
func (s *Server) fromEvents(ctx context.Context, r store.CaseRow, v *CaseView) error {
	rows, err := s.Store.EventsAfter(ctx, r.ID, 0)
	if err != nil {
		return err
	}
	for _, e := range rows {
		if e.Act != "register" && (e.Act != "ask_more" || r.Stage != "supplementing") {
			continue
		}
		fields, _, err := s.eventFields(ctx, e)
		if err != nil {
			return err
		}
		if e.Act == "register" {
			v.Relation = fields["on_behalf_relation"]
		} else {
			v.Question = fields["question"]
		}
	}
	return nil
}

// surveyStart is when the present survey of a case began: its round. False when the case is not being surveyed.
func surveyStart(r store.CaseRow) (time.Time, bool) {
	st, err := r.State()
	if err != nil || r.Stage != "surveying" {
		return time.Time{}, false
	}
	for _, k := range st.Clocks {
		if k.Name == "survey" && k.StoppedAt == nil {
			return k.StartedAt, true
		}
	}
	return time.Time{}, false
}
