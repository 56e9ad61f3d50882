package simulate

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"minhu/internal/hotline"
)

// Recount folds every case's events from nothing and compares what comes out with what the boards, lists and figures read:
// stage, revision, counters, lateness. It also holds each clock to its word: late exactly when it ran out, once. It returns
// one sentence per difference; none is the proof.
func Recount(ctx context.Context, h *House, lives []string) ([]string, *Counts, error) {
	var faults []string
	say := func(format string, a ...any) { faults = append(faults, fmt.Sprintf(format, a...)) }
	counted := &Counts{Stages: map[string]int{}}
	for _, id := range lives {
		rows, err := h.Store.EventsAfter(ctx, id, 0)
		if err != nil {
			return nil, nil, err
		}
		if len(rows) == 0 {
			say("%s has no event", id)
			continue
		}
		st := hotline.State{Aggregate: hotline.Case, ID: id, Table: hotline.TableVersion}
		rung := map[string]bool{}
		for _, r := range rows {
			e := r.Event()
			if act := (hotline.Act{Name: e.Act, Actor: e.Actor, Fields: fieldsOf(r.Data)}); legal(st, act, e.At) != nil {
				say("%s: %s is not legal in %q: %v", id, e.Act, st.Stage, legal(st, act, e.At))
			}
			if e.Actor.Kind == hotline.BySystem {
				late(e, st, rung, say)
			}
			if st, err = st.Apply(e); err != nil {
				say("%s: %v", id, err)
				break
			}
		}
		row, err := h.Store.CaseByID(ctx, id)
		if err != nil {
			return nil, nil, err
		}
		over := false
		for _, k := range st.Clocks {
			over = over || k.StoppedAt == nil && k.OverdueAt != nil
		}
		next, _ := st.Earliest()
		for _, x := range []struct {
			what      string
			want, got any
		}{{"stage", string(st.Stage), row.Stage}, {"revision", st.Rev, row.Rev}, {"redos", st.Redos, row.Redos}, {"reminders", st.Reminders, row.Reminders},
			{"overdue", over, row.Overdue}, {"supervised", st.Supervised, row.Supervised}, {"department", st.Department, row.Department},
			{"next clock", next.Name, row.NextClock}, {"closed", hotline.Load().Done(hotline.Case, st.Stage), row.ClosedAt.Valid}} {
			if x.want != x.got {
				say("%s: %s is %v by its events and %v in the list", id, x.what, x.want, x.got)
			}
		}
		counted.add(st, over)
	}
	return faults, counted, nil
}

// Counts is what the cases come to, from their events alone.
type Counts struct {
	Stages     map[string]int
	Overdue    int
	Supervised int
	Redone     int
}

func (c *Counts) add(st hotline.State, over bool) {
	c.Stages[string(st.Stage)]++
	if over {
		c.Overdue++
	}
	if st.Supervised {
		c.Supervised++
	}
	if st.Redos > 0 {
		c.Redone++
	}
}

func legal(st hotline.State, a hotline.Act, at time.Time) error {
	_, err := hotline.For(st, a.Name).Decide(st, a, at)
	return err
}

func fieldsOf(data json.RawMessage) hotline.Fields {
	var d struct {
		Fields hotline.Fields `json:"fields"`
	}
	_ = json.Unmarshal(data, &d) // written by Record from this type
	return d.Fields
}

// late checks what a clock did: it acts at its deadline, not before and within seconds after, and once.
func late(e hotline.Event, before hotline.State, rung map[string]bool, say func(string, ...any)) {
	for _, k := range before.Clocks {
		if e.Act != "overdue" || !k.Running() || k.Quiet {
			continue
		}
		for _, n := range e.Clocks {
			if n.Key() != k.Key() || n.OverdueAt == nil {
				continue
			}
			key := k.Key() + k.StartedAt.String()
			if rung[key] {
				say("%s: %s was late twice", before.ID, k.Key())
			}
			rung[key] = true
			if off := n.OverdueAt.Sub(k.DueAt); off < 0 || off > 5*time.Second {
				say("%s: %s was reported late %s after its deadline", before.ID, k.Key(), off)
			}
		}
	}
}

// Boards compares the counts of the tables, as one statement reads them, with those of the events.
func Boards(ctx context.Context, h *House, c *Counts) ([]string, error) {
	var faults []string
	var rows []struct {
		Stage string `db:"stage"`
		N     int    `db:"n"`
	}
	if err := h.Store.DB.SelectContext(ctx, &rows, `select stage, count(*) as n from cases group by stage`); err != nil {
		return nil, err
	}
	seen := 0
	for _, r := range rows {
		seen += r.N
		if c.Stages[r.Stage] != r.N {
			faults = append(faults, fmt.Sprintf("%d cases are %q by their events, %d in the table", c.Stages[r.Stage], r.Stage, r.N))
		}
	}
	all := 0
	for _, n := range c.Stages {
		all += n
	}
	if all != seen {
		faults = append(faults, fmt.Sprintf("%d cases by their events, %d in the table", all, seen))
	}
	var n struct {
		Overdue, Supervised, Redone int
	}
	if err := h.Store.DB.GetContext(ctx, &n, `select count(*) filter (where overdue) as overdue, count(*) filter (where supervised) as supervised,
		count(*) filter (where redos > 0) as redone from cases`); err != nil {
		return nil, err
	}
	if n.Overdue != c.Overdue || n.Supervised != c.Supervised || n.Redone != c.Redone {
		faults = append(faults, fmt.Sprintf("late, supervised, redone: %d, %d, %d by the events; %d, %d, %d in the table", c.Overdue, c.Supervised, c.Redone, n.Overdue, n.Supervised, n.Redone))
	}
	return faults, nil
}
