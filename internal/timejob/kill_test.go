package timejob_test

import (
	"bufio"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/stretchr/testify/require"

	"minhu/api"
	"minhu/internal/assembly"
	"minhu/internal/hotline"
	"minhu/internal/housetest"
	"minhu/internal/pii"
	"minhu/internal/store"
	"minhu/internal/testbed"
	"minhu/internal/timejob"
	"minhu/internal/worktime"
)

// childVariable holds what a child process needs to work on jobs: it is killed in the middle of one.
const childVariable = "MINHU_TIMEJOB_CHILD"

type childSettings struct{ DSN, Temporal, Namespace, Queue, Key string }

func (c childSettings) open(ctx context.Context) (*assembly.House, error) {
	key, err := hex.DecodeString(c.Key)
	if err != nil {
		return nil, err
	}
	root, err := pii.NewRoot(key)
	if err != nil {
		return nil, err
	}
	return assembly.Open(ctx, assembly.Options{DatabaseURL: c.DSN, TemporalAddress: c.Temporal, Namespace: c.Namespace, Root: root, QueueSuffix: "-" + c.Queue,
		City: api.City{Name: "示范市", NameEN: "Model City"}, MaxConns: 6})
}

func TestMain(m *testing.M) {
	if v := os.Getenv(childVariable); v != "" {
		if err := child(v); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(testbed.Main(m))
}

// child works on jobs until its standard input closes or it is killed.
func child(v string) error {
	var s childSettings
	if err := json.Unmarshal([]byte(v), &s); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		_, _ = bufio.NewReader(os.Stdin).ReadByte()
		cancel()
	}()
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.Close()
	r := timejob.Runner{DSN: s.DSN, Store: h.Store, Time: h.Time, Sender: h.Sender, Clock: time.Now, Logger: slog.New(slog.DiscardHandler), Lease: time.Second, SweepEvery: -1}
	return r.Run(ctx)
}

// A recount whose process is killed in the middle goes on where it was: every case is counted once, none is left out.
func TestKillInTheMiddleOfARecount(t *testing.T) {
	const cases = 40
	address, namespace, queue := testbed.Temporal(t)
	s := childSettings{DSN: testbed.Database(t), Temporal: address, Namespace: namespace, Queue: queue, Key: hex.EncodeToString(make([]byte, 32))}
	h, err := s.open(t.Context())
	require.NoError(t, err)
	t.Cleanup(h.Close)
	housetest.Seed(t, h)
	require.NoError(t, h.StartWorkers())
	ids := make([]string, cases)
	for i := range ids {
		ids[i] = open(t, h)
	}
	cal := withRest(t, h)
	job := publish(t, h, cal)

	run := func() *exec.Cmd {
		settings, err := json.Marshal(s)
		require.NoError(t, err)
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), childVariable+"="+string(settings))
		cmd.Stderr = os.Stderr
		in, err := cmd.StdinPipe()
		require.NoError(t, err)
		t.Cleanup(func() { _ = in.Close(); _ = cmd.Process.Kill(); _ = cmd.Wait() })
		require.NoError(t, cmd.Start())
		return cmd
	}
	recounted := func() (n int) {
		require.NoError(t, h.Store.DB.GetContext(t.Context(), &n, `select count(*) from event where act = 'recount'`))
		return n
	}
	first := run()
	require.Eventually(t, func() bool { return recounted() >= 5 }, 30*time.Second, 5*time.Millisecond)
	require.NoError(t, first.Process.Kill())
	_ = first.Wait()
	require.Less(t, recounted(), cases, "the process was killed too late to prove anything")
	run()
	require.Eventually(t, func() bool {
		j, err := h.Store.TimeJob(t.Context(), job)
		require.NoError(t, err)
		return j.State == store.JobDone
	}, 60*time.Second, 50*time.Millisecond)
	for _, id := range ids {
		events, err := h.Store.EventsAfter(t.Context(), id, 0)
		require.NoError(t, err)
		n := 0
		for _, e := range events {
			if e.Act == "recount" {
				n++
			}
		}
		require.Equal(t, 1, n, id)
	}
	j, err := h.Store.TimeJob(t.Context(), job)
	require.NoError(t, err)
	var res timejob.RecountResult
	require.NoError(t, json.Unmarshal(*j.Result, &res))
	require.Equal(t, timejob.RecountResult{Calendar: cal.Reference(), Moved: cases, Passes: res.Passes}, res)
	m, err := timejob.Preview(t.Context(), h.Store, cal, time.Now())
	require.NoError(t, err)
	require.Zero(t, m.Clocks, "nothing is left to move")
}

// open takes a case to the desk of a department, so that its reply clock runs.
func open(t *testing.T, h *assembly.House) string {
	id := uuid.NewString()
	citizen := hotline.Actor{Kind: hotline.ByCitizen, ID: uuid.NewString()}
	staff := hotline.Actor{Kind: hotline.ByStaff, ID: uuid.NewString(), Name: "示范派单员", Role: "dispatcher"}
	_, err := h.Sender.Open(t.Context(), hotline.Case, id, uuid.NewString(), hotline.Act{Name: "register", Actor: citizen,
		Fields: hotline.Fields{"kind": "complaint", "title": "夜间施工", "content": "夜里十二点还在施工。"}})
	require.NoError(t, err)
	for _, a := range []hotline.Act{{Name: "accept", Actor: staff}, {Name: "dispatch", Actor: staff, Fields: hotline.Fields{"department": "hbj"}}} {
		_, err := h.Sender.Do(t.Context(), hotline.Case, id, uuid.NewString(), a)
		require.NoError(t, err)
	}
	return id
}

// withRest is the calendar in force with one more day off.
func withRest(t testing.TB, h *assembly.House) *worktime.Calendar {
	_, now := h.Time.InForce()
	d := now.Doc()
	d.Version = worktime.NextVersion(d.Version)
	d.Years = slices.Clone(d.Years)
	day := worktime.DateOf(time.Now()) + 2
	for now.Day(day).Kind != worktime.Weekday {
		day++
	}
	for y := d.Years[len(d.Years)-1].Year + 1; y <= day.Year(); y++ {
		d.Years = append(d.Years, worktime.YearDoc{Year: y, Status: worktime.YearProvisional, Source: "测试"})
	}
	i := slices.IndexFunc(d.Years, func(y worktime.YearDoc) bool { return y.Year == day.Year() })
	d.Years[i].Rest = append(slices.Clone(d.Years[i].Rest), worktime.RestDoc{From: day.String(), To: day.String(), Name: "全市停工", NameEN: "city closed"})
	cal, err := worktime.NewCalendar(d)
	require.NoError(t, err)
	return cal
}

// publish puts a calendar in force and queues its recount.
func publish(t *testing.T, h *assembly.House, cal *worktime.Calendar) string {
	body, err := json.Marshal(cal.Doc())
	require.NoError(t, err)
	params, err := json.Marshal(timejob.RecountParams{Calendar: cal.Reference(), Rate: 20})
	require.NoError(t, err)
	j := store.TimeJob{ID: uuid.NewString(), Kind: store.JobRecount, Params: params, CreatedAt: time.Now().Add(-time.Second)}
	require.NoError(t, h.Store.InTx(t.Context(), func(tx *sqlx.Tx) error {
		if err := h.Store.AddTimeVersion(t.Context(), tx, store.TimeVersion{Kind: store.CalendarKind, ID: cal.ID, Version: cal.Version, Body: body, PublishedAt: time.Now()}); err != nil {
			return err
		}
		if err := h.Store.AddTimeForce(t.Context(), tx, store.TimeForce{Kind: store.CalendarKind, Reference: cal.Reference(), At: time.Now()}); err != nil {
			return err
		}
		return h.Store.AddTimeJob(t.Context(), tx, j)
	}))
	require.NoError(t, timejob.Hold(t.Context(), h.Store, h.Time))
	return j.ID
}

// BenchmarkPreview is the pure pass over 20,000 open cases, read from the database.
func BenchmarkPreview(b *testing.B) {
	dsn := testbed.Database(b)
	st, err := store.Open(b.Context(), dsn, store.Options{})
	require.NoError(b, err)
	b.Cleanup(func() { _ = st.Close() })
	_, err = st.DB.ExecContext(b.Context(), `insert into cases (id, number, rev, stage, kind, title, content, clocks, registered_at, next_due_at)
select gen_random_uuid(), 'B' || g, 3, 'dispatched', 'complaint', '基准', '基准', jsonb_build_array(
  jsonb_build_object('name','sign','started_at','2026-11-20T02:00:00Z','due_at','2026-11-23T09:00:00Z','amount',1,'unit','working_day','from','day_after','rule','default@2','calendar','cn@2026.1'),
  jsonb_build_object('name','reply','started_at','2026-11-20T02:00:00Z','due_at','2026-11-27T09:00:00Z','amount',5,'unit','working_day','from','day_after','rule','default@2','calendar','cn@2026.1')),
  now(), '2026-11-23T09:00:00Z' from generate_series(1, 20000) g`)
	require.NoError(b, err)
	lib, err := worktime.Load()
	require.NoError(b, err)
	cal, err := lib.Calendar("cn", "")
	require.NoError(b, err)
	d := cal.Doc()
	d.Version, d.Years = "2026.2", slices.Clone(d.Years)
	d.Years[2].Rest = append(slices.Clone(d.Years[2].Rest), worktime.RestDoc{From: "2026-11-24", To: "2026-11-24", Name: "停工", NameEN: "closed"})
	cal, err = worktime.NewCalendar(d)
	require.NoError(b, err)
	for b.Loop() {
		m, err := timejob.Preview(b.Context(), st, cal, time.Now())
		require.NoError(b, err)
		require.Equal(b, 20000, m.Cases)
	}
}
