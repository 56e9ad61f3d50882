package workflows_test

import (
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"minhu/internal/hotline"
	"minhu/internal/housetest"
)

// A very long talk goes on in a fresh history when the server suggests it: no line is lost at the seam, and a key from before
// it still gives its first answer.
func TestLongTalkContinuesAsNew(t *testing.T) {
	h := housetest.Start(t)
	ctx := t.Context()
	id := uuid.NewString()
	ask := func(i int) hotline.Act {
		return hotline.Act{Name: "ask", Actor: people[hotline.ByCitizen], Fields: hotline.Fields{"text": "居住证怎么办理"}, Digest: fmt.Sprintf("%064d", i)}
	}
	_, err := h.Sender.Open(ctx, hotline.Conversation, id, "k-0", ask(0))
	require.NoError(t, err)
	first, err := h.Temporal.DescribeWorkflowExecution(ctx, hotline.WorkflowID(hotline.Conversation, id), "")
	require.NoError(t, err)
	run := first.GetWorkflowExecutionInfo().GetExecution().GetRunId()
	n := 1
	for ; n < 1200; n++ {
		r, err := h.Sender.Do(ctx, hotline.Conversation, id, fmt.Sprintf("k-%d", n), ask(n))
		require.NoError(t, err, "line %d", n)
		require.EqualValues(t, n+1, r.Rev)
		if n%50 == 0 {
			d, err := h.Temporal.DescribeWorkflowExecution(ctx, hotline.WorkflowID(hotline.Conversation, id), "")
			require.NoError(t, err)
			if d.GetWorkflowExecutionInfo().GetExecution().GetRunId() != run {
				break
			}
		}
	}
	require.Less(t, n, 1200, "the talk never continued in a fresh history")
	again, err := h.Sender.Do(ctx, hotline.Conversation, id, "k-3", ask(3))
	require.NoError(t, err)
	require.EqualValues(t, 4, again.Rev, "a key from before the seam gives its first answer")
	rows, err := h.Store.EventsAfter(ctx, id, 0)
	require.NoError(t, err)
	require.Len(t, rows, n+1)
}
