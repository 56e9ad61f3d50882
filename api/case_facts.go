package api

import (
	"context"
	"encoding/json"
	"time"

	"minhu/internal/hotline"
	"minhu/internal/store"
	"minhu/policies"
)

// CaseFacts is what a case knows of itself beyond stage and clocks: applications, assisting units, counts, joined cases.
type CaseFacts struct {
	Pending        []ApplicationView `json:"pending,omitempty"`
	Assists        []AssistView      `json:"assists,omitempty"`
	Consulted      []string          `json:"consulted,omitempty"` // names of units asked before dispatch
	Excluded       []string          `json:"excluded,omitempty"`  // names of units that must not get it
	Ruled          bool              `json:"ruled,omitempty"`
	Returns        int               `json:"returns,omitempty"`
	Extensions     int               `json:"extensions,omitempty"`
	Attempts       int               `json:"attempts,omitempty"`
	Limits         *hotline.Limits   `json:"limits,omitempty"` // of the rule set it is pinned to; staff only
	Reopens        int               `json:"reopens,omitempty"`
	Promised       string            `json:"promised,omitempty"` // YYYY-MM-DD
	Excepted       string            `json:"excepted,omitempty"` // why the three rates leave it out
	AppealOn       string            `json:"appeal_on,omitempty"`
	Record         string            `json:"record,omitempty"`  // the department's internal record
	Comment        string            `json:"comment,omitempty"` // of the survey
	FirstSatisfied int               `json:"first_satisfied,omitempty"`
	FirstContactAt *time.Time        `json:"first_contact_at,omitempty"`
	Published      bool              `json:"published,omitempty"`
	Agreed         bool              `json:"may_publish,omitempty"`
	Line           string            `json:"line,omitempty"` // the line it was passed to
	Master         *RelatedRow       `json:"master,omitempty"`
	Members        []RelatedRow      `json:"members,omitempty"`
	Links          []RelatedRow      `json:"links,omitempty"`
	Followers      int               `json:"followers,omitempty"` // people who told of the same
}

// ApplicationView is what a department or the citizen has asked for and nobody has ruled on yet.
type ApplicationView struct {
	Kind      string    `json:"kind"` // return, extension, early_end, deferral, appeal, contest
	By        string    `json:"by,omitempty"`
	Unit      string    `json:"unit,omitempty"`
	At        time.Time `json:"at"`
	Days      int       `json:"days,omitempty"`
	Until     string    `json:"until,omitempty"`
	Suggested string    `json:"suggested_unit,omitempty"`
	On        string    `json:"on,omitempty"`
}

// AssistView is one assisting unit.
type AssistView struct {
	Department string     `json:"department"`
	Name       string     `json:"name"`
	AddedAt    time.Time  `json:"added_at"`
	SignedAt   *time.Time `json:"signed_at,omitempty"`
	ReportedAt *time.Time `json:"reported_at,omitempty"`
}

// RelatedRow is a case that this one is joined with, as far as the reader may know it.
type RelatedRow struct {
	ID       string `json:"id"`
	Number   string `json:"number"`
	Stage    string `json:"stage"`
	Title    string `json:"title"`
	Relation string `json:"relation,omitempty"`
}

// caseFacts fills the facts of a view. A citizen learns what concerns the citizen: a promised date, an objection that waits.
func (s *Server) caseFacts(ctx context.Context, r store.CaseRow, p *policies.Principal, v *CaseView) error {
	var f hotline.Facts
	if err := json.Unmarshal(r.Facts, &f); err != nil {
		return err
	}
	v.Promised, v.Published, v.Agreed, v.Line, v.Reopens = f.Promised, f.Published, f.Agreed, r.Line, f.Reopens
	v.Followers = f.Followers
	if p.Kind != policies.KindStaff {
		if a, ok := f.Awaiting("contest"); ok {
			v.Pending = []ApplicationView{{Kind: a.Kind, At: a.At}}
		}
		return nil
	}
	names, err := s.unitNames(ctx)
	if err != nil {
		return err
	}
	for _, a := range f.Pending {
		v.Pending = append(v.Pending, ApplicationView{a.Kind, a.By, s.unitOf(names, a.Dept), a.At, a.Days, a.Until, s.unitOf(names, a.Unit), a.On})
	}
	for _, a := range f.Assists {
		v.Assists = append(v.Assists, AssistView{a.Department, s.unitOf(names, a.Department), a.AddedAt, a.SignedAt, a.ReportedAt})
	}
	for _, id := range f.Consulted {
		v.Consulted = append(v.Consulted, s.unitOf(names, id))
	}
	for _, id := range f.Excluded {
		v.Excluded = append(v.Excluded, s.unitOf(names, id))
	}
	for i := range v.Clocks {
		if of := v.Clocks[i].Of; of != "" {
			v.Clocks[i].OfName = s.unitOf(names, of)
		}
	}
	v.Limits = &f.Limits
	v.Ruled, v.Returns, v.Extensions, v.Attempts = f.Ruled, f.Returns, f.Extensions, f.Attempts
	v.Excepted, v.AppealOn, v.Record, v.Comment = f.Excepted, f.AppealOn, r.Record, r.Comment
	v.FirstSatisfied, v.FirstContactAt = int(r.FirstSatisfied.Int16), timePtr(r.FirstContactAt)
	return s.related(ctx, p, f, v)
}

func (s *Server) unitOf(names map[string]string, id string) string {
	if n := names[id]; n != "" {
		return n
	}
	return id
}

// related reads the cases that this one is joined with, within the reader's scope: others are left out.
func (s *Server) related(ctx context.Context, p *policies.Principal, f hotline.Facts, v *CaseView) error {
	relation := map[string]string{}
	ids := append([]string(nil), f.Members...)
	if f.Master != "" {
		ids = append(ids, f.Master)
	}
	for _, l := range f.Links {
		ids = append(ids, l.Other)
		relation[l.Other] = l.Relation
	}
	if len(ids) == 0 {
		return nil
	}
	rows, err := s.Store.ListCases(ctx, s.scope(p, "case", "list"), store.CaseFilter{IDs: ids, Now: s.Clock().UTC()}, nil, 100)
	if err != nil {
		return err
	}
	for _, r := range rows {
		row := RelatedRow{ID: r.ID, Number: r.Number, Stage: r.Stage, Title: r.Title, Relation: relation[r.ID]}
		switch {
		case r.ID == f.Master:
			v.Master = &row
		case row.Relation != "":
			v.Links = append(v.Links, row)
		default:
			v.Members = append(v.Members, row)
		}
	}
	return nil
}
