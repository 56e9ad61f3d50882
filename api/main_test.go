package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"minhu/internal/identity"
	"minhu/internal/live"
	"minhu/internal/store"
	"minhu/internal/testbed"
	"minhu/policies"
)

func TestMain(m *testing.M) { os.Exit(testbed.Main(m)) }

const password = "demo-Password-1"

// house is a running edge over a database of its own.
type house struct {
	*Server
	t    *testing.T
	url  string
	log  *syncBuffer
	mu   sync.Mutex
	now  time.Time
	pass string // encoded hash of password, made once
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *house) wait(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, url: testbed.Database(t), log: &syncBuffer{}, now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	ctx := t.Context()
	st, err := store.Open(ctx, h.url, store.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = st.Close() })
	id, err := identity.New(ctx, st)
	require.NoError(t, err)
	snap, err := policies.Embedded()
	require.NoError(t, err)
	logger := slog.New(slog.NewJSONHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	h.Server, err = New(Deps{Store: st, Policies: policies.NewCurrent(snap), Identity: id, Clock: h.clock, Logger: logger})
	require.NoError(t, err)
	h.pass, err = id.HashPassword(ctx, password)
	require.NoError(t, err)
	require.NoError(t, st.InsertDepartment(ctx, store.Department{ID: "c", Path: "/c", Name: "示范市", ShortName: "示范市", Level: 1, Kind: "city"}))
	require.NoError(t, st.InsertDepartment(ctx, store.Department{ID: "d0", Path: "/c/d0", ParentID: "c", Name: "城东区", ShortName: "城东", Level: 2, Kind: "district"}))
	for _, role := range []string{policies.RoleAgent, policies.RoleSupervisor, policies.RoleAuditor, policies.RoleAdmin, policies.RoleDeptLead} {
		h.staff(role)
	}
	return h
}

// follow gives the house a live hub. The outbox comes with the core tables.
func (h *house) follow(ctx context.Context) {
	h.t.Helper()
	hub := live.New(h.url, h.Store, h.Logger)
	h.Live = hub
	done := make(chan struct{})
	ctx, stop := context.WithCancel(ctx)
	go func() { defer close(done); _ = hub.Run(ctx) }()
	h.t.Cleanup(func() { stop(); <-done })
	require.Eventually(h.t, func() bool { return hub.Healthy() == nil }, 10*time.Second, 5*time.Millisecond)
}

// staff makes an account named after its role.
func (h *house) staff(role string) string {
	id := uuid.NewString()
	dept, path := "c", "/c"
	if role == policies.RoleDeptLead {
		dept, path = "d0", "/c/d0"
	}
	ctx := h.t.Context()
	require.NoError(h.t, h.Store.InsertStaff(ctx, store.Staff{ID: id, Username: "demo-" + role, Name: "示范" + role, PasswordHash: h.pass, DepartmentID: dept}))
	require.NoError(h.t, h.Store.BindRole(ctx, id, role, path, h.clock().Add(-time.Hour), nil))
	return id
}

// signedIn returns the cookie of a fresh session.
func (h *house) signedIn(role string) string {
	h.t.Helper()
	w := h.do(request{method: http.MethodPost, path: "/api/v1/session", body: fmt.Sprintf(`{"username":"demo-%s","password":%q}`, role, password)})
	require.Equal(h.t, http.StatusOK, w.Code, w.Body.String())
	return cookieOf(w, StaffCookie)
}

func cookieOf(w *httptest.ResponseRecorder, name string) string {
	for _, c := range w.Result().Cookies() {
		if c.Name == name {
			return name + "=" + c.Value
		}
	}
	return ""
}

type request struct {
	method, path, body, cookie string
	key                        string // Idempotency-Key; "-" sends none
	headers                    map[string]string
}

func (h *house) do(r request) *httptest.ResponseRecorder {
	h.t.Helper()
	var body io.Reader
	if r.body != "" {
		body = strings.NewReader(r.body)
	}
	q := httptest.NewRequest(r.method, r.path, body)
	if r.body != "" {
		q.Header.Set("Content-Type", "application/json")
	}
	if r.cookie != "" {
		q.Header.Set("Cookie", r.cookie)
	}
	if r.key != "" && r.key != "-" {
		q.Header.Set("Idempotency-Key", r.key)
	}
	for k, v := range r.headers {
		q.Header.Set(k, v)
	}
	w := httptest.NewRecorder()
	h.Handler().ServeHTTP(w, q)
	return w
}

// scenario is one line of an API table, in the manner of a permission test: a request, who sends it, what must and must
// not stand in the answer, and whether anything may change.
type scenario struct {
	name    string
	who     string // role of a signed-in member of staff; empty for a visitor
	request request
	status  int
	has     []string
	hasNot  []string
	changes bool
}

func (h *house) run(t *testing.T, list []scenario) {
	for _, x := range list {
		t.Run(x.name, func(t *testing.T) {
			if x.who != "" {
				x.request.cookie = h.signedIn(x.who)
			}
			before := h.fingerprint(t)
			w := h.do(x.request)
			body := w.Body.String()
			require.Equal(t, x.status, w.Code, body)
			for _, s := range x.has {
				require.Contains(t, body, s)
			}
			for _, s := range append(x.hasNot, "pq:", "goroutine", ".go:", "sql:", "panic") {
				require.NotContains(t, body, s)
			}
			if w.Code >= 400 {
				require.Equal(t, "application/problem+json; charset=utf-8", w.Header().Get("Content-Type"))
				var p problemBody
				require.NoError(t, json.Unmarshal(w.Body.Bytes(), &p))
				require.Equal(t, w.Code, p.Status)
				require.NotEmpty(t, p.Title)
				require.NotEmpty(t, p.TitleEN)
				require.Equal(t, w.Header().Get("X-Request-Id"), p.RequestID)
			}
			if !x.changes {
				require.Equal(t, before, h.fingerprint(t), "a refused request changed something")
			}
		})
	}
}

// fingerprint hashes the contents of every table that a request could change, but for what refusals are meant to leave.
func (h *house) fingerprint(t *testing.T) string {
	var tables []string
	require.NoError(t, h.Store.DB.Select(&tables, `select tablename from pg_tables where schemaname = 'public'
		and tablename not in ('schema_migration', 'login_bucket', 'ledger') order by 1`))
	var out strings.Builder
	for _, table := range tables {
		var sum string
		require.NoError(t, h.Store.DB.Get(&sum, `select coalesce(md5(string_agg(md5(x::text), '' order by md5(x::text))), '') from `+table+` x`))
		out.WriteString(table + " " + sum + "\n")
	}
	return out.String()
}
