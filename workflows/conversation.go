package workflows

import (
	"errors"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"minhu/internal/hotline"
)

// How long a conversation may be silent before it ends by itself, and how long a rating is waited for after its end.
const (
	idleLimit   = 30 * time.Minute
	queueLimit  = 2 * time.Hour
	ratingLimit = 24 * time.Hour
)

// Conversation is one talk: with the bot, in the queue, with an agent, ended, rated. It is opened by the first question.
func Conversation(ctx workflow.Context, st hotline.State) error {
	st.Aggregate = hotline.Conversation
	o := newOwner(ctx, st)
	if err := o.handle(ctx); err != nil {
		return err
	}
	opened, err := o.awaitOpening(ctx)
	if err != nil || !opened {
		return err
	}
	for !o.final() {
		done, err := o.silence(ctx)
		if err != nil {
			return err
		}
		if done {
			break
		}
		if long(ctx) && !o.final() {
			if err := o.settle(ctx); err != nil {
				return err
			}
			if !o.final() {
				return workflow.NewContinueAsNewError(ctx, Conversation, o.state)
			}
		}
	}
	return o.settle(ctx)
}

// silence waits out the limit of the present stage. It is not woken by each line: it looks again when the limit of the
// last look is over. done means that the time to rate is over too.
func (o *owner) silence(ctx workflow.Context) (done bool, err error) {
	at := o.state.LastAt.Add(o.patience())
	left := at.Sub(workflow.Now(ctx))
	if left > 0 {
		stage := o.state.Stage
		_, err := workflow.AwaitWithOptions(ctx, workflow.AwaitOptions{Timeout: left, TimerOptions: workflow.TimerOptions{Summary: "idle"}},
			func() bool {
				return o.final() || long(ctx) || (o.state.Stage == hotline.StageEnded && stage != hotline.StageEnded)
			})
		return false, err
	}
	if o.state.Stage == hotline.StageEnded {
		return true, nil
	}
	_, err = o.act(ctx, "idle/"+at.UTC().Format(time.RFC3339Nano), hotline.Act{Name: "idle_close", Actor: hotline.System})
	if isRefusal(err) {
		return false, nil
	}
	return false, err
}

func (o *owner) patience() time.Duration {
	switch o.state.Stage {
	case hotline.StageEnded:
		return ratingLimit
	case hotline.StageQueued:
		return queueLimit
	}
	return idleLimit
}

// isRefusal tells a domain error (the table or a rule said no) from a failure.
func isRefusal(err error) bool {
	var app *temporal.ApplicationError
	if !errors.As(err, &app) {
		return false
	}
	_, known := hotline.KnownCode(app.Type())
	return known
}
