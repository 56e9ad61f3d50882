package meili

import (
	"context"
	"fmt"

	"github.com/meilisearch/meilisearch-go"

	"minhu/internal/knowledge"
)

// Recall implements knowledge.Retriever: several short queries in one request, their forms united, best first by the highest place they had
// in any of them. A question without a token that the base holds finds nothing, and the server is not asked: to an empty query it would
// answer with everything.
func (e *Engine) Recall(ctx context.Context, q knowledge.Query) ([]knowledge.Candidate, error) {
	view := e.opts.View()
	text := knowledge.Analyse(q.Text)
	limit := q.Limit
	if limit <= 0 {
		limit = knowledge.RecallForms
	}
	count, each := 8, max(limit, knowledge.RecallForms)
	if e.opts.Wide {
		count, each = 10, max(limit, 40)
	}
	var queries []*meilisearch.SearchRequest
	add := func(words []string, field string) {
		for _, w := range words {
			r := &meilisearch.SearchRequest{IndexUID: e.opts.Index, Query: w, Limit: int64(each), MatchingStrategy: meilisearch.Last,
				AttributesToSearchOn: []string{field}, AttributesToRetrieve: []string{"article", "form", "version", "generation", "text"}, Locales: []string{"eng"}}
			if c := condition(q.Filter); c != "" {
				r.Filter = c
			}
			queries = append(queries, r)
		}
	}
	add(windows(text, view, count, false), "gx")
	if e.opts.Wide || len(queries) == 0 {
		// One character alone has no pair; nor have pairs that the base does not know.
		add(windows(text, view, 4, true), "ux")
	}
	if len(queries) == 0 {
		return nil, ctx.Err()
	}
	answer, err := e.server.MultiSearchWithContext(ctx, &meilisearch.MultiSearchRequest{Queries: queries})
	if err != nil {
		return nil, wrap("search", err)
	}
	return unite(answer, view, q.Filter, 2*limit)
}

// hit is what is read of a document.
type hit struct {
	Article    string `json:"article"`
	Form       int    `json:"form"`
	Version    int    `json:"version"`
	Generation int64  `json:"generation"`
	Text       string `json:"text"`
}

// unite takes the forms in turns: the first of every query, then the second of every query, and so on. Where the answer straddles a swap
// it holds two generations; only the newer one counts. A form whose article was edited since is replaced by the article's forms of now.
func unite(answer *meilisearch.MultiSearchResponse, v knowledge.View, f knowledge.Filter, limit int) ([]knowledge.Candidate, error) {
	lists := make([][]hit, len(answer.Results))
	var newest int64
	longest := 0
	for i, r := range answer.Results {
		for _, raw := range r.Hits {
			var h hit
			if err := decode(raw, &h); err != nil {
				return nil, err
			}
			newest = max(newest, h.Generation)
			lists[i] = append(lists[i], h)
		}
		longest = max(longest, len(lists[i]))
	}
	type key struct {
		article string
		form    int
	}
	seen := map[key]bool{}
	var out []knowledge.Candidate
	take := func(article string, form int, text string) {
		if k := (key{article, form}); !seen[k] && len(out) < limit {
			seen[k] = true
			out = append(out, knowledge.Candidate{ArticleID: article, Form: form, Text: text, RawScore: 1 / float64(len(out)+1)})
		}
	}
	for place := range longest {
		for _, l := range lists {
			if place >= len(l) || l[place].Generation != newest {
				continue
			}
			h := l[place]
			a, known := v.Article(h.Article)
			switch {
			case !known || !f.Allows(a):
			case a.Version == h.Version:
				take(h.Article, h.Form, h.Text)
			default:
				for i, text := range append([]string{a.Question}, a.Variants...) {
					take(a.ID, i, text)
				}
			}
		}
	}
	return out, nil
}

func decode(raw meilisearch.Hit, h *hit) error {
	if err := raw.DecodeInto(h); err != nil {
		return fmt.Errorf("meili: a document that is none of ours: %w", err)
	}
	return nil
}
