package worker_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"minhu/internal/hotline"
	"minhu/internal/housetest"
	"minhu/worker"
	"minhu/workflows"
)

// A case that an older release opened goes by its own table until the recorded migrate act moves it; then by the newest.
func TestAnOpenCaseSurvivesANewTable(t *testing.T) {
	h := housetest.Start(t)
	ctx := t.Context()
	id := uuid.NewString()
	kept, err := h.Store.PutContentKey(ctx, id, h.Ring.NewKey(id))
	require.NoError(t, err)
	require.NoError(t, h.Ring.Remember(id, kept))
	old := hotline.State{Aggregate: hotline.Case, ID: id, Table: 1}
	acts := h.Activities()
	n := 0
	clerk := hotline.Actor{Kind: hotline.ByStaff, ID: "00000000-0000-4000-8000-000000000010", Name: "示范clerk", Role: "dept_staff", DeptPath: "/city/zjj"}
	record := func(name string, f hotline.Fields) {
		n++
		out, err := acts.Record(ctx, recordInput(old, hotline.Act{Name: name, Actor: clerk, Fields: f, Digest: fmt.Sprint(n)}, fmt.Sprint(n)))
		require.NoError(t, err)
		old, err = old.Apply(out.Event)
		require.NoError(t, err)
	}
	record("register", hotline.Fields{"kind": "complaint", "title": "路面破损", "content": "路面破损", "channel": "desk"})
	record("accept", nil)
	record("dispatch", hotline.Fields{"department": "zjj"})
	start(t, h, old, workflows.CaseType)
	do := func(key, name string, f hotline.Fields) error {
		_, err := h.Sender.Do(ctx, hotline.Case, id, key, hotline.Act{Name: name, Actor: clerk, Fields: f, Digest: key})
		return err
	}
	require.NoError(t, do("sign", "sign", nil))
	require.ErrorIs(t, do("early", "extension_apply", hotline.Fields{"days": "3", "reason": "x"}), hotline.ErrValidationFailed, "the old table knows no extension")

	m := &worker.Migrator{Store: h.Store, Sender: h.Sender, Pace: time.Millisecond, Logger: h.Options.Logger}
	require.Eventually(t, func() bool {
		_, err := m.Run(ctx)
		require.NoError(t, err)
		row, err := h.Store.CaseByID(ctx, id)
		return err == nil && row.TableVersion == hotline.TableVersion
	}, 20*time.Second, 50*time.Millisecond)
	require.NoError(t, do("later", "extension_apply", hotline.Fields{"days": "3", "reason": "x"}))
	again, err := m.Run(ctx)
	require.NoError(t, err)
	require.Zero(t, again, "moving twice moves nothing")
	rows, err := h.Store.EventsAfter(ctx, id, 0)
	require.NoError(t, err)
	var names []string
	for _, r := range rows {
		names = append(names, r.Act)
	}
	require.Equal(t, []string{"register", "accept", "dispatch", "sign", "migrate", "extension_apply"}, names)
}
