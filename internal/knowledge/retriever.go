package knowledge

import (
	"context"
	"iter"
	"time"
)

// Recaller finds question forms (a standard question or a variant) that may match a question. Its scores are never shown nor compared
// between engines: the Ranker decides.
type Recaller interface {
	// Recall gives up to Limit forms, best first.
	Recall(ctx context.Context, q Query) ([]Candidate, error)
	// Health reports whether Recall can be expected to work.
	Health(ctx context.Context) error
}

// Retriever is an engine with its content: the embedded one and a search server are two, and pass one suite (package conformance).
type Retriever interface {
	Recaller
	// Apply upserts or deletes by article id and returns when the change can be searched.
	Apply(ctx context.Context, changes []Change) error
	// Rebuild replaces everything at once: built aside, then swapped. An error of the sequence leaves the old content.
	Rebuild(ctx context.Context, articles iter.Seq2[Article, error]) error
}

// Change is an upsert when Article is set, else a delete of ID. An article that is not published is taken out of the index.
type Change struct {
	ID      string
	Version int
	Article *Article
}

// Upsert makes the change that stores an article.
func Upsert(a Article) Change { return Change{a.ID, a.Version, &a} }

// Delete makes the change that removes an article; the version must be higher than the stored one or equal to it.
func Delete(id string, version int) Change { return Change{ID: id, Version: version} }

// Filter narrows a search. Zero values do not narrow; At leaves out articles that are not valid at that instant.
type Filter struct {
	Category   string // this category and those below it
	Department string
	At         time.Time
}

// Allows reports whether the filter lets the article pass.
func (f Filter) Allows(a *Article) bool {
	if f.Category != "" && a.Category != f.Category && !(len(a.Category) > len(f.Category) && a.Category[:len(f.Category)] == f.Category && a.Category[len(f.Category)] == '/') {
		return false
	}
	return (f.Department == "" || a.Department == f.Department) && (f.At.IsZero() || a.Live(f.At))
}

// Query is one search. A Limit of 0 means RecallForms.
type Query struct {
	Text   string
	Filter Filter
	Limit  int
}

// RecallForms is how many forms the ranker looks at.
const RecallForms = 30

// Candidate is one form found. Form 0 is the standard question, form n the n-th variant.
type Candidate struct {
	ArticleID string
	Form      int
	Text      string
	RawScore  float64 // of the engine
}

// Suggestion is one completion.
type Suggestion struct {
	ArticleID string `json:"article_id"`
	Text      string `json:"text"`     // the form that matched
	Question  string `json:"question"` // the standard question
}

// View is one consistent state of the catalogue: all that ranking needs to know beside the candidates. It must be the same for every
// engine, so that they come to the same decision.
type View interface {
	// Article gives a published article.
	Article(id string) (*Article, bool)
	// Frequency is the number of forms that hold the token.
	Frequency(t Token) int
	// Forms is the number of all forms.
	Forms() int
}

// Catalogue is the engine inside the process: always there, the source of statistics for all engines, and what completes while somebody
// types. It ignores a change older than what it knows.
type Catalogue interface {
	Retriever
	View() View
	// Suggest completes what is being typed.
	Suggest(ctx context.Context, prefix string, f Filter, limit int) ([]Suggestion, error)
}
