package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"minhu/internal/hotline"
	"minhu/internal/pii"
	"minhu/internal/store"
	"minhu/policies"
)

// CaseBody registers a case (诉求).
type CaseBody struct {
	Kind           string `json:"kind"`
	Class          string `json:"class"`
	Title          string `json:"title"`
	Content        string `json:"content"`
	Place          string `json:"place"`
	District       string `json:"district"`
	Urgency        string `json:"urgency"`
	Accused        string `json:"accused"`
	Confidential   bool   `json:"confidential"`
	WantsReply     *bool  `json:"wants_reply"`
	MayPublish     bool   `json:"may_publish"`        // the citizen agrees that matter and reply may be shown to all
	Relation       string `json:"on_behalf_relation"` // 家人代办: on whose behalf it is raised
	ConversationID string `json:"conversation_id"`
	// CallID is the call in hand that the matter comes from; its number stands in for a contact without one.
	CallID string `json:"call_id"`
	// Attachments are ids of finished uploads of the writer.
	Attachments []string `json:"attachments"`
	Contact     Contact  `json:"contact"`
}

// Validate implements Validator: the contact; the fields of the act are checked against the transition table.
func (b CaseBody) Validate() []hotline.FieldProblem {
	bad := b.Contact.validate("contact.", b.CallID == "")
	if b.CallID != "" && !isUUID(b.CallID) {
		bad = append(bad, hotline.FieldProblem{Name: "call_id", Code: "malformed"})
	}
	if b.ConversationID != "" && !isUUID(b.ConversationID) {
		bad = append(bad, hotline.FieldProblem{Name: "conversation_id", Code: "malformed"})
	}
	return bad
}

func (b CaseBody) fields() hotline.Fields {
	f := hotline.Fields{}
	for name, v := range map[string]string{"kind": b.Kind, "class": b.Class, "title": b.Title, "content": b.Content, "place": b.Place,
		"district": b.District, "urgency": b.Urgency, "accused": b.Accused, "conversation": b.ConversationID, "on_behalf_relation": b.Relation} {
		if strings.TrimSpace(v) != "" {
			f[name] = v
		}
	}
	if b.Confidential {
		f["confidential"] = "yes"
	}
	if b.MayPublish {
		f["may_publish"] = "yes"
	}
	if b.WantsReply != nil && !*b.WantsReply {
		f["wants_reply"] = "no"
	}
	if len(b.Attachments) > 0 {
		f["attachments"] = strings.Join(b.Attachments, " ")
	}
	return f
}

// registerCase opens a case. Identity is sealed first under an id derived from the same key; the workflow gets the party's id.
func (s *Server) registerCase(c *gin.Context) error {
	body, err := Bind[CaseBody](c)
	if err != nil {
		return err
	}
	p, err := s.writer(c)
	if err != nil {
		return err
	}
	f, owner, err := s.caseFields(c, p, &body)
	if err != nil {
		return err
	}
	out, err := s.openMatter(c, p, hotline.Case, "register", f, body.Contact, owner)
	if err != nil {
		return err
	}
	s.noteChoice(c.Request.Context(), p, out.ID, "register", body.Title, body.Content, f["class"])
	c.JSON(http.StatusCreated, out)
	return nil
}

// caseFields makes the fields of the registering act, and finds the citizen it is registered for and what the call knows.
func (s *Server) caseFields(c *gin.Context, p *policies.Principal, body *CaseBody) (f hotline.Fields, owner string, err error) {
	f = body.fields()
	f["channel"] = "web"
	if p.Kind == policies.KindStaff {
		f["channel"] = "desk"
	}
	if body.ConversationID != "" {
		if owner, err = s.conversationOwner(c, body.ConversationID); err != nil {
			return f, "", err
		}
		f["channel"] = "chat"
	}
	if body.CallID != "" {
		err = s.fromCall(c, body.CallID, f, &body.Contact)
	}
	return f, owner, err
}

func (s *Server) caseSubject(ctx context.Context, id string) (subject, error) {
	r, err := s.Store.CaseByID(ctx, id)
	if err != nil {
		return subject{}, err
	}
	st, err := r.State()
	return subject{state: st, resource: caseResource(r)}, err
}

func caseResource(r store.CaseRow) policies.Resource {
	return policies.Resource{OwnerID: r.OwnerID.String, DeptPath: r.DeptPath, AssigneeID: r.AssigneeID.String, AssistPaths: r.AssistPaths,
		Confidential: r.Confidential, AccusedPath: r.AccusedPath, State: r.Stage}
}

// PartyView is a citizen masked; fields are revealed one at a time.
type PartyView struct {
	Name    string `json:"name,omitempty"`
	Phone   string `json:"phone,omitempty"`
	Address string `json:"address,omitempty"`
}

// CaseView is a case in full, as this reader may see it.
type CaseView struct {
	ID             string      `json:"id"`
	Number         string      `json:"number"`
	Rev            int64       `json:"rev"`
	Stage          string      `json:"stage"`
	Kind           string      `json:"kind"`
	Class          string      `json:"class,omitempty"`
	ClassName      string      `json:"class_name,omitempty"`
	Title          string      `json:"title"`
	Content        string      `json:"content"`
	Place          string      `json:"place,omitempty"`
	District       string      `json:"district,omitempty"`
	Urgency        string      `json:"urgency"`
	Confidential   bool        `json:"confidential"`
	WantsReply     bool        `json:"wants_reply"`
	Channel        string      `json:"channel"`
	ConversationID string      `json:"conversation_id,omitempty"`
	Call           *CallView   `json:"call,omitempty"` // the call it came from, for those who may read calls
	Department     string      `json:"department,omitempty"`
	DepartmentName string      `json:"department_name,omitempty"`
	Suggested      string      `json:"suggested_department,omitempty"` // by the duty list, before dispatch
	HolderName     string      `json:"holder_name,omitempty"`
	Accused        string      `json:"accused,omitempty"`
	Clocks         []ClockView `json:"clocks"`
	Next           *ClockView  `json:"next,omitempty"`
	Overdue        bool        `json:"overdue"`
	Supervised     bool        `json:"supervised"`
	Redos          int         `json:"redos"`
	Reminders      int         `json:"reminders"`
	DeclineCode    string      `json:"decline_code,omitempty"`
	PublicReply    string      `json:"public_reply,omitempty"`
	Contacted      string      `json:"contacted,omitempty"`
	Solved         string      `json:"solved,omitempty"`
	Satisfied      int         `json:"satisfied,omitempty"`
	CaseFacts
	RegisteredAt   time.Time     `json:"registered_at"`
	AcceptedAt     *time.Time    `json:"accepted_at,omitempty"`
	DispatchedAt   *time.Time    `json:"dispatched_at,omitempty"`
	SignedAt       *time.Time    `json:"signed_at,omitempty"`
	RepliedAt      *time.Time    `json:"replied_at,omitempty"`
	ClosedAt       *time.Time    `json:"closed_at,omitempty"`
	Imported       bool          `json:"imported,omitempty"`
	Party          *PartyView    `json:"party,omitempty"`
	Earlier        []EarlierRow  `json:"earlier,omitempty"`
	SentenceZH     string        `json:"sentence_zh"`
	SentenceEN     string        `json:"sentence_en"`
	AllowedActions []ActionView  `json:"allowed_actions"`
	RefusedActions []RefusedView `json:"refused_actions,omitempty"` // acts that this reader might take, were it not for the reason given
	Now            time.Time     `json:"now"`
	CitizenFacts
}

// EarlierRow is another case of the same phone number.
type EarlierRow struct {
	ID           string    `json:"id"`
	Number       string    `json:"number"`
	Stage        string    `json:"stage"`
	Kind         string    `json:"kind"`
	Title        string    `json:"title"`
	RegisteredAt time.Time `json:"registered_at"`
}

// replyShown are the stages in which a citizen reads the reply: after review.
var replyShown = map[string]bool{"surveying": true, "closed": true, "declined": true, "archived": true, "transferred": true}

func (s *Server) showCase(c *gin.Context) error {
	ctx := c.Request.Context()
	r, d, err := reach(s, c, "case", "read", s.Store.CaseByID, caseResource)
	if err != nil {
		return err
	}
	res := caseResource(r)
	if err := s.looked(c, "case", r.ID, d); err != nil {
		return err
	}
	p := principal(c)
	v, err := s.caseView(ctx, r, p)
	if err != nil {
		return err
	}
	st, err := r.State()
	if err != nil {
		return err
	}
	if v.Call, err = s.callOfMatter(ctx, p, r.ID); err != nil {
		return err
	}
	if v.AllowedActions, v.RefusedActions, err = s.actions(c, p, st, &res); err != nil {
		return err
	}
	if p.Kind == policies.KindCitizen {
		if err := s.citizenFacts(ctx, r, &v); err != nil {
			return err
		}
	}
	c.JSON(http.StatusOK, v)
	return nil
}

// caseView builds the view of a case; staff see the department's side of it.
func (s *Server) caseView(ctx context.Context, r store.CaseRow, p *policies.Principal) (CaseView, error) {
	now, staff := s.Clock().UTC(), p.Kind == policies.KindStaff
	v := CaseView{ID: r.ID, Number: r.Number, Rev: r.Rev, Stage: r.Stage, Kind: r.Kind, Class: r.Class, ClassName: r.ClassName, Title: r.Title,
		Content: r.Content, Place: r.Place, District: r.District, Urgency: r.Urgency, Confidential: r.Confidential, WantsReply: r.WantsReply,
		Channel: r.Channel, ConversationID: r.ConversationID.String, Department: r.Department, DepartmentName: r.DepartmentName, Overdue: r.Overdue,
		Supervised: r.Supervised, Redos: r.Redos, Reminders: r.Reminders, DeclineCode: r.DeclineCode, Contacted: r.Contacted, Solved: r.Solved,
		Satisfied: int(r.Satisfied.Int16), RegisteredAt: r.RegisteredAt.UTC(), AcceptedAt: timePtr(r.AcceptedAt), DispatchedAt: timePtr(r.DispatchedAt),
		SignedAt: timePtr(r.SignedAt), RepliedAt: timePtr(r.RepliedAt), ClosedAt: timePtr(r.ClosedAt), Imported: r.Imported, Now: now,
		AllowedActions: []ActionView{}}
	var err error
	if v.Clocks, err = s.clockViews(hotline.Case, r.Clocks, now, true); err != nil {
		return v, err
	}
	keep, err := ownClocks(p, r.DeptPath, r.AssigneeID.String, r.AssistPaths, s.unitPaths(ctx))
	if err != nil {
		return v, err
	}
	if v.Next, err = s.nextClock(hotline.Case, r.Clocks, now, keep); err != nil {
		return v, err
	}
	if !staff {
		forCitizen(&v)
	}
	if err := s.openContent(ctx, r, &v); err != nil {
		return v, err
	}
	if err := s.caseFacts(ctx, r, p, &v); err != nil {
		return v, err
	}
	v.SentenceZH, v.SentenceEN = caseSentence(r, v.Clocks, v.Promised)
	if staff || replyShown[r.Stage] {
		v.PublicReply = r.PublicReply
	}
	if !staff {
		v.Supervised = false
		return v, nil
	}
	v.HolderName, v.Accused = r.AssigneeName, r.Accused
	v.Party = &PartyView{Name: r.NameMask, Phone: r.PhoneMask, Address: r.AddressMask}
	if r.Confidential {
		v.Party = &PartyView{Name: "（保密）"}
	}
	if r.Department == "" {
		if v.Suggested, err = s.Store.SuggestDepartment(ctx, r.Class, r.District, s.Clock()); err != nil {
			return v, err
		}
	}
	if r.PartyID.Valid {
		if v.Earlier, err = s.samePhone(ctx, p, r); err != nil {
			return v, err
		}
	}
	return v, nil
}

// samePhone reads other cases of the same phone number, within the reader's scope: others are left out.
func (s *Server) samePhone(ctx context.Context, p *policies.Principal, r store.CaseRow) ([]EarlierRow, error) {
	ids, err := s.Store.CasesOfSamePhone(ctx, r.PartyID.String, r.ID)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	rows, err := s.Store.ListCases(ctx, s.scope(p, "case", "list"), store.CaseFilter{IDs: ids, Now: s.Clock().UTC()}, nil, 20)
	if err != nil {
		return nil, err
	}
	var out []EarlierRow
	for _, e := range rows {
		out = append(out, EarlierRow{e.ID, e.Number, e.Stage, e.Kind, e.Title, e.RegisteredAt.UTC()})
	}
	return out, nil
}

// openContent opens the matter of a confidential case.
func (s *Server) openContent(ctx context.Context, r store.CaseRow, v *CaseView) error {
	if len(r.ContentSealed) == 0 {
		return nil
	}
	b, err := s.Acts.Ring.Open(ctx, r.ID, "content", r.ContentSealed)
	if errors.Is(err, pii.ErrKeyErased) {
		v.Title, v.Content = "（内容已删除）", ""
		return nil
	}
	if err != nil {
		return err
	}
	var m struct{ Title, Content, Place string }
	if err := json.Unmarshal(b, &m); err != nil {
		return err
	}
	v.Title, v.Content, v.Place = m.Title, m.Content, m.Place
	return nil
}
