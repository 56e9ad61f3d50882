package identity

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"

	"golang.org/x/crypto/argon2"
)

// Password hashing: argon2id with 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet). A hash takes 19 MiB,
// so only two run at once; the others wait, and a flood of sign-ins cannot exhaust the memory.
const (
	argonMemory  = 19 * 1024 // KiB
	argonTime    = 2
	argonLanes   = 1
	argonKey     = 32
	argonSalt    = 16
	hashesAtOnce = 2
)

// MinPassword and MaxPassword bound the length of a password in characters.
const (
	MinPassword = 8
	MaxPassword = 128
)

// HashPassword returns the encoded hash ($argon2id$v=19$m=…,t=…,p=…$salt$key). It waits for its turn as long as ctx lives.
func (i *Identity) HashPassword(ctx context.Context, password string) (string, error) {
	if err := i.enter(ctx); err != nil {
		return "", err
	}
	defer i.leave()
	salt := make([]byte, argonSalt)
	_, _ = rand.Read(salt)
	key := argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonLanes, argonKey)
	e := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonLanes,
		e.EncodeToString(salt), e.EncodeToString(key)), nil
}

// checkPassword compares in constant time. A hash with other parameters than ours is not taken: it could ask for any
// amount of memory.
func (i *Identity) checkPassword(ctx context.Context, password, encoded string) (bool, error) {
	var version, memory, time, lanes int
	var rest string
	if n, err := fmt.Sscanf(encoded, "$argon2id$v=%d$m=%d,t=%d,p=%d$%s", &version, &memory, &time, &lanes, &rest); n != 5 || err != nil {
		return false, nil
	}
	if version != argon2.Version || memory != argonMemory || time != argonTime || lanes != argonLanes {
		return false, nil
	}
	e := base64.RawStdEncoding
	saltLen := e.EncodedLen(argonSalt)
	if len(rest) != saltLen+1+e.EncodedLen(argonKey) || rest[saltLen] != '$' {
		return false, nil
	}
	salt, err1 := e.DecodeString(rest[:saltLen])
	want, err2 := e.DecodeString(rest[saltLen+1:])
	if err1 != nil || err2 != nil {
		return false, nil
	}
	if err := i.enter(ctx); err != nil {
		return false, err
	}
	defer i.leave()
	got := argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonLanes, argonKey)
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}

func (i *Identity) enter(ctx context.Context) error {
	select {
	case i.hashes <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (i *Identity) leave() { <-i.hashes }
