// Package activities is what a workflow may do to the world: look up, answer, seal, record, notify. Each activity is safe to
// run twice: what it writes is a function of its input, and record knows its own traces.
package activities

import (
	"context"
	"time"

	"go.temporal.io/sdk/temporal"

	"minhu/internal/hotline"
	"minhu/internal/pii"
	"minhu/internal/seeded"
	"minhu/internal/store"
)

// Hotline holds what the activities need. It is registered whole; the workflows call its methods.
type Hotline struct {
	Store   *store.Store
	Ring    *pii.Keyring
	Time    *Timekeeper
	Answers Answerer
	Units   *Units
	Telling Telling
}

// RecordInput is one act as the workflow saw it. At is the workflow's time; nothing is drawn inside.
type RecordInput struct {
	State    hotline.State `json:"state"`
	Act      hotline.Act   `json:"act"`
	UpdateID string        `json:"update_id"`
	At       time.Time     `json:"at"`
}

// Record performs one act: it evaluates the table, counts the clocks, seals what must be sealed and writes everything in
// one transaction. Domain errors come as non-retryable errors whose type is the code; anything else is retried.
func (h *Hotline) Record(ctx context.Context, in RecordInput) (hotline.Outcome, error) {
	out, err := h.record(ctx, in)
	if err != nil {
		return hotline.Outcome{}, domain(err)
	}
	seeded.AfterRow()
	return out, nil
}

func (h *Hotline) record(ctx context.Context, in RecordInput) (hotline.Outcome, error) {
	table := hotline.For(in.State, in.Act.Name)
	t, err := table.Decide(in.State, in.Act, in.At)
	if err != nil {
		return hotline.Outcome{}, err
	}
	level, err := h.units(ctx, &in)
	if err != nil {
		return hotline.Outcome{}, err
	}
	e, err := table.Next(t, in.State, in.Act, in.At, h.Time.Ruler(in.State, level))
	if err != nil {
		return hotline.Outcome{}, err
	}
	if e.Act == RecountAct {
		if e.Clocks, err = h.Time.recount(e.Clocks, in.Act.Fields["calendar"], in.At); err != nil {
			return hotline.Outcome{}, err
		}
	}
	e.UpdateID = in.UpdateID
	r := store.Recording{ID: in.State.ID, Aggregate: in.State.Aggregate, Event: e, Line: in.Act.Line, Policy: in.Act.Policy,
		RequestID: in.Act.RequestID, Feed: map[string]any{"stage": string(e.To)}}
	if in.State.Aggregate == hotline.Conversation {
		err = h.turn(ctx, in, &r)
	} else {
		err = h.casework(ctx, in, t, &r)
	}
	if err != nil {
		return hotline.Outcome{}, err
	}
	return h.Store.Record(ctx, r)
}

// domain marks errors of the catalogue as final; the others stay retryable.
func domain(err error) error {
	p, ok := hotline.AsProblem(err)
	if !ok {
		return err
	}
	if p.Code.Status() >= 500 {
		return err
	}
	return temporal.NewNonRetryableApplicationError(p.Detail, string(p.Code), nil, p.Rev, p.Fields)
}
