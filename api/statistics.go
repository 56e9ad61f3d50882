package api

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"minhu/activities"
	"minhu/internal/store"
	"minhu/internal/worktime"
)

// Definition says how a figure is made, in words; it stands under the figure.
type Definition struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// definitions are part of the record: a figure without its formula is an opinion.
var definitions = map[string]Definition{
	"questions":      {"市民向智能客服提出的咨询句数（不含问候、致谢等）", "Questions put to the bot, without greetings and thanks"},
	"hit_rate":       {"直接给出答案的咨询 ÷ 全部咨询", "Questions answered directly ÷ all questions"},
	"people_visits":  {"人数：当期访问过的不同浏览器；次数：访问次数", "People: different browsers; visits: how often they came"},
	"hand_over_rate": {"申请转人工的会话 ÷ 全部会话", "Conversations that asked for a person ÷ all conversations"},
	"satisfaction":   {"会话评价 4 分及以上 ÷ 已评价会话", "Conversations rated 4 or 5 ÷ rated conversations"},
	"confirm":        {"给出“您是想问”候选的咨询", "Questions answered with a short list to choose from"},
	"missed":         {"没有找到答案的咨询", "Questions without an answer"},
	"solved_rate":    {"回访“已解决” ÷ 已回访", "Surveys that say solved ÷ surveys"},
	"in_time_rate":   {"在时限内答复的工单 ÷ 应答复的工单", "Cases answered within the limit ÷ cases due"},
}

// StatisticsView is the figures of a stretch of days, and of as many days before.
type StatisticsView struct {
	Days        int                   `json:"days"`
	From        time.Time             `json:"from"`
	To          time.Time             `json:"to"`
	Now         time.Time             `json:"now"`
	Present     store.Figures         `json:"present"`
	Before      store.Figures         `json:"before"`
	HoursToday  []store.Bucket        `json:"hours_today"`
	Curve       []store.Bucket        `json:"curve"`
	Scenes      []store.Count         `json:"scenes"`
	Classes     []store.Count         `json:"classes"`
	Units       []store.UnitFigures   `json:"units"`
	Definitions map[string]Definition `json:"definitions"`
}

// showStatistics reads the figures of the last ?days= (1 to 92, 7 when absent) and of as many days before, for the change.
func (s *Server) showStatistics(c *gin.Context) error {
	if err := onlyQuery(c, "days"); err != nil {
		return err
	}
	days, err := daysOf(c, 7)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	now := s.Clock().UTC()
	to := (worktime.DateOf(now) + 1).Start().UTC()
	from := (worktime.DateOf(now) + 1 - worktime.Date(days)).Start().UTC()
	before := (worktime.DateOf(now) + 1 - worktime.Date(2*days)).Start().UTC()
	present, err := s.Store.Figures(ctx, from, to)
	if err != nil {
		return err
	}
	earlier, err := s.Store.Figures(ctx, before, from)
	if err != nil {
		return err
	}
	hoursFrom := worktime.DateOf(now).Start().UTC()
	hours, err := s.Store.Buckets(ctx, "hours", hoursFrom, to)
	if err != nil {
		return err
	}
	curve, err := s.Store.Buckets(ctx, "days", from, to)
	if err != nil {
		return err
	}
	scenes, err := s.Store.Counts(ctx, "scenes", from, to)
	if err != nil {
		return err
	}
	classes, err := s.Store.Counts(ctx, "classes", from, to)
	if err != nil {
		return err
	}
	units, err := s.Store.Units(ctx, from, to)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, StatisticsView{Days: days, From: from, To: to, Now: now, Present: present, Before: earlier, HoursToday: hours, Curve: curve,
		Scenes: scenes, Classes: classes, Units: units, Definitions: definitions})
	return nil
}

func daysOf(c *gin.Context, otherwise int) (int, error) {
	v := c.Query("days")
	if v == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 || n > 92 {
		return 0, badQuery("days")
	}
	return n, nil
}

// MissView is a question the knowledge base could not help with.
type MissView struct {
	ConversationID string    `json:"conversation_id"`
	Text           string    `json:"text"`
	Decision       string    `json:"decision"`
	Vote           string    `json:"vote,omitempty"`
	VoteReason     string    `json:"vote_reason,omitempty"`
	Confidence     float64   `json:"confidence,omitempty"`
	ArticleID      string    `json:"article_id,omitempty"`
	At             time.Time `json:"at"`
}

// listMisses reads the newest 100 misses and downvotes of the last ?days=.
func (s *Server) listMisses(c *gin.Context) error {
	if err := onlyQuery(c, "days"); err != nil {
		return err
	}
	days, err := daysOf(c, 7)
	if err != nil {
		return err
	}
	ctx, now := c.Request.Context(), s.Clock().UTC()
	rows, err := s.Store.Misses(ctx, now.AddDate(0, 0, -days), now.Add(time.Minute), 100)
	if err != nil {
		return err
	}
	items := make([]MissView, 0, len(rows))
	for _, r := range rows {
		v := MissView{ConversationID: r.ConversationID, Decision: r.Decision, Vote: r.Vote, VoteReason: r.VoteReason, Confidence: r.Confidence.Float64,
			ArticleID: r.ArticleID, At: r.At.UTC()}
		b, err := s.Acts.Ring.Open(ctx, r.ConversationID, "utterance", r.Body)
		if err == nil {
			var said activities.Said
			if err := json.Unmarshal(b, &said); err != nil {
				return err
			}
			v.Text = said.Text
		} else {
			s.Logger.Warn("a missed question cannot be read", "conversation", r.ConversationID)
			continue
		}
		items = append(items, v)
	}
	if len(rows) == 0 {
		items = []MissView{}
	}
	writePage(c, items, "")
	return nil
}
