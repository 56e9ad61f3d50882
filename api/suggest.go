package api

import (
	"context"
	"net/http"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"minhu/internal/hotline"
	"minhu/internal/triage"
	"minhu/policies"
)

// SuggestBody is the text of a matter whose class is asked for.
type SuggestBody struct {
	Title    string `json:"title"`
	Content  string `json:"content"`
	District string `json:"district"`
}

// Validate implements Validator.
func (b SuggestBody) Validate() []hotline.FieldProblem {
	var bad []hotline.FieldProblem
	if utf8.RuneCountInString(b.Title) > 60 {
		bad = append(bad, hotline.FieldProblem{Name: "title", Code: "too_long"})
	}
	if utf8.RuneCountInString(b.Content) > 2000 {
		bad = append(bad, hotline.FieldProblem{Name: "content", Code: "too_long"})
	}
	return bad
}

// ClassSuggestion is a class a text may belong to, with the words that speak for it and the unit that the duty list names.
type ClassSuggestion struct {
	Class          string   `json:"class"`
	ClassName      string   `json:"class_name"`
	Score          float64  `json:"score"` // share of belief, 0 to 1
	Grounds        []string `json:"grounds"`
	Department     string   `json:"department,omitempty"`
	DepartmentName string   `json:"department_name,omitempty"`
}

// suggestions a reader sees at most, and the share of belief below which one is not worth showing.
const (
	maxSuggestions = 3
	minScore       = 0.05
)

func (s *Server) suggestClass(c *gin.Context) error {
	body, err := Bind[SuggestBody](c)
	if err != nil {
		return err
	}
	out, err := s.suggest(c.Request.Context(), body.Title, body.Content, body.District)
	if err != nil {
		return err
	}
	writePage(c, out, "")
	return nil
}

// suggestForCase suggests for a case that is registered already.
func (s *Server) suggestForCase(c *gin.Context) error {
	ctx := c.Request.Context()
	r, _, err := reach(s, c, "case", "read", s.Store.CaseByID, caseResource)
	if err != nil {
		return err
	}
	v := CaseView{Title: r.Title, Content: r.Content}
	if err := s.openContent(ctx, r, &v); err != nil {
		return err
	}
	out, err := s.suggest(ctx, v.Title, v.Content, r.District)
	if err != nil {
		return err
	}
	writePage(c, out, "")
	return nil
}

func (s *Server) suggest(ctx context.Context, title, content, district string) ([]ClassSuggestion, error) {
	out := []ClassSuggestion{}
	now := s.Classes.Load()
	if now == nil {
		return out, nil
	}
	classes, err := s.Store.Classes(ctx)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, k := range classes {
		names[k.Code] = k.Name
	}
	units, err := s.Store.Departments(ctx)
	if err != nil {
		return nil, err
	}
	for _, g := range now.Model.Guess(triage.Join(title, content), maxSuggestions) {
		if g.Score < minScore || names[g.Label] == "" { // a class that was closed since
			continue
		}
		v := ClassSuggestion{Class: g.Label, ClassName: names[g.Label], Score: g.Score, Grounds: g.Grounds}
		if v.Department, err = s.Store.SuggestDepartment(ctx, g.Label, district, s.Clock()); err != nil {
			return nil, err
		}
		for _, u := range units {
			if u.ID == v.Department {
				v.DepartmentName = u.ShortName
			}
		}
		out = append(out, v)
	}
	return out, nil
}

// noteChoice counts what was suggested against what a person chose. It is a count and never fails an act.
func (s *Server) noteChoice(ctx context.Context, p *policies.Principal, id, step, title, content, chosen string) {
	now := s.Classes.Load()
	if now == nil || chosen == "" || p.Kind != policies.KindStaff {
		return
	}
	g := now.Model.Guess(triage.Join(title, content), 1)
	if len(g) == 0 {
		return
	}
	if err := s.Store.PutChoice(ctx, id, s.Clock().UTC(), step, g[0].Label, g[0].Score, chosen, p.ID, now.ID); err != nil {
		s.Logger.Error("a choice of class was not counted", "error", err)
	}
}

// noteAccepted counts the class a dispatcher chose while accepting.
func (s *Server) noteAccepted(ctx context.Context, p *policies.Principal, id, chosen string) {
	if s.Classes.Load() == nil || chosen == "" {
		return
	}
	if r, err := s.Store.CaseByID(ctx, id); err == nil && !r.Confidential {
		s.noteChoice(ctx, p, id, "accept", r.Title, r.Content, chosen)
	}
}

// SuggestedView says how often suggestions were kept.
type SuggestedView struct {
	Days    int `json:"days"`
	Choices int `json:"choices"`
	Kept    int `json:"kept"`
}

// showSuggested counts the choices of the last 30 days.
func (s *Server) showSuggested(c *gin.Context) error {
	const days = 30
	n, err := s.Store.ChoiceCounts(c.Request.Context(), s.Clock().AddDate(0, 0, -days))
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, SuggestedView{days, n.Choices, n.Kept})
	return nil
}
