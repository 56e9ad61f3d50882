package api

import (
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"minhu/internal/hotline"
	"minhu/internal/store"
	"minhu/policies"
)

// PresenceView is the state of this member of staff at the desk, and how many talks at once.
type PresenceView struct {
	Presence   string     `json:"presence"` // online, busy, break, away, offline
	Reason     string     `json:"reason,omitempty"`
	Since      *time.Time `json:"since,omitempty"`
	Capacity   int        `json:"capacity"`
	Number     string     `json:"number,omitempty"`      // 工号
	AutoAssign bool       `json:"auto_assign,omitempty"` // waiting talks are handed out without being taken
}

// presences are the states a person may choose. Reasons are free, and short.
var presences = []string{"online", "busy", "break", "away", "offline"}

const presenceReasonMax = 60

type presenceBody struct {
	Presence string `json:"presence"`
	Reason   string `json:"reason"`
}

// Validate implements Validator.
func (b presenceBody) Validate() []hotline.FieldProblem {
	var bad []hotline.FieldProblem
	if !slices.Contains(presences, b.Presence) {
		bad = append(bad, hotline.FieldProblem{Name: "presence", Code: "not_a_choice"})
	}
	if utf8.RuneCountInString(b.Reason) > presenceReasonMax {
		bad = append(bad, hotline.FieldProblem{Name: "reason", Code: "too_long", Detail: "理由最多 60 个字"})
	}
	return bad
}

// setPresence says whether this agent takes talks.
func (s *Server) setPresence(c *gin.Context) error {
	body, err := Bind[presenceBody](c)
	if err != nil {
		return err
	}
	p := principal(c)
	if p.Kind != policies.KindStaff {
		return hotline.ErrNotSignedIn
	}
	reason := strings.TrimSpace(body.Reason)
	if reason == store.ReasonPageGone {
		reason = "" // that is said by the house alone
	}
	if _, err := s.Store.SetPresence(c.Request.Context(), p.ID, body.Presence, reason, p.ID, false, s.Clock().UTC()); err != nil {
		return err
	}
	return s.showPresence(c)
}

func (s *Server) showPresence(c *gin.Context) error {
	p := principal(c)
	if p.Kind != policies.KindStaff {
		return hotline.ErrNotSignedIn
	}
	r, err := s.Store.Presence(c.Request.Context(), p.ID)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, PresenceView{Presence: r.Presence, Reason: r.Reason, Since: timePtr(r.At), Capacity: r.Capacity, Number: r.Number,
		AutoAssign: r.AutoAssign})
	return nil
}

// seen notes that the page of an agent is there. It never ends a stream: what is missed now is noted with the next beat.
func (s *Server) seen(c *gin.Context) {
	p := principal(c)
	if p.Kind != policies.KindStaff || !p.Has(policies.RoleAgent) {
		return
	}
	if err := s.Store.SeenAgent(c.Request.Context(), p.ID, s.Clock().UTC()); err != nil && c.Request.Context().Err() == nil {
		s.Logger.Warn("an agent's page could not be noted", "error", err)
	}
}

// AgentView is somebody who answers citizens, or leads those who do.
type AgentView struct {
	ID           string     `json:"id"`
	Name         string     `json:"name"`
	Title        string     `json:"title,omitempty"`
	Number       string     `json:"number,omitempty"`
	Presence     string     `json:"presence"`
	Reason       string     `json:"reason,omitempty"`
	Since        *time.Time `json:"since,omitempty"`
	Leader       bool       `json:"leader,omitempty"`
	Capacity     int        `json:"capacity"`
	Talking      int        `json:"talking"`
	Calls        int        `json:"calls"`
	TakenToday   int        `json:"taken_today"`
	Groups       []string   `json:"groups"`
	AutoAssign   bool       `json:"auto_assign,omitempty"`
	UnansweredAt *time.Time `json:"unanswered_at,omitempty"` // the oldest unanswered line of the talks in hand
	Mine         bool       `json:"mine,omitempty"`
	// Seconds of today in each state, for those who lead.
	Today map[string]int `json:"today,omitempty"`
}

// GroupView is a skill group with who serves it and who waits for it.
type GroupView struct {
	Code      string     `json:"code"`
	Name      string     `json:"name"`
	Scenes    []string   `json:"scenes"`
	Online    int        `json:"online"`
	Waiting   int        `json:"waiting"`
	WaitsFrom *time.Time `json:"waits_from,omitempty"`
}

// AgentsView is everybody at the desk.
type AgentsView struct {
	Items  []AgentView `json:"items"`
	Groups []GroupView `json:"groups"`
	Now    time.Time   `json:"now"`
}

// listAgents reads who is at the desk, with how much in hand: whom a talk may be given to, and what a leader watches.
func (s *Server) listAgents(c *gin.Context) error {
	if err := onlyQuery(c); err != nil {
		return err
	}
	ctx, p := c.Request.Context(), principal(c)
	now, day, _ := s.today()
	rows, err := s.Store.DeskAgents(ctx, "", day, now)
	if err != nil {
		return err
	}
	today := map[string]map[string]int{}
	if s.Policies.Load().May(p, "agent", "history.read") {
		sums, err := s.Store.PresenceSums(ctx, day, now)
		if err != nil {
			return err
		}
		for _, x := range sums {
			if today[x.StaffID] == nil {
				today[x.StaffID] = map[string]int{}
			}
			today[x.StaffID][x.Presence] = int(x.Seconds)
		}
	}
	out := AgentsView{Items: []AgentView{}, Groups: []GroupView{}, Now: now}
	for _, r := range rows {
		out.Items = append(out.Items, AgentView{ID: r.ID, Name: r.Name, Title: r.Title, Number: r.Number, Presence: r.Presence, Reason: r.Reason,
			Since: timePtr(r.PresenceAt), Leader: r.Leader, Capacity: r.Capacity, Talking: r.Talking, Calls: r.Calls, TakenToday: r.TakenToday,
			Groups: r.Groups, AutoAssign: r.AutoAssign, UnansweredAt: timePtr(r.UnansweredAt), Mine: r.ID == p.ID, Today: today[r.ID]})
	}
	groups, err := s.Store.SkillGroups(ctx)
	if err != nil {
		return err
	}
	for _, g := range groups {
		out.Groups = append(out.Groups, GroupView{g.Code, g.Name, g.Scenes, g.Online, g.Waiting, timePtr(g.WaitsFrom)})
	}
	c.JSON(http.StatusOK, out)
	return nil
}

// PresenceItem is one state in the history of an agent.
type PresenceItem struct {
	Presence string     `json:"presence"`
	Reason   string     `json:"reason,omitempty"`
	At       time.Time  `json:"at"`
	Until    *time.Time `json:"until,omitempty"`
}

// historyDays is how far back the states of an agent are shown.
const historyDays = 7

// listPresences reads how the states of an agent followed each other in the last days, newest first.
func (s *Server) listPresences(c *gin.Context) error {
	id := strings.ToLower(c.Param("id"))
	if !isUUID(id) {
		return hotline.ErrNotFound
	}
	rows, err := s.Store.PresenceHistory(c.Request.Context(), id, s.Clock().AddDate(0, 0, -historyDays))
	if err != nil {
		return err
	}
	items := []PresenceItem{}
	for _, r := range rows {
		items = append(items, PresenceItem{r.Presence, r.Reason, r.At.UTC(), timePtr(r.Until)})
	}
	c.JSON(http.StatusOK, gin.H{"items": items})
	return nil
}

// atSeat refuses a colleague to whom nothing can be given or put now: nobody at the desk, or not at the seat.
func (s *Server) atSeat(c *gin.Context, field, id string) (store.DeskAgent, error) {
	now, day, _ := s.today()
	no := func(code, detail string) error {
		return hotline.Invalid(hotline.FieldProblem{Name: field, Code: code, Detail: detail})
	}
	if !isUUID(id) {
		return store.DeskAgent{}, no("malformed", "请选择同事")
	}
	rows, err := s.Store.DeskAgents(c.Request.Context(), id, day, now)
	if err != nil {
		return store.DeskAgent{}, err
	}
	switch {
	case len(rows) == 0:
		return store.DeskAgent{}, no("unknown_value", "没有这位同事")
	case !rows[0].Leader && rows[0].Presence != "online" && rows[0].Presence != "busy":
		return store.DeskAgent{}, no("not_at_seat", rows[0].Name+"不在席，请选择其他同事或技能组")
	}
	return rows[0], nil
}
