package activities

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"minhu/internal/hotline"
	"minhu/internal/live"
	"minhu/internal/store"
	"minhu/policies"
)

// keptOut are fields that stand in columns or in the party row and not in the event.
var keptOut = map[string]bool{"party": true, "query_code_index": true, "title": true, "content": true}

// casework fills the recording of an act on a case or a message.
func (h *Hotline) casework(ctx context.Context, in RecordInput, t *hotline.Transition, r *store.Recording) error {
	f, e := in.Act.Fields, r.Event
	r.NumberHead = h.numberHead(in.State.Aggregate, in.At)
	r.Patch = patch(in, e)
	nextMark(in, r)
	h.tell(in, r)
	if err := h.assistPaths(ctx, e, r.Patch); err != nil {
		return err
	}
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
	if confidential {
		// What only people with clearance may read stands sealed in the event.
		delete(r.Patch, "record")
		delete(r.Patch, "comment")
	}
	if err := h.assessed(ctx, in, r); err != nil {
		return err
	}
	if err := h.ties(ctx, in, r); err != nil {
		return err
	}
	if err := h.owes(ctx, in, t, r); err != nil {
		return err
	}
	return h.topics(ctx, in, r)
}

// assistPaths keeps the paths of the units that work on a case beside its lead, for the policy's word "cooperating".
func (h *Hotline) assistPaths(ctx context.Context, e hotline.Event, p map[string]any) error {
	if e.Facts == nil {
		return nil
	}
	paths := []string{}
	for _, a := range e.Facts.Assists {
		paths = append(paths, a.Path)
	}
	for _, id := range e.Facts.Consulted {
		path, err := h.Units.Path(ctx, id)
		if err != nil {
			return err
		}
		if path != "" && !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	p["assist_paths"] = paths
	return nil
}

// numberHead starts the human number: letters for the kind of thing, then the day in China's time.
func (h *Hotline) numberHead(a hotline.Aggregate, at time.Time) string {
	day := at.Add(8 * time.Hour).Format("20060102")
	if a == hotline.Message {
		return "LY" + day
	}
	return "GD" + day
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
	units := []string{in.State.Department, strings.TrimPrefix(r.Event.Department, hotline.NoDepartment)}
	for _, f := range []hotline.Facts{in.State.Facts, facts(r.Event)} {
		units = append(units, f.Consulted...)
		for _, a := range f.Assists {
			units = append(units, a.Department)
		}
	}
	for _, id := range units {
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

func facts(e hotline.Event) hotline.Facts {
	if e.Facts == nil {
		return hotline.Facts{}
	}
	return *e.Facts
}
