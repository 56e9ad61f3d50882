package api

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"minhu/internal/identity"
	"minhu/policies"
)

func TestSessionTable(t *testing.T) {
	h := newHouse(t)
	post := func(body string) request { return request{method: "POST", path: "/api/v1/session", body: body} }
	right := `{"username":"demo-agent","password":"` + password + `"}`
	h.run(t, []scenario{
		{name: "a visitor sees a citizen's session", request: request{method: "GET", path: "/api/v1/session"}, status: 200,
			has: []string{`"kind":"citizen"`, "conversation.ask"}, hasNot: []string{`"id"`, "case.dispatch"}},
		{name: "staff sees who they are", who: "agent", request: request{method: "GET", path: "/api/v1/session"}, status: 200,
			has: []string{`"kind":"staff"`, "示范agent", "case.dispatch", `"department":"示范市"`}, hasNot: []string{"argon2", "audit.read"}},
		{name: "sign in", request: post(right), status: 200, has: []string{`"username":"demo-agent"`}, hasNot: []string{"argon2"}, changes: true},
		{name: "name in capitals", request: post(strings.Replace(right, "demo-agent", "DEMO-Agent", 1)), status: 200, changes: true},
		{name: "wrong password", request: post(`{"username":"demo-agent","password":"wrong-Password"}`), status: 401, has: []string{"login_failed"}},
		{name: "unknown name, same answer", request: post(`{"username":"nobody","password":"wrong-Password"}`), status: 401, has: []string{"login_failed"}},
		{name: "empty fields", request: post(`{"username":"","password":""}`), status: 422, has: []string{"validation_failed", `"name":"password"`, `"name":"username"`}},
		{name: "long fields", request: post(`{"username":"` + strings.Repeat("长", 65) + `","password":"x"}`), status: 422, has: []string{"too_long"}},
		{name: "form content type", request: request{method: "POST", path: "/api/v1/session", body: right, headers: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}}, status: 415},
		{name: "gzip", request: request{method: "POST", path: "/api/v1/session", body: right, headers: map[string]string{"Content-Encoding": "gzip"}}, status: 415},
		{name: "other charset", request: request{method: "POST", path: "/api/v1/session", body: right, headers: map[string]string{"Content-Type": "application/json; charset=gbk"}}, status: 415},
		{name: "another site", request: request{method: "POST", path: "/api/v1/session", body: right, headers: map[string]string{"Sec-Fetch-Site": "cross-site"}}, status: 403, has: []string{"cross_origin"}},
		{name: "another origin", request: request{method: "POST", path: "/api/v1/session", body: right, headers: map[string]string{"Origin": "https://evil.example"}}, status: 403, has: []string{"cross_origin"}},
		{name: "same site", request: request{method: "POST", path: "/api/v1/session", body: right, headers: map[string]string{"Sec-Fetch-Site": "same-origin"}}, status: 200, changes: true},
		{name: "large body", request: post(`{"username":"` + strings.Repeat("a", 8<<10) + `"}`), status: 413, has: []string{"body_too_large"}},
		{name: "sign out without a session", request: request{method: "DELETE", path: "/api/v1/session"}, status: 204},
		{name: "no demo accounts without demo data", request: request{method: "GET", path: "/api/v1/session/accounts"}, status: 404},
		{name: "unknown path", request: request{method: "GET", path: "/api/v1/nothing"}, status: 404, has: []string{"not_found"}},
		{name: "wrong method", request: request{method: "PUT", path: "/api/v1/session"}, status: 405, has: []string{"method_not_allowed"}},
		{name: "health", request: request{method: "GET", path: "/healthz"}, status: 200, has: []string{"ok"}},
		{name: "the API describes itself", request: request{method: "GET", path: "/api/v1/openapi.yaml"}, status: 200, has: []string{"openapi: 3.1.0"}},
	})
}

func TestSessionEnds(t *testing.T) {
	h := newHouse(t)
	alive := func(cookie string) bool {
		return strings.Contains(h.do(request{method: "GET", path: "/api/v1/session", cookie: cookie}).Body.String(), `"kind":"staff"`)
	}
	t.Run("after half an hour without use", func(t *testing.T) {
		c := h.signedIn("agent")
		h.wait(identity.SessionIdle - time.Second)
		require.True(t, alive(c))
		h.wait(identity.SessionIdle - time.Second)
		require.True(t, alive(c), "use keeps it alive")
		h.wait(identity.SessionIdle)
		require.False(t, alive(c))
	})
	t.Run("after twelve hours in any case", func(t *testing.T) {
		c := h.signedIn("agent")
		for range 24*2 - 1 {
			h.wait(identity.SessionAbsolute / 48)
			require.True(t, alive(c))
		}
		h.wait(identity.SessionAbsolute / 48)
		require.False(t, alive(c))
	})
	t.Run("by signing out", func(t *testing.T) {
		c := h.signedIn("agent")
		w := h.do(request{method: "DELETE", path: "/api/v1/session", cookie: c})
		require.Equal(t, 204, w.Code)
		require.Contains(t, w.Header().Get("Set-Cookie"), "Max-Age=0")
		require.False(t, alive(c))
	})
	t.Run("by signing in again", func(t *testing.T) {
		old := h.signedIn("agent")
		w := h.do(request{method: "POST", path: "/api/v1/session", cookie: old, body: `{"username":"demo-auditor","password":"` + password + `"}`})
		require.Equal(t, 200, w.Code)
		require.False(t, alive(old), "the token changes with the person")
	})
	t.Run("when the account is disabled", func(t *testing.T) {
		c := h.signedIn("admin")
		login, err := h.Store.StaffByUsername(t.Context(), "demo-admin")
		require.NoError(t, err)
		require.NoError(t, h.Store.DisableStaff(t.Context(), login.ID, h.clock()))
		require.False(t, alive(c))
		w := h.do(request{method: "POST", path: "/api/v1/session", body: `{"username":"demo-admin","password":"` + password + `"}`})
		require.Equal(t, 401, w.Code)
		require.Contains(t, w.Body.String(), "login_failed")
	})
	t.Run("a role ends with its time", func(t *testing.T) {
		login, err := h.Store.StaffByUsername(t.Context(), "demo-auditor")
		require.NoError(t, err)
		to := h.clock().Add(10 * time.Minute)
		require.NoError(t, h.Store.BindRole(t.Context(), login.ID, policies.RoleEditor, "/c", h.clock(), &to))
		c := h.signedIn("auditor")
		acts := func() string {
			return h.do(request{method: "GET", path: "/api/v1/session", cookie: c}).Body.String()
		}
		require.Contains(t, acts(), "article.publish")
		h.wait(10 * time.Minute)
		require.NotContains(t, acts(), "article.publish")
	})
}

func TestCookiesAreClosed(t *testing.T) {
	h := newHouse(t)
	h.Config.SecureCookies = true
	w := h.do(request{method: "POST", path: "/api/v1/session", body: `{"username":"demo-agent","password":"` + password + `"}`})
	set := w.Header().Get("Set-Cookie")
	for _, want := range []string{"HttpOnly", "Secure", "SameSite=Lax", "Path=/"} {
		require.Contains(t, set, want)
	}
	require.NotEmpty(t, w.Header().Get("Strict-Transport-Security"))
	token := strings.TrimPrefix(cookieOf(w, StaffCookie), StaffCookie+"=")
	var stored int
	require.NoError(t, h.Store.DB.Get(&stored, `select count(*) from staff_session where position($1 in encode(token_sha, 'base64')) > 0`, token))
	require.Zero(t, stored, "only the hash of a token is stored")
	for _, broken := range []string{"", "x", token + "x", token[:len(token)-1], strings.Repeat("A", 43), token + "=", "'; drop table staff; --"} {
		w := h.do(request{method: http.MethodGet, path: "/api/v1/session", cookie: StaffCookie + "=" + broken})
		require.Contains(t, w.Body.String(), `"kind":"citizen"`)
	}
}

func TestHeadersOfEveryAnswer(t *testing.T) {
	h := newHouse(t)
	for _, path := range []string{"/healthz", "/api/v1/session", "/api/v1/nothing", "/api/v1/openapi.yaml"} {
		hd := h.do(request{method: "GET", path: path}).Header()
		require.Equal(t, "nosniff", hd.Get("X-Content-Type-Options"))
		require.Equal(t, "no-referrer", hd.Get("Referrer-Policy"))
		require.Equal(t, "same-origin", hd.Get("Cross-Origin-Opener-Policy"))
		require.Contains(t, hd.Get("Content-Security-Policy"), "frame-ancestors 'none'")
		require.NotContains(t, hd.Get("Content-Security-Policy"), "unsafe")
	}
	require.Equal(t, "no-store", h.do(request{method: "GET", path: "/api/v1/session"}).Header().Get("Cache-Control"))
}
