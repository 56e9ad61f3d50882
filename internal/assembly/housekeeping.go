package assembly

import (
	"context"
	"time"
)

// outboxKept is how long rows of the tail stay; a stream that is further behind starts over.
const outboxKept = 24 * time.Hour

// housekeeping removes what has had its time: ended sessions and first answers, and the front of the tail. Once an hour.
func (h *House) housekeeping(ctx context.Context) error {
	go h.Identity.Sweep(ctx, h.Options.Clock, func(err error) { h.Options.Logger.Error("housekeeping", "error", err) })
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		if err := h.Store.PruneOutbox(ctx, h.Options.Clock().Add(-outboxKept)); err != nil && ctx.Err() == nil {
			h.Options.Logger.Error("housekeeping", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
