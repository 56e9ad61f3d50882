package api_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	waitLong = 20 * time.Second
	tick     = 50 * time.Millisecond
)

func decode(t *testing.T, b []byte) map[string]any {
	t.Helper()
	out := map[string]any{}
	require.NoError(t, json.Unmarshal(b, &out), string(b))
	return out
}
