package assembly

import (
	"context"
	"time"

	"github.com/lib/pq"

	"minhu/internal/timejob"
)

// followTime takes rule sets and calendars into use in this process as soon as somebody publishes them. A connection that was lost
// may have missed a publication: everything is read anew then.
func (h *House) followTime(ctx context.Context) error {
	l := pq.NewListener(h.Options.DatabaseURL, time.Second, time.Minute, nil)
	defer l.Close()
	if err := l.Listen(timejob.Channel); err != nil {
		return err
	}
	for {
		// Read once after listening began: what was published before that is not told.
		if err := timejob.Hold(ctx, h.Store, h.Time); err != nil && ctx.Err() == nil {
			h.Options.Logger.Error("what was published could not be read", "error", err)
		}
		for told := false; !told; {
			select {
			case <-ctx.Done():
				return nil
			case n := <-l.Notify:
				told = n == nil || n.Extra == "time_force"
			}
		}
	}
}

// timeRunner works on recounts, rehearsals and sweeps.
func (h *House) timeRunner() *timejob.Runner {
	return &timejob.Runner{DSN: h.Options.DatabaseURL, Store: h.Store, Time: h.Time, Sender: h.Sender, Clock: h.Options.Clock, Logger: h.Options.Logger,
		Lease: h.Options.JobLease}
}
