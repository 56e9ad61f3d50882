package worker_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"minhu/activities"
	"minhu/internal/hotline"
	"minhu/internal/housetest"
)

func recordInput(st hotline.State, a hotline.Act, key string) activities.RecordInput {
	return activities.RecordInput{State: st, Act: a, UpdateID: key, At: time.Now().UTC()}
}

// start gives a state to a workflow, as an import does.
func start(t *testing.T, h *housetest.House, st hotline.State, kind string) {
	_, err := h.Temporal.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: hotline.WorkflowID(st.Aggregate, st.ID), TaskQueue: h.Queues.Of(st.Aggregate)}, kind, st)
	require.NoError(t, err)
}
