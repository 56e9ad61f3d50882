package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/workflow"

	"minhu/internal/hotline"
)

// Case is the life of one 诉求: from registration to its close, through whatever the transition table has for it.
func Case(ctx workflow.Context, st hotline.State) error {
	st.Aggregate = hotline.Case
	return clocked(ctx, st, Case)
}

// Message is the life of one 留言.
func Message(ctx workflow.Context, st hotline.State) error {
	st.Aggregate = hotline.Message
	return clocked(ctx, st, Message)
}

// clocked runs an aggregate whose time is limited: it handles acts, sleeps until the nearest clock, and takes the act that
// the clock's row names when it runs out.
func clocked(ctx workflow.Context, st hotline.State, self any) error {
	o := newOwner(ctx, st)
	if err := o.handle(ctx); err != nil {
		return err
	}
	opened, err := o.awaitOpening(ctx)
	if err != nil || !opened {
		return err
	}
	for !o.final() {
		if err := o.nextClock(ctx); err != nil {
			return err
		}
		if long(ctx) && !o.final() {
			if err := o.settle(ctx); err != nil {
				return err
			}
			if !o.final() {
				return workflow.NewContinueAsNewError(ctx, self, o.state)
			}
		}
	}
	return o.settle(ctx)
}

// nextClock sleeps until the nearest clock and acts on it. It wakes early only when the case ends, an earlier clock was
// started, or the history became long; a clock that was stopped meanwhile is simply found not running.
func (o *owner) nextClock(ctx workflow.Context) error {
	armed, running := o.state.Nearest()
	wake := func() bool {
		if o.final() || long(ctx) {
			return true
		}
		k, ok := o.state.Nearest()
		return ok && (!running || k.DueAt.Before(armed.DueAt))
	}
	if !running {
		return workflow.Await(ctx, wake)
	}
	left := armed.DueAt.Sub(workflow.Now(ctx))
	if left > 0 {
		woken, err := workflow.AwaitWithOptions(ctx, workflow.AwaitOptions{Timeout: left,
			TimerOptions: workflow.TimerOptions{Summary: armed.Name}}, wake)
		if err != nil || woken {
			return err
		}
	}
	now, ok := o.state.Nearest()
	if !ok || now.DueAt.After(workflow.Now(ctx)) {
		return nil
	}
	return o.ring(ctx, now)
}

// ring takes the act of a clock that ran out. Its update id is made of the clock and its deadline, so that it happens once.
func (o *owner) ring(ctx workflow.Context, k hotline.Clock) error {
	info := o.table().ClockInfo(o.state.Aggregate, k.Name)
	if info == nil {
		return fmt.Errorf("clock %q is not in the table", k.Name)
	}
	_, err := o.act(ctx, "clock/"+k.Key()+"/"+k.DueAt.UTC().Format(time.RFC3339Nano), hotline.Ring(k, info.OnDue))
	if isRefusal(err) {
		return nil // an act of a person came first; the clock is not running any more
	}
	return err
}
