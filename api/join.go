package api

import (
	"encoding/hex"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"minhu/internal/hotline"
	"minhu/internal/store"
	"minhu/policies"
)

// JoinBody says "我也遇到" of a matter that somebody else raised: a published one by its id, or the one that was offered before sending.
type JoinBody struct {
	CaseID  string  `json:"case_id,omitempty"`
	Offer   string  `json:"offer,omitempty"`
	Contact Contact `json:"contact"`
}

// Validate implements Validator.
func (b JoinBody) Validate() []hotline.FieldProblem {
	bad := b.Contact.validate("contact.", true)
	if (b.CaseID == "") == (b.Offer == "") || b.CaseID != "" && !isUUID(b.CaseID) {
		bad = append(bad, hotline.FieldProblem{Name: "case_id", Code: "malformed"})
	}
	return bad
}

// JoinView is the receipt of joining: a query code of one's own, and how many people told of the same. A number that had joined before
// gets no code again: whoever types it need not be its owner.
type JoinView struct {
	Number    string `json:"number"`
	QueryCode string `json:"query_code,omitempty"`
	People    int    `json:"people"`
	Again     bool   `json:"again,omitempty"`
}

// OfferView is a matter of somebody else's that one may join: what it is about in the catalogue's words, never in its citizen's.
type OfferView struct {
	Offer          string `json:"offer"`
	ClassName      string `json:"class_name,omitempty"`
	DepartmentName string `json:"department_name,omitempty"`
	Stage          string `json:"stage"`
	People         int    `json:"people"`
}

// JoinedItem is a matter in one's own list that one joined.
type JoinedItem struct {
	Number         string `json:"number"`
	Stage          string `json:"stage"`
	ClassName      string `json:"class_name,omitempty"`
	DepartmentName string `json:"department_name,omitempty"`
	QueryCode      string `json:"query_code"`
}

// joinable are the stages in which the table lets somebody join.
func joinable(stage string) bool {
	for _, t := range hotline.Load().Transitions {
		if t.Aggregate == hotline.Case && t.Act == "join" {
			return slices.Contains(t.From, hotline.Stage(stage))
		}
	}
	return false
}

// people is how many told of a matter: its citizen, those of the cases merged into it, and whoever joined.
func people(f hotline.Facts) int { return 1 + len(f.Members) + f.Followers }

var everybody = policies.Citizen("")

// offer makes the handle of a matter that looks like the one about to be sent.
func (s *Server) offer(id string) (string, error) { return s.encodeCursor(everybody, "join", id) }

// joinCase links somebody to a matter. It is one recorded act a number; nothing of the matter is told but its number and the count.
func (s *Server) joinCase(c *gin.Context) error {
	b, err := Bind[JoinBody](c)
	if err != nil {
		return err
	}
	p, err := s.writer(c)
	if err != nil {
		return err
	}
	ctx, root, id := c.Request.Context(), s.Acts.Ring.Root(), strings.ToLower(b.CaseID)
	if b.Offer != "" {
		if _, err := s.decodeCursor(everybody, "join", b.Offer, &id); err != nil {
			return hotline.ErrNotFound
		}
	}
	r, err := s.Store.CaseByID(ctx, id)
	if err != nil {
		return err
	}
	st, err := r.State()
	if err != nil {
		return err
	}
	if r.Confidential || b.Offer == "" && !st.Facts.Published || !joinable(r.Stage) {
		return hotline.ErrNotFound
	}
	who := b.Contact.party()
	index := root.PhoneIndex(who.Phone)
	if r.PartyID.Valid {
		own, err := s.Store.PhoneIndexOf(ctx, r.PartyID.String)
		if err != nil {
			return err
		}
		if r.OwnerID.Valid && r.OwnerID.String == p.ID || string(own) == string(index) {
			return hotline.Fail(hotline.ErrActNotAllowed, "这件事是您自己反映的，可在“进度查询”查看。")
		}
	}
	if _, err := s.Store.FollowerByPhone(ctx, id, index); err == nil {
		c.JSON(http.StatusOK, JoinView{Number: r.Number, People: people(st.Facts), Again: true})
		return nil
	} else if !isNoRows(err) {
		return err
	}
	follower := hotline.NewID(root.Namespace(), id, "follower", hex.EncodeToString(index))
	party := hotline.NewID(root.Namespace(), follower, "party", "")
	owner := ""
	if p.Kind == policies.KindCitizen {
		owner = p.ID
	}
	if err := s.Store.PutParty(ctx, root, party, owner, who, s.Clock().UTC()); err != nil {
		return err
	}
	code := root.QueryCode(follower)
	actor := hotline.System
	actor.OnBehalf = owner
	key := updateID("join", id, follower)
	if _, err := s.Acts.Do(ctx, hotline.Case, id, key, hotline.Act{Name: "join", Actor: actor, Digest: key, Line: "join", RequestID: RequestID(c),
		Fields: hotline.Fields{"follower": follower, "party": party, "query_code_index": root.QueryIndex(code)}}); err != nil {
		return err
	}
	c.JSON(http.StatusCreated, JoinView{Number: r.Number, QueryCode: groupCode(code), People: people(st.Facts) + 1})
	return nil
}

// offered finds the matter of somebody else's that a citizen may join instead of sending the own one.
func (s *Server) offered(r store.Candidate, own bool, out *DuplicatesView) error {
	if out.Join != nil || own || !joinable(r.Stage) || r.Stage == string(hotline.StageClosed) {
		return nil
	}
	offer, err := s.offer(r.ID)
	if err != nil {
		return err
	}
	out.Join = &OfferView{Offer: offer, ClassName: r.ClassName, DepartmentName: r.DepartmentName, Stage: r.Stage, People: 1 + r.Followers}
	return nil
}
