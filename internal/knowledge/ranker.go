package knowledge

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// Scored is an article with its best form for a question.
type Scored struct {
	Article  *Article
	Form     int
	Text     string // the form
	Raw      float64
	Score    float64 // comparable within one question only
	Features Features
}

// Ranker orders candidates and says how sure the first one is. It is pure: no I/O, no clock.
type Ranker interface {
	// Rank gives one entry per article, best first. Candidates that the view does not hold, or holds in another text, are left out.
	Rank(v View, q *Text, candidates []Candidate) []Scored
	// Confidence is the probability, between 0 and 1, that the first entry answers the question.
	Confidence(q *Text, ranked []Scored) float64
}

// Weights of the linear ranker and of the confidence. They are set by hand.
type Weights struct {
	Equal, CoverQ, CoverD, Cosine, Pairs, Order, Run, Concepts, RarestMiss float64
	AspectSame, AspectOther, Length, Number, NumberIn, Negation, Opposed   float64
	Place                                                                  float64
	// Confidence: logistic of these
	Bias, Score, Margin, MarginCap float64
}

// HandWeights are the built-in weights.
var HandWeights = Weights{
	Equal: 1.0, CoverQ: 1.6, CoverD: 1.3, Cosine: 1.6, Pairs: 0.9, Order: 0.9, Run: 0.3, Concepts: 0.5, RarestMiss: -0.8,
	AspectSame: 0.15, AspectOther: -0.45, Length: 0.2, Number: -0.7, NumberIn: -0.15, Negation: -0.3, Opposed: -0.7, Place: -0.6,
	Bias: -8.6, Score: 1.65, Margin: 3.2, MarginCap: 1.2,
}

// Linear is the built-in Ranker.
type Linear struct {
	W Weights
	// Home names the places this installation serves: a question that names one of them matches every article.
	Home []string
}

func (w *Weights) score(f Features) float64 {
	s := w.Equal*f.Equal + w.CoverQ*f.CoverQ + w.CoverD*f.CoverD + w.Cosine*f.Cosine + w.Pairs*f.Pairs + w.Order*f.Order + w.Run*f.Run +
		w.Concepts*f.Concepts + w.RarestMiss*f.RarestMiss + w.Length*f.Length
	switch {
	case f.Aspect > 0:
		s += w.AspectSame
	case f.Aspect < 0:
		s += w.AspectOther
	}
	for _, p := range []struct {
		on bool
		w  float64
	}{{f.Number, w.Number}, {f.NumberIn, w.NumberIn}, {f.Negation, w.Negation}, {f.Opposed, w.Opposed}, {f.Place, w.Place}} {
		if p.on {
			s += p.w
		}
	}
	return s
}

// Rank implements Ranker.
func (l *Linear) Rank(v View, q *Text, candidates []Candidate) []Scored {
	if len(q.Units) == 0 {
		return nil
	}
	s := newStats(v)
	pq := s.prepare(q)
	best := make(map[string]int, len(candidates))
	out := make([]Scored, 0, len(candidates))
	for _, c := range candidates {
		a, ok := v.Article(c.ArticleID)
		if !ok {
			continue
		}
		form, ok := formText(a, c.Form)
		if !ok || form != c.Text {
			continue
		}
		d := Analyse(form)
		f := s.compare(pq, s.prepare(d))
		f.Place = l.elsewhere(q, d, a)
		scored := Scored{Article: a, Form: c.Form, Text: form, Raw: c.RawScore, Features: f, Score: l.W.score(f)}
		if at, seen := best[a.ID]; !seen {
			best[a.ID] = len(out)
			out = append(out, scored)
		} else if scored.Score > out[at].Score || scored.Score == out[at].Score && scored.Form < out[at].Form {
			out[at] = scored
		}
	}
	slices.SortFunc(out, func(a, b Scored) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Article.ID, b.Article.ID))
	})
	return out
}

func formText(a *Article, form int) (string, bool) {
	switch {
	case form == 0:
		return a.Question, true
	case form > 0 && form <= len(a.Variants):
		return a.Variants[form-1], true
	}
	return "", false
}

// elsewhere reports whether the question names a place that neither the form nor the article has, and that is not home; or whether
// both name places, but different ones. Another place's rule is a wrong answer however well the words match.
func (l *Linear) elsewhere(q, d *Text, a *Article) bool {
	for _, p := range q.Places {
		if slices.Contains(d.Places, p) || slices.Contains(l.Home, p) || strings.Contains(a.Question, p) {
			continue
		}
		return true
	}
	for _, p := range d.Places {
		if len(q.Places) > 0 && !slices.Contains(q.Places, p) && !slices.Contains(l.Home, p) {
			return true
		}
	}
	return false
}

// Confidence implements Ranker. The margin to the second article carries it more than the score: two near twins are a reason to ask.
func (l *Linear) Confidence(_ *Text, ranked []Scored) float64 {
	if len(ranked) == 0 {
		return 0
	}
	w := &l.W
	margin := w.MarginCap
	if len(ranked) > 1 {
		margin = min(margin, ranked[0].Score-ranked[1].Score)
	}
	if ranked[0].Features.Equal == 1 && (len(ranked) == 1 || ranked[1].Features.Equal == 0) {
		margin = w.MarginCap
	}
	return logistic(w.Bias + w.Score*ranked[0].Score + w.Margin*margin)
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
