package api

import (
	"encoding/hex"
	"errors"
	"net/http"
	"sort"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"minhu/internal/hotline"
	"minhu/internal/store"
	"minhu/policies"
)

// surveyQuestion is one question with its answers as large buttons.
type surveyQuestion struct {
	Name, ZH, EN, Value string
	Choices             []hotline.Choice
}

// surveyPage is the rating of one round.
type surveyPage struct {
	plainPage
	Number, SentenceZH, Reply, Comment string
	Questions                          []surveyQuestion
}

// surveyFields are the answers that the survey act takes, in the order they are asked.
var surveyFields = [][3]string{{"contacted", "承办单位联系您了吗？", "Were you contacted?"}, {"solved", "问题解决了吗？", "Is it solved?"},
	{"satisfied", "对办理满意吗？", "Are you satisfied?"}}

// errSurveyOver says that a link is good for nothing any more: used, or the round is over.
var errSurveyOver = errors.New("the survey round is over")

// surveyOf reads the token and its case. A token that was not made here is not_found; one whose round is over, or that was used,
// is errSurveyOver with the row.
func (s *Server) surveyOf(c *gin.Context) (r store.CaseRow, updateID string, err error) {
	token := c.Param("token")
	id, round, ok := s.Acts.Ring.Root().OpenSurveyToken(token)
	if !ok {
		return r, "", hotline.ErrNotFound
	}
	ctx := c.Request.Context()
	if r, err = s.Store.CaseByID(ctx, id); err != nil {
		return r, "", err
	}
	updateID = surveyUpdateID(id, round)
	if _, err := s.Store.FindEvent(ctx, id, updateID); !isNoRows(err) {
		if err == nil {
			err = errSurveyOver
		}
		return r, updateID, err
	}
	if at, ok := surveyStart(r); !ok || at.UnixMilli() != round.UnixMilli() {
		return r, updateID, errSurveyOver
	}
	return r, updateID, nil
}

// surveyUpdateID is the one update id of a link: a second act under it is the first one.
func surveyUpdateID(id string, round time.Time) string {
	return updateID("survey-link", id, round.UTC().Format(time.RFC3339Nano))
}

// plainSurvey shows the rating to whoever holds the link.
func (s *Server) plainSurvey(c *gin.Context) error {
	r, _, err := s.surveyOf(c)
	if errors.Is(err, errSurveyOver) {
		return s.surveyOver(c)
	}
	if err != nil {
		return err
	}
	page, err := s.surveyPage(c, r, nil)
	if err != nil {
		return err
	}
	return s.plain(c, http.StatusOK, "survey", page)
}

func (s *Server) surveyOver(c *gin.Context) error {
	page := s.plainPage("链接已失效")
	page.Say, page.SayEN = "这条链接已经评价过，或评价期已结束。需要帮助请拨打 12345。", "This link was used, or the time for rating is over. Please call 12345 for help."
	return s.plain(c, http.StatusGone, "note", page)
}

func (s *Server) surveyPage(c *gin.Context, r store.CaseRow, given map[string]string) (surveyPage, error) {
	page := surveyPage{plainPage: s.plainPage("请您评价"), Number: r.Number, Reply: r.PublicReply, Comment: given["comment"]}
	v, err := s.caseView(c.Request.Context(), r, policies.Citizen(r.OwnerID.String))
	if err != nil {
		return page, err
	}
	page.SentenceZH = v.SentenceZH
	for _, q := range surveyFields {
		choices := append([]hotline.Choice(nil), hotline.Load().Choices[q[0]]...)
		if q[0] == "satisfied" { // the best first, as the faces stand
			sort.SliceStable(choices, func(i, j int) bool { return choices[i].Value > choices[j].Value })
		}
		page.Questions = append(page.Questions, surveyQuestion{Name: q[0], ZH: q[1], EN: q[2], Value: given[q[0]], Choices: choices})
	}
	return page, nil
}

// plainRate takes the rating as the act of the one who raised the case, on the same path as any act. Holding the link stands for
// the person it was sent to: a case taken by telephone has no browser of its own.
func (s *Server) plainRate(c *gin.Context) error {
	r, key, err := s.surveyOf(c)
	if errors.Is(err, errSurveyOver) {
		return s.surveyOver(c)
	}
	if err != nil {
		return err
	}
	given, err := form(c, "contacted", "solved", "satisfied", "comment")
	if err != nil {
		return err
	}
	fields := hotline.Fields{}
	for n, v := range given {
		if v != "" {
			fields[n] = v
		}
	}
	a, err := s.surveyAct(r, fields, RequestID(c))
	if err != nil {
		return err
	}
	st, err := r.State()
	if err != nil {
		return err
	}
	if err := s.checkFields(st, a); err != nil {
		page, perr := s.surveyPage(c, r, given)
		if perr != nil {
			return perr
		}
		page.Missed, page.MissedEN = "请回答三个问题", "Please answer the three questions"
		return s.plain(c, http.StatusUnprocessableEntity, "survey", page)
	}
	if _, err := s.Acts.Do(c.Request.Context(), hotline.Case, r.ID, key, a); err != nil {
		if p, ok := hotline.AsProblem(err); ok && (p.Code == hotline.ErrIdempotencyKeyReused || p.Code == hotline.ErrActNotAllowed) {
			return s.surveyOver(c)
		}
		return err
	}
	page := s.plainPage("感谢您的评价")
	page.Say, page.SayEN = "您的评价已记录。", "Your rating was recorded."
	if fields["solved"] != "yes" {
		page.Say, page.SayEN = "您的评价已记录。没有解决的问题，我们会核实并安排重新办理。", "Your rating was recorded. What is not solved will be looked into and handled anew."
	}
	return s.plain(c, http.StatusOK, "note", page)
}

// surveyAct makes the act that a link carries; the policy is asked where the case has an owner whose right it uses.
func (s *Server) surveyAct(r store.CaseRow, f hotline.Fields, requestID string) (hotline.Act, error) {
	words := []string{"survey-link"}
	for _, q := range append(surveyFields, [3]string{"comment"}) {
		words = append(words, q[0], f[q[0]])
	}
	snap := s.Policies.Load()
	a := hotline.Act{Name: "survey", Rev: r.Rev, Fields: f, Actor: hotline.Actor{Kind: hotline.ByCitizen, ID: r.OwnerID.String, Role: policies.RoleCitizen},
		Digest: hex.EncodeToString(digest([]byte(strings.Join(words, "\x00")))), Line: "survey link", Policy: snap.Version(), RequestID: requestID}
	if !r.OwnerID.Valid {
		return a, nil
	}
	res := caseResource(r)
	d, err := snap.Enforce(policies.Citizen(r.OwnerID.String), "case", "survey", &res)
	if err != nil {
		return a, err
	}
	if !d.Allow {
		return a, hotline.ErrForbidden
	}
	a.Line = d.Line
	return a, nil
}
