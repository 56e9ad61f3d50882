package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"minhu/internal/hotline"
	"minhu/internal/store"
	"minhu/policies"
)

// MessageBody submits a message (留言).
type MessageBody struct {
	Title          string `json:"title"`
	Content        string `json:"content"`
	Class          string `json:"class"`
	District       string `json:"district"`
	MayPublish     bool   `json:"may_publish"`
	ConversationID string `json:"conversation_id"`
	// CallID and Attachments are what they are in CaseBody.
	CallID      string   `json:"call_id"`
	Attachments []string `json:"attachments"`
	Contact     Contact  `json:"contact"`
}

// Validate implements Validator.
func (b MessageBody) Validate() []hotline.FieldProblem {
	bad := b.Contact.validate("contact.", false)
	if b.CallID != "" && !isUUID(b.CallID) {
		bad = append(bad, hotline.FieldProblem{Name: "call_id", Code: "malformed"})
	}
	if b.ConversationID != "" && !isUUID(b.ConversationID) {
		bad = append(bad, hotline.FieldProblem{Name: "conversation_id", Code: "malformed"})
	}
	return bad
}

// submitMessage opens a message. A name and a phone number are welcome, not required.
func (s *Server) submitMessage(c *gin.Context) error {
	body, err := Bind[MessageBody](c)
	if err != nil {
		return err
	}
	p, err := s.writer(c)
	if err != nil {
		return err
	}
	f := hotline.Fields{"channel": "web"}
	for name, v := range map[string]string{"title": body.Title, "content": body.Content, "class": body.Class, "district": body.District,
		"conversation": body.ConversationID} {
		if strings.TrimSpace(v) != "" {
			f[name] = v
		}
	}
	if body.MayPublish {
		f["may_publish"] = "yes"
	}
	owner := ""
	if body.ConversationID != "" {
		if owner, err = s.conversationOwner(c, body.ConversationID); err != nil {
			return err
		}
		f["channel"] = "chat"
	}
	if len(body.Attachments) > 0 {
		f["attachments"] = strings.Join(body.Attachments, " ")
	}
	if body.CallID != "" {
		if err := s.fromCall(c, body.CallID, f, &body.Contact); err != nil {
			return err
		}
	}
	out, err := s.openMatter(c, p, hotline.Message, "submit", f, body.Contact, owner)
	if err != nil {
		return err
	}
	c.JSON(http.StatusCreated, out)
	return nil
}

func (s *Server) messageSubject(ctx context.Context, id string) (subject, error) {
	r, err := s.Store.MessageByID(ctx, id)
	if err != nil {
		return subject{}, err
	}
	st, err := r.State()
	return subject{state: st, resource: messageResource(r)}, err
}

func messageResource(r store.MessageRow) policies.Resource {
	return policies.Resource{OwnerID: r.OwnerID.String, DeptPath: r.DeptPath, AssigneeID: r.AssigneeID.String, AssistPaths: r.AssistPaths,
		Confidential: r.Confidential, AccusedPath: r.AccusedPath, State: r.Stage}
}

// MessageView is a message in full.
type MessageView struct {
	ID             string       `json:"id"`
	Number         string       `json:"number"`
	Rev            int64        `json:"rev"`
	Stage          string       `json:"stage"`
	Title          string       `json:"title"`
	Content        string       `json:"content"`
	Class          string       `json:"class,omitempty"`
	ClassName      string       `json:"class_name,omitempty"`
	District       string       `json:"district,omitempty"`
	Channel        string       `json:"channel"`
	ConversationID string       `json:"conversation_id,omitempty"`
	DepartmentName string       `json:"department_name,omitempty"`
	Suggested      string       `json:"suggested_department,omitempty"`
	Clocks         []ClockView  `json:"clocks"`
	Next           *ClockView   `json:"next,omitempty"`
	Overdue        bool         `json:"overdue"`
	PublicReply    string       `json:"public_reply,omitempty"`
	Satisfied      int          `json:"satisfied,omitempty"`
	Solved         string       `json:"solved,omitempty"`
	SubmittedAt    time.Time    `json:"submitted_at"`
	RepliedAt      *time.Time   `json:"replied_at,omitempty"`
	ClosedAt       *time.Time   `json:"closed_at,omitempty"`
	Imported       bool         `json:"imported,omitempty"`
	Published      bool         `json:"published,omitempty"`
	MayPublish     bool         `json:"may_publish,omitempty"`
	CaseID         string       `json:"case_id,omitempty"` // the case it was turned into
	Party          *PartyView   `json:"party,omitempty"`
	SentenceZH     string       `json:"sentence_zh"`
	SentenceEN     string       `json:"sentence_en"`
	AllowedActions []ActionView `json:"allowed_actions"`
	Now            time.Time    `json:"now"`
}

func (s *Server) showMessage(c *gin.Context) error {
	ctx := c.Request.Context()
	r, d, err := reach(s, c, "message", "read", s.Store.MessageByID, messageResource)
	if err != nil {
		return err
	}
	res := messageResource(r)
	if err := s.looked(c, "message", r.ID, d); err != nil {
		return err
	}
	p := principal(c)
	v, err := s.messageView(ctx, r, p.Kind == policies.KindStaff)
	if err != nil {
		return err
	}
	st, err := r.State()
	if err != nil {
		return err
	}
	if v.AllowedActions, _, err = s.actions(c, p, st, &res); err != nil {
		return err
	}
	c.JSON(http.StatusOK, v)
	return nil
}

func (s *Server) messageView(ctx context.Context, r store.MessageRow, staff bool) (MessageView, error) {
	now := s.Clock().UTC()
	v := MessageView{ID: r.ID, Number: r.Number, Rev: r.Rev, Stage: r.Stage, Title: r.Title, Content: r.Content, Class: r.Class, ClassName: r.ClassName,
		District: r.District, Channel: r.Channel, ConversationID: r.ConversationID.String, DepartmentName: r.DepartmentName, Overdue: r.Overdue,
		PublicReply: r.PublicReply, Satisfied: int(r.Satisfied.Int16), Solved: r.Solved, SubmittedAt: r.SubmittedAt.UTC(), RepliedAt: timePtr(r.RepliedAt),
		ClosedAt: timePtr(r.ClosedAt), Imported: r.Imported, Published: r.Published, MayPublish: r.MayPublish, CaseID: r.ConvertedID.String, Now: now, AllowedActions: []ActionView{}}
	var err error
	if v.Clocks, err = s.clockViews(hotline.Message, r.Clocks, now, true); err != nil {
		return v, err
	}
	if v.Next, err = s.nextClock(hotline.Message, r.Clocks, now, nil); err != nil {
		return v, err
	}
	if i := hotline.Load().StageInfo(hotline.Message, hotline.Stage(r.Stage)); i != nil {
		v.SentenceZH, v.SentenceEN = i.CitizenZH, i.CitizenEN
	}
	if staff {
		v.Party = &PartyView{Name: r.NameMask, Phone: r.PhoneMask, Address: r.AddressMask}
		if r.Department == "" {
			v.Suggested, err = s.Store.SuggestDepartment(ctx, r.Class, r.District, s.Clock())
		}
	}
	return v, err
}

// MessageItem is a message as lists show it.
type MessageItem struct {
	ID             string     `json:"id"`
	Number         string     `json:"number"`
	Rev            int64      `json:"rev"`
	Stage          string     `json:"stage"`
	Title          string     `json:"title"`
	ClassName      string     `json:"class_name,omitempty"`
	DepartmentName string     `json:"department_name,omitempty"`
	Next           *ClockView `json:"next,omitempty"`
	Overdue        bool       `json:"overdue"`
	SubmittedAt    time.Time  `json:"submitted_at"`
}

// listMessages reads a page of messages: ?stage=open|overdue|a stage.
func (s *Server) listMessages(c *gin.Context) error {
	if err := onlyQuery(c, "stage", "limit", "cursor"); err != nil {
		return err
	}
	stage, err := choice(c, "stage", "open", "overdue", "submitted", "assigned", "replied", "closed", "converted")
	if err != nil {
		return err
	}
	limit, err := pageLimit(c)
	if err != nil {
		return err
	}
	p := principal(c)
	if p.ID == "" {
		writePage(c, []any{}, "")
		return nil
	}
	var after store.Key
	more, err := s.decodeCursor(p, "messages/"+stage, c.Query("cursor"), &after)
	if err != nil {
		return err
	}
	rows, err := s.Store.ListMessages(c.Request.Context(), s.scope(p, "message", "list"), stage, keyIf(more, &after), limit+1)
	if err != nil {
		return err
	}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		if next, err = s.encodeCursor(p, "messages/"+stage, store.Key{At: rows[limit-1].SubmittedAt, ID: rows[limit-1].ID}); err != nil {
			return err
		}
	}
	now := s.Clock().UTC()
	items := make([]MessageItem, 0, len(rows))
	for _, r := range rows {
		v := MessageItem{ID: r.ID, Number: r.Number, Rev: r.Rev, Stage: r.Stage, Title: r.Title, ClassName: r.ClassName, DepartmentName: r.DepartmentName,
			Overdue: r.Overdue, SubmittedAt: r.SubmittedAt.UTC()}
		if v.Next, err = s.nextClock(hotline.Message, r.Clocks, now, nil); err != nil {
			return err
		}
		items = append(items, v)
	}
	writePage(c, items, next)
	return nil
}
