package api

import (
	"crypto/hmac"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"minhu/internal/hotline"
	"minhu/internal/pii"
	"minhu/internal/store"
	"minhu/policies"
)

// TrackingBody is the query code of a receipt and the last four digits of the phone that was left.
type TrackingBody struct {
	QueryCode  string `json:"query_code"`
	PhoneLast4 string `json:"phone_last4"`
}

// Validate implements Validator.
func (b TrackingBody) Validate() []hotline.FieldProblem {
	var bad []hotline.FieldProblem
	if n := len(pii.NormaliseQueryCode(b.QueryCode)); n == 0 {
		bad = append(bad, hotline.FieldProblem{Name: "query_code", Code: "required", Detail: "请输入查询码"})
	} else if n > 32 {
		bad = append(bad, hotline.FieldProblem{Name: "query_code", Code: "too_long"})
	}
	if len(b.PhoneLast4) > 4 {
		bad = append(bad, hotline.FieldProblem{Name: "phone_last4", Code: "malformed", Detail: "请输入手机号后四位"})
	}
	return bad
}

// StepView is one step of the citizen's stepper.
type StepView struct {
	Step int        `json:"step"`
	ZH   string     `json:"zh"`
	EN   string     `json:"en"`
	At   *time.Time `json:"at,omitempty"`
	Now  bool       `json:"now,omitempty"`
}

// TrackingView shows unit, stage, due date and public reply: nothing that a finder of the receipt must not read.
type TrackingView struct {
	Kind           string     `json:"kind"` // case or message
	Number         string     `json:"number"`
	Stage          string     `json:"stage"`
	SentenceZH     string     `json:"sentence_zh"`
	SentenceEN     string     `json:"sentence_en"`
	DepartmentName string     `json:"department_name,omitempty"`
	DueAt          *time.Time `json:"due_at,omitempty"`
	WhyZH          string     `json:"why_zh,omitempty"` // why it is due then
	WhyEN          string     `json:"why_en,omitempty"`
	PublicReply    string     `json:"public_reply,omitempty"`
	DeclineCode    string     `json:"decline_code,omitempty"`
	At             time.Time  `json:"at"`
	Steps          []StepView `json:"steps"`
	Now            time.Time  `json:"now"`
	// ID is given to the browser that raised it, so that the page can offer what its owner may do.
	ID string `json:"id,omitempty"`
}

// track answers a query code. A wrong code and a wrong number look alike.
func (s *Server) track(c *gin.Context) error {
	body, err := Bind[TrackingBody](c)
	if err != nil {
		return err
	}
	v, err := s.find(c, body)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, v)
	return nil
}

// find looks a query code up, as far as its holder may read.
func (s *Server) find(c *gin.Context, body TrackingBody) (TrackingView, error) {
	ctx, root := c.Request.Context(), s.Acts.Ring.Root()
	kind, found, err := s.Store.ByQueryCode(ctx, root.QueryIndex(body.QueryCode))
	if isNoRows(err) {
		return TrackingView{}, hotline.ErrNotFound
	}
	if err != nil {
		return TrackingView{}, err
	}
	if len(found.Last4) > 0 && !hmac.Equal(found.Last4, root.PhoneIndex(strings.TrimSpace(body.PhoneLast4))) {
		return TrackingView{}, hotline.ErrNotFound
	}
	v, owner, err := s.trackingView(c, kind, found.ID)
	if err != nil {
		return TrackingView{}, err
	}
	if p := principal(c); p.Kind == policies.KindCitizen && p.ID != "" && p.ID == owner {
		v.ID = found.ID
	}
	return v, nil
}

// due takes the running clock that a citizen waits for: the answer's before any other.
func (v *TrackingView) due(clocks []ClockView, names ...string) {
	for _, name := range names {
		for _, k := range clocks {
			if k.Name == name && k.StoppedAt == nil && k.PausedAt == nil {
				at := k.DueAt.UTC()
				v.DueAt, v.WhyZH, v.WhyEN = &at, k.WhyZH, k.WhyEN
				return
			}
		}
	}
}

func (s *Server) trackingView(c *gin.Context, kind, id string) (TrackingView, string, error) {
	ctx := c.Request.Context()
	v := TrackingView{Kind: kind, Now: s.Clock().UTC()}
	if kind == "message" {
		r, err := s.Store.MessageByID(ctx, id)
		if err != nil {
			return v, "", err
		}
		m, err := s.messageView(ctx, r, false)
		if err != nil {
			return v, "", err
		}
		v.Number, v.Stage, v.SentenceZH, v.SentenceEN, v.DepartmentName, v.PublicReply, v.At = r.Number, r.Stage, m.SentenceZH, m.SentenceEN,
			r.DepartmentName, r.PublicReply, m.SubmittedAt
		v.due(m.Clocks, "message_reply")
		v.Steps = steps(hotline.Message, r.Stage, map[string]*time.Time{"submitted": &m.SubmittedAt, "assigned": timePtr(r.AssignedAt), "replied": m.RepliedAt, "closed": m.ClosedAt})
		return v, r.OwnerID.String, nil
	}
	r, err := s.Store.CaseByID(ctx, id)
	if err != nil {
		return v, "", err
	}
	m, err := s.caseView(ctx, r, &policies.Principal{Kind: policies.KindCitizen})
	if err != nil {
		return v, "", err
	}
	v.Number, v.Stage, v.SentenceZH, v.SentenceEN, v.DepartmentName, v.PublicReply, v.At = r.Number, r.Stage, m.SentenceZH, m.SentenceEN,
		r.DepartmentName, m.PublicReply, m.RegisteredAt
	v.DeclineCode = m.DeclineCode
	v.due(m.Clocks, "reply", "redo", "supplement", "deferral", "dispatch", "accept")
	v.Steps = steps(hotline.Case, r.Stage, map[string]*time.Time{"registered": &m.RegisteredAt, "accepted": m.AcceptedAt, "dispatched": m.DispatchedAt,
		"handling": m.SignedAt, "replied": m.RepliedAt, "closed": m.ClosedAt, "declined": m.ClosedAt, "withdrawn": m.ClosedAt, "transferred": m.ClosedAt, "archived": m.ClosedAt})
	return v, r.OwnerID.String, nil
}

// steps lists the citizen's steps: each by its main stage, the one listed first, but the present stage in its own words.
// Something that ended early shows only the steps it went through.
func steps(agg hotline.Aggregate, stage string, at map[string]*time.Time) []StepView {
	var out []StepView
	table := hotline.Load()
	present := table.StageInfo(agg, hotline.Stage(stage))
	if present == nil {
		return out
	}
	early := present.Done && at[string(hotline.StageReplied)] == nil
	for _, st := range table.Stages {
		if st.Aggregate != agg || st.Step == 0 || len(out) > 0 && out[len(out)-1].Step >= st.Step {
			continue
		}
		if st.Step == present.Step {
			st = *present
		} else if early && at[string(st.Stage)] == nil {
			continue
		}
		out = append(out, StepView{Step: st.Step, ZH: st.CitizenZH, EN: st.CitizenEN, At: at[string(st.Stage)], Now: st.Step == present.Step})
	}
	return out
}

// MineView is what this browser's citizen has raised.
type MineView struct {
	Cases         []MineItem         `json:"cases"`
	Messages      []MineItem         `json:"messages"`
	Conversations []MineConversation `json:"conversations"`
	Joined        []JoinedItem       `json:"joined"` // matters of others that one joined
}

// MineItem is a case or a message in the citizen's list.
type MineItem struct {
	ID        string     `json:"id"`
	Number    string     `json:"number"`
	Stage     string     `json:"stage"`
	Kind      string     `json:"kind,omitempty"`
	Title     string     `json:"title"`
	At        time.Time  `json:"at"`
	DueAt     *time.Time `json:"due_at,omitempty"`
	Overdue   bool       `json:"overdue"`
	QueryCode string     `json:"query_code"`
}

// MineConversation is a conversation in the citizen's list.
type MineConversation struct {
	ID            string    `json:"id"`
	Stage         string    `json:"stage"`
	OpenedAt      time.Time `json:"opened_at"`
	LastAt        time.Time `json:"last_at"`
	Scene         string    `json:"scene,omitempty"`
	EscalatedKind string    `json:"escalated_kind,omitempty"`
	EscalatedID   string    `json:"escalated_id,omitempty"`
}

// listMine reads what this browser's citizen has raised: cases, messages, conversations.
func (s *Server) listMine(c *gin.Context) error {
	p, ctx := principal(c), c.Request.Context()
	out := MineView{Cases: []MineItem{}, Messages: []MineItem{}, Conversations: []MineConversation{}, Joined: []JoinedItem{}}
	if p.Kind != policies.KindCitizen || p.ID == "" {
		c.JSON(http.StatusOK, out)
		return nil
	}
	cases, err := s.Store.CasesOf(ctx, p.ID)
	if err != nil {
		return err
	}
	messages, err := s.Store.MessagesOf(ctx, p.ID)
	if err != nil {
		return err
	}
	talks, err := s.Store.ConversationsOf(ctx, p.ID)
	if err != nil {
		return err
	}
	joined, err := s.Store.JoinedBy(ctx, p.ID)
	if err != nil {
		return err
	}
	for _, r := range joined {
		out.Joined = append(out.Joined, JoinedItem{r.Number, r.Stage, r.ClassName, r.DepartmentName, groupCode(s.Acts.Ring.Root().QueryCode(r.ID))})
	}
	item := func(r store.OwnCase, at time.Time) MineItem {
		return MineItem{ID: r.ID, Number: r.Number, Stage: r.Stage, Kind: r.Kind, Title: r.Title, At: at.UTC(), DueAt: timePtr(r.NextDueAt), Overdue: r.Overdue,
			QueryCode: groupCode(s.Acts.Ring.Root().QueryCode(r.ID))}
	}
	for _, r := range cases {
		out.Cases = append(out.Cases, item(r, r.At))
	}
	for _, r := range messages {
		out.Messages = append(out.Messages, item(r, r.Submitted))
	}
	for _, r := range talks {
		out.Conversations = append(out.Conversations, MineConversation{r.ID, r.Stage, r.OpenedAt.UTC(), r.LastAt.UTC(), r.Scene, r.EscalatedKind, r.EscalatedID.String})
	}
	c.JSON(http.StatusOK, out)
	return nil
}
