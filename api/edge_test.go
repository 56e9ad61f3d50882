package api

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/temporal"

	"minhu/internal/hotline"
	"minhu/internal/store"
	"minhu/policies"
)

func TestRoutesNameTheirPermission(t *testing.T) {
	h := newHouse(t)
	ok := func(*gin.Context) error { return nil }
	for name, r := range map[string]Route{
		"nothing named":       {Method: "GET", Path: "/x1", Handler: ok},
		"unknown kind":        {Method: "GET", Path: "/x2", Kind: "cases", Act: "read", Handler: ok},
		"unknown act":         {Method: "GET", Path: "/x3", Kind: "case", Act: "reads", Handler: ok},
		"public and a right":  {Method: "GET", Path: "/x4", Public: true, Kind: "case", Act: "read", Handler: ok},
		"no handler":          {Method: "GET", Path: "/x5", Public: true},
		"a route of before":   {Method: "GET", Path: "/healthz", Public: true, Handler: ok},
		"an act without kind": {Method: "GET", Path: "/x6", Act: "read", Handler: ok},
	} {
		require.Error(t, h.Register([]Route{r}), name)
	}
	require.NoError(t, h.Register([]Route{{Method: "GET", Path: "/x7", Kind: "case", Act: "read", Handler: ok}}))
}

func TestAdmission(t *testing.T) {
	h := newHouse(t)
	hit := 0
	done := func(c *gin.Context) error { hit++; c.Status(http.StatusNoContent); return nil }
	require.NoError(t, h.Register([]Route{
		{Method: "GET", Path: "/t/audit", Kind: "audit", Act: "read", Handler: done},
		{Method: "POST", Path: "/t/staff/:id", Kind: "staff", Act: "edit", Handler: done},
		{Method: "POST", Path: "/t/open", Public: true, Handler: done},
		{Method: "GET", Path: "/t/panic", Public: true, Handler: func(*gin.Context) error { panic("secret 13800002031") }},
		{Method: "GET", Path: "/t/unknown", Public: true, Handler: func(*gin.Context) error { return errors.New("secret 13800002031") }},
		{Method: "GET", Path: "/t/limit", Kind: "session", Act: "own", Limit: 4, Handler: done},
	}))
	key := "key-12345678"
	h.run(t, []scenario{
		{name: "a visitor", request: request{method: "GET", path: "/t/audit"}, status: 401, has: []string{"not_signed_in"}},
		{name: "an agent", who: "agent", request: request{method: "GET", path: "/t/audit"}, status: 403, has: []string{"forbidden"}},
		{name: "an administrator", who: "admin", request: request{method: "GET", path: "/t/audit"}, status: 403},
		{name: "an auditor", who: "auditor", request: request{method: "GET", path: "/t/audit"}, status: 204},
		{name: "an auditor who asks as a citizen", who: "auditor", request: request{method: "GET", path: "/t/audit", headers: map[string]string{"X-Minhu-As": "citizen"}}, status: 401},
		{name: "no key", who: "admin", request: request{method: "POST", path: "/t/staff/1", body: "{}"}, status: 428, has: []string{"idempotency_key_missing"}},
		{name: "short key", who: "admin", request: request{method: "POST", path: "/t/staff/1", body: "{}", key: "short"}, status: 400, has: []string{"idempotency_key_invalid"}},
		{name: "long key", who: "admin", request: request{method: "POST", path: "/t/staff/1", body: "{}", key: strings.Repeat("k", 65)}, status: 400},
		{name: "odd key", who: "admin", request: request{method: "POST", path: "/t/staff/1", body: "{}", key: "key 12345678"}, status: 400},
		{name: "key", who: "admin", request: request{method: "POST", path: "/t/staff/1", body: "{}", key: key}, status: 204},
		{name: "NUL in the path", who: "admin", request: request{method: "POST", path: "/t/staff/a%00b", body: "{}", key: key}, status: 400, has: []string{"bad_path"}},
		{name: "slash in the path", who: "admin", request: request{method: "POST", path: "/t/staff/..%2f..%2fetc", body: "{}", key: key}, status: 404},
		{name: "bad bytes in the path", who: "admin", request: request{method: "POST", path: "/t/staff/%ff", body: "{}", key: key}, status: 400},
		{name: "from another site", who: "admin", request: request{method: "POST", path: "/t/staff/1", body: "{}", key: key, headers: map[string]string{"Sec-Fetch-Site": "cross-site"}}, status: 403, has: []string{"cross_origin"}},
		{name: "large body", request: request{method: "POST", path: "/t/open", body: strings.Repeat("x", DefaultMaxBody+1), key: key}, status: 413},
		{name: "a panic says nothing", request: request{method: "GET", path: "/t/panic"}, status: 500, has: []string{`"internal"`}, hasNot: []string{"13800002031"}},
		{name: "an unknown error says nothing", request: request{method: "GET", path: "/t/unknown"}, status: 500, hasNot: []string{"13800002031"}},
	})
	require.Equal(t, 2, hit, "a refused request does not reach its handler")
	for _, l := range strings.Split(h.log.String(), "\n") {
		if strings.Contains(l, `"msg":"panic"`) {
			require.NotContains(t, l, "13800002031", "a panic's text stays out of the log")
		}
	}

	t.Run("rate", func(t *testing.T) {
		c := h.signedIn("agent")
		get := func(cookie string) int { return h.do(request{method: "GET", path: "/t/limit", cookie: cookie}).Code }
		require.Equal(t, 204, get(c))
		w := h.do(request{method: "GET", path: "/t/limit", cookie: c})
		require.Equal(t, 429, w.Code)
		require.Equal(t, "15", w.Header().Get("Retry-After"))
		require.Equal(t, 204, get(h.signedIn("auditor")), "another person has a limit of their own")
		h.wait(15 * time.Second)
		require.Equal(t, 204, get(c))
	})
	t.Run("metrics", func(t *testing.T) {
		text := h.do(request{method: "GET", path: "/metrics"}).Body.String()
		require.Contains(t, text, `minhu_http_refusals_total{code="cross_origin"} 1`)
		require.Contains(t, text, `minhu_http_requests_total{method="POST",route="/t/staff/:id",status="204"} 1`)
		require.NotContains(t, text, "%00")
	})
}

func TestForwardedAddressesAreNotBelieved(t *testing.T) {
	h := newHouse(t)
	require.NoError(t, h.Register([]Route{{Method: "GET", Path: "/t/ip", Public: true, Handler: func(c *gin.Context) error { c.String(200, c.ClientIP()); return nil }}}))
	w := h.do(request{method: "GET", path: "/t/ip", headers: map[string]string{"X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9"}})
	require.NotContains(t, w.Body.String(), "203.0.113.9")
}

func TestErrorsOfThePartsBecomeCodes(t *testing.T) {
	for _, c := range []struct {
		err  error
		want hotline.Code
	}{
		{errors.New("anything"), hotline.ErrInternal},
		{hotline.Code("not in the catalogue"), hotline.ErrInternal},
		{fmt.Errorf("wrapped: %w", hotline.ErrNotFound), hotline.ErrNotFound},
		{sql.ErrNoRows, hotline.ErrNotFound},
		{context.DeadlineExceeded, hotline.ErrTimeout},
		{driver.ErrBadConn, hotline.ErrDatabaseUnavailable},
		{&net.OpError{Op: "dial", Err: errors.New("refused")}, hotline.ErrDatabaseUnavailable},
		{&pq.Error{Code: "57P01"}, hotline.ErrDatabaseUnavailable},
		{&pq.Error{Code: "57P03"}, hotline.ErrDatabaseUnavailable},
		{&pq.Error{Code: "08006"}, hotline.ErrDatabaseUnavailable},
		{&pq.Error{Code: "53300"}, hotline.ErrDatabaseUnavailable},
		{&pq.Error{Code: "55000"}, hotline.ErrDatabaseUnavailable},
		{&pq.Error{Code: "57014"}, hotline.ErrTimeout},
		{&pq.Error{Code: "22021"}, hotline.ErrBadUTF8},
		{&pq.Error{Code: "22P02"}, hotline.ErrBadQuery},
		{&pq.Error{Code: "23505"}, hotline.ErrAlreadyExists},
		{&pq.Error{Code: "42601"}, hotline.ErrInternal},
		{store.ErrKeyReused, hotline.ErrIdempotencyKeyReused},
		{serviceerror.NewUnavailable("x"), hotline.ErrEngineUnavailable},
		{serviceerror.NewResourceExhausted(0, "x"), hotline.ErrTooManyInFlight},
		{serviceerror.NewWorkflowNotReady("x"), hotline.ErrEngineUnavailable},
		{serviceerror.NewDeadlineExceeded("x"), hotline.ErrTimeout},
		{serviceerror.NewNotFound("x"), hotline.ErrNotFound},
		{temporal.NewApplicationError("他人已先处理", string(hotline.ErrStateChanged)), hotline.ErrStateChanged},
		{temporal.NewApplicationError("secret", "panic"), hotline.ErrInternal},
	} {
		code, detail := classify(c.err)
		require.Equal(t, c.want, code, "%v", c.err)
		require.NotContains(t, detail, "secret")
	}
}

func TestEveryPartDownIsSaidWithRetryAfter(t *testing.T) {
	h := newHouse(t)
	cookie := h.signedIn("agent")
	admin, name := h.url[:strings.LastIndexByte(h.url, '/')]+"/postgres"+h.url[strings.IndexByte(h.url, '?'):], ""
	require.NoError(t, h.Store.DB.Get(&name, `select current_database()`))
	db, err := sqlx.Connect("postgres", admin)
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	_, err = db.Exec(`alter database ` + name + ` with allow_connections false`)
	require.NoError(t, err)
	_, err = db.Exec(`select pg_terminate_backend(pid) from pg_stat_activity where datname = $1`, name)
	require.NoError(t, err)
	w := h.do(request{method: "GET", path: "/api/v1/session", cookie: cookie})
	require.Equal(t, http.StatusServiceUnavailable, w.Code, w.Body.String())
	require.Equal(t, "2", w.Header().Get("Retry-After"))
	w = h.do(request{method: "GET", path: "/readyz"})
	require.Equal(t, http.StatusServiceUnavailable, w.Code)
	require.Contains(t, w.Body.String(), `"database":"unavailable"`)
	require.Equal(t, 200, h.do(request{method: "GET", path: "/healthz"}).Code)
	_, err = db.Exec(`alter database ` + name + ` with allow_connections true`)
	require.NoError(t, err)
	require.Equal(t, 200, h.do(request{method: "GET", path: "/api/v1/session", cookie: cookie}).Code, "and it comes back by itself")
}

// A write without a workflow happens once, however many ask at once, and all get the first answer.
func TestOnceUnderConcurrency(t *testing.T) {
	h := newHouse(t)
	_, err := h.Store.DB.Exec(`create table effect_of_test (who text)`)
	require.NoError(t, err)
	var failures atomic.Int64
	type body struct {
		Text string `json:"text"`
	}
	require.NoError(t, h.Register([]Route{{Method: "POST", Path: "/t/write/:id", Kind: "session", Act: "own", Handler: func(c *gin.Context) error {
		b, err := Bind[body](c)
		if err != nil {
			return err
		}
		return h.once(c, func(ctx context.Context, tx *sqlx.Tx) (int, any, error) {
			var n int
			if err := tx.GetContext(ctx, &n, `with w as (insert into effect_of_test values ($1) returning 1) select count(*) + 1 from effect_of_test`, b.Text); err != nil {
				return 0, nil, err
			}
			if b.Text == "fail" && failures.Add(1) == 1 {
				return 0, nil, hotline.Fail(hotline.ErrActNotAllowed, "")
			}
			return http.StatusCreated, gin.H{"n": n}, nil
		})
	}}}))
	cookie := h.signedIn("agent")
	var wg sync.WaitGroup
	var mu sync.Mutex
	answers := map[string]int{}
	for range 24 {
		wg.Go(func() {
			w := h.do(request{method: "POST", path: "/t/write/1", body: `{"text":"a"}`, key: "key-00000001", cookie: cookie})
			mu.Lock()
			defer mu.Unlock()
			answers[fmt.Sprintf("%d %s", w.Code, w.Body.String())]++
		})
	}
	wg.Wait()
	require.Equal(t, map[string]int{`201 {"n":1}`: 24}, answers)
	count := func() (n int) {
		require.NoError(t, h.Store.DB.Get(&n, `select count(*) from effect_of_test`))
		return n
	}
	require.Equal(t, 1, count())

	do := func(path, body, key, cookie string) (int, string) {
		w := h.do(request{method: "POST", path: path, body: body, key: key, cookie: cookie})
		return w.Code, w.Body.String()
	}
	code, _ := do("/t/write/1", ` { "text" : "a" } `, "key-00000001", cookie)
	require.Equal(t, 201, code, "white space is not another body")
	code, text := do("/t/write/1", `{"text":"b"}`, "key-00000001", cookie)
	require.Equal(t, 422, code)
	require.Contains(t, text, "idempotency_key_reused")
	require.Equal(t, 1, count())
	code, _ = do("/t/write/2", `{"text":"b"}`, "key-00000001", cookie)
	require.Equal(t, 201, code, "the same key on another thing is another request")
	code, _ = do("/t/write/1", `{"text":"b"}`, "key-00000001", h.signedIn("auditor"))
	require.Equal(t, 201, code, "another person's key is another key")
	require.Equal(t, 3, count())
	code, _ = do("/t/write/1", `{"text":"fail"}`, "key-00000002", cookie)
	require.Equal(t, 409, code)
	require.Equal(t, 3, count(), "a failure leaves nothing")
	code, _ = do("/t/write/1", `{"text":"fail"}`, "key-00000002", cookie)
	require.Equal(t, 201, code, "and the same key may try again")

	t.Run("the first write of a visitor sets the cookie", func(t *testing.T) {
		w := h.do(request{method: "POST", path: "/t/write/1", body: `{"text":"c"}`, key: "key-00000003"})
		require.Equal(t, 201, w.Code)
		citizen := cookieOf(w, CitizenCookie)
		require.NotEmpty(t, citizen)
		before := count()
		w = h.do(request{method: "POST", path: "/t/write/1", body: `{"text":"c"}`, key: "key-00000003", cookie: citizen})
		require.Equal(t, 201, w.Code)
		require.Empty(t, cookieOf(w, CitizenCookie))
		require.Equal(t, before, count())
	})
}

func TestCursorsAreBoundToViewerAndFilter(t *testing.T) {
	h := newHouse(t)
	type key struct {
		At time.Time `json:"at"`
		ID string    `json:"id"`
	}
	a, b := policies.Citizen("a"), policies.Citizen("b")
	want := key{h.clock(), "x"}
	text, err := h.encodeCursor(a, "cases stage=open", want)
	require.NoError(t, err)
	var got key
	ok, err := h.decodeCursor(a, "cases stage=open", text, &got)
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, want, got)
	ok, err = h.decodeCursor(a, "cases stage=open", "", &got)
	require.NoError(t, err)
	require.False(t, ok)
	for name, c := range map[string]struct {
		p            *policies.Principal
		filter, text string
	}{
		"another viewer":  {b, "cases stage=open", text},
		"a staff viewer":  {&policies.Principal{ID: "a", Kind: policies.KindStaff}, "cases stage=open", text},
		"another filter":  {a, "cases stage=closed", text},
		"changed":         {a, "cases stage=open", text[:len(text)-2] + "AA"},
		"cut":             {a, "cases stage=open", text[:8]},
		"not ours":        {a, "cases stage=open", "%%%"},
		"of another town": {a, "cases stage=open", strings.Repeat("A", 2000)},
	} {
		_, err := h.decodeCursor(c.p, c.filter, c.text, &got)
		require.ErrorIs(t, err, hotline.ErrBadCursor, name)
	}
}

func TestDigestAndUpdateID(t *testing.T) {
	require.Equal(t, digest([]byte(`{"a":1,"b":{"c":2.50,"d":"x"}}`)), digest([]byte("{ \"b\":{\"d\":\"\\u0078\",\"c\":2.50},\n\"a\":1}")))
	require.NotEqual(t, digest([]byte(`{"a":1}`)), digest([]byte(`{"a":2}`)))
	require.NotEqual(t, digest([]byte(`{"a":12345678901234567890}`)), digest([]byte(`{"a":12345678901234567891}`)))
	require.Len(t, updateID("a", "POST /x", "k"), 64)
	require.NotEqual(t, updateID("a", "b", "c"), updateID("ab", "", "c"))
	require.NotEqual(t, updateID("a", "b", "c"), updateID("a", "bc", ""))
}

func TestAuthorizeHidesWhatIsOutsideTheScope(t *testing.T) {
	h := newHouse(t)
	theirs := policies.Resource{OwnerID: "22222222-2222-2222-2222-222222222222", DeptPath: "/c/d1"}
	require.NoError(t, h.Register([]Route{
		{Method: "GET", Path: "/t/read", Kind: "session", Act: "own", Handler: func(c *gin.Context) error {
			d, err := h.Authorize(c, "case", c.Query("act"), &theirs)
			if err == nil {
				c.JSON(200, d)
			}
			return err
		}},
	}))
	ask := func(who, act string) (int, string) {
		w := h.do(request{method: "GET", path: "/t/read?act=" + act, cookie: h.signedIn(who)})
		return w.Code, w.Body.String()
	}
	code, _ := ask("dept_lead", "read")
	require.Equal(t, 404, code, "another department's case does not exist")
	code, _ = ask("dept_lead", "reply")
	require.Equal(t, 404, code)
	code, _ = ask("auditor", "reply")
	require.Equal(t, 403, code, "who may read it learns that it is the act that is refused")
	code, text := ask("supervisor", "supervise")
	require.Equal(t, 200, code)
	var d policies.Decision
	require.NoError(t, json.Unmarshal([]byte(text), &d))
	require.Equal(t, "supervisor, case, supervise, all, allow", d.Line)
	require.Equal(t, h.Policies.Load().Version(), d.Version)
}
