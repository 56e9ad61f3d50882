package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"minhu/activities"
	"minhu/internal/hotline"
	"minhu/internal/pii"
	"minhu/internal/store"
	"minhu/policies"
)

// SayBody is one line of a conversation.
type SayBody struct {
	Text    string `json:"text"`
	Channel string `json:"channel"`
}

// Validate implements Validator.
func (b SayBody) Validate() []hotline.FieldProblem {
	var bad []hotline.FieldProblem
	limit := hotline.Load().Fields["text"].Max
	switch n := utf8.RuneCountInString(strings.TrimSpace(b.Text)); {
	case n == 0:
		bad = append(bad, hotline.FieldProblem{Name: "text", Code: "required", Detail: "请输入内容"})
	case n > limit:
		bad = append(bad, hotline.FieldProblem{Name: "text", Code: "too_long", Detail: "每次最多 " + strconv.Itoa(limit) + " 个字"})
	}
	if b.Channel != "" && b.Channel != "web" && b.Channel != "phone" {
		bad = append(bad, hotline.FieldProblem{Name: "channel", Code: "not_a_choice"})
	}
	return bad
}

// UtteranceView is one line as its readers see it.
type UtteranceView struct {
	Seq         int       `json:"seq"`
	Speaker     string    `json:"speaker"` // citizen, bot, agent, system
	Kind        string    `json:"kind"`    // question, answer, line, notice
	SpeakerName string    `json:"speaker_name,omitempty"`
	ArticleID   string    `json:"article_id,omitempty"`
	Decision    string    `json:"decision,omitempty"`
	Vote        string    `json:"vote,omitempty"`
	VoteReason  string    `json:"vote_reason,omitempty"`
	At          time.Time `json:"at"`
	activities.Said
}

// ConversationView is a conversation in full.
type ConversationView struct {
	ID            string          `json:"id"`
	Stage         string          `json:"stage"`
	Rev           int64           `json:"rev"`
	OpenedAt      time.Time       `json:"opened_at"`
	LastAt        time.Time       `json:"last_at"`
	AgentName     string          `json:"agent_name,omitempty"`
	AgentID       string          `json:"agent_id,omitempty"`
	QueuedAt      *time.Time      `json:"queued_at,omitempty"`
	TakenAt       *time.Time      `json:"taken_at,omitempty"`
	Questions     int             `json:"questions"`
	Missed        int             `json:"missed"`
	Downvotes     int             `json:"downvotes"`
	Scene         string          `json:"scene,omitempty"`
	Satisfied     int             `json:"satisfied,omitempty"`
	EscalatedKind string          `json:"escalated_kind,omitempty"`
	EscalatedID   string          `json:"escalated_id,omitempty"`
	Queue         *QueueView      `json:"queue,omitempty"`
	Utterances    []UtteranceView `json:"utterances"`
	// What the same browser's citizen raised and asked before; staff only.
	Earlier      []EarlierRow       `json:"earlier,omitempty"`
	EarlierTalks []MineConversation `json:"earlier_talks,omitempty"`

	// What happens beside the talk; staff only.
	Beside *BesideView `json:"beside,omitempty"`

	AllowedActions []ActionView  `json:"allowed_actions"`
	RefusedActions []RefusedView `json:"refused_actions,omitempty"`
	Now            time.Time     `json:"now"`
}

// QueueView tells a waiting citizen where they stand.
type QueueView struct {
	Place       int         `json:"place"` // 1 = next
	WaitSeconds int         `json:"wait_seconds,omitempty"`
	Agents      int         `json:"agents"`
	Service     ServiceView `json:"service"`
}

// TurnAnswer is the answer to a line: where the conversation stands, and the lines it added.
type TurnAnswer struct {
	ID         string          `json:"id"`
	Stage      string          `json:"stage"`
	Rev        int64           `json:"rev"`
	Utterances []UtteranceView `json:"utterances"`
	Queue      *QueueView      `json:"queue,omitempty"`
}

func (s *Server) conversationSubject(ctx context.Context, id string) (subject, error) {
	r, err := s.Store.ConversationByID(ctx, id)
	return subject{state: conversationState(r), resource: conversationResource(r)}, err
}

func conversationResource(r store.ConversationRow) policies.Resource {
	return policies.Resource{OwnerID: r.OwnerID.String, AssigneeID: r.AssigneeID.String, AskedIDs: r.Asked, State: r.Stage}
}

// conversationState is what the table decides on, as the row has it.
func conversationState(r store.ConversationRow) hotline.State {
	return hotline.State{Aggregate: hotline.Conversation, ID: r.ID, Stage: hotline.Stage(r.Stage), Rev: r.Rev, Table: hotline.TableVersion,
		Agent: r.AssigneeID.String, Facts: hotline.Facts{Group: r.Group, Asked: r.Asked, Warned: r.Warned}}
}

// openConversation takes a first question: it opens the conversation and answers in one round trip to its workflow.
func (s *Server) openConversation(c *gin.Context) error {
	body, err := Bind[SayBody](c)
	if err != nil {
		return err
	}
	p, err := s.writer(c)
	if err != nil {
		return err
	}
	d, err := s.Authorize(c, "conversation", "ask", &policies.Resource{OwnerID: p.ID})
	if err != nil {
		return err
	}
	key, err := s.keyOf(c, p)
	if err != nil {
		return err
	}
	id := hotline.NewID(s.Acts.Ring.Root().Namespace(), p.ID, "conversation", key)
	a := s.envelope(c, p, "ask", 0, hotline.Fields{"text": strings.TrimSpace(body.Text)}, d)
	r, err := s.Acts.Open(c.Request.Context(), hotline.Conversation, id, key, a)
	if err != nil {
		return err
	}
	s.owners.put(id, p.ID)
	return s.answerTurn(c, http.StatusCreated, id, r)
}

// addUtterance takes a line of the citizen or of the agent; the workflow decides by its stage what becomes of it.
func (s *Server) addUtterance(c *gin.Context) error {
	body, err := Bind[SayBody](c)
	if err != nil {
		return err
	}
	p := principal(c)
	act := "ask"
	if p.Kind == policies.KindStaff {
		act = "say"
	}
	id := strings.ToLower(c.Param("id"))
	if !isUUID(id) {
		return hotline.ErrNotFound
	}
	var sub subject
	if owner, known := s.owners.get(id); known && p.Kind == policies.KindCitizen {
		// Whose it is decides for a citizen; the workflow knows the stage.
		sub.resource.OwnerID = owner
	} else if sub, err = s.conversationSubject(c.Request.Context(), id); err != nil {
		return err
	} else {
		s.owners.put(id, sub.resource.OwnerID)
	}
	d, err := s.Authorize(c, "conversation", act, &sub.resource)
	if err != nil {
		s.refused(c, "conversation", act, id, err)
		return err
	}
	key, err := s.keyOf(c, p)
	if err != nil {
		return err
	}
	a := s.envelope(c, p, act, 0, hotline.Fields{"text": strings.TrimSpace(body.Text)}, d)
	r, err := s.Acts.Do(c.Request.Context(), hotline.Conversation, id, key, a)
	if err != nil {
		return s.endedInstead(c.Request.Context(), id, err)
	}
	return s.answerTurn(c, http.StatusOK, id, r)
}

// endedInstead says conversation_ended where a line was refused because the conversation is over.
func (s *Server) endedInstead(ctx context.Context, id string, err error) error {
	var p *hotline.Problem
	if !errors.As(err, &p) || p.Code != hotline.ErrActNotAllowed {
		return err
	}
	sub, lerr := s.conversationSubject(ctx, id)
	if lerr == nil && (sub.state.Stage == hotline.StageEnded || sub.state.Stage == hotline.StageRated) {
		return hotline.Fail(hotline.ErrConversationEnded, "")
	}
	return err
}

// answerTurn answers with the lines that the event added.
func (s *Server) answerTurn(c *gin.Context, status int, id string, r hotline.Result) error {
	ctx := c.Request.Context()
	rows, err := s.Store.UtterancesAfter(ctx, id, max(0, r.Lines-2))
	if err != nil {
		return err
	}
	lines, err := s.utterances(ctx, id, rows)
	if err != nil {
		return err
	}
	out := TurnAnswer{ID: id, Stage: string(r.Stage), Rev: r.Rev, Utterances: []UtteranceView{}}
	for _, l := range lines {
		if l.Seq <= r.Lines {
			out.Utterances = append(out.Utterances, l)
		}
	}
	c.JSON(status, out)
	return nil
}

// utterances opens sealed lines. An erased conversation shows that it was erased, not an error.
func (s *Server) utterances(ctx context.Context, id string, rows []store.Utterance) ([]UtteranceView, error) {
	out := make([]UtteranceView, 0, len(rows))
	for _, r := range rows {
		v := UtteranceView{Seq: r.Seq, Speaker: r.Speaker, Kind: r.Kind, SpeakerName: r.SpeakerName, ArticleID: r.ArticleID, Decision: r.Decision,
			Vote: r.Vote, VoteReason: r.VoteReason, At: r.At.UTC()}
		b, err := s.Acts.Ring.Open(ctx, id, "utterance", r.Body)
		switch {
		case errors.Is(err, pii.ErrKeyErased):
			v.Notice = "erased"
		case err != nil:
			return nil, err
		default:
			if err := json.Unmarshal(b, &v.Said); err != nil {
				return nil, err
			}
		}
		out = append(out, v)
	}
	return out, nil
}

func (s *Server) queueView(ctx context.Context, id string) (*QueueView, error) {
	now := s.Clock()
	q, err := s.Store.QueuePlace(ctx, id, now)
	if err != nil {
		return nil, err
	}
	service, err := s.service(now)
	if err != nil {
		return nil, err
	}
	v := &QueueView{Place: q.Place, Agents: q.Agents, Service: service}
	if q.TakenLately > 0 {
		v.WaitSeconds = q.Place * 1800 / q.TakenLately
	}
	return v, nil
}

// showConversation reads a conversation with its lines.
func (s *Server) showConversation(c *gin.Context) error {
	id := strings.ToLower(c.Param("id"))
	if !isUUID(id) {
		return hotline.ErrNotFound
	}
	return s.writeConversation(c, id)
}

// readable loads a conversation whose transcript the caller may read, and records the look of a member of staff.
func (s *Server) readable(c *gin.Context, id string) (store.ConversationRow, policies.Resource, error) {
	r, err := s.Store.ConversationByID(c.Request.Context(), id)
	if err != nil {
		return r, policies.Resource{}, err
	}
	res := conversationResource(r)
	act := "read"
	if principal(c).Kind == policies.KindStaff {
		act = "transcript.read"
	}
	d, err := s.Authorize(c, "conversation", act, &res)
	if err != nil {
		s.refused(c, "conversation", act, id, err)
		return r, res, err
	}
	return r, res, s.looked(c, "conversation", id, d)
}

func (s *Server) writeConversation(c *gin.Context, id string) error {
	ctx := c.Request.Context()
	r, res, err := s.readable(c, id)
	if err != nil {
		return err
	}
	rows, err := s.Store.UtterancesAfter(ctx, id, 0)
	if err != nil {
		return err
	}
	v := ConversationView{ID: id, Stage: r.Stage, Rev: r.Rev, OpenedAt: r.OpenedAt.UTC(), LastAt: r.LastAt.UTC(), AgentName: r.AssigneeName,
		AgentID: r.AssigneeID.String, Questions: r.Questions, Missed: r.Missed, Downvotes: r.Downvotes, Scene: r.Scene,
		Satisfied: int(r.Satisfied.Int16), EscalatedKind: r.EscalatedKind, EscalatedID: r.EscalatedID.String, Now: s.Clock().UTC()}
	v.QueuedAt, v.TakenAt = timePtr(r.QueuedAt), timePtr(r.TakenAt)
	if v.Utterances, err = s.utterances(ctx, id, rows); err != nil {
		return err
	}
	if hotline.Stage(r.Stage) == hotline.StageQueued {
		if v.Queue, err = s.queueView(ctx, id); err != nil {
			return err
		}
	}
	if principal(c).Kind == policies.KindStaff {
		if r.OwnerID.Valid {
			if err := s.earlier(ctx, r, &v); err != nil {
				return err
			}
		}
		if err := s.besideTalk(ctx, principal(c).ID, r, &v); err != nil {
			return err
		}
	}
	if v.AllowedActions, v.RefusedActions, err = s.actions(c, principal(c), conversationState(r), &res); err != nil {
		return err
	}
	if principal(c).Kind != policies.KindStaff {
		v.forCitizen(r)
	}
	c.JSON(http.StatusOK, v)
	return nil
}

// earlierMax is how much of a citizen's past the bench shows.
const earlierMax = 10

// earlier reads what the citizen of a conversation raised and asked before.
func (s *Server) earlier(ctx context.Context, r store.ConversationRow, v *ConversationView) error {
	cases, err := s.Store.CasesOf(ctx, r.OwnerID.String)
	if err != nil {
		return err
	}
	talks, err := s.Store.ConversationsOf(ctx, r.OwnerID.String)
	if err != nil {
		return err
	}
	for _, x := range cases[:min(len(cases), earlierMax)] {
		v.Earlier = append(v.Earlier, EarlierRow{x.ID, x.Number, x.Stage, x.Kind, x.Title, x.At.UTC()})
	}
	for _, x := range talks[:min(len(talks), earlierMax)] {
		if x.ID != r.ID {
			v.EarlierTalks = append(v.EarlierTalks, MineConversation{x.ID, x.Stage, x.OpenedAt.UTC(), x.LastAt.UTC(), x.Scene, x.EscalatedKind, x.EscalatedID.String})
		}
	}
	return nil
}

// currentConversation resumes the citizen's newest conversation after a reload: 200, or 204 when there is none.
func (s *Server) currentConversation(c *gin.Context) error {
	p := principal(c)
	if p.Kind != policies.KindCitizen || p.ID == "" {
		c.Status(http.StatusNoContent)
		return nil
	}
	id, err := s.Store.CurrentConversation(c.Request.Context(), p.ID, s.Clock().Add(-24*time.Hour))
	if isNoRows(err) {
		c.Status(http.StatusNoContent)
		return nil
	}
	if err != nil {
		return err
	}
	return s.writeConversation(c, id)
}

// listUtterances reads the lines after ?after=.
func (s *Server) listUtterances(c *gin.Context) error {
	if err := onlyQuery(c, "after"); err != nil {
		return err
	}
	after := 0
	if v := c.Query("after"); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil || n < 0 {
			return badQuery("after")
		}
		after = n
	}
	id, ctx := strings.ToLower(c.Param("id")), c.Request.Context()
	if !isUUID(id) {
		return hotline.ErrNotFound
	}
	r, _, err := s.readable(c, id)
	if err != nil {
		return err
	}
	rows, err := s.Store.UtterancesAfter(ctx, id, after)
	if err != nil {
		return err
	}
	lines, err := s.utterances(ctx, id, rows)
	if err != nil {
		return err
	}
	if principal(c).Kind != policies.KindStaff && r.EndedBy == activities.EndedForAbuse {
		hideAgent(lines)
	}
	out := TurnAnswer{ID: id, Stage: r.Stage, Rev: r.Rev, Utterances: lines}
	if hotline.Stage(r.Stage) == hotline.StageQueued {
		if out.Queue, err = s.queueView(ctx, id); err != nil {
			return err
		}
	}
	c.JSON(http.StatusOK, out)
	return nil
}
