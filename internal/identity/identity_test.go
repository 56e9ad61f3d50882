package identity

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"minhu/internal/hotline"
	"minhu/internal/store"
	"minhu/internal/testbed"
	"minhu/policies"
)

func TestMain(m *testing.M) { os.Exit(testbed.Main(m)) }

const password = "demo-Password-1"

var begin = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func open(t *testing.T) (*Identity, *store.Store, string) {
	t.Helper()
	ctx := t.Context()
	st, err := store.Open(ctx, testbed.Database(t), store.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = st.Close() })
	i, err := New(ctx, st)
	require.NoError(t, err)
	hash, err := i.HashPassword(ctx, password)
	require.NoError(t, err)
	require.NoError(t, st.InsertDepartment(ctx, store.Department{ID: "c", Path: "/c", Name: "示范市", ShortName: "示范市", Level: 1, Kind: "city"}))
	id := uuid.NewString()
	require.NoError(t, st.InsertStaff(ctx, store.Staff{ID: id, Username: "demo-agent", Name: "示范坐席", PasswordHash: hash, DepartmentID: "c", Clearance: 1}))
	require.NoError(t, st.BindRole(ctx, id, policies.RoleAgent, "/c", begin.Add(-time.Hour), nil))
	return i, st, id
}

func TestPasswords(t *testing.T) {
	i, _, _ := open(t)
	ctx := t.Context()
	hash, err := i.HashPassword(ctx, password)
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$"))
	for _, c := range []struct {
		password, hash string
		want           bool
	}{
		{password, hash, true},
		{password + " ", hash, false},
		{"", hash, false},
		{password, "", false},
		{password, hash[:len(hash)-1], false},
		{password, strings.Replace(hash, "m=19456", "m=99999999", 1), false},
		{password, strings.Replace(hash, "argon2id", "argon2i", 1), false},
		{password, "$argon2id$v=19$m=19456,t=2,p=1$$", false},
	} {
		got, err := i.checkPassword(ctx, c.password, c.hash)
		require.NoError(t, err)
		require.Equal(t, c.want, got, "%q against %q", c.password, c.hash)
	}
	other, err := i.HashPassword(ctx, password)
	require.NoError(t, err)
	require.NotEqual(t, hash, other, "each hash has its own salt")

	t.Run("a third hash waits its turn", func(t *testing.T) {
		require.NoError(t, i.enter(ctx))
		require.NoError(t, i.enter(ctx))
		short, stop := context.WithCancel(ctx)
		stop()
		_, err := i.HashPassword(short, password)
		require.ErrorIs(t, err, context.Canceled)
		i.leave()
		i.leave()
	})
}

func TestLockOut(t *testing.T) {
	i, _, _ := open(t)
	ctx := t.Context()
	try := func(name, pw, address string, at time.Time) error {
		_, _, err := i.SignIn(ctx, name, pw, address, at)
		return err
	}
	for range 5 {
		require.ErrorIs(t, try("demo-agent", "wrong", "10.0.0.1", begin), hotline.ErrLoginFailed)
	}
	err := try("demo-agent", password, "10.0.0.1", begin)
	var p *hotline.Problem
	require.ErrorAs(t, err, &p)
	require.Equal(t, hotline.ErrLockedOut, p.Code)
	require.LessOrEqual(t, p.RetryAfter, 62*time.Second)
	require.ErrorIs(t, try("DEMO-AGENT", password, "10.0.0.1", begin), hotline.ErrLockedOut, "capitals are the same account")
	require.NoError(t, try("demo-agent", password, "10.0.0.2", begin), "the owner, elsewhere, is not locked out")
	require.NoError(t, try("demo-agent", password, "10.0.0.1", begin.Add(p.RetryAfter)), "the lock ends by itself")

	t.Run("being refused does not prolong the lock", func(t *testing.T) {
		at := begin.Add(time.Hour)
		for range 5 {
			require.ErrorIs(t, try("nobody", "wrong", "10.0.0.3", at), hotline.ErrLoginFailed)
		}
		for range 20 {
			require.ErrorIs(t, try("nobody", "wrong", "10.0.0.3", at), hotline.ErrLockedOut)
		}
		require.ErrorIs(t, try("nobody", "wrong", "10.0.0.3", at.Add(61*time.Second)), hotline.ErrLoginFailed)
	})
	t.Run("one address trying many names", func(t *testing.T) {
		at := begin.Add(2 * time.Hour)
		for n := range 30 {
			require.ErrorIs(t, try(fmt.Sprintf("name%d", n), "wrong", "10.0.0.4", at), hotline.ErrLoginFailed)
		}
		require.ErrorIs(t, try("name-more", "wrong", "10.0.0.4", at), hotline.ErrLockedOut)
	})
	t.Run("many addresses at one account slow each other, not the owner", func(t *testing.T) {
		at := begin.Add(3 * time.Hour)
		for n := range 20 {
			require.ErrorIs(t, try("demo-agent", "wrong", fmt.Sprintf("10.1.0.%d", n), at), hotline.ErrLoginFailed)
		}
		require.ErrorIs(t, try("demo-agent", "wrong", "10.1.1.1", at), hotline.ErrLockedOut)
		require.NoError(t, try("demo-agent", password, "10.0.0.2", at), "an address used before is let through")
	})
	t.Run("many at once cannot slip past the count", func(t *testing.T) {
		at := begin.Add(4 * time.Hour)
		var wg sync.WaitGroup
		var mu sync.Mutex
		looked := 0
		for range 40 {
			wg.Go(func() {
				if err := try("demo-agent", "wrong", "10.0.0.5", at); errors.Is(err, hotline.ErrLoginFailed) {
					mu.Lock()
					looked++
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		require.Equal(t, 5, looked)
	})
}

func TestBucketsHoldNoNames(t *testing.T) {
	i, st, _ := open(t)
	_, _, err := i.SignIn(t.Context(), "demo-agent", "wrong", "203.0.113.9", begin)
	require.ErrorIs(t, err, hotline.ErrLoginFailed)
	var n int
	require.NoError(t, st.DB.Get(&n, `select count(*) from login_bucket where key like '%demo-agent%' or key like '%203.0.113.9%'`))
	require.Zero(t, n)
}

func TestCitizens(t *testing.T) {
	i, st, _ := open(t)
	ctx := t.Context()
	token, p, err := i.NewCitizen(ctx, begin)
	require.NoError(t, err)
	require.Len(t, token, 43)
	fresh, err := New(ctx, st)
	require.NoError(t, err)
	for _, who := range []*Identity{i, fresh, fresh} {
		again, err := who.Citizen(ctx, token)
		require.NoError(t, err)
		require.Equal(t, p.ID, again.ID)
	}
	for _, bad := range []string{"", "x", token[1:], token + "A", strings.Repeat("A", 43)} {
		_, err := i.Citizen(ctx, bad)
		require.ErrorIs(t, err, ErrNoSession)
	}
	for range 3 * cacheHalf {
		_, sha := newToken()
		i.citizens.put(sha, "x")
	}
	require.LessOrEqual(t, len(i.citizens.new)+len(i.citizens.old), 2*cacheHalf)
}

func TestSweep(t *testing.T) {
	i, st, id := open(t)
	ctx := t.Context()
	token, _, err := i.SignIn(ctx, "demo-agent", password, "10.0.0.1", begin)
	require.NoError(t, err)
	require.NoError(t, st.SweepAccess(ctx, begin.Add(29*time.Minute), SessionIdle))
	require.NoError(t, i.Alive(ctx, token, begin.Add(29*time.Minute)))
	require.ErrorIs(t, i.Alive(ctx, token, begin.Add(SessionIdle)), ErrNoSession)
	require.NoError(t, st.SweepAccess(ctx, begin.Add(31*time.Minute), SessionIdle))
	var n int
	require.NoError(t, st.DB.Get(&n, `select count(*) from staff_session`))
	require.Zero(t, n)
	token, _, err = i.SignIn(ctx, "demo-agent", password, "10.0.0.1", begin)
	require.NoError(t, err)
	hash, err := i.HashPassword(ctx, "another-Password-2")
	require.NoError(t, err)
	require.NoError(t, st.SetStaffPassword(ctx, id, hash))
	require.ErrorIs(t, i.Alive(ctx, token, begin), ErrNoSession, "a new password ends all sessions")
}
