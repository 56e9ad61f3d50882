package activities

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"minhu/internal/evidence"
	"minhu/internal/hotline"
	"minhu/internal/notice"
	"minhu/internal/store"
	"minhu/internal/worktime"
)

// ties finds what an act takes with it: the call a matter came from, and the uploads it names. The key of each upload is sealed
// anew with the content key of the matter.
func (h *Hotline) ties(ctx context.Context, in RecordInput, r *store.Recording) error {
	f := in.Act.Fields
	if r.Event.Seq == 1 {
		r.Ties.Call = f["call"]
	}
	h.joins(in, r)
	if err := h.misrouted(ctx, in, r); err != nil {
		return err
	}
	if f["attachments"] == "" {
		return nil
	}
	ids := strings.Fields(f["attachments"])
	had, err := h.Store.AttachmentsOf(ctx, in.State.ID)
	if err != nil {
		return err
	}
	refuse := func(zh string) error {
		return hotline.Invalid(hotline.FieldProblem{Name: "attachments", Code: "unknown_value", Detail: zh})
	}
	// The retry of an act that was recorded finds its uploads bound; record then answers with what it knows.
	bound := func(id string) bool {
		return slices.ContainsFunc(had, func(a store.AttachmentRow) bool { return a.ID == id })
	}
	var list []store.Binding
	kept := had
	for _, id := range ids {
		if bound(id) {
			continue
		}
		a, err := h.Store.AttachmentByID(ctx, id)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if err != nil || a.Stage != "ready" || a.OwnerID != in.Act.Actor.ID {
			return refuse("有附件不存在、未传完或不属于您")
		}
		key, err := h.Ring.Root().OpenDraftKey(id, a.KeySealed)
		if err != nil {
			return err
		}
		sealed, err := h.Ring.SealFileKey(ctx, in.State.ID, key)
		if err != nil {
			return err
		}
		list, kept = append(list, store.Binding{ID: id, Key: sealed}), append(kept, a)
	}
	if zh := evidence.Crowded(media(kept)); zh != "" {
		return refuse(zh)
	}
	r.Ties.Files = list
	return nil
}

func media(rows []store.AttachmentRow) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = r.Media
	}
	return out
}

// joins makes the link of whoever told of the same; the act carries ids alone.
func (h *Hotline) joins(in RecordInput, r *store.Recording) {
	if in.Act.Name != "join" {
		return
	}
	f := in.Act.Fields
	r.Ties.Follower = &store.Follower{ID: f["follower"], Party: f["party"], Owner: in.Act.Actor.OnBehalf, QueryIndex: f["query_code_index"]}
	if h.Telling.On {
		r.Ties.Follower.Template = notice.JoinedTemplate
	}
}

// misrouted keeps what an upheld return says about the duty list: who had it at the hour it was dispatched, and who gets it now.
func (h *Hotline) misrouted(ctx context.Context, in RecordInput, r *store.Recording) error {
	to := in.Act.Fields["department"]
	if in.Act.Name != "return_uphold" || to == "" || in.State.Department == "" {
		return nil
	}
	rows, err := h.Store.EventsAfter(ctx, in.State.ID, 0)
	if err != nil {
		return err
	}
	m := &store.Misrouted{From: in.State.Department, To: to, Hour: in.At.In(worktime.Zone).Hour()}
	for _, e := range rows {
		switch e.Act {
		case "dispatch", "dispatch_despite", "send_down", "escalate":
			m.Hour = e.At.In(worktime.Zone).Hour()
		case "return_apply":
			m.Ground = eventField(e, "reason")
		}
	}
	r.Ties.Misrouted = m
	return nil
}

// eventField is a field of a recorded act that stands in plain.
func eventField(e store.EventRow, name string) string {
	var d struct {
		Fields map[string]string `json:"fields"`
	}
	if json.Unmarshal(e.Data, &d) != nil {
		return ""
	}
	return d.Fields[name]
}
