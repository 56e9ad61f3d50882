package knowledge

import (
	"context"
	"time"
)

// Explained shows an editor why a question is decided as it is.
type Explained struct {
	Normal     string               `json:"normal"`
	Matter     string               `json:"matter,omitempty"`
	Aspects    []string             `json:"aspects,omitempty"`
	Guard      Intent               `json:"guard,omitempty"`
	Decision   Decision             `json:"decision"`
	Thresholds Thresholds           `json:"thresholds"`
	Candidates []ExplainedCandidate `json:"candidates"`
}

// ExplainedCandidate is one article with what spoke for it and against it.
type ExplainedCandidate struct {
	ArticleID string   `json:"article_id"`
	Version   int      `json:"version"`
	Question  string   `json:"question"`
	Form      int      `json:"form"` // 0 the question, else the variant that matched
	Text      string   `json:"text"`
	Engine    float64  `json:"engine_score"`
	Score     float64  `json:"score"`
	Veto      string   `json:"veto,omitempty"`
	Features  Features `json:"features"`
}

// Explain shows the candidates of a question, their features, and which threshold or conflict decided. Guards are named, and the
// candidates shown all the same.
func (a *Answerer) Explain(ctx context.Context, text string, now time.Time) (Explained, error) {
	t := Analyse(text)
	if len(t.Units) == 0 {
		return Explained{}, ErrNoQuestion
	}
	answer, ranked, err := a.decide(ctx, a.Local.View(), t, Question{Text: text, Now: now})
	if err != nil {
		return Explained{}, err
	}
	out := Explained{Normal: t.Norm, Matter: Matter(text), Decision: answer.Decision, Thresholds: a.Thresholds}
	if g, caught := a.Guards.Match(t); caught {
		out.Guard = g.Intent
	}
	for i, name := range words.aspectNames {
		if t.Aspects&(1<<i) != 0 {
			out.Aspects = append(out.Aspects, name)
		}
	}
	for i := range ranked[:min(len(ranked), 10)] {
		s := &ranked[i]
		out.Candidates = append(out.Candidates, ExplainedCandidate{ArticleID: s.Article.ID, Version: s.Article.Version, Question: s.Article.Question,
			Form: s.Form, Text: s.Text, Engine: s.Raw, Score: s.Score, Veto: conflict(t, s), Features: s.Features})
	}
	return out, nil
}
