package live

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/lib/pq"
	"github.com/stretchr/testify/require"

	"minhu/internal/store"
	"minhu/internal/testbed"
	"minhu/policies"
)

func TestMain(m *testing.M) { os.Exit(testbed.Main(m)) }

const (
	long = 20 * time.Second
	tick = 5 * time.Millisecond
)

type desk struct {
	*Hub
	t  *testing.T
	st *store.Store
}

func follow(t *testing.T) *desk {
	t.Helper()
	url := testbed.Database(t)
	st, err := store.Open(t.Context(), url, store.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = st.Close() })
	d := &desk{Hub: New(url, st, slog.New(slog.DiscardHandler)), t: t, st: st}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- d.Run(ctx) }()
	t.Cleanup(func() { stop(); require.NoError(t, <-done) })
	require.Eventually(t, func() bool { return d.Healthy() == nil }, long, tick)
	return d
}

func (d *desk) write(name string, topics ...string) {
	d.t.Helper()
	_, err := d.st.DB.Exec(insert, pq.StringArray(topics), name)
	require.NoError(d.t, err)
}

const insert = `with o as (insert into outbox (topics, subject_kind, subject_id, rev, name, at) values ($1, 'case', gen_random_uuid(), 1, $2, now()))
	select pg_notify('minhu', '')`

func (d *desk) next(s *Subscription) Event {
	d.t.Helper()
	select {
	case e, open := <-s.Events():
		require.True(d.t, open, "the subscription was closed")
		return e
	case <-time.After(long):
		require.Fail(d.t, "no event came")
		return Event{}
	}
}

// caughtUp waits until the hub has handed out everything.
func (d *desk) caughtUp() {
	d.t.Helper()
	require.Eventually(d.t, func() bool {
		more, err := d.st.OutboxBehind(d.t.Context(), d.position())
		return err == nil && !more
	}, long, tick)
}

func TestEventsReachTheirTopicsOnly(t *testing.T) {
	d := follow(t)
	mine, err := d.Subscribe([]string{"citizen:1", TopicAll})
	require.NoError(t, err)
	other, err := d.Subscribe([]string{"citizen:2"})
	require.NoError(t, err)
	d.write("first", "citizen:1", "role:agent")
	d.write("second", "citizen:2")
	d.write("third", TopicAll)
	require.Equal(t, "first", d.next(mine).Name)
	require.Equal(t, "third", d.next(mine).Name)
	require.Equal(t, "second", d.next(other).Name)
	mine.Close()
	mine.Close()
	_, open := <-mine.Events()
	require.False(t, open)
}

// A transaction that began earlier commits later: its row comes first in the order, so the later one has to wait, and
// nothing is lost although the first commit's notification came while it could not be shown.
func TestCommitOrderLosesNothing(t *testing.T) {
	d := follow(t)
	s, err := d.Subscribe([]string{TopicAll})
	require.NoError(t, err)
	early, err := d.st.DB.Beginx()
	require.NoError(t, err)
	_, err = early.Exec(insert, pq.StringArray{TopicAll}, "early")
	require.NoError(t, err)
	d.write("late", TopicAll)
	require.Eventually(t, func() bool {
		more, err := d.st.OutboxBehind(t.Context(), d.position())
		return err == nil && more
	}, long, tick)
	select {
	case e := <-s.Events():
		require.Fail(t, "shown before its elder", e.Name)
	default:
	}
	require.NoError(t, early.Commit())
	require.Equal(t, "early", d.next(s).Name)
	require.Equal(t, "late", d.next(s).Name)

	t.Run("also when the elder gives up without a notification", func(t *testing.T) {
		early, err := d.st.DB.Beginx()
		require.NoError(t, err)
		_, err = early.Exec(insert, pq.StringArray{TopicAll}, "never")
		require.NoError(t, err)
		d.write("after", TopicAll)
		require.NoError(t, early.Rollback())
		require.Equal(t, "after", d.next(s).Name)
	})
}

func TestSlowReadersAreLetGo(t *testing.T) {
	d := follow(t)
	slow, err := d.Subscribe([]string{TopicAll})
	require.NoError(t, err)
	_, err = d.st.DB.Exec(`insert into outbox (topics, subject_kind, rev, name, at)
		select '{all}', 'case', 1, 'n' || n, now() from generate_series(1, $1) n`, queueLength+50)
	require.NoError(t, err)
	d.write("last", TopicAll)
	d.caughtUp() // the reader has not read a single one
	var got []Event
	for e := range slow.Events() {
		got = append(got, e)
	}
	require.Len(t, got, queueLength)

	// It comes back with its last position and gets the rest from the database.
	again, err := d.Subscribe([]string{TopicAll})
	require.NoError(t, err)
	missed, reset, err := again.Missed(t.Context(), got[len(got)-1].ID)
	require.NoError(t, err)
	require.False(t, reset)
	seen := map[string]bool{}
	for _, e := range append(got, missed...) {
		require.False(t, seen[e.Name], "%s came twice", e.Name)
		seen[e.Name] = true
	}
	for !seen["last"] {
		e := d.next(again)
		require.False(t, seen[e.Name])
		seen[e.Name] = true
	}
	require.Len(t, seen, queueLength+51)
}

func TestReset(t *testing.T) {
	d := follow(t)
	s, err := d.Subscribe([]string{TopicAll})
	require.NoError(t, err)
	for n := range 5 {
		d.write(fmt.Sprint(n), TopicAll)
	}
	var at []store.Position
	for range 5 {
		at = append(at, d.next(s).ID)
	}
	now, err := d.Subscribe([]string{TopicAll})
	require.NoError(t, err)
	ask := func(p store.Position) (int, bool) {
		events, reset, err := now.Missed(t.Context(), p)
		require.NoError(t, err)
		return len(events), reset
	}
	n, reset := ask(at[2])
	require.Equal(t, 2, n)
	require.False(t, reset)
	n, reset = ask(at[4])
	require.Zero(t, n)
	require.False(t, reset)
	_, reset = ask(store.Position{Txid: at[4].Txid + 1000, ID: 1})
	require.True(t, reset, "a position of another database")
	_, err = d.st.DB.Exec(`delete from outbox where id <= $1`, at[1].ID)
	require.NoError(t, err)
	_, reset = ask(at[1])
	require.True(t, reset, "the row it knows is gone: what followed may be gone too")
	n, reset = ask(at[2])
	require.Equal(t, 2, n)
	require.False(t, reset)
	_, err = d.st.DB.Exec(`insert into outbox (topics, subject_kind, rev, name, at) select '{all}', 'case', 1, 'x', now() from generate_series(1, 1500)`)
	require.NoError(t, err)
	d.write("end", TopicAll)
	d.caughtUp()
	now, err = d.Subscribe([]string{TopicAll})
	require.NoError(t, err)
	_, reset = ask(at[4])
	require.True(t, reset, "more than a page should catch up with")
}

// The listening connection is killed; what is written meanwhile arrives all the same.
func TestLostConnectionLosesNothing(t *testing.T) {
	d := follow(t)
	s, err := d.Subscribe([]string{TopicAll})
	require.NoError(t, err)
	_, err = d.st.DB.Exec(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ilike 'listen%'`)
	require.NoError(t, err)
	d.write("while away", TopicAll)
	require.Equal(t, "while away", d.next(s).Name)
	require.Eventually(t, func() bool { return d.Healthy() == nil }, long, tick)
	d.write("back", TopicAll)
	require.Equal(t, "back", d.next(s).Name)
}

func TestTopics(t *testing.T) {
	require.Equal(t, []string{"dept:/c/d0/s1", "dept:/c/d0", "dept:/c"}, DeptTopics("/c/d0/s1"))
	require.Equal(t, []string{TopicAll}, TopicsOf(policies.Citizen("")))
	require.Equal(t, []string{TopicAll, "citizen:7"}, TopicsOf(policies.Citizen("7")))
	require.Equal(t, []string{TopicAll}, TopicsOf(nil))
	require.Equal(t, []string{TopicAll, "staff:7", "role:dept_lead", "dept:/c/d0", "role:analyst"}, TopicsOf(&policies.Principal{ID: "7", Kind: policies.KindStaff,
		Bindings: []policies.Binding{{Role: policies.RoleDeptLead, DeptPath: "/c/d0"}, {Role: policies.RoleAnalyst, DeptPath: "/c"}, {Role: policies.RoleAnalyst, DeptPath: "/c/d1"}}}))
}

func TestPositions(t *testing.T) {
	for _, bad := range []string{"", "1", "-", "1-", "-1", "1--1", "01-1", "1-01", "+1-1", "1-1 ", "99999999999999999999-1", "a-b"} {
		_, err := store.ParsePosition(bad)
		require.Error(t, err, bad)
	}
	p, err := store.ParsePosition("12-3")
	require.NoError(t, err)
	require.Equal(t, "12-3", p.String())
	require.True(t, store.Position{Txid: 2, ID: 1}.After(store.Position{Txid: 1, ID: 9}))
	require.False(t, p.After(p))
}
