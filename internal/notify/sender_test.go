package notify_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"minhu/internal/notify"
)

var clock = func() time.Time { return time.Unix(1764000000, 0) }

var message = notify.Message{Key: "k1", Kind: "citizen", To: "13800000001", Template: "case_declined", Text: "您的诉求{phone}", Attempt: 1,
	Values: map[string]string{"number": "GD1", "reason": "理由\"带引号", "route": "途径", "link": "https://x/t/1"}}

// The file holds one line a message, numbers masked, and a message that is there is not written again.
func TestFileSender(t *testing.T) {
	f := &notify.File{Path: filepath.Join(t.TempDir(), "a", "notices.jsonl")}
	m := message
	for attempt := 1; attempt <= 3; attempt++ {
		m.Attempt = attempt
		_, err := f.Send(t.Context(), m)
		require.NoError(t, err)
	}
	m.Key = "k2"
	_, err := f.Send(t.Context(), m)
	require.NoError(t, err)
	b, err := os.ReadFile(f.Path)
	require.NoError(t, err)
	require.Equal(t, 2, strings.Count(string(b), "\n"))
	require.NotContains(t, string(b), "13800000001")
	require.Contains(t, string(b), "138****0001")
	info, err := os.Stat(f.Path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

// What a webhook gets is signed and bears its key.
func TestWebhookSignature(t *testing.T) {
	var got *http.Request
	var body []byte
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r; body, _ = io.ReadAll(r.Body) }))
	defer srv.Close()
	w := &notify.Webhook{URL: srv.URL, Secret: "geheim", Client: notify.Client(), Clock: clock}
	_, err := w.Send(t.Context(), message)
	require.NoError(t, err)
	require.Equal(t, "k1", got.Header.Get("Idempotency-Key"))
	require.Equal(t, "sha256="+notify.Sign("geheim", "1764000000", body), got.Header.Get("X-Minhu-Signature"))
	require.NotEqual(t, notify.Sign("geheim", "1764000000", body), notify.Sign("other", "1764000000", body))
}

const description = `{"url":"URL","headers":{"Authorization":"Bearer {secret}"},"body":{"phone":"{phone}","tpl":"{template}","args":"{params}","named":"{named}","id":"{key}","nest":{"sig":"{sign}"}},
 "sign_of":"{phone}{timestamp}","templates":{"case_declined":{"id":"SMS_1","params":["number","reason"]}},"ok":{"path":"data.0.code","values":["OK"]},"later":["BUSY"],"receipt":"data.0.sid"}`

// An SMS gateway gets its own template and the parameters in its order; its verdict is read where its description says.
func TestSMSGateway(t *testing.T) {
	var got map[string]any
	answer := `{"data":[{"code":"OK","sid":"s9"}]}`
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		require.Equal(t, "Bearer geheim", r.Header.Get("Authorization"))
		_ = json.NewDecoder(r.Body).Decode(&got)
		_, _ = w.Write([]byte(answer))
	}))
	defer srv.Close()
	g, err := notify.ParseGateway([]byte(strings.Replace(description, "URL", srv.URL, 1)))
	require.NoError(t, err)
	s := &notify.SMS{Gateway: g, Secret: "geheim", Client: notify.Client(), Clock: clock}
	receipt, err := s.Send(t.Context(), message)
	require.NoError(t, err)
	require.Equal(t, "s9", receipt)
	require.Equal(t, "13800000001", got["phone"])
	require.Equal(t, "SMS_1", got["tpl"])
	require.Equal(t, []any{"GD1", "理由\"带引号"}, got["args"])
	require.Equal(t, map[string]any{"number": "GD1", "reason": "理由\"带引号"}, got["named"])
	require.Len(t, got["nest"].(map[string]any)["sig"], 64)
	var refused *notify.Refused
	var later *notify.Later
	answer = `{"data":[{"code":"BLACK_LIST"}]}`
	_, err = s.Send(t.Context(), message)
	require.ErrorAs(t, err, &refused)
	require.Equal(t, "BLACK_LIST", refused.Code)
	answer = `{"data":[{"code":"BUSY"}]}`
	_, err = s.Send(t.Context(), message)
	require.ErrorAs(t, err, &later)
	answer = `<html>`
	_, err = s.Send(t.Context(), message)
	require.Error(t, err)
	require.False(t, func() bool { _, ok := err.(*notify.Later); return ok }(), "nobody knows whether it went out")
	m := message
	m.Template = "case_accepted"
	_, err = s.Send(t.Context(), m)
	require.ErrorAs(t, err, &refused)
	for _, bad := range []string{strings.Replace(description, "URL", "ftp://x", 1), strings.Replace(strings.Replace(description, "URL", "http://x", 1), `"number"`, `"phone"`, 1),
		strings.Replace(strings.Replace(description, "URL", "http://x", 1), `"later"`, `"sooner"`, 1), `{"url":"http://x"}`} {
		_, err := notify.ParseGateway([]byte(bad))
		require.Error(t, err, bad)
	}
}

// A gateway that nobody listens at was not reached; one that hangs up may have taken the message.
func TestWhatIsKnownOfABrokenConnection(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		c, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			_ = c.Close()
		}
	}))
	w := &notify.Webhook{URL: srv.URL, Client: notify.Client(), Clock: clock}
	_, err := w.Send(t.Context(), message)
	require.Error(t, err)
	var later *notify.Later
	require.NotErrorAs(t, err, &later)
	srv.Close()
	_, err = w.Send(t.Context(), message)
	require.ErrorAs(t, err, &later)
}
