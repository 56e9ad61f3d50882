package identity

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"minhu/internal/hotline"
	"minhu/internal/store"
)

// InvitationLife is how long a way in for somebody without a password is good for.
const InvitationLife = 48 * time.Hour

// NewToken makes a random token and the hash it is stored under.
func NewToken() (token string, sha []byte) { return newToken() }

// WeakPassword says why a password is not taken: too short, too long, or one character over and over; "" when it is taken.
func WeakPassword(p string) (code, detail string) {
	n := utf8.RuneCountInString(p)
	switch {
	case n < MinPassword:
		return "too_short", "密码至少 8 个字符"
	case n > MaxPassword:
		return "too_long", "密码最多 128 个字符"
	case strings.Count(p, string([]rune(p)[0])) == n:
		return "too_simple", "密码不能是同一个字符"
	}
	return "", ""
}

// Invited finds whom an invitation lets in, or ErrNotFound: used, ended and unknown ones are told apart by nobody.
func (i *Identity) Invited(ctx context.Context, token string, now time.Time) (store.StaffLogin, error) {
	sha, ok := tokenSHA(token)
	if !ok {
		return store.StaffLogin{}, hotline.ErrNotFound
	}
	who, err := i.store.Invitation(ctx, sha, now)
	if errors.Is(err, sql.ErrNoRows) {
		err = hotline.ErrNotFound
	}
	return who, err
}

// Accept sets the password of the person an invitation is for and uses it up; every session of theirs ends.
func (i *Identity) Accept(ctx context.Context, token, password string, now time.Time) (store.StaffLogin, error) {
	who, err := i.Invited(ctx, token, now)
	if err != nil {
		return who, err
	}
	hash, err := i.HashPassword(ctx, password)
	if err != nil {
		return who, err
	}
	sha, _ := tokenSHA(token)
	err = i.store.UseInvitation(ctx, sha, who.ID, hash, now)
	if errors.Is(err, sql.ErrNoRows) {
		err = hotline.ErrNotFound
	}
	return who, err
}
