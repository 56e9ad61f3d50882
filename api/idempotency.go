package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/gin-gonic/gin"
	"github.com/jmoiron/sqlx"

	"minhu/internal/hotline"
	"minhu/internal/store"
)

// IdempotencyKey returns the Idempotency-Key header: 8 to 64 characters of A-Z a-z 0-9 _ -, sent once.
func IdempotencyKey(c *gin.Context) (string, error) {
	values := c.Request.Header.Values("Idempotency-Key")
	if len(values) == 0 || len(values) == 1 && values[0] == "" {
		return "", hotline.ErrIdempotencyKeyMissing
	}
	key := values[0]
	if len(values) > 1 || len(key) < 8 || len(key) > 64 {
		return "", hotline.ErrIdempotencyKeyInvalid
	}
	for _, b := range []byte(key) {
		if !(b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '_' || b == '-') {
			return "", hotline.ErrIdempotencyKeyInvalid
		}
	}
	return key, nil
}

// updateID is the identifier of the workflow Update that a request stands for: the same caller, route and key give the
// same Update, whoever else uses the same key. It is 64 hex digits and tells nothing.
func updateID(actor, route, key string) string {
	sum := keyHash(actor, route, key)
	return hex.EncodeToString(sum)
}

func keyHash(parts ...string) []byte {
	h := sha256.New()
	for _, p := range parts {
		var n [4]byte
		n[0], n[1], n[2], n[3] = byte(len(p)>>24), byte(len(p)>>16), byte(len(p)>>8), byte(len(p))
		h.Write(n[:])
		h.Write([]byte(p))
	}
	return h.Sum(nil)
}

// digest is the SHA-256 of a JSON body in a form that does not depend on white space or the order of keys.
func digest(body []byte) []byte {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var v any
	if d.Decode(&v) == nil {
		if canonical, err := json.Marshal(v); err == nil {
			body = canonical
		}
	}
	sum := sha256.Sum256(body)
	return sum[:]
}

// once runs a write that has no workflow: fn gets a transaction, its answer is kept under the caller's key in that same
// transaction, and a repeated request gets the first answer again. Call it after Bind. fn returns the status and the value to send.
func (s *Server) once(c *gin.Context, fn func(ctx context.Context, tx *sqlx.Tx) (int, any, error)) error {
	if s.Store == nil {
		return hotline.ErrDatabaseUnavailable
	}
	key, err := IdempotencyKey(c)
	if err != nil {
		return err
	}
	p, err := s.writer(c)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	// The path with its parameters: the same key on another thing is another request.
	route := c.Request.Method + " " + c.Request.URL.Path
	a, again, err := s.Store.Once(ctx, p.ID, route, keyHash(key), digest(rawBody(c)), s.Clock(), func(tx *sqlx.Tx) (store.Answer, error) {
		status, v, err := fn(ctx, tx)
		if err != nil {
			return store.Answer{}, err
		}
		if v == nil {
			return store.Answer{Status: status}, nil
		}
		b, err := json.Marshal(v)
		return store.Answer{Status: status, Body: b}, err
	})
	if err != nil {
		return err
	}
	if again {
		c.Header("Idempotent-Replayed", "true")
	}
	if len(a.Body) == 0 {
		c.Status(a.Status)
		return nil
	}
	c.Data(a.Status, "application/json; charset=utf-8", a.Body)
	return nil
}
