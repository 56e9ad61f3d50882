package assembly

import (
	"context"
	"time"
)

// rollEvery is how often bookings are added to the sums of the figures. Figures are exact at any time; the sums only make them cheap.
const rollEvery = 20 * time.Second

// rollRates adds bookings to the sums until the context ends.
func (h *House) rollRates(ctx context.Context) error {
	tick := time.NewTicker(rollEvery)
	defer tick.Stop()
	for {
		if _, err := h.Store.RollRates(ctx); err != nil && ctx.Err() == nil {
			h.Options.Logger.Error("the sums of the figures were not brought up to date", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
