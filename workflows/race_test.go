package workflows_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"minhu/internal/hotline"
	"minhu/internal/housetest"
)

// staying are acts that leave the stage alone and are raced all the same: an application, a reminder, an assisting unit.
var staying = []string{"return_apply", "extension_apply", "remind", "add_unit", "survey", "appeal"}

// Each pair of acts that are both legal in a stage is sent at the same moment, so that both come in one workflow task or in
// neighbouring ones. Whatever the order, exactly the acts that were acknowledged are recorded, once each, on a legal path.
func TestRaces(t *testing.T) {
	h := housetest.Start(t)
	table := hotline.Load()
	n := 0
	for _, st := range table.Stages {
		if st.Aggregate != hotline.Case || st.Final || path(table, hotline.Case, st.Stage) == nil {
			continue
		}
		rows, _ := waysOnce(table, hotline.Case)
		prelude := len(path(table, hotline.Case, st.Stage))
		var acts []hotline.Act
		for i := range table.Transitions {
			tr := &table.Transitions[i]
			way := rows[goal{i, st.Stage}]
			// A merge with a case that is not there comes back by itself, as one act more; the API's tests tell its story.
			// Only what is legal at once in the stage: what needs more on the way is raced by what it needs.
			if tr.Aggregate != hotline.Case || tr.Act == "merge" || way == nil || len(way) != prelude+1 || tr.Stays && !slices.Contains(staying, tr.Act) {
				continue
			}
			if !slices.ContainsFunc(acts, func(a hotline.Act) bool { return a.Name == tr.Act }) {
				acts = append(acts, actOf(table, tr))
			}
		}
		for i := range acts {
			for j := i; j < len(acts); j++ {
				t.Run(fmt.Sprintf("%s/%s+%s", st.Stage, acts[i].Name, acts[j].Name), func(t *testing.T) { race(t, h, st.Stage, acts[i], acts[j]) })
				n++
			}
		}
	}
	require.Greater(t, n, 100)
}

func race(t *testing.T, h *housetest.House, stage hotline.Stage, a, b hotline.Act) {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	id := play(t, h, story{name: "race", agg: hotline.Case, acts: path(hotline.Load(), hotline.Case, stage)})
	before, err := h.Store.EventsAfter(ctx, id, 0)
	require.NoError(t, err)
	pair := []hotline.Act{a, b}
	results := make([]error, 2)
	revs := make([]int64, 2)
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i := range pair {
		wg.Go(func() {
			<-start
			x := pair[i]
			x.Digest = fmt.Sprintf("%064d", i)
			r, err := h.Sender.Do(ctx, hotline.Case, id, uuid.NewString(), x)
			results[i], revs[i] = err, r.Rev
		})
	}
	close(start)
	wg.Wait()
	after, err := h.Store.EventsAfter(ctx, id, int64(len(before)))
	require.NoError(t, err)
	acked := 0
	for i := range pair {
		if results[i] == nil {
			acked++
			require.Equal(t, pair[i].Name, after[revs[i]-int64(len(before))-1].Act, "acknowledged at a revision that another act has")
			continue
		}
		_, refused := hotline.AsProblem(results[i])
		require.True(t, refused, "%v", results[i])
	}
	require.Len(t, after, acked)
	state := hotline.State{Aggregate: hotline.Case, ID: id, Table: hotline.TableVersion}
	for _, r := range append(before, after...) {
		state, err = state.Apply(r.Event())
		require.NoError(t, err)
	}
	row, err := h.Store.CaseByID(ctx, id)
	require.NoError(t, err)
	require.Equal(t, state.Rev, row.Rev)
	require.Equal(t, string(state.Stage), row.Stage)
}
