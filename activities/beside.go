package activities

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"minhu/internal/hotline"
	"minhu/internal/store"
)

// queueFront is how far before everybody else a talk stands in the queue that comes back from an agent: the citizen has waited
// before. Among those that came back, the one that waits longest is first.
const queueFront = -100 // years

type (
	sayFunc    = func(store.Utterance, Said) error
	noticeFunc = func(kind string, data map[string]string) error
)

func agentLine(e *hotline.Event) store.Utterance {
	return store.Utterance{Speaker: "agent", Kind: "line", SpeakerID: e.Actor.ID, SpeakerName: e.Actor.Name}
}

// beside fills the recording of what agents and leaders do with a talk and beside it. What is said beside it is sealed in its
// event and never becomes a line: nothing that reads lines can show it to the citizen.
func (h *Hotline) beside(ctx context.Context, in RecordInput, r *store.Recording, say sayFunc, notice noticeFunc) (err error) {
	e, f := &r.Event, in.Act.Fields
	at := e.At.UTC().Format(time.RFC3339Nano)
	if r.DataSealed, err = h.sealedFields(ctx, in, "text", "note"); err != nil {
		return err
	}
	tell := func(topics ...string) { r.Topics = append(r.Topics, topics...) }
	tell("role:supervisor")
	for _, name := range []string{"colleague", "holder", "group", "abuse_reason"} {
		if f[name] != "" {
			r.Data[name] = f[name]
		}
	}
	if e.Facts != nil {
		r.Patch["asked_ids"], r.Patch["warned"], r.Patch["skill_group"] = orEmpty(e.Facts.Asked), e.Facts.Warned, e.Facts.Group
	}
	switch e.Act {
	case "transfer":
		tell("role:agent")
		if f["group"] != "" {
			name, err := h.groupName(ctx, f["group"])
			if errors.Is(err, sql.ErrNoRows) {
				return unknownValue("group", "没有这个技能组")
			}
			if err != nil {
				return err
			}
			r.Patch["assignee_id"], r.Patch["assignee_name"] = nil, ""
			r.Patch["waits_from"], r.Patch["rank_at"] = at, e.At.UTC().AddDate(queueFront, 0, 0).Format(time.RFC3339Nano)
			r.Data["to_name"] = name
			return notice("transferred", map[string]string{"group": name})
		}
		name, err := h.colleague(ctx, e.Agent)
		if err != nil {
			return err
		}
		r.Data["to_name"] = name
		return h.hold(r, notice, "transferred", e.Agent, name)
	case "take_over":
		tell("role:agent")
		err := h.hold(r, notice, "transferred", e.Actor.ID, e.Actor.Name)
		r.Takes = "" // whoever steps in does so whatever else is in hand
		return err
	case "consult", "consult_close":
		name, err := h.colleague(ctx, f["colleague"])
		if err != nil {
			return err
		}
		r.Data["to_name"] = name
		tell("staff:" + f["colleague"])
	case "warn":
		r.Speaker, r.Counts.Turns = "agent", 1
		r.DataSealed = nil // it is a line that the citizen reads
		return say(agentLine(e), Said{Text: f["text"]})
	case "abuse_end":
		tell("role:agent")
		r.Patch["ended_at"], r.Patch["ended_by"] = at, EndedForAbuse
		return notice("ended_civil", nil)
	}
	return nil
}

// EndedForAbuse stands in ended_by: from then on the citizen is not shown who the agent was.
const EndedForAbuse = "abuse"

// hold gives a talk to a member of staff, whose room is locked and counted, and tells the citizen.
func (h *Hotline) hold(r *store.Recording, notice noticeFunc, kind, id, name string) error {
	r.Patch["assignee_id"], r.Patch["assignee_name"] = id, name
	r.Takes = id
	r.Topics = append(r.Topics, "staff:"+id)
	return notice(kind, map[string]string{"agent": name})
}

// colleague names a member of staff; one that is not there, or no longer, cannot be given anything.
func (h *Hotline) colleague(ctx context.Context, id string) (string, error) {
	name, err := h.Store.PersonName(ctx, id)
	if err == nil && name == "" {
		return "", unknownValue("colleague", "没有这位同事")
	}
	return name, err
}

// groupName names a skill group; the queue as a whole has no name.
func (h *Hotline) groupName(ctx context.Context, code string) (string, error) {
	if code == hotline.AnyGroup {
		return "", nil
	}
	return h.Store.SkillGroupName(ctx, code)
}

func unknownValue(field, detail string) error {
	return hotline.Invalid(hotline.FieldProblem{Name: "fields." + field, Code: "unknown_value", Detail: detail})
}

// sealedFields seals the given fields of an act with the content key of its thing; nil when none was given.
func (h *Hotline) sealedFields(ctx context.Context, in RecordInput, names ...string) ([]byte, error) {
	kept := map[string]string{}
	for _, n := range names {
		if v := in.Act.Fields[n]; v != "" {
			kept[n] = v
		}
	}
	if len(kept) == 0 {
		return nil, nil
	}
	b, err := json.Marshal(kept)
	if err != nil {
		return nil, err
	}
	return h.Ring.Seal(ctx, in.State.ID, "event", b)
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
