package api_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"minhu/internal/housetest"
)

// Every bad input gets a 4xx with a code and a sentence, and changes nothing.
func TestBadInputChangesNothing(t *testing.T) {
	h := housetest.Start(t)
	citizen, agent, stranger := h.Citizen("owner"), h.Staff("dispatcher"), h.Citizen("stranger")
	talk := citizen.Want(201, "POST", "/api/v1/conversations", map[string]string{"text": "居住证怎么办理"})["id"].(string)
	cs := citizen.Want(201, "POST", "/api/v1/cases", map[string]any{"kind": "complaint", "class": "road", "title": "路灯不亮", "content": "样板路路灯坏了。", "contact": contact})["id"].(string)
	long := strings.Repeat("长", 5000)
	before := counts(t, h)
	rows := []struct {
		name, who, method, path, body string
		status                        int
		code                          string
	}{
		{"empty object", "owner", "POST", "/api/v1/conversations", `{}`, 422, "validation_failed"},
		{"blank text", "owner", "POST", "/api/v1/conversations", `{"text":"   "}`, 422, "validation_failed"},
		{"5,000 characters", "owner", "POST", "/api/v1/conversations", `{"text":"` + long + `"}`, 413, ""},
		{"too long", "owner", "POST", "/api/v1/conversations/" + talk + "/utterances", `{"text":"` + strings.Repeat("长", 501) + `"}`, 422, "validation_failed"},
		{"wrong type", "owner", "POST", "/api/v1/conversations", `{"text":7}`, 422, "validation_failed"},
		{"unknown key", "owner", "POST", "/api/v1/conversations", `{"text":"x","stage":"ended"}`, 400, "unknown_field"},
		{"duplicate key", "owner", "POST", "/api/v1/conversations", `{"text":"x","text":"y"}`, 400, "duplicate_key"},
		{"invalid UTF-8", "owner", "POST", "/api/v1/conversations", "{\"text\":\"\xff\"}", 400, "bad_utf8"},
		{"NUL", "owner", "POST", "/api/v1/conversations", `{"text":"a\u0000b"}`, 400, "bad_utf8"},
		{"trailing data", "owner", "POST", "/api/v1/conversations", `{"text":"x"}{}`, 400, "trailing_data"},
		{"an array", "owner", "POST", "/api/v1/conversations", `[]`, 400, "bad_json"},
		{"50 MB", "owner", "POST", "/api/v1/conversations", `{"text":"` + strings.Repeat("x", 50<<20) + `"}`, 413, "body_too_large"},
		{"case without contact", "owner", "POST", "/api/v1/cases", `{"kind":"complaint","title":"t","content":"c"}`, 422, "validation_failed"},
		{"case of no kind", "owner", "POST", "/api/v1/cases", `{"kind":"joke","title":"t","content":"c","contact":{"name":"a","phone":"13800000000"}}`, 422, "validation_failed"},
		{"case, content of 5,000", "owner", "POST", "/api/v1/cases", `{"kind":"complaint","title":"t","content":"` + long + `","contact":{"name":"a","phone":"13800000000"}}`, 422, "validation_failed"},
		{"bad phone", "owner", "POST", "/api/v1/cases", `{"kind":"complaint","title":"t","content":"c","contact":{"name":"a","phone":"call me"}}`, 422, "validation_failed"},
		{"message without text", "owner", "POST", "/api/v1/messages", `{"title":"t"}`, 422, "validation_failed"},
		{"wrong state", "dispatcher", "POST", "/api/v1/cases/" + cs + "/actions/dispatch", `{"rev":0,"fields":{"department":"zjj"}}`, 409, "act_not_allowed"},
		{"stale revision", "dispatcher", "POST", "/api/v1/cases/" + cs + "/actions/accept", `{"rev":7,"fields":{}}`, 409, "state_changed"},
		{"a field of the house", "dispatcher", "POST", "/api/v1/cases/" + cs + "/actions/accept", `{"rev":1,"fields":{"party":"x"}}`, 422, "validation_failed"},
		{"a field of another act", "dispatcher", "POST", "/api/v1/cases/" + cs + "/actions/accept", `{"rev":1,"fields":{"public_reply":"x"}}`, 422, "validation_failed"},
		{"somebody else's talk", "stranger", "POST", "/api/v1/conversations/" + talk + "/utterances", `{"text":"x"}`, 404, "not_found"},
		{"somebody else's case", "stranger", "POST", "/api/v1/cases/" + cs + "/actions/withdraw", `{"rev":0,"fields":{"reason":"x"}}`, 404, "not_found"},
		{"no such id", "owner", "POST", "/api/v1/cases/not-an-id/actions/withdraw", `{"rev":0,"fields":{"reason":"x"}}`, 404, "not_found"},
		{"not a citizen's act", "owner", "POST", "/api/v1/cases/" + cs + "/actions/accept", `{"rev":0,"fields":{}}`, 401, "not_signed_in"},
		{"an act that is not", "dispatcher", "POST", "/api/v1/cases/" + cs + "/actions/explode", `{"rev":0,"fields":{}}`, 404, "not_found"},
		{"a bad cursor", "dispatcher", "GET", "/api/v1/cases?cursor=abc", ``, 400, "bad_cursor"},
		{"an unknown filter", "dispatcher", "GET", "/api/v1/cases?where=1", ``, 400, "bad_query"},
		{"a limit of 1000", "dispatcher", "GET", "/api/v1/cases?limit=1000", ``, 400, "bad_query"},
	}
	people := map[string]*housetest.Client{"owner": citizen, "dispatcher": agent, "stranger": stranger}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			status, body := people[r.who].Raw(r.method, r.path, []byte(r.body))
			require.Equal(t, r.status, status, string(body))
			if r.code != "" {
				p := decode(t, body)
				require.Equal(t, r.code, p["code"])
				require.NotEmpty(t, p["title"])
				require.NotEmpty(t, p["title_en"])
			}
		})
	}
	status, body := citizen.Send("POST", "/api/v1/conversations", "", map[string]string{"text": "x"})
	require.Equal(t, http.StatusPreconditionRequired, status, string(body))
	require.Equal(t, before, counts(t, h), "a refused request changed something")
	var refusals int
	require.NoError(t, h.Store.DB.GetContext(t.Context(), &refusals, `select count(*) from ledger where outcome <> 'applied'`))
	require.GreaterOrEqual(t, refusals, 1, "the refusal of a signed-in person is on record")
}

// counts are the rows of everything that a write could touch.
func counts(t *testing.T, h *housetest.House) map[string]int {
	out := map[string]int{}
	for _, table := range []string{"conversation", "utterance", "event", "cases", "message", "party", "outbox", "effect"} {
		var n int
		require.NoError(t, h.Store.DB.GetContext(t.Context(), &n, `select count(*) from `+table))
		out[table] = n
	}
	return out
}

// A page of another site cannot use our cookies.
func TestCrossOriginWrite(t *testing.T) {
	h := housetest.Start(t)
	req := httptest.NewRequest("POST", "/api/v1/conversations", bytes.NewReader([]byte(`{"text":"x"}`)))
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	req.Header.Set("Idempotency-Key", "cross-origin-key")
	w := httptest.NewRecorder()
	h.Server.Handler().ServeHTTP(w, req)
	require.Equal(t, http.StatusForbidden, w.Code)
	require.Contains(t, w.Body.String(), "cross_origin")
}
