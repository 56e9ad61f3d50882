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
	Equal, CoverQ, CoverD, Match, Cosine, Pairs, Order, Run, Concepts, RarestMiss, RarestMore float64
	AspectSame, AspectOther, Length, Number, NumberIn, Negation, Opposed                      float64
	Place, Shared                                                                             float64
	Sure                                                                                      Sureness
}

// Sureness holds the weights of the confidence, a logistic of: the score of the first article; its lead over the second and the third,
// each capped; how much of the question and of the form is covered; and the length of the question, since few words say little.
type Sureness struct {
	Bias, Score, Second, Third, CoverQ, CoverD, Length, Lacks float64
}

// Caps of the leads: beyond them a lead says no more. A sole candidate has the full lead.
const (
	secondCap = 1.5
	thirdCap  = 2.0
)

// HandWeights are the built-in weights.
var HandWeights = Weights{
	Equal: 1.0, CoverQ: 1.2, CoverD: 0.4, Match: 2.6, Cosine: 0.5, Pairs: 0.7, Order: 1.6, Run: 0.1, Concepts: 0.3, RarestMiss: -0.8,
	AspectSame: 0.15, AspectOther: -0.25, Length: 0.2, Number: -0.7, NumberIn: -0.15, Negation: -0.15, Opposed: -0.7, Place: -0.6, Shared: 0.3,
	Sure: Sureness{Bias: -11.5, Score: 0.4, Second: 1.5, Third: 0.7, CoverQ: 4, CoverD: 2.5, Length: 1, Lacks: -1.5},
}

// Linear is the built-in Ranker.
type Linear struct {
	W Weights
	// Home names the places this installation serves: a question that names one of them matches every article.
	Home []string
}

// ScoreOf is the linear score of the features.
func (w *Weights) ScoreOf(f Features) float64 {
	s := w.Equal*f.Equal + w.CoverQ*f.CoverQ + w.CoverD*f.CoverD + w.Match*f.Match + w.Cosine*f.Cosine + w.Pairs*f.Pairs + w.Order*f.Order + w.Run*f.Run +
		w.Concepts*f.Concepts + w.RarestMiss*f.RarestMiss + w.RarestMore*f.RarestMore + w.Length*f.Length
	switch {
	case f.Aspect > 0:
		s += w.AspectSame
	case f.Aspect < 0:
		s += w.AspectOther
	}
	for _, p := range []struct {
		on bool
		w  float64
	}{{f.Number, w.Number}, {f.NumberIn, w.NumberIn}, {f.Negation, w.Negation}, {f.Opposed, w.Opposed}, {f.Place, w.Place}, {f.Shared, w.Shared}} {
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
		if len(pq.Values) > 0 {
			d.Values = withKnown(d.Values, pq.Values, a)
		}
		f := s.compare(pq, s.prepare(d))
		f.Place = l.elsewhere(q, d, a)
		scored := Scored{Article: a, Form: c.Form, Text: form, Raw: c.RawScore, Features: f, Score: l.W.ScoreOf(f)}
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

// withKnown adds the alternatives that the article's question and category name, in groups that the asked question speaks of: a variant
// may leave out what they say.
func withKnown(values, asked []value, a *Article) []value {
	for _, v := range append(Analyse(a.Question).Values, Analyse(a.Category).Values...) {
		if slices.ContainsFunc(asked, func(x value) bool { return x.group == v.group }) {
			values = append(values, v)
		}
	}
	return values
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

// elsewhere reports whether the question names a place that neither the form nor the article has, and that is not home; or whether the
// form names one that the question does not. Another place's rule is a wrong answer however well the words match.
func (l *Linear) elsewhere(q, d *Text, a *Article) bool {
	for _, p := range q.Places {
		if slices.Contains(d.Places, p) || slices.Contains(l.Home, p) || strings.Contains(a.Question, p) {
			continue
		}
		return true
	}
	for _, p := range d.Places {
		if !slices.Contains(q.Places, p) && !slices.Contains(l.Home, p) {
			return true
		}
	}
	return false
}

// Confidence implements Ranker. The lead over the second article carries it more than the score: two near twins are a reason to ask.
func (l *Linear) Confidence(q *Text, ranked []Scored) float64 {
	if len(ranked) == 0 {
		return 0
	}
	first := &ranked[0]
	second, third := secondCap, thirdCap
	rivals := 0
	for i := 1; i < len(ranked) && rivals < 2; i++ {
		if f := &ranked[i].Features; f.Place || f.Number || f.Opposed {
			continue // it cannot be the answer, so it is no rival
		}
		if rivals++; rivals == 1 {
			second = min(second, first.Score-ranked[i].Score)
		} else {
			third = min(third, first.Score-ranked[i].Score)
		}
	}
	if first.Features.Equal == 1 && (len(ranked) == 1 || ranked[1].Features.Equal == 0) {
		return 1 // the words of one form and of no other article's
	}
	w := &l.W.Sure
	return logistic(w.Bias + w.Score*first.Score + w.Second*second + w.Third*third + w.CoverQ*first.Features.CoverQ +
		w.CoverD*first.Features.CoverD + w.Lacks*float64(min(2, first.Features.Lacks)) + w.Length*math.Log(float64(len(q.Units))))
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
