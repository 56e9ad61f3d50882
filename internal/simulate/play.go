package simulate

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/sdk/workflow"

	"minhu/internal/hotline"
	"minhu/workflows"
)

// Play takes acts on one case, a minute apart, and then lets its clocks alone for as long as given: what nobody does, a clock
// does. It gives the case's id; the events tell what happened.
func Play(ctx context.Context, h *House, name string, from time.Time, acts []hotline.Act, rest time.Duration) (string, error) {
	env := environment(h, from)
	id := hotline.NewID(h.Ring.Root().Namespace(), "play", "case", name)
	wrapped, err := h.Store.PutContentKey(ctx, id, h.Ring.NewKey(id))
	if err != nil {
		return id, err
	}
	if err := h.Ring.Remember(id, wrapped); err != nil {
		return id, err
	}
	p := &played{}
	env.RegisterWorkflowWithOptions(func(ctx workflow.Context) error {
		child := workflow.ExecuteChildWorkflow(workflow.WithChildOptions(ctx, workflow.ChildWorkflowOptions{WorkflowID: hotline.WorkflowID(hotline.Case, id), TaskQueue: "play"}),
			workflows.CaseType, hotline.State{ID: id, Table: hotline.TableVersion})
		if err := child.GetChildWorkflowExecution().Get(ctx, nil); err != nil {
			return err
		}
		for i, a := range acts {
			a.Digest = fmt.Sprintf("%s/%d", id, i)
			env.RegisterDelayedCallback(func() {
				env.UpdateWorkflowByID(hotline.WorkflowID(hotline.Case, id), workflows.ActUpdate, a.Digest, p, a)
			}, time.Duration(i+1)*time.Minute)
		}
		over := false
		workflow.Go(ctx, func(ctx workflow.Context) {
			p.err = errors.Join(p.err, child.Get(ctx, nil))
			over = true
		})
		_, err := workflow.AwaitWithTimeout(ctx, rest, func() bool { return over })
		return err
	}, workflow.RegisterOptions{Name: "Play"})
	env.ExecuteWorkflow("Play")
	return id, errors.Join(p.err, env.GetWorkflowError())
}

// played collects what went wrong.
type played struct{ err error }

// Accept implements the environment's callbacks.
func (*played) Accept() {}

// Reject is a refusal of the validator.
func (p *played) Reject(err error) { p.err = errors.Join(p.err, err) }

// Complete is the end of an act.
func (p *played) Complete(_ any, err error) { p.err = errors.Join(p.err, err) }
