// Package embedded is the search engine inside the process: BM25 over characters, neighbouring pairs and concepts, in memory. Readers
// work on an immutable state behind one atomic pointer; writers make the next state and swap it in.
package embedded

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"minhu/internal/knowledge"
)

// Engine implements knowledge.Catalogue.
type Engine struct {
	now      atomic.Pointer[index]
	writing  sync.Mutex
	versions map[string]int // highest version seen by id, deletes included
}

var _ knowledge.Catalogue = (*Engine)(nil)

// New gives an empty engine.
func New() *Engine {
	e := &Engine{versions: map[string]int{}}
	e.now.Store(newIndex())
	return e
}

// Apply implements knowledge.Retriever. All changes become visible at once.
func (e *Engine) Apply(ctx context.Context, changes []knowledge.Change) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, c := range changes {
		if c.ID == "" || c.Article != nil && c.Article.ID != c.ID {
			return fmt.Errorf("embedded: change of article %q has no id of its own", c.ID)
		}
	}
	e.writing.Lock()
	defer e.writing.Unlock()
	next := e.now.Load().fork()
	for _, c := range changes {
		if known, ok := e.versions[c.ID]; ok && c.Version < known {
			continue
		}
		e.versions[c.ID] = c.Version
		next.remove(c.ID)
		if c.Article != nil && c.Article.Status == knowledge.Published {
			next.add(own(*c.Article))
		}
	}
	e.now.Store(next.compact())
	return nil
}

// own copies what the caller might change later.
func own(a knowledge.Article) *knowledge.Article {
	a.Variants = slices.Clone(a.Variants)
	a.Blocks = slices.Clone(a.Blocks)
	a.Related = slices.Clone(a.Related)
	return &a
}

// Rebuild implements knowledge.Retriever. Changes applied meanwhile wait and are then made on the new content.
func (e *Engine) Rebuild(ctx context.Context, articles iter.Seq2[knowledge.Article, error]) error {
	e.writing.Lock()
	defer e.writing.Unlock()
	next := newIndex()
	versions := map[string]int{}
	for a, err := range articles {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		if a.ID == "" {
			return fmt.Errorf("embedded: article without id")
		}
		if _, twice := versions[a.ID]; twice {
			return fmt.Errorf("embedded: article %s comes twice", a.ID)
		}
		versions[a.ID] = a.Version
		if a.Status == knowledge.Published {
			next.add(own(a))
		}
	}
	next.dictionary, next.fresh = next.fresh, map[knowledge.Token]int32{}
	e.versions = versions
	e.now.Store(next)
	return nil
}

// Recall implements knowledge.Retriever.
func (e *Engine) Recall(ctx context.Context, q knowledge.Query) ([]knowledge.Candidate, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	x := e.now.Load()
	limit := q.Limit
	if limit <= 0 {
		limit = knowledge.RecallForms
	}
	found := x.recall(knowledge.Analyse(q.Text), q.Filter, limit)
	out := make([]knowledge.Candidate, len(found))
	for i, f := range found {
		a := x.articles[x.forms[f.form].article]
		out[i] = knowledge.Candidate{ArticleID: a.ID, Form: int(x.forms[f.form].n), Text: x.text(f.form), RawScore: float64(f.score)}
	}
	return out, nil
}

func (x *index) text(f int32) string {
	a := x.articles[x.forms[f].article]
	if n := x.forms[f].n; n > 0 {
		return a.Variants[n-1]
	}
	return a.Question
}

// Suggest implements knowledge.Retriever: forms that begin with what was typed, then forms that hold it, then forms that BM25 finds.
// One per article, shorter first. Under two characters nothing is suggested.
func (e *Engine) Suggest(ctx context.Context, prefix string, f knowledge.Filter, limit int) ([]knowledge.Suggestion, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	needle := knowledge.Normalise(prefix)
	if utf8.RuneCountInString(needle) < 2 || limit <= 0 {
		return nil, nil
	}
	x := e.now.Load()
	seen := map[int32]bool{}
	var out []knowledge.Suggestion
	take := func(forms []int32) {
		for _, i := range forms {
			article := x.forms[i].article
			if len(out) >= limit {
				return
			}
			if seen[article] {
				continue
			}
			seen[article] = true
			a := x.articles[article]
			out = append(out, knowledge.Suggestion{ArticleID: a.ID, Text: x.text(i), Question: a.Question})
		}
	}
	begins, holds := x.containing(needle, f, 40*limit)
	for _, forms := range [][]int32{begins, holds} {
		slices.SortFunc(forms, func(a, b int32) int {
			fa, fb := &x.forms[a], &x.forms[b]
			return cmp.Or(cmp.Compare(min(fa.n, 1), min(fb.n, 1)), cmp.Compare(len(fa.norm), len(fb.norm)), strings.Compare(fa.norm, fb.norm), cmp.Compare(a, b))
		})
		take(forms)
	}
	if len(out) < limit && utf8.RuneCountInString(needle) >= 3 {
		var near []int32
		q := knowledge.Analyse(prefix)
		for _, s := range x.recall(q, f, 3*limit) {
			if knowledge.Holds(q, x.forms[s.form].norm) >= 0.6 {
				near = append(near, s.form)
			}
		}
		take(near)
	}
	return out, nil
}

// Health implements knowledge.Retriever; memory is always there.
func (e *Engine) Health(ctx context.Context) error { return ctx.Err() }

// View implements knowledge.Catalogue.
func (e *Engine) View() knowledge.View { return e.now.Load() }
