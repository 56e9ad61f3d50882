// Package simulate lets a hotline's year pass in minutes: the real workflows and activities on a real database, with people and
// departments drawn from a seed, while the SDK's time-skipping environment moves the clock. It needs no workflow engine. It is
// linked only into its own command, so that no test library is in the product.
package simulate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"sync/atomic"
	"time"

	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"minhu/activities"
	"minhu/internal/hotline"
	"minhu/internal/pii"
	"minhu/internal/store"
	"minhu/workflows"
)

// Matter is one thing that somebody raises in the year.
type Matter struct {
	Title, Content, Class, Place string
	Reply                        string
	At                           time.Time // within the year
}

// Options of a simulated year. From is its first instant; Seed draws everybody's ways.
type Options struct {
	Matters []Matter
	From    time.Time
	Seed    uint64
	Each    func(done, all int)
}

// Report is what a year came to.
type Report struct {
	Cases     int            `json:"cases"`
	Acts      int            `json:"acts"`
	Refused   int            `json:"refused"` // acts that came too late: a clock or another person was first
	ByAct     map[string]int `json:"by_act"`
	ByStage   map[string]int `json:"by_stage"`
	Simulated string         `json:"simulated"`
	Took      string         `json:"took"`
}

// House is what the simulation needs of an installation.
type House struct {
	Store *store.Store
	Ring  *pii.Keyring
	Acts  *activities.Hotline
	City  City
}

// City is who works where.
type City struct {
	Units      []Unit            // departments that handle
	Duty       map[string]string // class → department
	Dispatcher hotline.Actor
	Reviewer   hotline.Actor
	Surveyor   hotline.Actor
	Supervisor hotline.Actor
}

// Unit is one department and how it works: Pace stretches its times, Care is how often it gets things right, 0 to 1.
type Unit struct {
	ID, Path, Name string
	Pace, Care     float64
}

// year is one run.
type year struct {
	h     *House
	o     Options
	env   *testsuite.TestWorkflowEnvironment
	acts  atomic.Int64
	over  atomic.Int64
	rep   *Report
	err   error
	lives []*life
}

// limit is how long after the year the last clocks are let run.
const limit = 200 * 24 * time.Hour

// Run lets the year pass and gives its report; Recount compares what the boards say with the events afterwards.
func Run(ctx context.Context, h *House, o Options) (*Report, error) {
	started := time.Now()
	env := environment(h, o.From)
	y := &year{h: h, o: o, env: env, rep: &Report{Cases: len(o.Matters), ByAct: map[string]int{}, ByStage: map[string]int{}}}
	for i, m := range o.Matters {
		l := &life{y: y, matter: m, rng: rand.New(rand.NewPCG(o.Seed, uint64(i)+1))}
		l.id = hotline.NewID(h.Ring.Root().Namespace(), "simulate", fmt.Sprint(o.Seed), fmt.Sprint(i))
		wrapped, err := h.Store.PutContentKey(ctx, l.id, h.Ring.NewKey(l.id))
		if err != nil {
			return nil, err
		}
		if err := h.Ring.Remember(l.id, wrapped); err != nil {
			return nil, err
		}
		y.lives = append(y.lives, l)
	}
	env.RegisterWorkflowWithOptions(y.parent, workflow.RegisterOptions{Name: "Year"})
	env.ExecuteWorkflow("Year")
	if err := errors.Join(y.err, env.GetWorkflowError()); err != nil {
		return nil, err
	}
	y.rep.Acts = int(y.acts.Load())
	y.rep.Simulated = env.Now().Sub(o.From).Round(time.Hour).String()
	y.rep.Took = time.Since(started).Round(time.Millisecond).String()
	return y.rep, nil
}

// environment is a time-skipping one that knows the case workflow and the house's activities.
func environment(h *House, from time.Time) *testsuite.TestWorkflowEnvironment {
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(sdklog.NewStructuredLogger(slog.New(slog.NewTextHandler(io.Discard, nil))))
	env := suite.NewTestWorkflowEnvironment()
	env.SetTestTimeout(30 * time.Minute)
	env.SetStartTime(from)
	env.RegisterWorkflowWithOptions(workflows.Case, workflow.RegisterOptions{Name: workflows.CaseType})
	env.RegisterActivity(h.Acts)
	return env
}

// parent starts each case as a child at its time and waits until all are over, or the clocks had time enough.
func (y *year) parent(ctx workflow.Context) error {
	ended := 0
	for _, l := range y.lives {
		workflow.Go(ctx, func(ctx workflow.Context) {
			if err := workflow.Sleep(ctx, l.matter.At.Sub(y.o.From)); err != nil {
				return
			}
			opts := workflow.ChildWorkflowOptions{WorkflowID: hotline.WorkflowID(hotline.Case, l.id), TaskQueue: "simulate"}
			child := workflow.ExecuteChildWorkflow(workflow.WithChildOptions(ctx, opts), workflows.CaseType, hotline.State{ID: l.id, Table: hotline.TableVersion})
			if err := child.GetChildWorkflowExecution().Get(ctx, nil); err != nil {
				y.err = errors.Join(y.err, err)
				ended++
				return
			}
			l.register()
			if err := child.Get(ctx, nil); err != nil {
				y.err = errors.Join(y.err, fmt.Errorf("case %s: %w", l.id, err))
			}
			ended++
			if y.o.Each != nil {
				y.o.Each(ended, len(y.lives))
			}
		})
	}
	_, err := workflow.AwaitWithTimeout(ctx, 365*24*time.Hour+limit, func() bool { return ended == len(y.lives) })
	return err
}
