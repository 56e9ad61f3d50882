package store

import (
	"context"
	"hash/fnv"
	"time"
)

// Exclusively runs fn while this process alone holds the name among all processes on the database, and waits for its turn as long as ctx
// lives, looking every few seconds. The context of fn ends when the connection that holds the name is lost.
func (s *Store) Exclusively(ctx context.Context, name string, fn func(ctx context.Context) error) error {
	h := fnv.New64a()
	h.Write([]byte("minhu " + name))
	key := int64(h.Sum64() >> 1)
	conn, err := s.DB.Connx(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	t := time.NewTicker(turn)
	defer t.Stop()
	for {
		var got bool
		if err := conn.GetContext(ctx, &got, `select pg_try_advisory_lock($1)`, key); err != nil {
			return err
		}
		if got {
			break
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-t.C:
		}
	}
	defer conn.ExecContext(context.WithoutCancel(ctx), `select pg_advisory_unlock($1)`, key)
	held, lost := context.WithCancelCause(ctx)
	defer lost(nil)
	go func() {
		for {
			select {
			case <-held.Done():
				return
			case <-t.C:
				if err := conn.PingContext(held); err != nil {
					lost(err)
					return
				}
			}
		}
	}()
	return fn(held)
}

// turn is how often a process looks whether it is its turn, and whether it still holds it.
const turn = 5 * time.Second
