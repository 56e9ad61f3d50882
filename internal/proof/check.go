package proof

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/converter"

	"minhu/activities"
	"minhu/internal/assembly"
	"minhu/internal/hotline"
	"minhu/workflows"
)

// check reads every promise back and returns the faults it finds, the first hundred.
type check struct {
	house  *assembly.House
	faults []string
}

func (c *check) fault(format string, args ...any) {
	if len(c.faults) < 100 {
		c.faults = append(c.faults, fmt.Sprintf(format, args...))
	}
}

// all checks that every acknowledged write is there exactly once, that every path is legal, that row, events and workflow
// agree, and that clocks are what the rules say.
func (c *check) all(ctx context.Context, promises []promise) error {
	bySubject := map[string][]promise{}
	kinds := map[string]hotline.Aggregate{}
	for _, p := range promises {
		bySubject[p.ID] = append(bySubject[p.ID], p)
		kinds[p.ID] = map[string]hotline.Aggregate{"conversations": hotline.Conversation, "cases": hotline.Case}[p.Kind]
		if p.ID == "" {
			c.fault("%s %s was acknowledged without an id", p.Kind, p.Act)
		}
	}
	for id, ps := range bySubject {
		if id == "" {
			continue
		}
		if err := c.subject(ctx, kinds[id], id, ps); err != nil {
			return err
		}
	}
	return nil
}

func (c *check) subject(ctx context.Context, agg hotline.Aggregate, id string, ps []promise) error {
	rows, err := c.house.Store.EventsAfter(ctx, id, 0)
	if err != nil {
		return err
	}
	state := hotline.State{Aggregate: agg, ID: id, Table: hotline.TableVersion}
	atRev := map[int64]string{}
	ids := map[string]bool{}
	for _, r := range rows {
		e := r.Event()
		if ids[e.UpdateID] {
			c.fault("%s %s: update %s stands twice", agg, id, e.UpdateID)
		}
		ids[e.UpdateID] = true
		var data struct{ Fields hotline.Fields }
		if err := json.Unmarshal(r.Data, &data); err != nil {
			return err
		}
		act := hotline.Act{Name: e.Act, Actor: e.Actor, Fields: data.Fields}
		if _, err := hotline.For(state, e.Act).Find(state, act, e.At); err != nil {
			c.fault("%s %s: %s is not legal in %q", agg, id, e.Act, state.Stage)
		}
		if state, err = state.Apply(e); err != nil {
			c.fault("%s %s: %v", agg, id, err)
			return nil
		}
		atRev[e.Seq] = e.Act
		c.clocks(agg, id, e)
	}
	for _, p := range ps {
		if atRev[p.Rev] != p.Act {
			c.fault("%s %s: %s was acknowledged as revision %d, which is %q", agg, id, p.Act, p.Rev, atRev[p.Rev])
		}
	}
	switch err := c.projection(ctx, agg, id, state); {
	case gone(err):
		c.fault("%s %s was acknowledged and is not there", agg, id)
		return nil
	case err != nil:
		return err
	}
	if agg == hotline.Conversation {
		return c.lines(ctx, id, ps, state)
	}
	return nil
}

// gone says that neither a row nor a workflow is there.
func gone(err error) bool {
	var none *serviceerror.NotFound
	return errors.Is(err, sql.ErrNoRows) || errors.As(err, &none)
}

// ask queries the workflow's state; a worker that has just come back is given time to poll.
func (c *check) ask(ctx context.Context, agg hotline.Aggregate, id string) (converter.EncodedValue, error) {
	for {
		one, cancel := context.WithTimeout(ctx, 10*time.Second)
		v, err := c.house.Temporal.QueryWorkflow(one, hotline.WorkflowID(agg, id), "", workflows.StateQuery)
		cancel()
		if err == nil || gone(err) || ctx.Err() != nil {
			return v, err
		}
		pause(ctx, 200*time.Millisecond)
	}
}

// projection compares the row and the workflow with the folded events.
func (c *check) projection(ctx context.Context, agg hotline.Aggregate, id string, want hotline.State) error {
	var rev int64
	var stage string
	if agg == hotline.Case {
		r, err := c.house.Store.CaseByID(ctx, id)
		if err != nil {
			return err
		}
		rev, stage = r.Rev, r.Stage
	} else {
		r, err := c.house.Store.ConversationByID(ctx, id)
		if err != nil {
			return err
		}
		rev, stage = r.Rev, r.Stage
	}
	if rev != want.Rev || stage != string(want.Stage) {
		c.fault("%s %s: the row says %s at %d, the events say %s at %d", agg, id, stage, rev, want.Stage, want.Rev)
	}
	v, err := c.ask(ctx, agg, id)
	if err != nil {
		return fmt.Errorf("query %s %s: %w", agg, id, err)
	}
	var got hotline.State
	if err := v.Get(&got); err != nil {
		return err
	}
	// A row whose workflow task was lost is ahead of its workflow until the next act; nothing else may differ.
	if got.Rev > want.Rev || got.Rev == want.Rev && got.Stage != want.Stage {
		c.fault("%s %s: the workflow says %s at %d, the events say %s at %d", agg, id, got.Stage, got.Rev, want.Stage, want.Rev)
	}
	return nil
}

// clocks checks that each clock an event started is due when the pinned rules say.
func (c *check) clocks(agg hotline.Aggregate, id string, e hotline.Event) {
	for _, k := range e.Clocks {
		d, _, err := c.house.Time.Deadline(k)
		if err != nil || !d.At.Equal(k.DueAt) {
			c.fault("%s %s: clock %s of event %d is due %s, the rules say %s (%v)", agg, id, k.Name, e.Seq, k.DueAt, d.At, err)
		}
	}
}

// lines checks that every acknowledged line stands once in the transcript and that the sequence has no gap.
func (c *check) lines(ctx context.Context, id string, ps []promise, state hotline.State) error {
	rows, err := c.house.Store.UtterancesAfter(ctx, id, 0)
	if err != nil {
		return err
	}
	seen := map[string]int{}
	for i, r := range rows {
		if r.Seq != i+1 {
			c.fault("conversation %s: line %d stands at place %d", id, r.Seq, i+1)
		}
		b, err := c.house.Ring.Open(ctx, id, "utterance", r.Body)
		if err != nil {
			return err
		}
		var said activities.Said
		if err := json.Unmarshal(b, &said); err != nil {
			return err
		}
		if r.Speaker == "citizen" {
			seen[said.Text]++
		}
	}
	if len(rows) != state.Lines {
		c.fault("conversation %s has %d lines, its events say %d", id, len(rows), state.Lines)
	}
	for text, n := range seen {
		if n > 1 {
			c.fault("conversation %s: %q stands %d times", id, text, n)
		}
	}
	for _, p := range ps {
		if seen[p.Text] != 1 {
			c.fault("conversation %s: the acknowledged line %q stands %d times", id, p.Text, seen[p.Text])
		}
	}
	return nil
}
