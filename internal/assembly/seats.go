package assembly

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"minhu/internal/hotline"
	"minhu/internal/live"
	"minhu/policies"
)

const (
	// pageGone is how long the page of an agent may be gone before the agent is away, and seatLook how often that is looked at: that
	// something did not happen can only be seen by looking.
	pageGone  = 3 * time.Minute
	seatLook  = 30 * time.Second
	liveRetry = time.Second
	// handOutMost bounds one round of handing out, so that a talk that nobody can be given does not hold up the rest for long.
	handOutMost = 200
	// handOutGather lets news of one moment be looked at together.
	handOutGather = 50 * time.Millisecond
)

// watchSeats marks agents as away whose page has disappeared; their talks stand out on the leader's page.
func (h *House) watchSeats(ctx context.Context) error {
	tick := time.NewTicker(seatLook)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		now := h.Options.Clock().UTC()
		if _, err := h.Store.MarkGone(ctx, now.Add(-pageGone), now); err != nil && ctx.Err() == nil {
			h.Options.Logger.Error("agents whose page is gone could not be marked", "error", err)
		}
	}
}

// assign hands waiting talks to agents who want it so. It wakes by the news that agents get (a talk waits, somebody has room, somebody
// is back) and looks for itself now and then, as every follower of notifications does.
func (h *House) assign(ctx context.Context) error {
	var sub *live.Subscription
	defer func() {
		if sub != nil {
			sub.Close()
		}
	}()
	for {
		if sub == nil {
			sub, _ = h.Live.Subscribe([]string{live.RoleTopic(policies.RoleAgent)})
		}
		if err := h.handOut(ctx); err != nil && ctx.Err() == nil {
			h.Options.Logger.Error("waiting talks could not be handed out", "error", err)
		}
		var news <-chan live.Event
		look := liveRetry // the tail is not followed yet, or no more
		if sub != nil {
			news, look = sub.Events(), seatLook
		}
		next := time.NewTimer(look)
		select {
		case <-ctx.Done():
			next.Stop()
			return nil
		case <-next.C:
		case _, open := <-news:
			if !open {
				sub.Close()
				sub = nil
				continue
			}
			gather(ctx, news)
		}
		next.Stop()
	}
}

// gather takes what comes within a moment.
func gather(ctx context.Context, news <-chan live.Event) {
	t := time.NewTimer(handOutGather)
	defer t.Stop()
	for {
		select {
		case _, open := <-news:
			if !open {
				return
			}
		case <-t.C:
			return
		case <-ctx.Done():
			return
		}
	}
}

// handOut gives waiting talks away, the longest waiting first, until nobody has room or nothing waits.
func (h *House) handOut(ctx context.Context) error {
	refused := []string{}
	for range handOutMost {
		a, err := h.Store.NextAssignment(ctx, refused)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		snap := h.Policies.Load()
		d, err := snap.Enforce(policies.System(), "conversation", "assign", &policies.Resource{State: string(hotline.StageQueued)})
		if err != nil {
			return err
		}
		// The key is made from what was seen, so that two processes that see the same do it once.
		key := fmt.Sprintf("assign/%s/%d/%s", a.Talk, a.Rev, a.Agent)
		_, err = h.Sender.Do(ctx, hotline.Conversation, a.Talk, key, hotline.Act{Name: "assign", Actor: hotline.System, Rev: a.Rev, Line: d.Line, Policy: d.Version,
			Fields: hotline.Fields{"colleague": a.Agent}})
		if err != nil {
			if _, known := hotline.AsProblem(err); !known {
				return err
			}
			refused = append(refused, a.Talk) // somebody else was quicker, or it is gone: the next news looks again
		}
	}
	return nil
}
