package api

import (
	"encoding/hex"

	"github.com/gin-gonic/gin"

	"minhu/internal/hotline"
	"minhu/internal/store"
	"minhu/policies"
)

// actor makes the actor of an act from who asks.
func (s *Server) actor(c *gin.Context, p *policies.Principal) hotline.Actor {
	if p.Kind == policies.KindCitizen {
		return hotline.Actor{Kind: hotline.ByCitizen, ID: p.ID, Role: policies.RoleCitizen}
	}
	a := hotline.Actor{Kind: hotline.ByStaff, ID: p.ID, Name: p.Name}
	if len(p.Bindings) > 0 {
		a.Role, a.DeptPath = p.Bindings[0].Role, p.Bindings[0].DeptPath
	}
	if ss := session(c); ss != nil && a.DeptPath == "" {
		a.DeptPath = ss.DepartmentPath
	}
	return a
}

// envelope fills what every act carries beside its fields: who, which policy line allowed it, and the digest of the request.
func (s *Server) envelope(c *gin.Context, p *policies.Principal, name string, rev int64, f hotline.Fields, d policies.Decision) hotline.Act {
	return hotline.Act{Name: name, Actor: s.actor(c, p), Rev: rev, Fields: f, Digest: hex.EncodeToString(digest(rawBody(c))), Line: d.Line,
		Policy: d.Version, RequestID: RequestID(c)}
}

// keyOf is the update id of the request: caller, method and path, key.
func (s *Server) keyOf(c *gin.Context, p *policies.Principal) (string, error) {
	key, err := IdempotencyKey(c)
	if err != nil {
		return "", err
	}
	return updateID(p.ID, c.Request.Method+" "+c.Request.URL.Path, key), nil
}

// refused puts the refusal of a signed-in person into the ledger; noise of anonymous callers goes to the counters.
func (s *Server) refused(c *gin.Context, kind, act, id string, err error) {
	p, ok := hotline.AsProblem(err)
	who := principal(c)
	if !ok || who == nil || who.Kind != policies.KindStaff {
		return
	}
	switch p.Code {
	case hotline.ErrForbidden, hotline.ErrNotFound, hotline.ErrActNotAllowed, hotline.ErrAtCapacity:
	default:
		return
	}
	e := store.LedgerEntry{At: s.Clock(), ActorKind: who.Kind, ActorID: who.ID, ActorName: who.Name, Act: act, SubjectKind: kind, SubjectID: &id,
		Outcome: string(p.Code), PolicyVersion: s.Policies.Load().Version(), RequestID: RequestID(c)}
	if lerr := s.Store.AddLedger(c.Request.Context(), e); lerr != nil {
		s.Logger.Error("a refusal could not be recorded", "request_id", RequestID(c), "error", lerr)
	}
}

// looked records that a member of staff opened a thing.
func (s *Server) looked(c *gin.Context, kind, id string, d policies.Decision) error {
	who := principal(c)
	if who.Kind != policies.KindStaff {
		return nil
	}
	return s.Store.AddLook(c.Request.Context(), store.LedgerEntry{At: s.Clock(), ActorKind: who.Kind, ActorID: who.ID, ActorName: who.Name,
		SubjectKind: kind, SubjectID: &id, PolicyLine: d.Line, PolicyVersion: d.Version, RequestID: RequestID(c)})
}
