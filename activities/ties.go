package activities

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"minhu/internal/evidence"
	"minhu/internal/hotline"
	"minhu/internal/store"
)

// ties finds what an act takes with it: the call a matter came from, and the uploads it names. The key of each upload is sealed
// anew with the content key of the matter.
func (h *Hotline) ties(ctx context.Context, in RecordInput, r *store.Recording) error {
	f := in.Act.Fields
	if r.Event.Seq == 1 {
		r.Ties.Call = f["call"]
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
