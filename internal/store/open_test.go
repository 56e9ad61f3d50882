package store_test

import (
	"context"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"minhu/internal/store"
	"minhu/internal/testbed"
)

func TestMain(m *testing.M) { os.Exit(testbed.Main(m)) }

// Opening prepares every named query: a wrong one stops the start.
func TestEveryQueryPrepares(t *testing.T) {
	st, err := store.Open(context.Background(), testbed.Database(t), store.Options{MaxConns: 2})
	require.NoError(t, err)
	require.NoError(t, st.Close())
}
