package worker_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"minhu/internal/hotline"
	"minhu/internal/housetest"
	"minhu/worker"
	"minhu/workflows"
)

// No worker is there when a deadline passes: the clock rings once, as soon as one is back, and says by its own time how late.
func TestAWorkerDownAcrossADeadline(t *testing.T) {
	h := housetest.Start(t)
	ctx := t.Context()
	id := uuid.NewString()
	kept, err := h.Store.PutContentKey(ctx, id, h.Ring.NewKey(id))
	require.NoError(t, err)
	require.NoError(t, h.Ring.Remember(id, kept))
	st := hotline.State{Aggregate: hotline.Case, ID: id, Table: hotline.TableVersion}
	clerk := hotline.Actor{Kind: hotline.ByStaff, ID: uuid.NewString(), Name: "示范", Role: "agent", DeptPath: "/city/hotline"}
	out, err := h.Activities().Record(ctx, recordInput(st, hotline.Act{Name: "register", Actor: clerk, Fields: hotline.Fields{"kind": "help", "title": "路灯", "content": "路灯不亮"}, Digest: "1"}, "1"))
	require.NoError(t, err)
	st, err = st.Apply(out.Event)
	require.NoError(t, err)
	due := time.Now().UTC().Add(300 * time.Millisecond)
	st.Clocks[0].DueAt = due
	queues := worker.Queues{Suffix: "-late-" + uuid.NewString()[:8]}
	_, err = h.Temporal.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: hotline.WorkflowID(hotline.Case, id), TaskQueue: queues.Of(hotline.Case)}, workflows.CaseType, st)
	require.NoError(t, err)
	require.Eventually(t, func() bool { return time.Now().After(due.Add(time.Second)) }, 5*time.Second, 50*time.Millisecond)
	rows, err := h.Store.EventsAfter(ctx, id, 1)
	require.NoError(t, err)
	require.Empty(t, rows, "nobody was there to ring")
	back := time.Now()
	for _, w := range worker.New(h.Temporal, h.Activities(), queues) {
		require.NoError(t, w.Start())
		defer w.Stop()
	}
	require.Eventually(t, func() bool {
		rows, err = h.Store.EventsAfter(ctx, id, 1)
		return err == nil && len(rows) > 0
	}, 20*time.Second, 20*time.Millisecond)
	require.Len(t, rows, 1)
	require.Equal(t, "overdue", rows[0].Act)
	require.WithinRange(t, rows[0].At, due, back.Add(5*time.Second))
	row, err := h.Store.CaseByID(ctx, id)
	require.NoError(t, err)
	require.True(t, row.Overdue)
}
