package assembly_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"minhu/internal/housetest"
)

// With the engine away an act is answered 503 with Retry-After and nothing is written; reading goes on.
func TestEngineAway(t *testing.T) {
	h := housetest.Start(t)
	dead, err := client.NewLazyClient(client.Options{HostPort: "127.0.0.1:1"})
	require.NoError(t, err)
	h.Sender.Temporal = dead
	var before, after int
	require.NoError(t, h.Store.DB.GetContext(t.Context(), &before, `select count(*) from event`))
	req := httptest.NewRequest(http.MethodPost, "/api/v1/conversations", bytes.NewReader([]byte(`{"text":"居住证怎么办理"}`)))
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", "while-away-0001")
	w := httptest.NewRecorder()
	h.Server.Handler().ServeHTTP(w, req)
	require.Equal(t, http.StatusServiceUnavailable, w.Code, w.Body.String())
	require.NotEmpty(t, w.Header().Get("Retry-After"))
	require.NoError(t, h.Store.DB.GetContext(t.Context(), &after, `select count(*) from event`))
	require.Equal(t, before, after)
	w = httptest.NewRecorder()
	h.Server.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/api/v1/city", nil))
	require.Equal(t, http.StatusOK, w.Code)
}
