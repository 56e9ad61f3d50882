package activities

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"minhu/internal/hotline"
	"minhu/internal/live"
	"minhu/internal/store"
	"minhu/policies"
)

// keptOut are fields that stand in columns or in the party row and not in the event.
var keptOut = map[string]bool{"party": true, "query_code_index": true, "title": true, "content": true}

// casework fills the recording of an act on a case or a message.
func (h *Hotline) casework(ctx context.Context, in RecordInput, r *store.Recording) error {
	f, e := in.Act.Fields, r.Event
	r.NumberHead = h.numberHead(in.State.Aggregate, in.At)
	r.Patch = patch(in, e)
	confidential := in.State.Confidential || f["confidential"] == "yes"
	plain, personal := map[string]any{}, map[string]string{}
	for name, v := range f {
		switch {
		case keptOut[name] && e.Seq == 1:
		case hotline.Load().Fields[name].Personal && confidential:
			personal[name] = v
		default:
			plain[name] = v
		}
	}
	r.Data = map[string]any{"fields": plain}
	if len(personal) > 0 {
		b, err := json.Marshal(personal)
		if err != nil {
			return err
		}
		if r.DataSealed, err = h.Ring.Seal(ctx, in.State.ID, "event", b); err != nil {
			return err
		}
	}
	if e.Seq == 1 && confidential {
		b, err := json.Marshal(map[string]string{"title": f["title"], "content": f["content"], "place": f["place"]})
		if err != nil {
			return err
		}
		if r.ContentSealed, err = h.Ring.Seal(ctx, in.State.ID, "content", b); err != nil {
			return err
		}
		r.Patch["title"], r.Patch["content"], r.Patch["place"] = "（保密诉求）", "", ""
	}
	if err := h.ties(ctx, in, r); err != nil {
		return err
	}
	return h.topics(ctx, in, r)
}

// numberHead starts the human number: letters for the kind of thing, then the day in China's time.
func (h *Hotline) numberHead(a hotline.Aggregate, at time.Time) string {
	day := at.Add(8 * time.Hour).Format("20060102")
	if a == hotline.Message {
		return "LY" + day
	}
	return "GD" + day
}

// patch is the row's change for one event. It is pure: the projection can be rebuilt from events.
func patch(in RecordInput, e hotline.Event) map[string]any {
	f, p := in.Act.Fields, map[string]any{}
	at := e.At.UTC().Format(time.RFC3339Nano)
	set := func(column, field string) {
		if v := f[field]; v != "" {
			p[column] = v
		}
	}
	if e.Seq == 1 {
		opening(in, p)
	}
	set("department", "department")
	set("class", "class")
	set("urgency", "urgency")
	set("public_reply", "public_reply")
	set("contacted", "contacted")
	set("solved", "solved")
	set("satisfied", "satisfied")
	set("decline_code", "decline_code")
	switch e.Act {
	case "accept":
		p["accepted_at"] = at
	case "dispatch":
		p["dispatched_at"] = at
	case "assign":
		p["assigned_at"] = at
	case "sign":
		p["signed_at"], p["assignee_id"] = at, e.Actor.ID
	case "reply", "answer_directly":
		p["replied_at"] = at
	case "decline":
		p["public_reply"] = f["reason"]
	case "remind":
		p["reminders"] = in.State.Reminders + 1
	case "redo", "review_redo":
		p["redos"] = in.State.Redos + 1
	case "supervise":
		p["supervised"] = true
	case "overdue":
		p["supervised"] = true
	}
	if hotline.Load().Final(in.State.Aggregate, e.To) {
		p["closed_at"] = at
	}
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
	return p
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

// topics names who is told: the citizen, the hotline's desks, and the departments before and after the act.
func (h *Hotline) topics(ctx context.Context, in RecordInput, r *store.Recording) error {
	r.Topics = []string{live.RoleTopic(policies.RoleDispatcher), live.RoleTopic(policies.RoleSupervisor)}
	if !in.State.Confidential && !r.Event.Secret {
		for _, role := range []string{policies.RoleAgent, policies.RoleReviewer, policies.RoleSurveyor} {
			r.Topics = append(r.Topics, live.RoleTopic(role))
		}
	}
	citizen := orElse(in.State.Citizen, r.Event.Citizen)
	if citizen != "" {
		r.Topics = append(r.Topics, live.CitizenTopic(citizen))
	}
	accused := ""
	if id := orElse(in.State.Accused, r.Event.Accused); id != "" {
		var err error
		if accused, err = h.Units.Path(ctx, id); err != nil {
			return err
		}
	}
	seen := map[string]bool{}
	for _, id := range []string{in.State.Department, r.Event.Department} {
		if id == "" || seen[id] {
			continue
		}
		seen[id] = true
		path, err := h.Units.Path(ctx, id)
		if err != nil {
			return err
		}
		// Whom the complaint names hears nothing of it, not even that it moves.
		if path == "" || policies.Under(path, accused) {
			continue
		}
		for _, topic := range live.DeptTopics(path) {
			if !slices.Contains(r.Topics, topic) {
				r.Topics = append(r.Topics, topic)
			}
		}
	}
	return nil
}
