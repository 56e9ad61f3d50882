package api

import (
	"context"
	"encoding/json"

	"github.com/gin-gonic/gin"
	"github.com/jmoiron/sqlx"

	"minhu/internal/hotline"
	"minhu/internal/store"
	"minhu/policies"
)

// recordWrite puts a write without a workflow into the ledger, in its transaction. key names what was written.
func (s *Server) recordWrite(ctx context.Context, c *gin.Context, tx *sqlx.Tx, kind, act, key string) error {
	p := principal(c)
	data, err := json.Marshal(map[string]string{"key": key})
	if err != nil {
		return err
	}
	return s.Store.AddLedgerTx(ctx, tx, store.LedgerEntry{At: s.Clock(), ActorKind: p.Kind, ActorID: p.ID, ActorName: p.Name, Act: act, SubjectKind: kind,
		Outcome: "applied", PolicyVersion: s.Policies.Load().Version(), RequestID: RequestID(c), Data: data})
}

// refusedWrite records the refusal of a signed-in person on a thing whose id is no UUID.
func (s *Server) refusedWrite(c *gin.Context, kind, act string, err error) {
	p, ok := hotline.AsProblem(err)
	who := principal(c)
	if !ok || who == nil || who.Kind != policies.KindStaff {
		return
	}
	if lerr := s.Store.AddLedger(c.Request.Context(), store.LedgerEntry{At: s.Clock(), ActorKind: who.Kind, ActorID: who.ID, ActorName: who.Name, Act: act,
		SubjectKind: kind, Outcome: string(p.Code), PolicyVersion: s.Policies.Load().Version(), RequestID: RequestID(c)}); lerr != nil {
		s.Logger.Error("a refusal could not be recorded", "request_id", RequestID(c), "error", lerr)
	}
}
