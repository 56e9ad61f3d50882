package assembly

import (
	"context"
	"time"

	"github.com/lib/pq"
)

// followCatalogues drops what this process keeps of a catalogue when a new version was published anywhere.
func (h *House) followCatalogues(ctx context.Context) error {
	l := pq.NewListener(h.Options.DatabaseURL, time.Second, time.Minute, nil)
	defer l.Close()
	if err := l.Listen("minhu_catalogue"); err != nil {
		return err
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-l.Notify: // also nil after a lost connection, when something may have been missed
			h.units.Forget()
		}
	}
}
