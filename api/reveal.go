package api

import (
	"encoding/json"
	"net/http"

	"github.com/gin-gonic/gin"

	"minhu/internal/hotline"
	"minhu/internal/store"
	"minhu/policies"
)

// RevealBody asks for one field of a citizen's identity, with a reason from the list.
type RevealBody struct {
	Field  string `json:"field"`
	Reason string `json:"reason"`
}

// RevealView is one field of a citizen's identity in the open.
type RevealView struct {
	Field string `json:"field"`
	Value string `json:"value"`
}

// revealReasons are the reasons a reveal may be asked for.
var revealReasons = map[string]bool{"contact_citizen": true, "verify_identity": true, "site_visit": true, "emergency": true}

// Validate implements Validator.
func (b RevealBody) Validate() []hotline.FieldProblem {
	var bad []hotline.FieldProblem
	if b.Field != "name" && b.Field != "phone" && b.Field != "address" {
		bad = append(bad, hotline.FieldProblem{Name: "field", Code: "not_a_choice"})
	}
	if !revealReasons[b.Reason] {
		bad = append(bad, hotline.FieldProblem{Name: "reason", Code: "not_a_choice", Detail: "请选择查看理由"})
	}
	return bad
}

// revealParty shows one field of who raised a case. The look is recorded before the value is sent.
func (s *Server) revealParty(c *gin.Context) error {
	body, err := Bind[RevealBody](c)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	r, d, err := reach(s, c, "case", "pii.reveal", s.Store.CaseByID, caseResource)
	if err != nil {
		return err
	}
	if !r.PartyID.Valid {
		return hotline.ErrNotFound
	}
	p := principal(c)
	data, err := json.Marshal(body)
	if err != nil {
		return err
	}
	if err := s.Store.AddLedger(ctx, store.LedgerEntry{At: s.Clock(), ActorKind: p.Kind, ActorID: p.ID, ActorName: p.Name, Act: "reveal", SubjectKind: "case",
		SubjectID: &r.ID, Outcome: "applied", PolicyLine: d.Line, PolicyVersion: d.Version, RequestID: RequestID(c), Data: data}); err != nil {
		return err
	}
	open, err := s.Store.OpenParty(ctx, s.Acts.Ring.Root(), r.PartyID.String)
	if err != nil {
		return err
	}
	value := map[string]string{"name": open.Name, "phone": open.Phone, "address": open.Address}[body.Field]
	c.JSON(http.StatusOK, RevealView{Field: body.Field, Value: value})
	return nil
}

// listViewers shows who looked at a case (谁看过).
func (s *Server) listViewers(c *gin.Context) error {
	r, _, err := reach(s, c, "case", "viewers.read", s.Store.CaseByID, caseResource)
	if err != nil {
		return err
	}
	rows, err := s.Store.Viewers(c.Request.Context(), r.ID)
	if err != nil {
		return err
	}
	if rows == nil {
		rows = []store.Viewer{}
	}
	writePage(c, rows, "")
	return nil
}

// revealed records that somebody is shown a telephone number of a call or a call-back.
func (s *Server) revealed(c *gin.Context, kind, id, reason string, d policies.Decision) error {
	data, err := json.Marshal(RevealBody{Field: "phone", Reason: reason})
	if err != nil {
		return err
	}
	p := principal(c)
	return s.Store.AddLedger(c.Request.Context(), store.LedgerEntry{At: s.Clock(), ActorKind: p.Kind, ActorID: p.ID, ActorName: p.Name, Act: "reveal",
		SubjectKind: kind, SubjectID: &id, Outcome: "applied", PolicyLine: d.Line, PolicyVersion: d.Version, RequestID: RequestID(c), Data: data})
}
