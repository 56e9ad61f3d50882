package bench

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

// The floor: the barest workflow that answers an Update with one local activity of one statement, on the same engine and
// database, without codec, validator or edge, with payloads of the same size.

const floorQueue = "minhu-bench-floor"

type floorLine struct{ Text string }

type floorBed struct {
	db *sqlx.DB
	c  client.Client
	w  worker.Worker
}

type floorActivity struct{ db *sqlx.DB }

// outcome is the size of what our local activity returns: the recorded event.
const outcome = 600

// Put is the one statement.
func (f *floorActivity) Put(ctx context.Context, key, text string) (string, error) {
	var n int
	err := f.db.GetContext(ctx, &n, `insert into bench_floor (key, text) values ($1, $2) on conflict (key) do update set text = excluded.text returning 1`, key, text)
	return strings.Repeat("r", outcome), err
}

func floorWorkflow(ctx workflow.Context, _ floorLine) error {
	id := workflow.GetInfo(ctx).WorkflowExecution.ID
	done := false
	err := workflow.SetUpdateHandler(ctx, "put", func(ctx workflow.Context, l floorLine) (floorLine, error) {
		ctx = workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{StartToCloseTimeout: 2 * time.Second})
		var out string
		key := id + workflow.GetCurrentUpdateInfo(ctx).ID
		if err := workflow.ExecuteLocalActivity(ctx, (*floorActivity)(nil).Put, key, l.Text).Get(ctx, &out); err != nil {
			return floorLine{}, err
		}
		if l.Text == "end" {
			done = true
		}
		return floorLine{Text: strings.Repeat("x", 120)}, nil
	})
	if err != nil {
		return err
	}
	if err := workflow.Await(ctx, func() bool {
		return workflow.AllHandlersFinished(ctx) && (done || workflow.GetInfo(ctx).GetContinueAsNewSuggested())
	}); err != nil || done {
		return err
	}
	// A long run says more lines than one history holds: the floor goes on as the conversation does.
	return workflow.NewContinueAsNewError(ctx, floorWorkflow, floorLine{})
}

func newFloor(ctx context.Context, db *sqlx.DB, address, namespace string) (*floorBed, error) {
	if _, err := db.ExecContext(ctx, `create table if not exists bench_floor (key text primary key, text text not null)`); err != nil {
		return nil, err
	}
	c, err := client.DialContext(ctx, client.Options{HostPort: address, Namespace: namespace, Logger: quiet{}})
	if err != nil {
		return nil, err
	}
	w := worker.New(c, floorQueue, worker.Options{StickyScheduleToStartTimeout: time.Second})
	w.RegisterWorkflow(floorWorkflow)
	w.RegisterActivity(&floorActivity{db})
	if err := w.Start(); err != nil {
		return nil, err
	}
	return &floorBed{db, c, w}, nil
}

func (f *floorBed) close() {
	f.w.Stop()
	f.c.Close()
}

func (f *floorBed) options(id string) client.StartWorkflowOptions {
	return client.StartWorkflowOptions{ID: id, TaskQueue: floorQueue, WorkflowIDConflictPolicy: enums.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING}
}

// start opens a floor workflow without an Update.
func (f *floorBed) start(ctx context.Context) (string, error) {
	id := "floor/" + uuid.NewString()
	_, err := f.c.ExecuteWorkflow(ctx, f.options(id), floorWorkflow, floorLine{})
	return id, err
}

// put is one Update.
func (f *floorBed) put(ctx context.Context, id, key string, size int) error {
	h, err := f.c.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{WorkflowID: id, UpdateID: key, UpdateName: "put", Args: []any{floorLine{strings.Repeat("q", size)}},
		WaitForStage: client.WorkflowUpdateStageCompleted})
	if err != nil {
		return err
	}
	var out floorLine
	return h.Get(ctx, &out)
}

// open is one bare Update-With-Start.
func (f *floorBed) open(ctx context.Context, size int) error {
	id := "floor/" + uuid.NewString()
	op := f.c.NewWithStartWorkflowOperation(f.options(id), floorWorkflow, floorLine{})
	h, err := f.c.UpdateWithStartWorkflow(ctx, client.UpdateWithStartWorkflowOptions{StartWorkflowOperation: op, UpdateOptions: client.UpdateWorkflowOptions{WorkflowID: id,
		UpdateID: "first", UpdateName: "put", Args: []any{floorLine{strings.Repeat("q", size)}}, WaitForStage: client.WorkflowUpdateStageCompleted}})
	if err != nil {
		return err
	}
	var out floorLine
	return h.Get(ctx, &out)
}

// quiet drops the SDK's log lines.
type quiet struct{}

func (quiet) Debug(string, ...any) {}
func (quiet) Info(string, ...any)  {}
func (quiet) Warn(string, ...any)  {}
func (quiet) Error(m string, kv ...any) {
	// Standard output belongs to the figures.
	fmt.Fprintln(os.Stderr, append([]any{m}, kv...)...)
}
