package api

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"time"

	"github.com/gin-gonic/gin"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"minhu/internal/hotline"
	"minhu/internal/pii"
	"minhu/internal/store"
	"minhu/policies"
	"minhu/workflows"
)

// actWait is how long a request waits for its Update. After that the answer is 503 with Retry-After, and the same key later
// returns the result.
const actWait = 5 * time.Second

// Casework is what the edge needs to carry acts to their workflows.
type Casework struct {
	Ring      *pii.Keyring
	TaskQueue func(hotline.Aggregate) string
}

// actor makes the actor of an act from who asks.
func (s *Server) actor(c *gin.Context, p *policies.Principal) hotline.Actor {
	if p.Kind == policies.KindCitizen {
		return hotline.Actor{Kind: hotline.ByCitizen, ID: p.ID, Role: policies.RoleCitizen}
	}
	a := hotline.Actor{Kind: hotline.ByStaff, ID: p.ID, Name: p.Name}
	if len(p.Bindings) > 0 {
		a.Role, a.DeptPath = p.Bindings[0].Role, p.Bindings[0].DeptPath
	}
	if ss := session(c); ss != nil && a.DeptPath == "" {
		a.DeptPath = ss.DepartmentPath
	}
	return a
}

// envelope fills what every act carries beside its fields: who, which policy line allowed it, and the digest of the request.
func (s *Server) envelope(c *gin.Context, p *policies.Principal, name string, rev int64, f hotline.Fields, d policies.Decision) hotline.Act {
	return hotline.Act{Name: name, Actor: s.actor(c, p), Rev: rev, Fields: f, Digest: hex.EncodeToString(digest(rawBody(c))), Line: d.Line,
		Policy: d.Version, RequestID: RequestID(c)}
}

// keyOf is the update id of the request: caller, method and path, key.
func (s *Server) keyOf(c *gin.Context, p *policies.Principal) (string, error) {
	key, err := IdempotencyKey(c)
	if err != nil {
		return "", err
	}
	return updateID(p.ID, c.Request.Method+" "+c.Request.URL.Path, key), nil
}

// open starts the workflow of a new thing together with its opening act. The content key is stored first, so that every
// payload of its history is sealed.
func (s *Server) open(ctx context.Context, agg hotline.Aggregate, id, updateID string, a hotline.Act) (hotline.Result, error) {
	if err := s.contentKey(ctx, id); err != nil {
		return hotline.Result{}, err
	}
	start := s.Temporal.NewWithStartWorkflowOperation(client.StartWorkflowOptions{
		ID: hotline.WorkflowID(agg, id), TaskQueue: s.Casework.TaskQueue(agg),
		WorkflowIDConflictPolicy: enums.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
		WorkflowIDReusePolicy:    enums.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
		WorkflowTaskTimeout:      workflowTaskTimeout,
	}, workflowType(agg), hotline.State{Aggregate: agg, ID: id, Table: hotline.TableVersion})
	ctx, cancel := context.WithTimeout(ctx, actWait)
	defer cancel()
	h, err := s.Temporal.UpdateWithStartWorkflow(ctx, client.UpdateWithStartWorkflowOptions{StartWorkflowOperation: start,
		UpdateOptions: client.UpdateWorkflowOptions{WorkflowID: hotline.WorkflowID(agg, id), UpdateID: updateID, UpdateName: workflows.ActUpdate,
			Args: []any{a}, WaitForStage: client.WorkflowUpdateStageCompleted}})
	return s.outcome(ctx, h, err, id, updateID, a)
}

// workflowTaskTimeout bounds how long a dead worker holds a task.
const workflowTaskTimeout = 3 * time.Second

// contentKey makes sure that a new thing has its content key. A retry keeps the first one.
func (s *Server) contentKey(ctx context.Context, id string) error {
	kept, err := s.Store.PutContentKey(ctx, id, s.Casework.Ring.NewKey(id))
	if err != nil {
		return err
	}
	return s.Casework.Ring.Remember(id, kept)
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

// act sends one act to the workflow that owns the thing and waits for its outcome.
func (s *Server) act(ctx context.Context, agg hotline.Aggregate, id, updateID string, a hotline.Act) (hotline.Result, error) {
	ctx, cancel := context.WithTimeout(ctx, actWait)
	defer cancel()
	h, err := s.Temporal.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{WorkflowID: hotline.WorkflowID(agg, id), UpdateID: updateID,
		UpdateName: workflows.ActUpdate, Args: []any{a}, WaitForStage: client.WorkflowUpdateStageCompleted})
	return s.outcome(ctx, h, err, id, updateID, a)
}

// outcome reads the Update's outcome. A refusal, or a workflow that is finished, may hide that this very request was
// recorded before: the database knows.
func (s *Server) outcome(ctx context.Context, h client.WorkflowUpdateHandle, err error, id, updateID string, a hotline.Act) (hotline.Result, error) {
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
	switch {
	case errors.As(err, &app):
		return hotline.Fail(hotline.ErrInternal, "").Because(err)
	case errors.As(err, &waited), errors.Is(err, context.DeadlineExceeded):
		return hotline.Fail(hotline.ErrTimeout, "").Because(err)
	}
	return err
}

// refused puts the refusal of a signed-in person into the ledger; noise of anonymous callers goes to the counters.
func (s *Server) refused(c *gin.Context, kind, act, id string, err error) {
	p, ok := hotline.AsProblem(err)
	who := principal(c)
	if !ok || who == nil || who.Kind != policies.KindStaff {
		return
	}
	switch p.Code {
	case hotline.ErrForbidden, hotline.ErrNotFound, hotline.ErrActNotAllowed, hotline.ErrAtCapacity:
	default:
		return
	}
	e := store.LedgerEntry{At: s.Clock(), ActorKind: who.Kind, ActorID: who.ID, ActorName: who.Name, Act: act, SubjectKind: kind, SubjectID: &id,
		Outcome: string(p.Code), PolicyVersion: s.Policies.Load().Version(), RequestID: RequestID(c)}
	if lerr := s.Store.AddLedger(c.Request.Context(), e); lerr != nil {
		s.Logger.Error("a refusal could not be recorded", "request_id", RequestID(c), "error", lerr)
	}
}

// looked records that a member of staff opened a thing.
func (s *Server) looked(c *gin.Context, kind, id string, d policies.Decision) error {
	who := principal(c)
	if who.Kind != policies.KindStaff {
		return nil
	}
	return s.Store.AddLook(c.Request.Context(), store.LedgerEntry{At: s.Clock(), ActorKind: who.Kind, ActorID: who.ID, ActorName: who.Name,
		SubjectKind: kind, SubjectID: &id, PolicyLine: d.Line, PolicyVersion: d.Version, RequestID: RequestID(c)})
}
