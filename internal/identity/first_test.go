package identity

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"minhu/internal/store"
	"minhu/internal/testbed"
)

// A new city gets its three administrators, each with a way in of his own; who came in is left alone, who did not gets a new way.
func TestFirstPeople(t *testing.T) {
	ctx, now := t.Context(), time.Now().UTC()
	st, err := store.Open(ctx, testbed.Database(t), store.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = st.Close() })
	i, err := New(ctx, st)
	require.NoError(t, err)
	ways, err := i.FirstPeople(ctx, "示范市", now)
	require.NoError(t, err)
	require.Len(t, ways, 3)
	_, err = i.Accept(ctx, ways[0].Token, "first-password", now)
	require.NoError(t, err)
	_, s, err := i.SignIn(ctx, "admin", "first-password", "127.0.0.1", now.Add(time.Second))
	require.NoError(t, err)
	require.True(t, s.Principal.Has("admin"))
	again, err := i.FirstPeople(ctx, "示范市", now.Add(time.Minute))
	require.NoError(t, err)
	require.Len(t, again, 2)
	_, err = i.Accept(ctx, ways[1].Token, "second-password", now.Add(2*time.Minute))
	require.Error(t, err, "the earlier way ended")
	for _, w := range again {
		_, err = i.Accept(ctx, w.Token, "other-password", now.Add(2*time.Minute))
		require.NoError(t, err)
	}
	none, err := i.FirstPeople(ctx, "示范市", now.Add(time.Hour))
	require.NoError(t, err)
	require.Empty(t, none)
	_, err = i.Accept(ctx, again[0].Token, "late-password", now.Add(49*time.Hour))
	require.Error(t, err)
}
