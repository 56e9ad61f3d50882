package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
	"github.com/jmoiron/sqlx"

	"minhu/internal/hotline"
	"minhu/internal/live"
	"minhu/internal/store"
	"minhu/policies"
)

// CallbackBody asks to be called back (请回电给我).
type CallbackBody struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
	Topic string `json:"topic"`
}

// Validate implements Validator.
func (b CallbackBody) Validate() []hotline.FieldProblem {
	bad := Contact{Name: b.Name, Phone: b.Phone}.validate("", false)
	if strings.TrimSpace(b.Phone) == "" {
		bad = append(bad, hotline.FieldProblem{Name: "phone", Code: "required", Detail: "请填写联系电话"})
	}
	if utf8.RuneCountInString(b.Topic) > 100 {
		bad = append(bad, hotline.FieldProblem{Name: "topic", Code: "too_long", Detail: "想咨询的事最多 100 个字"})
	}
	return bad
}

// callbackTopics names who is told of a wish: every agent, supervisors, and the citizen.
func callbackTopics(owner string) []string {
	out := []string{live.RoleTopic(policies.RoleAgent), live.RoleTopic(policies.RoleSupervisor)}
	if owner != "" {
		out = append(out, live.CitizenTopic(owner))
	}
	return out
}

// CallbackView is a wish to be called back; staff see a masked number.
type CallbackView struct {
	ID        string        `json:"id"`
	Source    string        `json:"source"`
	Name      string        `json:"name,omitempty"`
	Number    string        `json:"number"`
	Topic     string        `json:"topic,omitempty"`
	Stage     string        `json:"stage"`
	Holder    string        `json:"holder,omitempty"`
	Mine      bool          `json:"mine"`
	Attempts  int           `json:"attempts"`
	Left      int           `json:"attempts_left"`
	Clock     ClockView     `json:"clock"`
	Late      bool          `json:"late"`
	CallID    string        `json:"call_id,omitempty"`
	CreatedAt time.Time     `json:"created_at"`
	ClosedAt  *time.Time    `json:"closed_at,omitempty"`
	Tries     []AttemptView `json:"tries,omitempty"`
	Rev       int64         `json:"rev"`
}

// AttemptView is one try to reach somebody.
type AttemptView struct {
	At      time.Time `json:"at"`
	Staff   string    `json:"staff"`
	Outcome string    `json:"outcome"`
	Note    string    `json:"note,omitempty"`
}

func (s *Server) callbackView(p *policies.Principal, r store.CallbackRow) (CallbackView, error) {
	now := s.Clock().UTC()
	v := CallbackView{ID: r.ID, Source: r.Source, Name: r.NameMask, Number: r.NumberMask, Stage: r.Stage, Attempts: r.Attempts,
		Left: max(0, store.MaxAttempts-r.Attempts), Late: !r.ClosedAt.Valid && r.DueAt.Before(now), CreatedAt: r.CreatedAt.UTC(), ClosedAt: timePtr(r.ClosedAt), Rev: r.Rev}
	var k hotline.Clock
	if err := json.Unmarshal(r.Clock, &k); err != nil {
		return v, err
	}
	var err error
	if v.Clock, err = s.clockView("", k, now, true); err != nil {
		return v, err
	}
	v.Clock.ZH, v.Clock.EN = "回电", "call back"
	if p.Kind == policies.KindStaff {
		v.Holder, v.Mine, v.CallID = r.AssigneeName, r.AssigneeID.Valid && r.AssigneeID.String == p.ID, r.CallID.String
		topic, err := s.Acts.Ring.Root().OpenIdentity("callback", "topic", r.ID, r.TopicSealed)
		if err != nil {
			return v, err
		}
		v.Topic = topic
	}
	return v, nil
}

func (s *Server) callbackViews(p *policies.Principal, rows []store.CallbackRow) ([]CallbackView, error) {
	out := make([]CallbackView, 0, len(rows))
	for _, r := range rows {
		v, err := s.callbackView(p, r)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

func callbackResource(r store.CallbackRow) policies.Resource {
	return policies.Resource{OwnerID: r.OwnerID.String, AssigneeID: r.AssigneeID.String, State: r.Stage}
}

// askCallback stores a wish. A number that already waits keeps its first wish and its place.
func (s *Server) askCallback(c *gin.Context) error {
	body, err := Bind[CallbackBody](c)
	if err != nil {
		return err
	}
	p, err := s.writer(c)
	if err != nil {
		return err
	}
	resource := policies.Resource{OwnerID: p.ID}
	if _, err := s.Authorize(c, "callback", "ask", &resource); err != nil {
		return err
	}
	root, now := s.Acts.Ring.Root(), s.Clock().UTC()
	n := store.NewCallback{Source: "citizen", Owner: p.ID, Name: strings.TrimSpace(body.Name), Number: strings.TrimSpace(body.Phone),
		Topic: strings.TrimSpace(body.Topic), At: now}
	if p.Kind == policies.KindStaff {
		n.Source, n.Owner = "agent", ""
	}
	if n.Clock, err = s.Time.Callback(now); err != nil {
		return err
	}
	key, err := s.keyOf(c, p)
	if err != nil {
		return err
	}
	n.ID = hotline.NewID(root.Namespace(), p.ID, "callback", key)
	return s.once(c, func(ctx context.Context, tx *sqlx.Tx) (int, any, error) {
		made, err := s.Store.PutCallback(ctx, tx, root, n, callbackTopics(n.Owner))
		if err != nil {
			return 0, nil, err
		}
		row := store.CallbackRow{ID: n.ID, Source: n.Source, Stage: "waiting", DueAt: n.Clock.DueAt, CreatedAt: now, Rev: 1}
		if row.Clock, err = json.Marshal(n.Clock); err != nil {
			return 0, nil, err
		}
		if !made {
			// Whose wish it is stays untold: the answer only says that the number will be called.
			waiting, err := s.Store.OpenCallback(ctx, root.PhoneIndex(n.Number))
			if err != nil && !isNoRows(err) {
				return 0, nil, err
			}
			if err == nil {
				row.DueAt, row.Clock, row.CreatedAt = waiting.DueAt, waiting.Clock, waiting.CreatedAt
				row.ID = ""
				if p.Kind == policies.KindStaff || waiting.OwnerID.String == p.ID {
					row.ID = waiting.ID
				}
			}
		}
		v, err := s.callbackView(policies.Citizen(p.ID), row)
		return http.StatusCreated, v, err
	})
}

// listCallbacks shows staff the queue (open, mine, closed) and a citizen the own wishes.
func (s *Server) listCallbacks(c *gin.Context) error {
	if err := onlyQuery(c, "view", "limit", "cursor"); err != nil {
		return err
	}
	view, err := choice(c, "view", "open", "mine", "closed")
	if err != nil {
		return err
	}
	limit, err := pageLimit(c)
	if err != nil {
		return err
	}
	p, ctx := principal(c), c.Request.Context()
	var rows []store.CallbackRow
	next := ""
	switch view {
	case "closed":
		var after store.Key
		more, err := s.decodeCursor(p, "callbacks", c.Query("cursor"), &after)
		if err != nil {
			return err
		}
		if rows, err = s.Store.ClosedCallbacks(ctx, keyIf(more, &after), limit+1); err != nil {
			return err
		}
		if len(rows) > limit {
			rows = rows[:limit]
			if next, err = s.encodeCursor(p, "callbacks", store.Key{At: rows[limit-1].ClosedAt.Time, ID: rows[limit-1].ID}); err != nil {
				return err
			}
		}
	case "mine":
		rows, err = s.Store.OpenCallbacks(ctx, p.ID)
	default:
		rows, err = s.Store.OpenCallbacks(ctx, "")
	}
	if err != nil {
		return err
	}
	items, err := s.callbackViews(p, rows)
	if err != nil {
		return err
	}
	writePage(c, items, next)
	return nil
}

// listMyCallbacks shows a citizen the own wishes.
func (s *Server) listMyCallbacks(c *gin.Context) error {
	p := principal(c)
	var rows []store.CallbackRow
	if p.ID != "" {
		var err error
		if rows, err = s.Store.CallbacksOf(c.Request.Context(), p.ID); err != nil {
			return err
		}
	}
	items, err := s.callbackViews(policies.Citizen(p.ID), rows)
	if err != nil {
		return err
	}
	writePage(c, items, "")
	return nil
}

func (s *Server) callbackOf(c *gin.Context, act string) (store.CallbackRow, policies.Decision, error) {
	return reach(s, c, "callback", act, s.Store.CallbackByID, callbackResource)
}

func (s *Server) showCallback(c *gin.Context) error {
	r, d, err := s.callbackOf(c, "read")
	if err != nil {
		return err
	}
	if err := s.looked(c, "callback", r.ID, d); err != nil {
		return err
	}
	p := principal(c)
	v, err := s.callbackView(p, r)
	if err != nil {
		return err
	}
	if p.Kind == policies.KindStaff {
		tries, err := s.Store.Attempts(c.Request.Context(), s.Acts.Ring.Root(), r.ID)
		if err != nil {
			return err
		}
		for _, t := range tries {
			v.Tries = append(v.Tries, AttemptView{t.At.UTC(), t.StaffName, t.Outcome, string(t.Note)})
		}
	}
	c.JSON(http.StatusOK, v)
	return nil
}

type callbackAnswer struct {
	ID    string `json:"id"`
	Stage string `json:"stage"`
}

func (s *Server) takeCallback(c *gin.Context) error {
	if _, err := Bind[emptyBody](c); err != nil {
		return err
	}
	r, _, err := s.callbackOf(c, "take")
	if err != nil {
		return err
	}
	p := principal(c)
	return s.once(c, func(ctx context.Context, tx *sqlx.Tx) (int, any, error) {
		ok, err := s.Store.TakeCallback(ctx, tx, r.ID, p.ID, callbackTopics(r.OwnerID.String), s.Clock().UTC())
		if err == nil && !ok {
			err = hotline.Stale(r.Rev)
		}
		return http.StatusOK, callbackAnswer{r.ID, "taken"}, err
	})
}

func (s *Server) withdrawCallback(c *gin.Context) error {
	if _, err := Bind[emptyBody](c); err != nil {
		return err
	}
	r, _, err := s.callbackOf(c, "withdraw")
	if err != nil {
		return err
	}
	return s.once(c, func(ctx context.Context, tx *sqlx.Tx) (int, any, error) {
		ok, err := s.Store.WithdrawCallback(ctx, tx, r.ID, callbackTopics(r.OwnerID.String), s.Clock().UTC())
		if err == nil && !ok {
			err = hotline.Stale(r.Rev)
		}
		return http.StatusOK, callbackAnswer{r.ID, "withdrawn"}, err
	})
}

type attemptBody struct {
	Outcome string `json:"outcome"`
	Note    string `json:"note"`
}

// Validate implements Validator.
func (b attemptBody) Validate() []hotline.FieldProblem {
	var bad []hotline.FieldProblem
	switch b.Outcome {
	case "reached", "no_answer", "busy", "wrong_number":
	default:
		bad = append(bad, hotline.FieldProblem{Name: "outcome", Code: "not_a_choice", Detail: "请选择结果"})
	}
	if utf8.RuneCountInString(b.Note) > 200 {
		bad = append(bad, hotline.FieldProblem{Name: "note", Code: "too_long"})
	}
	return bad
}

// attemptCallback records how a try went. Reached ends the wish; so does the third try that does not.
func (s *Server) attemptCallback(c *gin.Context) error {
	body, err := Bind[attemptBody](c)
	if err != nil {
		return err
	}
	r, _, err := s.callbackOf(c, "attempt")
	if err != nil {
		return err
	}
	p := principal(c)
	return s.once(c, func(ctx context.Context, tx *sqlx.Tx) (int, any, error) {
		stage, ok, err := s.Store.AddAttempt(ctx, tx, s.Acts.Ring.Root(), r.ID, p.ID, p.Name, body.Outcome, strings.TrimSpace(body.Note),
			callbackTopics(r.OwnerID.String), s.Clock().UTC())
		if err == nil && !ok {
			err = hotline.Stale(r.Rev)
		}
		return http.StatusOK, callbackAnswer{r.ID, stage}, err
	})
}

// callCallback opens the call with which a wish is answered, so that what comes of it is registered like any call.
func (s *Server) callCallback(c *gin.Context) error {
	if _, err := Bind[emptyBody](c); err != nil {
		return err
	}
	r, _, err := s.callbackOf(c, "attempt")
	if err != nil {
		return err
	}
	open, err := s.Store.OpenCallbackIdentity(c.Request.Context(), s.Acts.Ring.Root(), r.ID)
	if err != nil {
		return err
	}
	return s.openCall(c, "callback", "out", open.Number, r.ID)
}

func (s *Server) revealCallback(c *gin.Context) error {
	body, err := Bind[callRevealBody](c)
	if err != nil {
		return err
	}
	r, d, err := s.callbackOf(c, "number.reveal")
	if err != nil {
		return err
	}
	if err := s.revealed(c, "callback", r.ID, body.Reason, d); err != nil {
		return err
	}
	open, err := s.Store.OpenCallbackIdentity(c.Request.Context(), s.Acts.Ring.Root(), r.ID)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, RevealView{Field: "phone", Value: open.Number})
	return nil
}
