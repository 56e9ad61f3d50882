package api_test

import (
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"minhu/api"
	"minhu/internal/housetest"
)

var update = flag.Bool("update", false, "write openapi.yaml anew")

// Routes and document agree: each route is described, each description has its route, and the committed file is what they make.
func TestDescription(t *testing.T) {
	h := housetest.Start(t)
	made, err := h.Server.Describe(api.Docs())
	require.NoError(t, err)
	if *update {
		require.NoError(t, os.WriteFile("openapi.yaml", made, 0o644))
	}
	kept, err := os.ReadFile("openapi.yaml")
	require.NoError(t, err)
	require.Equal(t, string(kept), string(made), "run go test ./api -run TestDescription -update")
	docs := api.Docs()
	docs["GET /api/v1/nowhere"] = api.Doc{Summary: "x"}
	_, err = h.Server.Describe(docs)
	require.Error(t, err)
	delete(docs, "GET /api/v1/nowhere")
	delete(docs, "GET /api/v1/cases")
	_, err = h.Server.Describe(docs)
	require.Error(t, err)
}
