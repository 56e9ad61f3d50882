package identity

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"math"
	"strings"
	"time"

	"minhu/internal/hotline"
	"minhu/internal/store"
)

// Buckets for failed sign-ins. A bucket drains with time, so a lock ends by itself. The account's bucket is kept apart
// for each address: a stranger who fails on purpose locks himself out of an account, not its owner. The wide bucket over
// all addresses slows guessing from many machines; it does not hold back an address from which the account was used
// before.
var (
	perAccountAddress = bucket{limit: 5, drain: 1.0 / 60}  // 5 at once, then one a minute
	perAddress        = bucket{limit: 30, drain: 1.0 / 10} // an office behind one address: 30 at once, then one in 10 s
	perAccount        = bucket{limit: 20, drain: 1.0 / 3}  // from unknown addresses: 20 at once, then one in 3 s
)

type bucket struct {
	limit float64
	drain float64 // attempts a second
}

// wait is how long it takes until one more attempt fits.
func (b bucket) wait(level float64) time.Duration {
	over := level - (b.limit - 1)
	return time.Duration(math.Ceil(max(over, 0)/b.drain))*time.Second + time.Second
}

type attempt struct {
	key string
	bucket
}

// SignIn checks a password and opens a session. It answers login_failed for an unknown name, a wrong password and a
// disabled account alike, in the same time, and locked_out with Retry-After when too many attempts failed. An attempt is
// counted before the password is looked at, so that many at once cannot slip past the count.
func (i *Identity) SignIn(ctx context.Context, username, password, address string, now time.Time) (token string, s *Session, err error) {
	name := strings.ToLower(username)
	here := bucketKey("here", name, address)
	known, err := i.store.RemembersLogin(ctx, here, now.Add(-store.RememberLogins))
	if err != nil {
		return "", nil, err
	}
	attempts := []attempt{{here, perAccountAddress}, {bucketKey("address", address), perAddress}}
	if !known {
		attempts = append(attempts, attempt{bucketKey("account", name), perAccount})
	}
	if err := i.takeAll(ctx, attempts, now); err != nil {
		return "", nil, err
	}
	login, err := i.store.StaffByUsername(ctx, username)
	found := err == nil && login.DisabledAt == nil && login.PasswordHash != ""
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", nil, i.giveBack(ctx, attempts, err)
	}
	hash := i.decoy
	if found {
		hash = login.PasswordHash
	}
	right, err := i.checkPassword(ctx, password, hash)
	if err != nil {
		return "", nil, i.giveBack(ctx, attempts, err)
	}
	if !found || !right {
		return "", nil, hotline.ErrLoginFailed
	}
	if err := i.giveBack(ctx, attempts, nil); err != nil {
		return "", nil, err
	}
	if err := i.store.ClearLoginBucket(ctx, here); err != nil {
		return "", nil, err
	}
	if err := i.store.RememberLogin(ctx, here, now); err != nil {
		return "", nil, err
	}
	token, sha := newToken()
	if err := i.store.OpenStaffSession(ctx, sha, login.ID, now, now.Add(SessionAbsolute)); err != nil {
		return "", nil, err
	}
	s, err = i.Staff(ctx, token, now)
	return token, s, err
}

// takeAll counts one attempt in every bucket, or in none when one of them is full.
func (i *Identity) takeAll(ctx context.Context, attempts []attempt, now time.Time) error {
	for n, a := range attempts {
		ok, err := i.store.TakeLoginBucket(ctx, a.key, now, a.drain, a.limit)
		if err == nil && !ok {
			var level float64
			if level, err = i.store.LoginBucketLevel(ctx, a.key, now, a.drain); err == nil {
				err = &hotline.Problem{Code: hotline.ErrLockedOut, RetryAfter: a.wait(level)}
			}
		}
		if err != nil {
			return i.giveBack(ctx, attempts[:n], err)
		}
	}
	return nil
}

// giveBack takes the attempts back out of their buckets and returns cause, or what went wrong here.
func (i *Identity) giveBack(ctx context.Context, attempts []attempt, cause error) error {
	// The caller may be gone; the count must be right all the same.
	ctx = context.WithoutCancel(ctx)
	for _, a := range attempts {
		if err := i.store.GiveLoginBucket(ctx, a.key); err != nil {
			return errors.Join(cause, err)
		}
	}
	return cause
}

// bucketKey hashes what a bucket is about, so that the table holds neither names nor addresses.
func bucketKey(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return parts[0] + " " + hex.EncodeToString(sum[:16])
}
