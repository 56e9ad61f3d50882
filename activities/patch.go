package activities

import (
	"time"

	"minhu/internal/hotline"
)

// carried are fields of acts that stand in a column of the same name.
var carried = []string{"kind", "class", "urgency", "place", "district", "accused", "public_reply", "contacted", "solved", "satisfied", "comment",
	"decline_code", "line"}

// moments are the columns that keep when an act was taken.
var moments = map[string]string{"accept": "accepted_at", "dispatch": "dispatched_at", "dispatch_despite": "dispatched_at", "assign": "assigned_at",
	"sign": "signed_at", "reply": "replied_at", "answer_directly": "replied_at", "first_contact": "first_contact_at", "survey": "surveyed_at",
	"archive": "archived_at"}

// patch is the row's change for one event. It is pure: the projection can be rebuilt from events.
func patch(in RecordInput, e hotline.Event) map[string]any {
	f, p := in.Act.Fields, map[string]any{}
	at := e.At.UTC().Format(time.RFC3339Nano)
	if e.Seq == 1 {
		opening(in, p)
	}
	for _, name := range carried {
		if v := f[name]; v != "" {
			p[name] = v
		}
	}
	if column := moments[e.Act]; column != "" && !(e.Act == "assign" && in.State.Aggregate == hotline.Case) {
		p[column] = at
	}
	switch e.Department {
	case "":
	case hotline.NoDepartment:
		p["department"], p["assignee_id"] = "", nil
	default:
		p["department"] = e.Department
		if in.State.Aggregate == hotline.Case && e.Department != in.State.Department {
			p["assignee_id"] = nil // the person of the unit before does not keep it
		}
	}
	switch e.Act {
	case "sign":
		p["assignee_id"] = e.Actor.ID
	case "assign":
		if f["assignee"] != "" {
			p["assignee_id"] = f["assignee"]
		}
	case "decline":
		p["public_reply"] = f["reason"]
	case "remind":
		p["reminders"] = in.State.Reminders + 1
	case "redo", "review_redo":
		p["redos"] = in.State.Redos + 1
	case "reply", "answer_directly":
		if f["record"] != "" {
			p["record"] = f["record"] // the lead's own; what others report stands in the timeline
		}
	case "supervise_close":
		p["supervised"] = false
	case "supervise", "overdue":
		p["supervised"] = true
	case "publish":
		p["published"] = true
	case "unpublish":
		p["published"] = false
	}
	table := hotline.For(in.State, e.Act)
	switch was, is := table.Done(in.State.Aggregate, e.From), table.Done(in.State.Aggregate, e.To); {
	case is && !was:
		p["closed_at"] = at
	case was && !is:
		p["closed_at"] = nil
	}
	if e.Facts != nil {
		factColumns(*e.Facts, p)
	}
	if e.Table > 0 {
		p["table_version"] = e.Table
	}
	clockColumns(e, p)
	return p
}

// factColumns are the facts that lists filter and sort by, beside the facts themselves.
func factColumns(f hotline.Facts, p map[string]any) {
	pending := []string{}
	for _, a := range f.Pending {
		pending = append(pending, a.Kind)
	}
	p["facts"], p["pending"] = f, pending
	p["excepted"], p["appeal_on"], p["published"] = f.Excepted, f.AppealOn, f.Published
	p["returns"], p["extensions"], p["attempts"], p["reopens"] = f.Returns, f.Extensions, f.Attempts, f.Reopens
	p["master_id"], p["deferred_until"] = orNull(f.Master), orNull(f.Promised)
	if f.OpenOrder {
		p["supervised"] = true
	}
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// clockColumns tell whether something is late and when the answer is due.
func clockColumns(e hotline.Event, p map[string]any) {
	over := false
	for _, k := range e.Clocks {
		if k.StoppedAt == nil && k.OverdueAt != nil {
			over = true
		}
		if k.StoppedAt == nil && (k.Name == "reply" || k.Name == "redo") {
			p["reply_due_at"] = k.DueAt
		}
	}
	p["overdue"] = over
}

// opening fills the columns that only the first event sets; every column of the insert is named, absent ones empty.
func opening(in RecordInput, p map[string]any) {
	f := in.Act.Fields
	for _, c := range []string{"kind", "class", "title", "content", "place", "district", "channel", "accused"} {
		p[c] = f[c]
	}
	p["urgency"] = orElse(f["urgency"], "normal")
	p["channel"] = orElse(f["channel"], "web")
	p["query_index"] = f["query_code_index"]
	p["confidential"] = f["confidential"] == "yes"
	p["wants_reply"] = f["wants_reply"] != "no"
	p["may_publish"] = f["may_publish"] == "yes"
	p["table_version"], p["facts"] = max(in.State.Table, 1), hotline.Facts{}
	p["registered_by"] = ""
	if in.Act.Actor.Kind == hotline.ByStaff {
		p["registered_by"] = in.Act.Actor.ID
		if in.Act.Actor.OnBehalf != "" {
			p["owner_id"] = in.Act.Actor.OnBehalf
		}
	} else {
		p["owner_id"] = in.Act.Actor.ID
	}
	for column, field := range map[string]string{"party_id": "party", "conversation_id": "conversation"} {
		if f[field] != "" {
			p[column] = f[field]
		}
	}
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
