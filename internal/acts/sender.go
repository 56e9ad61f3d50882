// Package acts carries acts to the workflows that own things, and tells an answer from a failure: an outage is never the
// outcome of an act.
package acts

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"minhu/internal/hotline"
	"minhu/internal/pii"
	"minhu/internal/seeded"
	"minhu/internal/store"
	"minhu/workflows"
)

// wait is how long an act waits for its Update. After that the answer is 503 with Retry-After, and the same key later
// returns the result.
const wait = 5 * time.Second

// Sender sends acts. It is safe for concurrent use.
type Sender struct {
	Store     *store.Store
	Temporal  client.Client
	Ring      *pii.Keyring
	TaskQueue func(hotline.Aggregate) string
}

// Open starts the workflow of a new thing together with its opening act. The content key is stored first, so that every
// payload of its history is sealed.
func (s *Sender) Open(ctx context.Context, agg hotline.Aggregate, id, updateID string, a hotline.Act) (hotline.Result, error) {
	if err := s.contentKey(ctx, id); err != nil {
		return hotline.Result{}, err
	}
	start := s.Temporal.NewWithStartWorkflowOperation(client.StartWorkflowOptions{
		ID: hotline.WorkflowID(agg, id), TaskQueue: s.TaskQueue(agg),
		WorkflowIDConflictPolicy: enums.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
		WorkflowIDReusePolicy:    enums.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
		WorkflowTaskTimeout:      workflowTaskTimeout,
	}, workflowType(agg), hotline.State{Aggregate: agg, ID: id, Table: hotline.TableVersion})
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	h, err := s.Temporal.UpdateWithStartWorkflow(ctx, client.UpdateWithStartWorkflowOptions{StartWorkflowOperation: start,
		UpdateOptions: client.UpdateWorkflowOptions{WorkflowID: hotline.WorkflowID(agg, id), UpdateID: updateID, UpdateName: workflows.ActUpdate,
			Args: []any{a}, WaitForStage: client.WorkflowUpdateStageCompleted}})
	return s.outcome(ctx, h, err, id, updateID, a)
}

// workflowTaskTimeout bounds how long a dead worker holds a task.
const workflowTaskTimeout = 3 * time.Second

// contentKey makes sure that a new thing has its content key. A retry keeps the first one.
func (s *Sender) contentKey(ctx context.Context, id string) error {
	kept, err := s.Store.PutContentKey(ctx, id, s.Ring.NewKey(id))
	if err != nil {
		return err
	}
	return s.Ring.Remember(id, kept)
}

func workflowType(a hotline.Aggregate) string {
	switch a {
	case hotline.Conversation:
		return workflows.ConversationType
	case hotline.Case:
		return workflows.CaseType
	}
	return workflows.MessageType
}

// Do sends one act to the workflow that owns the thing and waits for its outcome.
func (s *Sender) Do(ctx context.Context, agg hotline.Aggregate, id, updateID string, a hotline.Act) (hotline.Result, error) {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	h, err := s.Temporal.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{WorkflowID: hotline.WorkflowID(agg, id), UpdateID: updateID,
		UpdateName: workflows.ActUpdate, Args: []any{a}, WaitForStage: client.WorkflowUpdateStageCompleted})
	return s.outcome(ctx, h, err, id, updateID, a)
}

// outcome reads the Update's outcome. A refusal, or a workflow that is finished, may hide that this very request was
// recorded before: the database knows.
func (s *Sender) outcome(ctx context.Context, h client.WorkflowUpdateHandle, err error, id, updateID string, a hotline.Act) (hotline.Result, error) {
	var r hotline.Result
	if err == nil {
		err = h.Get(ctx, &r)
	}
	if err == nil {
		if r.Digest != a.Digest {
			return r, hotline.ErrIdempotencyKeyReused
		}
		return r, nil
	}
	if !refusedOrOver(err) {
		if seeded.AckEarly() {
			return hotline.Result{Digest: a.Digest}, nil
		}
		return r, engineFailure(err)
	}
	e, ferr := s.Store.FindEvent(ctx, id, updateID)
	switch {
	case ferr == nil && e.Digest != a.Digest:
		return r, hotline.ErrIdempotencyKeyReused
	case ferr == nil:
		return hotline.Result{Rev: e.Seq, Seq: e.Seq, Stage: hotline.Stage(e.ToStage), Lines: e.Event().Lines, Digest: e.Digest}, nil
	case !errors.Is(ferr, sql.ErrNoRows):
		return r, ferr
	}
	var app *temporal.ApplicationError
	if errors.As(err, &app) {
		return r, refusal(app)
	}
	return r, hotline.Fail(hotline.ErrActNotAllowed, "此件已结束，不能再办理。")
}

// refusedOrOver says whether the workflow said no, or is not there to say anything.
func refusedOrOver(err error) bool {
	var app *temporal.ApplicationError
	var notFound *serviceerror.NotFound
	var started *serviceerror.WorkflowExecutionAlreadyStarted
	if errors.As(err, &app) {
		_, known := hotline.KnownCode(app.Type())
		return known
	}
	return errors.As(err, &notFound) || errors.As(err, &started)
}

// refusal rebuilds the Problem that a workflow refused with.
func refusal(app *temporal.ApplicationError) error {
	p := &hotline.Problem{Code: hotline.Code(app.Type()), Detail: app.Message()}
	if app.HasDetails() {
		if app.Details(&p.Rev, &p.Fields) != nil {
			_ = app.Details(&p.Rev) // an older worker sends the revision only
		}
	}
	return p
}

// engineFailure keeps infrastructure failures apart from answers: they are 503 and never the outcome of an act.
func engineFailure(err error) error {
	var app *temporal.ApplicationError
	var waited *client.WorkflowUpdateServiceTimeoutOrCanceledError
	var exhausted *serviceerror.ResourceExhausted
	switch {
	case errors.As(err, &app):
		return hotline.Fail(hotline.ErrInternal, "").Because(err)
	case errors.As(err, &waited), errors.Is(err, context.DeadlineExceeded):
		return hotline.Fail(hotline.ErrTimeout, "").Because(err)
	case errors.As(err, &exhausted):
		return hotline.Fail(hotline.ErrTooManyInFlight, "").Because(err)
	}
	// Whatever else the engine or its client says while it dies or starts (both halves of an Update-With-Start aborted, for
	// one) is no answer to the act: the same key will tell.
	return hotline.Fail(hotline.ErrEngineUnavailable, "").Because(err)
}
