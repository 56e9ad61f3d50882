package identity

import (
	"context"
	"database/sql"
	"errors"
	"math"
	"strings"
	"time"

	"minhu/internal/hotline"
)

// Buckets for failed sign-ins. A bucket drains with time, so a lock ends by itself. The account's bucket is kept apart
// for each address: a stranger who fails on purpose locks himself out of an account, never its owner. A wide bucket over
// all addresses only slows guessing from many machines, and drains within a minute.
var (
	perAccountAddress = bucket{limit: 5, drain: 1.0 / 60}  // 5 at once, then one a minute
	perAddress        = bucket{limit: 30, drain: 1.0 / 10} // an office behind one address: 30 at once, then one in 10 s
	perAccount        = bucket{limit: 20, drain: 1.0 / 3}  // from everywhere: 20 at once, then one in 3 s
)

type bucket struct {
	limit float64
	drain float64 // attempts a second
}

// wait is how long it takes until one more attempt fits.
func (b bucket) wait(level float64) time.Duration {
	over := level - (b.limit - 1)
	if over <= 0 {
		return 0
	}
	return time.Duration(math.Ceil(over/b.drain)) * time.Second
}

// SignIn checks a password and opens a session. It answers login_failed for an unknown name, a wrong password and a
// disabled account alike, in the same time, and locked_out with Retry-After when too many attempts failed.
func (i *Identity) SignIn(ctx context.Context, username, password, address string, now time.Time) (token string, s *Session, err error) {
	name := strings.ToLower(username)
	buckets := []struct {
		key string
		bucket
	}{
		{"account-address " + name + " " + address, perAccountAddress},
		{"address " + address, perAddress},
		{"account " + name, perAccount},
	}
	var wait time.Duration
	for _, b := range buckets {
		level, err := i.store.LoginBucketLevel(ctx, b.key, now, b.drain)
		if err != nil {
			return "", nil, err
		}
		wait = max(wait, b.wait(level))
	}
	if wait > 0 {
		return "", nil, &hotline.Problem{Code: hotline.ErrLockedOut, RetryAfter: wait}
	}
	login, err := i.store.StaffByUsername(ctx, username)
	found := err == nil && login.DisabledAt == nil && login.PasswordHash != ""
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", nil, err
	}
	hash := i.decoy
	if found {
		hash = login.PasswordHash
	}
	right, err := i.checkPassword(ctx, password, hash)
	if err != nil {
		return "", nil, err
	}
	if !found || !right {
		for _, b := range buckets {
			if _, err := i.store.RaiseLoginBucket(ctx, b.key, now, b.drain); err != nil {
				return "", nil, err
			}
		}
		return "", nil, hotline.ErrLoginFailed
	}
	if err := i.store.ClearLoginBucket(ctx, buckets[0].key); err != nil {
		return "", nil, err
	}
	token, sha := newToken()
	if err := i.store.OpenStaffSession(ctx, sha, login.ID, now, now.Add(SessionAbsolute)); err != nil {
		return "", nil, err
	}
	s, err = i.Staff(ctx, token, now)
	return token, s, err
}
