package store

import (
	"context"
	"time"
)

// EffectRow is what one act owes another workflow.
type EffectRow struct {
	ID         int64  `db:"id"`
	SourceID   string `db:"source_id"`
	SourceSeq  int64  `db:"source_seq"`
	Name       string `db:"name"`
	TargetKind string `db:"target_kind"`
	TargetID   string `db:"target_id"`
	Sealed     []byte `db:"sealed"`
	Attempts   int    `db:"attempts"`
}

// ClaimEffects takes up to 20 effects that are due at now for half a minute.
func (s *Store) ClaimEffects(ctx context.Context, now time.Time) ([]EffectRow, error) {
	var rows []EffectRow
	err := s.list(ctx, &rows, "claim_effects", now)
	return rows, err
}

// EffectDone marks an effect as delivered.
func (s *Store) EffectDone(ctx context.Context, id int64, at time.Time) error {
	_, err := s.exec(ctx, "effect_done", id, at)
	return err
}

// EffectRefused parks an effect that its target refused for good: it is done with the code as its outcome, is not tried again,
// and stands in the ledger of the target, in one statement. A person decides what follows.
func (s *Store) EffectRefused(ctx context.Context, e EffectRow, at time.Time, code string) error {
	_, err := s.exec(ctx, "effect_refused", e.ID, at, code)
	return err
}

// EffectCount tells how the effects stand: waiting to be delivered (late when for more than a minute), or parked.
type EffectCount struct {
	Waiting int `db:"waiting"`
	Late    int `db:"late"`
	Parked  int `db:"parked"`
}

// CountEffects counts effects at an instant, for the health figures and the doctor.
func (s *Store) CountEffects(ctx context.Context, now time.Time) (EffectCount, error) {
	var n EffectCount
	err := s.get(ctx, &n, "count_effects", now)
	return n, err
}

// EffectFailed puts an effect off; code says why, for the health page.
func (s *Store) EffectFailed(ctx context.Context, id int64, next time.Time, code string) error {
	_, err := s.exec(ctx, "effect_failed", id, next, code)
	return err
}

// PruneOutbox removes the front of the tail up to the newest row before an instant.
func (s *Store) PruneOutbox(ctx context.Context, before time.Time) error {
	_, err := s.exec(ctx, "prune_outbox", before)
	return err
}
