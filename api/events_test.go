package api

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/lib/pq"
	"github.com/stretchr/testify/require"

	"minhu/internal/store"
)

func (h *house) event(name string, topics ...string) {
	h.t.Helper()
	_, err := h.Store.DB.Exec(`with o as (insert into outbox (topics, subject_kind, subject_id, rev, name, at, data)
		values ($1, 'case', gen_random_uuid(), 1, $2, now(), '{"stage":"x"}')) select pg_notify('minhu', '')`, pq.StringArray(topics), name)
	require.NoError(h.t, err)
}

// stream is one open event stream as a browser sees it.
type stream struct {
	t      *testing.T
	res    *http.Response
	lines  *bufio.Scanner
	cancel context.CancelFunc
}

func openStream(t *testing.T, base, cookie, lastID string) *stream {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	q, err := http.NewRequestWithContext(ctx, "GET", base+"/api/v1/events", nil)
	require.NoError(t, err)
	if cookie != "" {
		q.Header.Set("Cookie", cookie)
	}
	if lastID != "" {
		q.Header.Set("Last-Event-ID", lastID)
	}
	res, err := http.DefaultClient.Do(q)
	require.NoError(t, err)
	s := &stream{t: t, res: res, lines: bufio.NewScanner(res.Body), cancel: cancel}
	t.Cleanup(s.close)
	return s
}

func (s *stream) close() {
	s.cancel()
	_ = s.res.Body.Close()
}

// next reads one event: its id, its kind (empty for ordinary ones) and its name.
func (s *stream) next() (id, kind, name string) {
	s.t.Helper()
	for s.lines.Scan() {
		line := s.lines.Text()
		key, value, _ := strings.Cut(line, ": ")
		switch {
		case key == "id":
			id = value
		case key == "event":
			kind = value
		case key == "data":
			var e struct{ Name string }
			require.NoError(s.t, json.Unmarshal([]byte(value), &e))
			name = e.Name
		case line == "" && (id != "" || kind != ""):
			return id, kind, name
		}
	}
	require.Fail(s.t, "the stream ended", "%v", s.lines.Err())
	return
}

func TestStreamResumesWithoutLossOrDoubles(t *testing.T) {
	h := newHouse(t)
	h.follow(t.Context())
	// The real server, with time-outs short enough that a stream which did not clear them would break.
	srv := httptest.NewUnstartedServer(h.Handler())
	srv.Config.ReadTimeout, srv.Config.WriteTimeout = 300*time.Millisecond, 300*time.Millisecond
	srv.Start()
	t.Cleanup(srv.Close)
	cookie := h.signedIn("agent")

	s := openStream(t, srv.URL, cookie, "")
	require.Equal(t, 200, s.res.StatusCode)
	require.Equal(t, "text/event-stream; charset=utf-8", s.res.Header.Get("Content-Type"))
	require.Contains(t, s.res.Header.Get("Cache-Control"), "no-cache")
	require.Equal(t, "no", s.res.Header.Get("X-Accel-Buffering"))
	last, kind, _ := s.next()
	require.Equal(t, "ready", kind)
	require.NotEmpty(t, last, "a stream that saw nothing yet can be resumed too")

	const total = 40
	go func() {
		for n := range total {
			_, err := h.Store.DB.Exec(`with o as (insert into outbox (topics, subject_kind, rev, name, at) values ('{role:agent}', 'case', 1, $1, now()))
				select pg_notify('minhu', '')`, fmt.Sprint(n))
			if err != nil {
				return
			}
		}
	}()
	var got []string
	for len(got) < total {
		// The connection breaks after every seven events.
		for n := 0; n < 7 && len(got) < total; n++ {
			id, kind, name := s.next()
			if kind == "ready" {
				n--
				continue
			}
			require.Empty(t, kind)
			last, got = id, append(got, name)
		}
		s.close()
		s = openStream(t, srv.URL, cookie, last)
	}
	want := make([]string, total)
	for n := range want {
		want[n] = fmt.Sprint(n)
	}
	require.Equal(t, want, got)

	t.Run("it outlives the server's time-outs", func(t *testing.T) {
		s := openStream(t, srv.URL, cookie, "")
		_, kind, _ := s.next()
		require.Equal(t, "ready", kind)
		for n := range 3 {
			timer := time.NewTimer(200 * time.Millisecond) // the test's subject is the passing of time itself
			<-timer.C
			h.event(fmt.Sprint("later", n), "role:agent")
			_, _, name := s.next()
			require.Equal(t, fmt.Sprint("later", n), name)
		}
	})
}

func TestStreamsShowOnlyWhatIsMeantForTheReader(t *testing.T) {
	h := newHouse(t)
	h.follow(t.Context())
	srv := httptest.NewServer(h.Handler())
	t.Cleanup(srv.Close)
	agent, visitor := openStream(t, srv.URL, h.signedIn("agent"), ""), openStream(t, srv.URL, "", "")
	lead := openStream(t, srv.URL, h.signedIn("dept_lead"), "")
	for _, s := range []*stream{agent, visitor, lead} {
		_, kind, _ := s.next()
		require.Equal(t, "ready", kind)
	}
	h.event("for a citizen", "citizen:11111111-1111-1111-1111-111111111111")
	h.event("for agents", "role:agent")
	h.event("for the district", "dept:/c/d0/s1", "dept:/c/d0", "dept:/c")
	h.event("for the city", "dept:/c")
	h.event("for all", "all")
	name := func(s *stream) string { _, _, n := s.next(); return n }
	require.Equal(t, "for agents", name(agent))
	require.Equal(t, "for all", name(agent))
	require.Equal(t, "for the district", name(lead))
	require.Equal(t, "for all", name(lead))
	require.Equal(t, "for all", name(visitor))
}

func TestStreamLimitsAndBadPositions(t *testing.T) {
	h := newHouse(t)
	h.run(t, []scenario{{name: "before the hub follows", request: request{method: "GET", path: "/api/v1/events"}, status: 503, has: []string{"starting"}}})
	h.follow(t.Context())
	srv := httptest.NewServer(h.Handler())
	t.Cleanup(srv.Close)
	cookie := h.signedIn("agent")
	h.run(t, []scenario{
		{name: "no position", request: request{method: "GET", path: "/api/v1/events", headers: map[string]string{"Last-Event-ID": "abc"}}, status: 400, has: []string{"bad_query"}},
		{name: "odd wait", request: request{method: "GET", path: "/api/v1/events/poll?wait=1000"}, status: 400},
	})
	var open []*stream
	for range streamsPerPerson {
		open = append(open, openStream(t, srv.URL, cookie, ""))
	}
	require.Equal(t, http.StatusTooManyRequests, openStream(t, srv.URL, cookie, "").res.StatusCode)
	require.Equal(t, 200, openStream(t, srv.URL, h.signedIn("auditor"), "").res.StatusCode)
	open[0].close()
	require.Eventually(t, func() bool { return openStream(t, srv.URL, cookie, "").res.StatusCode == 200 }, 10*time.Second, 20*time.Millisecond)
	s := openStream(t, srv.URL, "", "999999999-1")
	_, kind, _ := s.next()
	require.Equal(t, "reset", kind)
}

func TestPollAndDrain(t *testing.T) {
	h := newHouse(t)
	h.follow(t.Context())
	cookie := h.signedIn("agent")
	type answer struct {
		Items    []struct{ ID, Name string }
		Position string
		Reset    bool
	}
	poll := func(query string) answer {
		w := h.do(request{method: "GET", path: "/api/v1/events/poll?" + query, cookie: cookie})
		require.Equal(t, 200, w.Code, w.Body.String())
		var a answer
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &a))
		return a
	}
	a := poll("")
	require.Empty(t, a.Items)
	_, err := store.ParsePosition(a.Position)
	require.NoError(t, err)
	h.event("one", "role:agent")
	var names []string
	for len(names) < 1 {
		b := poll("wait=20&after=" + a.Position)
		for _, e := range b.Items {
			names = append(names, e.Name)
		}
		a = b
	}
	go h.event("two", "role:agent")
	for len(names) < 2 {
		b := poll("wait=20&after=" + a.Position)
		for _, e := range b.Items {
			names = append(names, e.Name)
		}
		a = b
	}
	require.Equal(t, []string{"one", "two"}, names)
	require.True(t, poll("after=999999999-1").Reset)
	require.Empty(t, poll("wait=0&after="+a.Position).Items)

	srv := httptest.NewServer(h.Handler())
	t.Cleanup(srv.Close)
	s := openStream(t, srv.URL, cookie, "")
	_, kind, _ := s.next()
	require.Equal(t, "ready", kind)
	h.Drain()
	for s.lines.Scan() {
		require.NotContains(t, s.lines.Text(), "data")
	}
	require.NoError(t, s.lines.Err(), "the stream ended in order")
}
