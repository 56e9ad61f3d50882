package workflows_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"google.golang.org/protobuf/encoding/protojson"

	"minhu/internal/hotline"
	"minhu/internal/housetest"
	"minhu/internal/pii"
	"minhu/internal/testbed"
	"minhu/workflows"
)

func TestMain(m *testing.M) { os.Exit(testbed.Main(m)) }

const golden = "testdata"

// goldenKeys are the wrapped content keys of the recorded histories, by subject; the root is the test's own.
type goldenKeys map[string]string

func (k goldenKeys) WrappedKey(_ context.Context, subject string) ([]byte, error) {
	v, ok := k[subject]
	if !ok {
		return nil, pii.ErrKeyMissing
	}
	return base64.StdEncoding.DecodeString(v)
}

// recordVariable makes TestGoldenHistories record anew. Record from released code: a history that only today's code wrote
// proves nothing about the ones in the field.
const recordVariable = "MINHU_RECORD_HISTORIES"

// Every row of the transition table and every clock has a recorded history, and today's code replays all of them. A failure
// here means that open conversations, messages or cases would get stuck: not safe to deploy.
func TestGoldenHistories(t *testing.T) {
	want := stories(hotline.Load())
	if os.Getenv(recordVariable) != "" {
		record(t, want)
	}
	files, err := filepath.Glob(filepath.Join(golden, "*.json.gz"))
	require.NoError(t, err)
	released, err := filepath.Glob(filepath.Join(golden, "v1", "*.json.gz"))
	require.NoError(t, err)
	require.Greater(t, len(released), 60, "the histories of the first release are there")
	var have, names []string
	for _, f := range files {
		have = append(have, strings.TrimSuffix(filepath.Base(f), ".json.gz"))
	}
	for _, s := range want {
		names = append(names, s.name)
	}
	for _, n := range names {
		require.Contains(t, have, n, "row or clock without a recorded history: run with %s=1", recordVariable)
	}
	require.GreaterOrEqual(t, len(have), len(want))
	for _, f := range append(files, released...) {
		ring := pii.NewKeyring(goldenRoot(t), keysBeside(t, f), 1000)
		t.Run(filepath.Base(filepath.Dir(f))+"/"+strings.TrimSuffix(filepath.Base(f), ".json.gz"), func(t *testing.T) {
			h := readHistory(t, f)
			r, err := worker.NewWorkflowReplayerWithOptions(worker.WorkflowReplayerOptions{DataConverter: pii.NewDataConverter(ring)})
			require.NoError(t, err)
			r.RegisterWorkflowWithOptions(workflows.Conversation, workflow.RegisterOptions{Name: workflows.ConversationType})
			r.RegisterWorkflowWithOptions(workflows.Case, workflow.RegisterOptions{Name: workflows.CaseType})
			r.RegisterWorkflowWithOptions(workflows.Message, workflow.RegisterOptions{Name: workflows.MessageType})
			start := h.Events[0].GetWorkflowExecutionStartedEventAttributes()
			err = r.ReplayWorkflowHistoryWithOptions(sdklog.NewStructuredLogger(discard()), h, worker.ReplayWorkflowHistoryOptions{
				OriginalExecution: workflow.Execution{ID: start.WorkflowId, RunID: start.OriginalExecutionRunId}})
			require.NoError(t, err, "this history was recorded by released code: not safe to deploy")
		})
	}
}

// keysBeside are the keys of the histories of a folder.
func keysBeside(t *testing.T, file string) goldenKeys {
	b, err := os.ReadFile(filepath.Join(filepath.Dir(file), "keys.json"))
	require.NoError(t, err)
	keys := goldenKeys{}
	require.NoError(t, json.Unmarshal(b, &keys))
	return keys
}

// A replay that skipped the recorded acts must not pass: the same history under a workflow that does nothing fails.
func TestReplayNotices(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(golden, "case-sign-*.json.gz"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	keys := keysBeside(t, files[0])
	r, err := worker.NewWorkflowReplayerWithOptions(worker.WorkflowReplayerOptions{DataConverter: pii.NewDataConverter(pii.NewKeyring(goldenRoot(t), keys, 10))})
	require.NoError(t, err)
	r.RegisterWorkflowWithOptions(func(ctx workflow.Context, _ hotline.State) error { return workflow.Sleep(ctx, time.Hour) }, workflow.RegisterOptions{Name: workflows.CaseType})
	h := readHistory(t, files[0])
	start := h.Events[0].GetWorkflowExecutionStartedEventAttributes()
	require.Error(t, r.ReplayWorkflowHistoryWithOptions(sdklog.NewStructuredLogger(discard()), h, worker.ReplayWorkflowHistoryOptions{
		OriginalExecution: workflow.Execution{ID: start.WorkflowId, RunID: start.OriginalExecutionRunId}}))
}

func goldenRoot(t testing.TB) *pii.Root {
	key := make([]byte, 32)
	copy(key, "TestGoldenHistories") // housetest derives the root from the test's name
	root, err := pii.NewRoot(key)
	require.NoError(t, err)
	return root
}

func readHistory(t testing.TB, file string) *historypb.History {
	b, err := os.ReadFile(file)
	require.NoError(t, err)
	z, err := gzip.NewReader(bytes.NewReader(b))
	require.NoError(t, err)
	raw, err := io.ReadAll(z)
	require.NoError(t, err)
	h := &historypb.History{}
	require.NoError(t, protojson.Unmarshal(raw, h))
	return h
}

// record plays every story on the real engine and keeps its history.
func record(t *testing.T, want []story) {
	h := housetest.Start(t)
	_, err := h.Store.DB.ExecContext(t.Context(), `update staff set capacity = 50`)
	require.NoError(t, err)
	old, err := filepath.Glob(filepath.Join(golden, "*.json.gz"))
	require.NoError(t, err)
	for _, f := range old {
		require.NoError(t, os.Remove(f))
	}
	keys := goldenKeys{}
	for _, s := range want {
		var id string
		if s.adopt == nil {
			id = play(t, h, s)
		} else {
			id = adopt(t, h, s)
		}
		keep(t, h, s, id, keys)
	}
	b, err := json.MarshalIndent(keys, "", " ")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(golden, "keys.json"), append(b, '\n'), 0o644))
}

func keep(t *testing.T, h *housetest.House, s story, id string, keys goldenKeys) {
	ctx := t.Context()
	wf := hotline.WorkflowID(s.agg, id)
	var events []*historypb.HistoryEvent
	it := h.Temporal.GetWorkflowHistory(ctx, wf, "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for it.HasNext() {
		e, err := it.Next()
		require.NoError(t, err)
		events = append(events, e)
	}
	raw, err := protojson.Marshal(&historypb.History{Events: events})
	require.NoError(t, err)
	require.NotContains(t, string(raw), "样例", "nothing readable stands in a history")
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	_, err = w.Write(raw)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	require.NoError(t, os.WriteFile(filepath.Join(golden, s.name+".json.gz"), z.Bytes(), 0o644))
	wrapped, err := h.Store.WrappedKey(ctx, id)
	require.NoError(t, err)
	keys[id] = base64.StdEncoding.EncodeToString(wrapped)
}

// adopt starts a workflow from a state whose clock runs out at once, and waits until the clock has acted.
func adopt(t *testing.T, h *housetest.House, s story) string {
	ctx := t.Context()
	id := uuid.NewString()
	first := path(hotline.Load(), s.agg, path0(hotline.Load(), s.agg))
	opened := story{name: s.name, agg: s.agg, acts: first}
	opened.acts = slices.Clone(first)
	// The row must exist before a clock can act on it: open it, end that workflow, and adopt it as imports do.
	source := play(t, h, opened)
	require.NoError(t, h.Temporal.TerminateWorkflow(ctx, hotline.WorkflowID(s.agg, source), "", "adopted by a test"))
	id = source
	rows, err := h.Store.EventsAfter(ctx, id, 0)
	require.NoError(t, err)
	st := hotline.State{Aggregate: s.agg, ID: id, Table: hotline.TableVersion}
	for _, r := range rows {
		st, err = st.Apply(r.Event())
		require.NoError(t, err)
	}
	st.Stage = s.adopt.Stage
	st.Facts.KeptStage = path0(hotline.Load(), s.agg)
	now := time.Now().UTC()
	st.Clocks = []hotline.Clock{{Name: s.adopt.Clocks[0].Name, StartedAt: now.Add(-time.Hour), DueAt: now.Add(300 * time.Millisecond), Amount: 1, Unit: "elapsed_hour",
		From: "at_once", Rule: "default@1", Calendar: "cn@2026.1"}}
	_, err = h.Temporal.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: hotline.WorkflowID(s.agg, id), TaskQueue: h.Queues.Of(s.agg),
		WorkflowIDReusePolicy: enums.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE}, map[hotline.Aggregate]string{hotline.Case: workflows.CaseType, hotline.Message: workflows.MessageType}[s.agg], st)
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		after, err := h.Store.EventsAfter(ctx, id, st.Rev)
		return err == nil && len(after) == 1
	}, 20*time.Second, 20*time.Millisecond, s.name)
	return id
}
