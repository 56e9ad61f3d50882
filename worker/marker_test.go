package worker_test

import (
	"encoding/json"
	"log/slog"
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

// A clock reaches its mark: the reminder is recorded once, whoever works on the case is told once, and the next mark is waited for.
func TestReminderAtAMark(t *testing.T) {
	h := housetest.Start(t)
	ctx := t.Context()
	id := uuid.NewString()
	kept, err := h.Store.PutContentKey(ctx, id, h.Ring.NewKey(id))
	require.NoError(t, err)
	require.NoError(t, h.Ring.Remember(id, kept))
	st := hotline.State{Aggregate: hotline.Case, ID: id, Table: hotline.TableVersion}
	staff := hotline.Actor{Kind: hotline.ByStaff, ID: uuid.NewString(), Name: "示范", Role: "agent", DeptPath: "/city/hotline"}
	for i, a := range []hotline.Act{{Name: "register", Fields: hotline.Fields{"kind": "help", "title": "路灯", "content": "路灯不亮"}}, {Name: "accept"},
		{Name: "dispatch", Fields: hotline.Fields{"department": "zjj"}}, {Name: "sign"}} {
		a.Actor, a.Digest = staff, "1"
		out, err := h.Activities().Record(ctx, recordInput(st, a, string(rune('a'+i))))
		require.NoError(t, err, a.Name)
		st, err = st.Apply(out.Event)
		require.NoError(t, err)
	}
	now := time.Now().UTC().Truncate(time.Microsecond)
	for i := range st.Clocks {
		if st.Clocks[i].Name == "reply" {
			st.Clocks[i].WarnAt, st.Clocks[i].DangerAt, st.Clocks[i].DueAt = now.Add(-2*time.Minute), now.Add(time.Hour), now.Add(3*time.Hour)
		} else {
			st.Clocks[i].WarnAt, st.Clocks[i].DangerAt = time.Time{}, time.Time{}
		}
	}
	clocks, err := json.Marshal(st.Clocks)
	require.NoError(t, err)
	_, err = h.Store.DB.ExecContext(ctx, `update cases set clocks = $2, next_mark_at = $3, assignee_id = null where id = $1`, id, string(clocks), now.Add(-2*time.Minute))
	require.NoError(t, err)
	_, err = h.Temporal.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: hotline.WorkflowID(hotline.Case, id), TaskQueue: h.Queues.Of(hotline.Case)}, workflows.CaseType, st)
	require.NoError(t, err)
	m := &worker.Marker{Store: h.Store, Sender: h.Sender, Clock: time.Now, Logger: slog.New(slog.DiscardHandler)}
	require.Eventually(t, func() bool {
		_, _, err := m.Step(ctx)
		rows, rerr := h.Store.EventsAfter(ctx, id, 4)
		return err == nil && rerr == nil && len(rows) > 0
	}, 20*time.Second, 50*time.Millisecond)
	_, next, err := m.Step(ctx)
	require.NoError(t, err)
	require.True(t, next.Equal(now.Add(time.Hour)), "the next mark is %s", next)
	rows, err := h.Store.EventsAfter(ctx, id, 4)
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Equal(t, "warn", rows[0].Act)
	var told []string
	require.NoError(t, h.Store.DB.SelectContext(ctx, &told, `select s.username from notice n join staff s on s.id = n.recipient_id where n.template = 'staff_warn' and n.subject_id = $1 order by 1`, id))
	require.Equal(t, []string{"clerk", "lead"}, told)
}
