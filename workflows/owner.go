// Package workflows holds what happens to a conversation, a message and a case. Each is one durable workflow that owns its
// aggregate: every act of a person is one Update on it, every clock one timer. The code is deterministic and thin: what is
// legal stands in the transition table, what is written in activities.
package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"minhu/activities"
	"minhu/internal/hotline"
)

// ActUpdate is the name of the one Update that carries every act; the act's own name travels inside, sealed.
const ActUpdate = "act"

// Workflow type names, as registered. They must never change: open histories name them.
const (
	ConversationType = "Conversation"
	CaseType         = "Case"
	MessageType      = "Message"
)

// act is how the workflows refer to the activities: a nil pointer, so that the call is checked by the compiler.
var act *activities.Hotline

// owner is the part that all three workflows share: the state, and how an act changes it.
type owner struct {
	state hotline.State
	mutex workflow.Mutex
}

// table is the one the thing goes by; an act that moves it to a newer one changes the answer.
func (o *owner) table() *hotline.Catalogue { return hotline.Version(o.state.Table) }

func newOwner(ctx workflow.Context, st hotline.State) *owner {
	return &owner{state: st, mutex: workflow.NewMutex(ctx)}
}

// recordOptions: the activity retries inside until the database is there again; only domain errors end it. An Update's
// outcome is final for its key, so an outage must never become one.
func recordOptions(ctx workflow.Context) workflow.Context {
	return workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{
		StartToCloseTimeout:    2 * time.Second,
		ScheduleToCloseTimeout: time.Hour,
		RetryPolicy: &temporal.RetryPolicy{InitialInterval: 50 * time.Millisecond, BackoffCoefficient: 2,
			MaximumInterval: 500 * time.Millisecond},
	})
}

// StateQuery asks a workflow for its state: for checks that the read model is right, never for pages.
const StateQuery = "state"

// handle registers the Update. It comes after the state is set: messages are handled before the main function first yields.
func (o *owner) handle(ctx workflow.Context) error {
	if err := workflow.SetQueryHandler(ctx, StateQuery, func() (hotline.State, error) { return o.state, nil }); err != nil {
		return err
	}
	return workflow.SetUpdateHandlerWithOptions(ctx, ActUpdate,
		func(ctx workflow.Context, a hotline.Act) (hotline.Result, error) {
			return o.act(ctx, workflow.GetCurrentUpdateInfo(ctx).ID, a)
		},
		workflow.UpdateHandlerOptions{Validator: func(ctx workflow.Context, a hotline.Act) error {
			_, err := hotline.For(o.state, a.Name).Decide(o.state, a, workflow.Now(ctx).UTC())
			return refusal(err)
		}})
}

// act performs one act: decide, record, fold. When another act took the revision in the database (its workflow task was
// lost after the row was written), its events are folded in and the act is decided again.
func (o *owner) act(ctx workflow.Context, updateID string, a hotline.Act) (hotline.Result, error) {
	if err := o.mutex.Lock(ctx); err != nil {
		return hotline.Result{}, err
	}
	defer o.mutex.Unlock()
	for {
		if _, err := hotline.For(o.state, a.Name).Decide(o.state, a, workflow.Now(ctx).UTC()); err != nil {
			return hotline.Result{}, refusal(err)
		}
		var out hotline.Outcome
		in := activities.RecordInput{State: o.state, Act: a, UpdateID: updateID, At: workflow.Now(ctx).UTC()}
		if err := workflow.ExecuteLocalActivity(recordOptions(ctx), act.Record, in).Get(ctx, &out); err != nil {
			return hotline.Result{}, err
		}
		if out.Status == hotline.Applied {
			out.Missed = []hotline.Event{out.Event}
		}
		for _, e := range out.Missed {
			next, err := o.state.Apply(e)
			if err != nil {
				return hotline.Result{}, fmt.Errorf("fold: %w", err)
			}
			o.state = next
		}
		if out.Status != hotline.Behind {
			return hotline.Result{Rev: out.Event.Seq, Seq: out.Event.Seq, Stage: out.Event.To, Lines: out.Event.Lines, Digest: out.Event.Digest}, nil
		}
	}
}

// refusal turns a domain error into one that Temporal keeps apart from failures: its type is the code.
func refusal(err error) error {
	if err == nil {
		return nil
	}
	if p, ok := hotline.AsProblem(err); ok {
		return temporal.NewNonRetryableApplicationError(p.Detail, string(p.Code), nil, p.Rev)
	}
	return err
}

// final reports whether nothing more can happen.
func (o *owner) final() bool { return o.table().Final(o.state.Aggregate, o.state.Stage) }

// openLimit is how long a workflow waits for its opening act: an Update-With-Start can persist the start and lose the Update.
const openLimit = 10 * time.Minute

// awaitOpening waits for the opening act; false means that none came and the workflow may end.
func (o *owner) awaitOpening(ctx workflow.Context) (bool, error) {
	if o.state.Stage != hotline.StageNone {
		return true, nil
	}
	return workflow.AwaitWithTimeout(ctx, openLimit, func() bool { return o.state.Stage != hotline.StageNone })
}

// settle waits until no Update is being handled, so that none is lost by an end or a continuation.
func (o *owner) settle(ctx workflow.Context) error {
	return workflow.Await(ctx, func() bool { return workflow.AllHandlersFinished(ctx) })
}

// long reports that the server asks for a fresh history.
func long(ctx workflow.Context) bool { return workflow.GetInfo(ctx).GetContinueAsNewSuggested() }
