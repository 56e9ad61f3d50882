package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"minhu/internal/hotline"
	"minhu/internal/worktime"
	"minhu/policies"
)

// today gives the first instants of the day and of the next one in China's time.
func (s *Server) today() (now, day, next time.Time) {
	now = s.Clock().UTC()
	d := worktime.DateOf(now)
	return now, d.Start().UTC(), (d + 1).Start().UTC()
}

// showBoard is the supervisor's board: queue, agents, departments × lights. Lists stand behind every number.
func (s *Server) showBoard(c *gin.Context) error {
	ctx := c.Request.Context()
	now, day, next := s.today()
	b, err := s.Store.BoardNumbers(ctx, day, now)
	if err != nil {
		return err
	}
	units, err := s.Store.BoardUnits(ctx, now, next)
	if err != nil {
		return err
	}
	agents, err := s.Store.BoardAgents(ctx)
	if err != nil {
		return err
	}
	longest := 0
	if b.Since.Valid {
		longest = int(now.Sub(b.Since.Time).Seconds())
	}
	c.JSON(http.StatusOK, gin.H{
		"queue":    gin.H{"waiting": b.Waiting, "longest_wait_seconds": longest, "talking": b.Talking, "with_bot": b.WithBot, "agents_online": b.Agents},
		"messages": gin.H{"open": b.MessagesOpen, "late": b.MessagesLate},
		"cases": gin.H{"today": b.CasesToday, "to_dispatch": b.ToDispatch, "to_review": b.ToReview, "to_survey": b.ToSurvey, "late": b.Late,
			"due_soon": b.DueSoon},
		"units": units, "agents": agents, "now": now})
	return nil
}

type presenceBody struct {
	Presence string `json:"presence"`
}

// Validate implements Validator.
func (b presenceBody) Validate() []hotline.FieldProblem {
	switch b.Presence {
	case "online", "away", "offline":
		return nil
	}
	return []hotline.FieldProblem{{Name: "presence", Code: "not_a_choice"}}
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
	if err := s.Store.SetPresence(c.Request.Context(), p.ID, body.Presence, s.Clock().UTC()); err != nil {
		return err
	}
	return s.showPresence(c)
}

func (s *Server) showPresence(c *gin.Context) error {
	p := principal(c)
	if p.Kind != policies.KindStaff {
		return hotline.ErrNotSignedIn
	}
	presence, capacity, err := s.Store.Presence(c.Request.Context(), p.ID)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, gin.H{"presence": presence, "capacity": capacity})
	return nil
}

// listHotQuestions reads what is asked most today, by scene.
func (s *Server) listHotQuestions(c *gin.Context) error {
	_, day, _ := s.today()
	rows, err := s.Store.HotQuestions(c.Request.Context(), day)
	if err != nil {
		return err
	}
	type scene struct {
		Scene     string `json:"scene"`
		Questions []any  `json:"questions"`
	}
	var out []*scene
	byName := map[string]*scene{}
	for _, r := range rows {
		sc := byName[r.Scene]
		if sc == nil {
			sc = &scene{Scene: r.Scene, Questions: []any{}}
			byName[r.Scene] = sc
			out = append(out, sc)
		}
		if len(sc.Questions) < 6 {
			sc.Questions = append(sc.Questions, r)
		}
	}
	if out == nil {
		out = []*scene{}
	}
	c.Header("Cache-Control", "public, max-age=30")
	c.JSON(http.StatusOK, gin.H{"items": out})
	return nil
}
