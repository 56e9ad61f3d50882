package activities

import (
	"context"
	"slices"

	"minhu/internal/hotline"
	"minhu/internal/store"
)

// settling are the acts at which the assessment learns what came of a case.
var settling = []string{"survey", "survey_unreachable", "close", "conclude", "withdraw", "appeal_uphold"}

// sameMatter are the relations that say that a demand was made before.
var sameMatter = []string{"same_matter", "same_person", "follow_up"}

// assessed keeps with the event what the assessment needs to know of the world at that instant: whether the class is left out of the rates,
// and which case, closed not long before, the matter comes back from.
func (h *Hotline) assessed(ctx context.Context, in RecordInput, r *store.Recording) error {
	if in.State.Aggregate != hotline.Case {
		return nil
	}
	f := in.Act.Fields
	switch name := in.Act.Name; {
	case slices.Contains(settling, name) && in.State.Class != "":
		word, err := h.Store.ClassExempt(ctx, in.State.Class)
		if err != nil {
			return err
		}
		if word != "" {
			r.Data["exempt"] = word
		}
	case name == "accept" || name == "answer_directly":
		return h.repeats(ctx, in, r, orElse(f["class"], in.State.Class), "")
	case (name == "link" || name == "linked") && slices.Contains(sameMatter, f["relation"]):
		return h.repeats(ctx, in, r, "", f["other"])
	}
	return nil
}

func (h *Hotline) repeats(ctx context.Context, in RecordInput, r *store.Recording, class, other string) error {
	was, err := h.Store.ClosedBefore(ctx, in.State.ID, class, other)
	if err == nil && was != nil {
		r.Data["repeat"] = map[string]any{"case": was.ID, "department": was.Department}
	}
	return err
}
