package store

import (
	"bytes"
	"context"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"
)

// ErrKeyReused says that an idempotency key came again with another body.
var ErrKeyReused = errors.New("the idempotency key was used with another body")

// Answer is the first answer to a write, kept for those who ask again under the same key.
type Answer struct {
	Status int
	Body   []byte
}

// Once runs fn at most once for (actor, route, key) and keeps its answer in the same transaction as its effect. A second
// caller waits for the first, then gets the first answer and again true; a first that fails leaves nothing behind, so
// that the same key may try once more. keyHash and digest are 32 bytes.
func (s *Store) Once(ctx context.Context, actor, route string, keyHash, digest []byte, at time.Time,
	fn func(tx *sqlx.Tx) (Answer, error)) (a Answer, again bool, err error) {
	err = s.InTx(ctx, func(tx *sqlx.Tx) error {
		// The insert waits for another transaction that holds the same key.
		r, err := tx.StmtxContext(ctx, s.q("claim_idempotency")).ExecContext(ctx, actor, route, keyHash, digest, at)
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil {
			return err
		} else if n == 0 {
			var first struct {
				Digest []byte
				Status int
				Body   []byte
			}
			if err := tx.StmtxContext(ctx, s.q("get_idempotency")).GetContext(ctx, &first, actor, route, keyHash); err != nil {
				return err
			}
			if !bytes.Equal(first.Digest, digest) {
				return ErrKeyReused
			}
			a, again = Answer{Status: first.Status, Body: first.Body}, true
			return nil
		}
		if a, err = fn(tx); err != nil {
			return err
		}
		if a.Body == nil {
			a.Body = []byte{}
		}
		_, err = tx.StmtxContext(ctx, s.q("finish_idempotency")).ExecContext(ctx, actor, route, keyHash, a.Status, a.Body)
		return err
	})
	return a, again, err
}
