package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"minhu/internal/store"
	"minhu/internal/worktime"
)

// today gives the first instants of the day and of the next one in China's time.
func (s *Server) today() (now, day, next time.Time) {
	now = s.Clock().UTC()
	d := worktime.DateOf(now)
	return now, d.Start().UTC(), (d + 1).Start().UTC()
}

// BoardView is the supervisor's board.
type BoardView struct {
	Queue    BoardQueue    `json:"queue"`
	Messages BoardMessages `json:"messages"`
	Cases    BoardCases    `json:"cases"`
	// Callbacks are the open and the late wishes to be called back.
	Callbacks BoardMessages      `json:"callbacks"`
	Units     []store.BoardUnit  `json:"units"`
	Agents    []store.BoardAgent `json:"agents"`
	Now       time.Time          `json:"now"`
}

// BoardQueue is the queue and who serves it.
type BoardQueue struct {
	Waiting            int `json:"waiting"`
	LongestWaitSeconds int `json:"longest_wait_seconds"`
	Talking            int `json:"talking"`
	WithBot            int `json:"with_bot"`
	AgentsOnline       int `json:"agents_online"`
}

// BoardMessages are the open and the late messages.
type BoardMessages struct {
	Open int `json:"open"`
	Late int `json:"late"`
}

// BoardCases are the cases that wait for somebody.
type BoardCases struct {
	Today      int `json:"today"`
	ToDispatch int `json:"to_dispatch"`
	ToReview   int `json:"to_review"`
	ToSurvey   int `json:"to_survey"`
	Late       int `json:"late"`
	DueSoon    int `json:"due_soon"` // within two hours
}

// HotScene is a scene with its most asked questions.
type HotScene struct {
	Scene     string              `json:"scene"`
	Questions []store.HotQuestion `json:"questions"`
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
	calls, err := s.Store.CallbackCounts(ctx, now)
	if err != nil {
		return err
	}
	longest := 0
	if b.Since.Valid {
		longest = int(now.Sub(b.Since.Time).Seconds())
	}
	c.JSON(http.StatusOK, BoardView{
		Queue:     BoardQueue{Waiting: b.Waiting, LongestWaitSeconds: longest, Talking: b.Talking, WithBot: b.WithBot, AgentsOnline: b.Agents},
		Messages:  BoardMessages{Open: b.MessagesOpen, Late: b.MessagesLate},
		Cases:     BoardCases{Today: b.CasesToday, ToDispatch: b.ToDispatch, ToReview: b.ToReview, ToSurvey: b.ToSurvey, Late: b.Late, DueSoon: b.DueSoon},
		Callbacks: BoardMessages{Open: calls.Waiting, Late: calls.Late},
		Units:     units, Agents: agents, Now: now})
	return nil
}

// listHotQuestions reads what is asked most today, by scene.
func (s *Server) listHotQuestions(c *gin.Context) error {
	_, day, _ := s.today()
	rows, err := s.Store.HotQuestions(c.Request.Context(), day)
	if err != nil {
		return err
	}
	out := []*HotScene{}
	byName := map[string]*HotScene{}
	for _, r := range rows {
		sc := byName[r.Scene]
		if sc == nil {
			sc = &HotScene{Scene: r.Scene}
			byName[r.Scene] = sc
			out = append(out, sc)
		}
		if len(sc.Questions) < 6 {
			sc.Questions = append(sc.Questions, r)
		}
	}
	c.Header("Cache-Control", "public, max-age=30")
	c.JSON(http.StatusOK, gin.H{"items": out})
	return nil
}
