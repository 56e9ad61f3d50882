package activities

import (
	"context"
	"encoding/json"

	"minhu/internal/hotline"
	"minhu/internal/store"
)

// Opening is what one thing owes another: the act to take there, and the act to take here when the other says no for good.
// It is sealed with the source's key until the relay has delivered it.
type Opening struct {
	Act     hotline.Act  `json:"act"`
	Refused *hotline.Act `json:"refused,omitempty"`
}

// escalatedID is the id of what an event of a conversation opens: derived, so that the relay opens it once.
func (h *Hotline) escalatedID(conversation, updateID string) string {
	return hotline.NewID(h.Ring.Root().Namespace(), "conversation/"+conversation, "escalate", updateID)
}

func (h *Hotline) escalate(ctx context.Context, in RecordInput, r *store.Recording) error {
	f := in.Act.Fields
	target := hotline.Aggregate(f["target"])
	id := h.escalatedID(in.State.ID, in.UpdateID)
	a := hotline.Act{Name: "submit", Actor: in.Act.Actor, Line: in.Act.Line, Policy: in.Act.Policy, RequestID: in.Act.RequestID,
		Fields: hotline.Fields{"title": f["title"], "content": f["content"], "conversation": in.State.ID, "channel": "chat",
			"query_code_index": h.Ring.Root().QueryIndex(h.Ring.Root().QueryCode(id))}}
	optional := []string{"class", "district", "party"}
	if target == hotline.Case {
		if f["kind"] == "" {
			return hotline.Invalid(hotline.FieldProblem{Name: "kind", Code: "required", Detail: "请选择诉求类型"})
		}
		a.Name = "register"
		optional = append(optional, "kind", "place")
	}
	for _, name := range optional {
		if f[name] != "" {
			a.Fields[name] = f[name]
		}
	}
	// The matter belongs to the citizen whoever wrote it down.
	if in.State.Citizen != "" {
		a.Actor.OnBehalf = in.State.Citizen
	}
	b, err := json.Marshal(Opening{Act: a})
	if err != nil {
		return err
	}
	sealed, err := h.Ring.Seal(ctx, in.State.ID, "effect", b)
	if err != nil {
		return err
	}
	r.Effects = append(r.Effects, store.Effect{Name: "open", TargetKind: target, TargetID: id, Sealed: sealed})
	r.Patch["escalated_kind"], r.Patch["escalated_id"] = string(target), id
	r.Data["target"], r.Data["id"] = string(target), id
	r.Topics = append(r.Topics, "role:agent", "role:supervisor")
	return nil
}

// convert opens the case that a message is turned into. The line stays whole: the same citizen, the same party, and both
// sides name each other.
func (h *Hotline) convert(ctx context.Context, in RecordInput, r *store.Recording) error {
	party, err := h.Store.PartyOf(ctx, in.State.ID)
	if err != nil {
		return err
	}
	id := h.escalatedID(in.State.ID, in.UpdateID)
	a := hotline.Act{Name: "register", Actor: in.Act.Actor, Line: in.Act.Line, Policy: in.Act.Policy, RequestID: in.Act.RequestID,
		Fields: hotline.Fields{"channel": "board", "query_code_index": h.Ring.Root().QueryIndex(h.Ring.Root().QueryCode(id))}}
	a.Actor.OnBehalf = in.State.Citizen
	for _, name := range []string{"kind", "class", "title", "content", "place", "district"} {
		if v := in.Act.Fields[name]; v != "" {
			a.Fields[name] = v
		}
	}
	if party != "" {
		a.Fields["party"] = party
	}
	b, err := json.Marshal(Opening{Act: a})
	if err != nil {
		return err
	}
	sealed, err := h.Ring.Seal(ctx, in.State.ID, "effect", b)
	if err != nil {
		return err
	}
	r.Effects = append(r.Effects, store.Effect{Name: "open", TargetKind: hotline.Case, TargetID: id, Sealed: sealed})
	r.Patch["converted_id"], r.Data["id"] = id, id
	return nil
}
