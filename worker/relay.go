package worker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/lib/pq"

	"minhu/activities"
	"minhu/internal/acts"
	"minhu/internal/hotline"
	"minhu/internal/pii"
	"minhu/internal/store"
)

// Relay delivers what one workflow owes another: one act on the target, whose update id is derived from the source's
// event, so that delivering twice is delivering once.
type Relay struct {
	DSN    string
	Store  *store.Store
	Sender *acts.Sender
	Clock  func() time.Time
	Logger *slog.Logger
}

// sweep is the safety net for notifications that were missed and for effects that failed.
const sweep = 30 * time.Second

// Run delivers until ctx ends. It wakes by notification; the sweep only repeats what failed.
func (r *Relay) Run(ctx context.Context) error {
	l := pq.NewListener(r.DSN, time.Second, time.Minute, nil)
	defer l.Close()
	if err := l.Listen("minhu_effect"); err != nil {
		return fmt.Errorf("relay: %w", err)
	}
	tick := time.NewTicker(sweep)
	defer tick.Stop()
	for {
		for {
			n, err := r.deliver(ctx)
			if err != nil && ctx.Err() == nil {
				r.Logger.Error("effects could not be read", "error", err)
			}
			if err != nil || n == 0 {
				break
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-l.Notify:
		case <-tick.C:
		}
	}
}

// deliver takes the effects that are due and returns how many it took.
func (r *Relay) deliver(ctx context.Context) (int, error) {
	rows, err := r.Store.ClaimEffects(ctx, r.Clock())
	if err != nil {
		return 0, err
	}
	for _, e := range rows {
		if err := r.one(ctx, e); err != nil {
			if ctx.Err() != nil {
				return 0, ctx.Err()
			}
			code := "unavailable"
			if p, ok := hotline.AsProblem(err); ok {
				code = string(p.Code)
			} else if errors.Is(err, pii.ErrKeyErased) {
				code = string(hotline.ErrContentErased)
			}
			r.Logger.Error("effect not delivered", "effect", e.ID, "code", code, "error", err)
			if refusedForGood(err) {
				if err := r.Store.EffectRefused(ctx, e, r.Clock(), code); err != nil {
					return 0, err
				}
				continue
			}
			wait := min(time.Duration(1<<min(e.Attempts, 8))*time.Second, 5*time.Minute)
			if err := r.Store.EffectFailed(ctx, e.ID, r.Clock().Add(wait), code); err != nil {
				return 0, err
			}
			continue
		}
		if err := r.Store.EffectDone(ctx, e.ID, r.Clock()); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}

// refusedForGood says that the target answered no and will not think better of it: the effect is parked with the code, on
// record, and waits for a person. Whatever is out of order (503, time-outs, faults of ours) is tried again.
func refusedForGood(err error) bool {
	p, ok := hotline.AsProblem(err)
	if !ok {
		return errors.Is(err, pii.ErrKeyErased)
	}
	status := p.Code.Status()
	return status >= 400 && status < 500 && p.Code != hotline.ErrRateLimited && p.Code != hotline.ErrStateChanged
}

func (r *Relay) one(ctx context.Context, e store.EffectRow) error {
	b, err := r.Sender.Ring.Open(ctx, e.SourceID, "effect", e.Sealed)
	if err != nil {
		return err
	}
	var o activities.Opening
	if err := json.Unmarshal(b, &o); err != nil {
		return err
	}
	key := fmt.Sprintf("effect/%s/%d/%s", e.SourceID, e.SourceSeq, e.Name)
	if e.Name == "open" {
		_, err = r.Sender.Open(ctx, hotline.Aggregate(e.TargetKind), e.TargetID, key, o.Act)
		return err
	}
	_, err = r.Sender.Do(ctx, hotline.Aggregate(e.TargetKind), e.TargetID, key, o.Act)
	if errors.Is(err, pii.ErrKeyMissing) {
		err = hotline.ErrNotFound // what has no key was never opened
	}
	if err == nil || o.Refused == nil || !refusedForGood(err) {
		return err
	}
	// The target said no: the source is told, so that it does not wait for ever. The refusal itself is parked.
	if _, told := r.Sender.Do(ctx, hotline.Aggregate(e.TargetKind), e.SourceID, key+"/refused", *o.Refused); told != nil && !refusedForGood(told) {
		return told
	}
	return err
}
