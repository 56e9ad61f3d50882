package assembly

import (
	"context"
	"time"

	"minhu/internal/evidence"
	"minhu/internal/store"
)

// outboxKept is how long rows of the tail stay; a stream that is further behind starts over.
const outboxKept = 24 * time.Hour

// uploadKept is how long an upload that belongs to nothing may lie.
const uploadKept = 24 * time.Hour

// removeUnfinished removes uploads that belong to nothing after a day. A row is marked first, so that it cannot be bound while
// its bytes go.
func (h *House) removeUnfinished(ctx context.Context) error {
	if h.Options.Files == "" {
		return nil
	}
	vault := evidence.Vault{Dir: h.Options.Files}
	ids, err := h.Store.StaleAttachments(ctx, h.Options.Clock().Add(-uploadKept))
	if err != nil {
		return err
	}
	for _, id := range ids {
		ok, err := h.Store.RemoveAttachment(ctx, id)
		if err != nil {
			return err
		}
		if ok {
			if err := vault.Remove(id); err != nil {
				return err
			}
		}
	}
	return nil
}

// noticesKept is how long notices stay in people's lists.
const noticesKept = 180 * 24 * time.Hour

// firstModelAt is how many classed cases a hotline needs before a model is made by itself.
const firstModelAt = 100

// firstModel makes the first model of class suggestion, when there are cases enough and none was made.
func (h *House) firstModel(ctx context.Context) {
	id, err := h.Store.NewestModel(ctx)
	if err == nil && id == 0 {
		var rows []store.Labelled
		if rows, err = h.Store.LabelledCases(ctx, firstModelAt); err == nil && len(rows) == firstModelAt {
			_, err = h.TrainClasses(ctx)
		}
	}
	if err != nil && ctx.Err() == nil {
		h.Options.Logger.Error("no model of class suggestion was made", "error", err)
	}
}

// housekeeping removes what has had its time: ended sessions and first answers, and the front of the tail. Once an hour.
func (h *House) housekeeping(ctx context.Context) error {
	go h.Identity.Sweep(ctx, h.Options.Clock, func(err error) { h.Options.Logger.Error("housekeeping", "error", err) })
	h.firstModel(ctx)
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		if err := h.Store.PruneOutbox(ctx, h.Options.Clock().Add(-outboxKept)); err != nil && ctx.Err() == nil {
			h.Options.Logger.Error("housekeeping", "error", err)
		}
		if err := h.Store.PruneNotices(ctx, h.Options.Clock().Add(-noticesKept)); err != nil && ctx.Err() == nil {
			h.Options.Logger.Error("housekeeping", "error", err)
		}
		if err := h.removeUnfinished(ctx); err != nil && ctx.Err() == nil {
			h.Options.Logger.Error("housekeeping", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
