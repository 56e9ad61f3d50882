package knowledge

import (
	"context"
	"errors"
	"iter"
	"sync/atomic"
	"time"
)

// Question is what a citizen says, with what the talk remembers. Now decides which articles are valid.
type Question struct {
	Text    string
	Context Context
	Now     time.Time
	Filter  Filter
}

// Found is one candidate as it is recorded.
type Found struct {
	ArticleID string  `json:"article_id"`
	Version   int     `json:"version"`
	Score     float64 `json:"score"`
}

// Answer carries all that must be recorded of a question, and what the page needs beyond it.
type Answer struct {
	Decision
	Guard      Intent   `json:"guard,omitempty"`
	Number     string   `json:"number,omitempty"` // to call, in an emergency
	Reply      *Say     `json:"reply,omitempty"`  // of a guard
	Candidates []Found  `json:"candidates,omitempty"`
	Related    []Option `json:"related,omitempty"`
	Assumed    string   `json:"assumed,omitempty"` // the matter that was taken from the talk: show Assume of it
	Engine     string   `json:"engine"`            // "embedded" or "remote": which found the candidates
	Context    Context  `json:"context,omitzero"`
	// Article is the answer itself when Kind is answer; it is not part of the record, which has its id and version.
	Article *Article `json:"-"`
}

// What an answer shows beside itself.
const (
	recordedCandidates = 5
	relatedArticles    = 2
	defaultBudget      = 300 * time.Millisecond
)

// Answerer decides on questions. It is safe for concurrent use once made; its parts must not be changed later.
type Answerer struct {
	Local      Catalogue
	Remote     Recaller // may be nil; it is tried first
	Budget     time.Duration
	Ranker     Ranker
	Thresholds Thresholds
	Guards     Guards
	// Failed is told when the remote engine could not be used; may be nil.
	Failed func(error)

	// away is until when the remote engine is left alone after a failure, in Unix nanoseconds: an outage must not cost every question
	// the whole budget.
	away atomic.Int64
}

// rest is how long a remote engine that failed is not asked.
const rest = 2 * time.Second

// NewAnswerer gives an answerer with the built-in ranker, guards and thresholds. Home names the places that the installation serves.
func NewAnswerer(local Catalogue, home ...string) (*Answerer, error) {
	guards, err := BuiltInGuards()
	if err != nil {
		return nil, err
	}
	return &Answerer{Local: local, Budget: defaultBudget, Ranker: &Linear{W: HandWeights, Home: home}, Thresholds: DefaultThresholds, Guards: guards}, nil
}

// Apply changes the catalogue.
func (a *Answerer) Apply(ctx context.Context, changes []Change) error {
	return a.Local.Apply(ctx, changes)
}

// Rebuild replaces the catalogue.
func (a *Answerer) Rebuild(ctx context.Context, articles iter.Seq2[Article, error]) error {
	return a.Local.Rebuild(ctx, articles)
}

// recall asks the remote engine within the budget and else the local one.
func (a *Answerer) recall(ctx context.Context, q Query) ([]Candidate, string, error) {
	if a.Remote != nil && time.Now().UnixNano() >= a.away.Load() {
		limited, cancel := context.WithTimeout(ctx, a.Budget)
		found, err := a.Remote.Recall(limited, q)
		cancel()
		if err == nil {
			return found, "remote", nil
		}
		if ctx.Err() != nil {
			return nil, "", ctx.Err()
		}
		a.away.Store(time.Now().Add(rest).UnixNano())
		if a.Failed != nil {
			a.Failed(err)
		}
	}
	found, err := a.Local.Recall(ctx, q)
	return found, "embedded", err
}

// ErrNoQuestion is returned for a text without any letter, digit or character.
var ErrNoQuestion = errors.New("knowledge: the question has no words")

// Ask decides on one question. It returns ErrNoQuestion, an error of the context, or an answer.
func (a *Answerer) Ask(ctx context.Context, q Question) (Answer, error) {
	t := Analyse(q.Text)
	if len(t.Units) == 0 {
		return Answer{}, ErrNoQuestion
	}
	if g, caught := a.Guards.Match(t); caught {
		return Answer{Decision: Decision{Kind: KindGuard, Confidence: 1, Why: "guard_" + string(g.Intent)}, Guard: g.Intent,
			Number: g.Number, Reply: &g.Reply, Engine: "embedded", Context: q.Context.wait(q.Now)}, nil
	}
	view := a.Local.View()
	out, ranked, err := a.decide(ctx, view, t, q)
	if err != nil {
		return Answer{}, err
	}
	if q.Context.Alive(q.Now) && elliptical(t) {
		full := Analyse(q.Context.Matter + withoutLead(q.Text))
		second, rankedToo, err := a.decide(ctx, view, full, q)
		if err != nil {
			return Answer{}, err
		}
		if better(second.Decision, out.Decision) {
			out, ranked = second, rankedToo
			out.Assumed = q.Context.Matter
		}
	}
	for i := range ranked[:min(len(ranked), recordedCandidates)] {
		s := &ranked[i]
		out.Candidates = append(out.Candidates, Found{s.Article.ID, s.Article.Version, s.Score})
	}
	if out.Kind != KindAnswer {
		out.Context = q.Context.wait(q.Now)
		return out, nil
	}
	out.Article = ranked[0].Article
	out.Related = related(view, out.Article, ranked, q.Now)
	out.Context = q.Context.follow(out.Article, t, q.Now)
	return out, nil
}

func (a *Answerer) decide(ctx context.Context, v View, t *Text, q Question) (Answer, []Scored, error) {
	f := q.Filter
	f.At = q.Now
	found, engine, err := a.recall(ctx, Query{Text: t.Original, Filter: f})
	if err != nil {
		return Answer{}, nil, err
	}
	ranked := a.Ranker.Rank(v, t, found)
	live := ranked[:0]
	for _, s := range ranked {
		if f.Allows(s.Article) {
			live = append(live, s)
		}
	}
	return Answer{Decision: Decide(a.Ranker, t, live, a.Thresholds, q.Now), Engine: engine}, live, nil
}

// better prefers the reading with the stronger kind of answer, then with the higher confidence. A question that leans on the talk is
// read with it when both are equal.
func better(withMatter, plain Decision) bool {
	strength := map[Kind]int{KindAnswer: 2, KindConfirm: 1, KindRefuse: 0}
	if a, b := strength[withMatter.Kind], strength[plain.Kind]; a != b {
		return a > b
	}
	return withMatter.Kind != KindRefuse && withMatter.Confidence >= plain.Confidence
}

// related gives articles to show under an answer: those its editor named, then the next candidates of the same category.
func related(v View, a *Article, ranked []Scored, at time.Time) []Option {
	var out []Option
	seen := map[string]bool{a.ID: true}
	add := func(x *Article) {
		if len(out) < relatedArticles && !seen[x.ID] && x.Live(at) {
			seen[x.ID] = true
			out = append(out, Option{ArticleID: x.ID, Version: x.Version, Question: x.Question})
		}
	}
	for _, id := range a.Related {
		if x, ok := v.Article(id); ok {
			add(x)
		}
	}
	for _, s := range ranked {
		if s.Article.Category == a.Category {
			add(s.Article)
		}
	}
	return out
}

// Suggest completes what is being typed, with at most six questions of valid articles.
func (a *Answerer) Suggest(ctx context.Context, prefix string, now time.Time) ([]Suggestion, error) {
	return a.Local.Suggest(ctx, prefix, Filter{At: now}, 6)
}
