package worker

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"minhu/internal/acts"
	"minhu/internal/hotline"
	"minhu/internal/store"
)

// Migrator moves open cases and messages that an older release opened to the newest transition table, one recorded `migrate`
// act each, paced. Until then they go by the table they were opened with. It may stop at any time and be run again.
type Migrator struct {
	Store  *store.Store
	Sender *acts.Sender
	Pace   time.Duration // between two acts
	Logger *slog.Logger
}

// Run moves all that is open and old, and returns how many it moved. What is over meanwhile is left as it is.
func (m *Migrator) Run(ctx context.Context) (int, error) {
	moved := 0
	tick := time.NewTicker(m.Pace)
	defer tick.Stop()
	for _, agg := range []hotline.Aggregate{hotline.Case, hotline.Message} {
		after := ""
		for {
			ids, err := m.Store.OpenOnOldTable(ctx, agg, hotline.TableVersion, after)
			if err != nil || len(ids) == 0 {
				if err != nil {
					return moved, err
				}
				break
			}
			for _, id := range ids {
				select {
				case <-ctx.Done():
					return moved, ctx.Err()
				case <-tick.C:
				}
				act := hotline.Act{Name: "migrate", Actor: hotline.System, Line: "release"}
				switch _, err := m.Sender.Do(ctx, agg, id, fmt.Sprintf("migrate/%d", hotline.TableVersion), act); {
				case err == nil:
					moved++
				case ctx.Err() != nil:
					return moved, ctx.Err()
				default:
					m.Logger.Warn("not moved to the newest table", "kind", agg, "id", id, "error", err)
				}
				after = id
			}
		}
	}
	return moved, nil
}
