package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"minhu/internal/hotline"
	"minhu/policies"
)

// ReceiptView is what a citizen gets for a case or a message: keep the query code.
type ReceiptView struct {
	ID        string    `json:"id"`
	Number    string    `json:"number"`
	QueryCode string    `json:"query_code"`
	Stage     string    `json:"stage"`
	Rev       int64     `json:"rev"`
	At        time.Time `json:"at"`
	DueAt     time.Time `json:"due_at,omitzero"`
	Clock     string    `json:"clock,omitempty"`
}

// conversationOwner checks that the writer may speak for the conversation and returns its citizen.
func (s *Server) conversationOwner(c *gin.Context, id string) (string, error) {
	r, err := s.Store.ConversationByID(c.Request.Context(), id)
	if err != nil {
		return "", err
	}
	res := conversationResource(r)
	if _, err := s.Authorize(c, "conversation", "read", &res); err != nil {
		return "", err
	}
	return r.OwnerID.String, nil
}

// openMatter opens a case or a message for a citizen, or by staff on a citizen's behalf, and makes the receipt.
func (s *Server) openMatter(c *gin.Context, p *policies.Principal, agg hotline.Aggregate, act string, f hotline.Fields, who Contact, owner string) (out ReceiptView, err error) {
	ctx := c.Request.Context()
	resource := policies.Resource{OwnerID: p.ID}
	d, err := s.Authorize(c, string(agg), act, &resource)
	if err != nil {
		return out, err
	}
	table := hotline.Load()
	by := hotline.ByCitizen
	if p.Kind == policies.KindStaff {
		by = hotline.ByStaff
	}
	t, err := table.Find(hotline.State{Aggregate: agg}, hotline.Act{Name: act, Actor: hotline.Actor{Kind: by}, Fields: f}, s.Clock().UTC())
	if err != nil {
		return out, err
	}
	if err := table.CheckFields(t, f); err != nil {
		return out, err
	}
	key, err := s.keyOf(c, p)
	if err != nil {
		return out, err
	}
	root := s.Acts.Ring.Root()
	id := hotline.NewID(root.Namespace(), p.ID, string(agg), key)
	if !who.empty() {
		party := hotline.NewID(root.Namespace(), p.ID, "party", key)
		ownedBy := owner
		if ownedBy == "" && p.Kind == policies.KindCitizen {
			ownedBy = p.ID
		}
		if err := s.Store.PutParty(ctx, root, party, ownedBy, who.party(), s.Clock().UTC()); err != nil {
			return out, err
		}
		f["party"] = party
	}
	code := root.QueryCode(id)
	f["query_code_index"] = root.QueryIndex(code)
	a := s.envelope(c, p, act, 0, f, d)
	a.Actor.OnBehalf = owner
	r, err := s.Acts.Open(ctx, agg, id, key, a)
	if err != nil {
		return out, err
	}
	out = ReceiptView{ID: id, QueryCode: groupCode(code), Stage: string(r.Stage), Rev: r.Rev}
	if agg == hotline.Case {
		row, err := s.Store.CaseByID(ctx, id)
		if err != nil {
			return out, err
		}
		out.Number, out.At, out.DueAt, out.Clock = row.Number, row.RegisteredAt.UTC(), row.NextDueAt.Time.UTC(), row.NextClock
	} else {
		row, err := s.Store.MessageByID(ctx, id)
		if err != nil {
			return out, err
		}
		out.Number, out.At, out.DueAt, out.Clock = row.Number, row.SubmittedAt.UTC(), row.NextDueAt.Time.UTC(), row.NextClock
	}
	return out, nil
}

// groupCode writes a query code in groups of four, as people read it out.
func groupCode(code string) string { return code[:4] + "-" + code[4:8] + "-" + code[8:] }
