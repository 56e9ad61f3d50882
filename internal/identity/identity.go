// Package identity says who is asking: staff by a password and a server-side session, citizens by an anonymous cookie.
// Tokens are random and only their SHA-256 is stored. Time is an argument everywhere.
package identity

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"errors"
	"sync"
	"time"

	"github.com/google/uuid"

	"minhu/internal/store"
	"minhu/policies"
)

// Limits of a staff session (ASVS 5.0 7.1.1): it ends after half an hour without use and twelve hours after sign-in.
const (
	SessionIdle     = 30 * time.Minute
	SessionAbsolute = 12 * time.Hour
	touchEvery      = time.Minute
)

// ErrNoSession says that a token names no living session.
var ErrNoSession = errors.New("no such session")

// Identity signs people in and recognises them. It is safe for concurrent use.
type Identity struct {
	store    *store.Store
	hashes   chan struct{}
	decoy    string
	citizens tokenCache
}

// New makes an Identity over the store. It hashes one password to have a decoy for unknown user names.
func New(ctx context.Context, st *store.Store) (*Identity, error) {
	i := &Identity{store: st, hashes: make(chan struct{}, hashesAtOnce)}
	var err error
	i.decoy, err = i.HashPassword(ctx, rand.Text())
	return i, err
}

// Session is a living staff session.
type Session struct {
	Principal      *policies.Principal
	Username       string
	Title          string
	DepartmentID   string
	DepartmentName string
	DepartmentPath string
	ExpiresAt      time.Time // the earlier of idle and absolute end
}

// Staff returns the session that token names, with the bindings valid at now, or ErrNoSession. Using a session keeps it
// alive up to its absolute end.
func (i *Identity) Staff(ctx context.Context, token string, now time.Time) (*Session, error) {
	sha, ok := tokenSHA(token)
	if !ok {
		return nil, ErrNoSession
	}
	row, err := i.store.StaffBySession(ctx, sha, now)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNoSession
	}
	if err != nil {
		return nil, err
	}
	if !now.Before(row.ExpiresAt) || now.Sub(row.LastSeen) >= SessionIdle {
		return nil, ErrNoSession
	}
	last := row.LastSeen
	if now.Sub(last) >= touchEvery {
		if err := i.store.TouchStaffSession(ctx, sha, now); err != nil {
			return nil, err
		}
		last = now
	}
	p := &policies.Principal{ID: row.ID, Kind: policies.KindStaff, Name: row.Name, Clearance: row.Clearance}
	for k := range row.Roles {
		p.Bindings = append(p.Bindings, policies.Binding{Role: row.Roles[k], DeptPath: row.Paths[k]})
	}
	end := last.Add(SessionIdle)
	if row.ExpiresAt.Before(end) {
		end = row.ExpiresAt
	}
	return &Session{Principal: p, Username: row.Username, Title: row.Title, DepartmentID: row.DepartmentID,
		DepartmentName: row.DepartmentName, DepartmentPath: row.DepartmentPath, ExpiresAt: end}, nil
}

// SignOut ends the session that token names; an unknown token is no error.
func (i *Identity) SignOut(ctx context.Context, token string) error {
	sha, ok := tokenSHA(token)
	if !ok {
		return nil
	}
	return i.store.CloseStaffSession(ctx, sha)
}

// Citizen returns the citizen that token names, or ErrNoSession.
func (i *Identity) Citizen(ctx context.Context, token string) (*policies.Principal, error) {
	sha, ok := tokenSHA(token)
	if !ok {
		return nil, ErrNoSession
	}
	if id, ok := i.citizens.get(sha); ok {
		return policies.Citizen(id), nil
	}
	id, err := i.store.CitizenByToken(ctx, sha)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNoSession
	}
	if err != nil {
		return nil, err
	}
	i.citizens.put(sha, id)
	return policies.Citizen(id), nil
}

// NewCitizen makes a citizen and returns the token to put into the cookie.
func (i *Identity) NewCitizen(ctx context.Context, now time.Time) (token string, p *policies.Principal, err error) {
	token, sha := newToken()
	id := uuid.NewString()
	if err := i.store.InsertCitizen(ctx, id, sha, now); err != nil {
		return "", nil, err
	}
	i.citizens.put(sha, id)
	return token, policies.Citizen(id), nil
}

// tokenBytes is the length of a token: 256 bits, so that guessing is no question.
const tokenBytes = 32

func newToken() (token string, sha []byte) {
	b := make([]byte, tokenBytes)
	_, _ = rand.Read(b) // never fails: the runtime stops the program instead
	sum := sha256.Sum256(b)
	return base64.RawURLEncoding.EncodeToString(b), sum[:]
}

// tokenSHA returns the hash a token is stored under; false when it has not the shape of a token.
func tokenSHA(token string) ([]byte, bool) {
	if len(token) != base64.RawURLEncoding.EncodedLen(tokenBytes) {
		return nil, false
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(b) != tokenBytes {
		return nil, false
	}
	sum := sha256.Sum256(b)
	return sum[:], true
}

// tokenCache remembers which token names which citizen. The pairing never changes, so nothing has to be forgotten in
// time; two halves bound the memory without a list.
type tokenCache struct {
	mu       sync.Mutex
	new, old map[[32]byte]string
}

const cacheHalf = 4096

func (c *tokenCache) get(sha []byte) (string, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k := [32]byte(sha)
	if id, ok := c.new[k]; ok {
		return id, true
	}
	id, ok := c.old[k]
	if ok {
		c.putLocked(k, id)
	}
	return id, ok
}

func (c *tokenCache) put(sha []byte, id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.putLocked([32]byte(sha), id)
}

func (c *tokenCache) putLocked(k [32]byte, id string) {
	if c.new == nil || len(c.new) >= cacheHalf {
		c.old, c.new = c.new, make(map[[32]byte]string, 64)
	}
	c.new[k] = id
}

// Alive returns nil while the staff session that token names lives. Unlike Staff it does not count as use.
func (i *Identity) Alive(ctx context.Context, token string, now time.Time) error {
	sha, ok := tokenSHA(token)
	if !ok {
		return ErrNoSession
	}
	row, err := i.store.StaffBySession(ctx, sha, now)
	if errors.Is(err, sql.ErrNoRows) || err == nil && (!now.Before(row.ExpiresAt) || now.Sub(row.LastSeen) >= SessionIdle) {
		return ErrNoSession
	}
	return err
}

// Sweep removes ended sessions, old first answers and drained buckets, at once and then every hour, until ctx ends.
func (i *Identity) Sweep(ctx context.Context, clock func() time.Time, failed func(error)) {
	t := time.NewTicker(time.Hour)
	defer t.Stop()
	for {
		if err := i.store.SweepAccess(ctx, clock(), SessionIdle); err != nil && ctx.Err() == nil {
			failed(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}
