package api

import (
	"context"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"minhu/internal/hotline"
	"minhu/internal/store"
	"minhu/internal/triage"
	"minhu/policies"
)

// duplicateDays is how far back duplicates are looked for.
const duplicateDays = 30

// DuplicateBody is a matter that is about to be handed in.
type DuplicateBody struct {
	Class    string `json:"class"`
	Title    string `json:"title"`
	Content  string `json:"content"`
	Place    string `json:"place"`
	District string `json:"district"`
	CallID   string `json:"call_id"`
}

// Validate implements Validator.
func (b DuplicateBody) Validate() []hotline.FieldProblem {
	var bad []hotline.FieldProblem
	for name, f := range map[string]struct {
		v   string
		max int
	}{"title": {b.Title, 60}, "content": {b.Content, 2000}, "place": {b.Place, 120}, "class": {b.Class, 40}, "district": {b.District, 40}} {
		if utf8.RuneCountInString(f.v) > f.max {
			bad = append(bad, hotline.FieldProblem{Name: name, Code: "too_long"})
		}
	}
	if b.CallID != "" && !isUUID(b.CallID) {
		bad = append(bad, hotline.FieldProblem{Name: "call_id", Code: "malformed"})
	}
	return bad
}

// DuplicatesView are the matters that a new one looks like. A citizen sees the own ones only, and of the others how many people
// told of the same: Similar, 0 below three.
type DuplicatesView struct {
	Items   []DuplicateView `json:"items"`
	Similar int             `json:"similar"`
	Join    *OfferView      `json:"join,omitempty"` // for citizens: one they may join instead
}

// DuplicateView is one of them. Score and Text are shares, 0 to 1.
type DuplicateView struct {
	ID           string    `json:"id"`
	Number       string    `json:"number"`
	Stage        string    `json:"stage"`
	Kind         string    `json:"kind"`
	Title        string    `json:"title"`
	Content      string    `json:"content"`
	Place        string    `json:"place,omitempty"`
	District     string    `json:"district,omitempty"`
	ClassName    string    `json:"class_name,omitempty"`
	PublicReply  string    `json:"public_reply,omitempty"`
	RegisteredAt time.Time `json:"registered_at"`
	Score        float64   `json:"score"`
	Text         float64   `json:"text"`
	SamePlace    bool      `json:"same_place"`
	SamePerson   bool      `json:"same_person"`
}

// leastTold is how many people must have told of the same before a stranger hears of it: fewer would point at a person.
const leastTold = 3

const maxDuplicates = 8

// findDuplicates compares a matter that is not registered yet. Nothing is stored.
func (s *Server) findDuplicates(c *gin.Context) error {
	body, err := Bind[DuplicateBody](c)
	if err != nil {
		return err
	}
	p, ctx := principal(c), c.Request.Context()
	var phone []byte
	if body.CallID != "" {
		r, err := s.Store.CallByID(ctx, strings.ToLower(body.CallID))
		if err != nil {
			return err
		}
		res := callResource(r)
		if _, err := s.Authorize(c, "call", "read", &res); err != nil {
			return err
		}
		phone = r.NumberIndex
	}
	out, err := s.duplicates(ctx, p, triage.Matter{Class: body.Class, Title: body.Title, Content: body.Content, Place: body.Place, District: body.District}, phone, "")
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, out)
	return nil
}

// caseDuplicates compares a registered case with the others, for whoever dispatches or merges.
func (s *Server) caseDuplicates(c *gin.Context) error {
	id, ctx := strings.ToLower(c.Param("id")), c.Request.Context()
	if !isUUID(id) {
		return hotline.ErrNotFound
	}
	r, err := s.Store.CaseByID(ctx, id)
	if err != nil {
		return err
	}
	res := caseResource(r)
	p := principal(c)
	if _, err := s.Authorize(c, "case", "read", &res); err != nil {
		s.refused(c, "case", "read", id, err)
		return err
	}
	if p.Kind != policies.KindStaff || r.Confidential {
		// What a confidential case says is not compared with what others say.
		c.JSON(http.StatusOK, DuplicatesView{Items: []DuplicateView{}})
		return nil
	}
	var phone []byte
	if r.PartyID.Valid {
		if phone, err = s.Store.PhoneIndexOf(ctx, r.PartyID.String); err != nil {
			return err
		}
	}
	out, err := s.duplicates(ctx, p, triage.Matter{Class: r.Class, Title: r.Title, Content: r.Content, Place: r.Place, District: r.District}, phone, id)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, out)
	return nil
}

func (s *Server) duplicates(ctx context.Context, p *policies.Principal, m triage.Matter, phone []byte, except string) (DuplicatesView, error) {
	out := DuplicatesView{Items: []DuplicateView{}}
	if utf8.RuneCountInString(strings.TrimSpace(m.Title+m.Content)) < 6 {
		return out, nil
	}
	rows, err := s.Store.Candidates(ctx, m.Class, m.District, phone, s.Clock().AddDate(0, 0, -duplicateDays), except)
	if err != nil {
		return out, err
	}
	by := make(map[string]store.Candidate, len(rows))
	earlier := make([]triage.Matter, len(rows))
	for i, r := range rows {
		by[r.ID] = r
		earlier[i] = triage.Matter{ID: r.ID, Title: r.Title, Content: r.Content, Place: r.Place, District: r.District, Class: r.Class,
			SamePerson: r.SamePerson || p.Kind == policies.KindCitizen && p.ID != "" && r.OwnerID.String == p.ID}
	}
	told, more := map[string]bool{}, 0
	for _, l := range triage.Similar(m, earlier, len(earlier)) {
		r := by[l.Matter.ID]
		if r.PartyID.Valid {
			told[r.PartyID.String] = true
		} else {
			told[r.ID] = true
		}
		more += r.Followers
		if p.Kind == policies.KindCitizen {
			if err := s.offered(r, l.Matter.SamePerson, &out); err != nil {
				return out, err
			}
		}
		if len(out.Items) == maxDuplicates {
			continue
		}
		seen, err := s.maySeeDuplicate(ctx, p, r.ID)
		if err != nil {
			return out, err
		}
		if !seen {
			continue
		}
		v := DuplicateView{ID: r.ID, Number: r.Number, Stage: r.Stage, Kind: r.Kind, Title: r.Title, Content: r.Content, Place: r.Place, District: r.District,
			ClassName: r.ClassName, RegisteredAt: r.RegisteredAt.UTC(), Score: l.Score, Text: l.Text, SamePlace: l.SamePlace, SamePerson: l.Matter.SamePerson}
		if replyShown[r.Stage] {
			v.PublicReply = r.PublicReply
		}
		out.Items = append(out.Items, v)
	}
	if n := len(told) + more; p.Kind == policies.KindStaff || n >= leastTold {
		out.Similar = n
	} else {
		out.Join = nil
	}
	return out, nil
}

// maySeeDuplicate asks the policy for each case that is near: few are.
func (s *Server) maySeeDuplicate(ctx context.Context, p *policies.Principal, id string) (bool, error) {
	if p.ID == "" {
		return false, nil
	}
	r, err := s.Store.CaseByID(ctx, id)
	if err != nil {
		return false, err
	}
	res := caseResource(r)
	d, err := s.Policies.Load().Enforce(p, "case", "read", &res)
	return d.Allow, err
}
