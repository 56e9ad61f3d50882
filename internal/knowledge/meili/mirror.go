package meili

import (
	"context"
	"iter"

	"github.com/meilisearch/meilisearch-go"

	"minhu/internal/knowledge"
)

// Mended says what Reconcile found and did.
type Mended struct {
	Rebuilt bool
	Put     int // articles that were missing or old
	Removed int // articles that should not be there
}

// page is how many documents are read at once; the server gives no more than a thousand.
const page = 1000

// Reconcile compares what the server holds with what is published and mends the difference, or builds anew where there is no index, or
// most of it is wrong. It needs no memory of what was missed: after an outage, a restored server or a lost notification it comes to the
// same end.
func (e *Engine) Reconcile(ctx context.Context, published iter.Seq2[knowledge.Article, error]) (Mended, error) {
	wanted := map[string]knowledge.Article{}
	for a, err := range published {
		if err != nil {
			return Mended{}, err
		}
		if a.Status == knowledge.Published {
			wanted[a.ID] = a
		}
	}
	held, err := e.held(ctx)
	if missing(err) {
		return e.anew(ctx, wanted)
	}
	if err != nil {
		return Mended{}, err
	}
	var changes []knowledge.Change
	out := Mended{}
	for id, a := range wanted {
		if h := held[id]; h.version != a.Version || h.forms != 1+len(a.Variants) || h.mixed {
			changes = append(changes, knowledge.Upsert(a))
			out.Put++
		}
	}
	for id, h := range held {
		if _, known := wanted[id]; !known {
			changes = append(changes, knowledge.Delete(id, h.version))
			out.Removed++
		}
	}
	if len(changes) > 20 && len(changes) > len(wanted)/2 {
		return e.anew(ctx, wanted)
	}
	return out, e.Apply(ctx, changes)
}

func (e *Engine) anew(ctx context.Context, wanted map[string]knowledge.Article) (Mended, error) {
	err := e.Rebuild(ctx, func(yield func(knowledge.Article, error) bool) {
		for _, a := range wanted {
			if !yield(a, nil) {
				return
			}
		}
	})
	return Mended{Rebuilt: true, Put: len(wanted)}, err
}

type holding struct {
	version, forms int
	mixed          bool // of more than one version or build
	generation     int64
}

// held reads what the server has of each article.
func (e *Engine) held(ctx context.Context) (map[string]holding, error) {
	out := map[string]holding{}
	var newest int64
	for offset := int64(0); ; offset += page {
		var r meilisearch.DocumentsResult
		q := &meilisearch.DocumentsQuery{Offset: offset, Limit: page, Fields: []string{"article", "version", "generation"}}
		if err := e.server.Index(e.opts.Index).GetDocumentsWithContext(ctx, q, &r); err != nil {
			return nil, wrap("documents", err)
		}
		for _, raw := range r.Results {
			var d hit
			if err := decode(raw, &d); err != nil {
				return nil, err
			}
			h, known := out[d.Article]
			h.mixed = h.mixed || known && (h.version != d.Version || h.generation != d.Generation)
			h.version, h.generation, h.forms = d.Version, d.Generation, h.forms+1
			out[d.Article], newest = h, max(newest, d.Generation)
		}
		if offset+page >= r.Total {
			break
		}
	}
	for id, h := range out {
		if h.generation != newest {
			h.mixed = true
			out[id] = h
		}
	}
	return out, nil
}
