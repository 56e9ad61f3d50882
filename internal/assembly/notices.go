package assembly

import (
	"context"

	"minhu/internal/notify"
)

// Notices say how people are told. Without a sender notices are born and wait; Off bears none.
type Notices struct {
	Off      bool
	Sender   notify.Sender
	Settings notify.Settings
	Staff    bool // staff are told by the sender too, beside their page
}

// Notifier makes the loop that sends notices.
func (h *House) Notifier() *notify.Worker {
	n := h.Options.Notices
	if n.Settings.City == "" {
		n.Settings.City = h.Options.City.Name
	}
	return &notify.Worker{DSN: h.Options.DatabaseURL, Store: h.Store, Root: h.Ring.Root(), Sender: n.Sender, Settings: n.Settings,
		UnitName: h.unitName, Clock: h.Options.Clock, Logger: h.Options.Logger}
}

// unitName is the short name of a unit; "" when it has none.
func (h *House) unitName(ctx context.Context, id string) string {
	if id == "" {
		return ""
	}
	p, err := h.units.Place(ctx, id)
	if err != nil {
		return ""
	}
	return p.Name
}
