package assembly

import (
	"context"
	"sync"
	"time"

	"github.com/lib/pq"

	"minhu/api"
	"minhu/internal/knowledge"
	"minhu/internal/knowledge/embedded"
	"minhu/internal/knowledge/meili"
)

// Search names a Meilisearch server; without an address the embedded engine finds alone.
type Search struct {
	URL, Key string
	Wide     bool
}

// search is the server beside the embedded engine, and how it does.
type search struct {
	engine *meili.Engine
	mu     sync.Mutex
	failed error     // of the newest failure that nothing was after
	since  time.Time // of the first of them
	mended time.Time // when the server was last found to hold what is published
}

// openSearch puts the server before the embedded engine.
func (h *House) openSearch(local *embedded.Engine) error {
	o := h.Options.Search
	if o.URL == "" {
		return nil
	}
	e, err := meili.New(meili.Options{URL: o.URL, Key: o.Key, Wide: o.Wide, View: func() knowledge.View { return local.View() }})
	if err != nil {
		return err
	}
	h.search = &search{engine: e}
	h.Base.Remote = watched{h}
	h.Base.Failed = h.searchFailed
	return nil
}

// watched notes that the server answers again.
type watched struct{ h *House }

// Recall implements knowledge.Recaller.
func (w watched) Recall(ctx context.Context, q knowledge.Query) ([]knowledge.Candidate, error) {
	out, err := w.h.search.engine.Recall(ctx, q)
	if err == nil {
		w.h.searchWorks()
	}
	return out, err
}

// Health implements knowledge.Recaller.
func (w watched) Health(ctx context.Context) error { return w.h.search.engine.Health(ctx) }

func (h *House) searchFailed(err error) {
	h.search.mu.Lock()
	defer h.search.mu.Unlock()
	if h.search.failed == nil {
		h.search.since = h.Options.Clock()
		h.Options.Logger.Error("the search server cannot be used; the embedded engine answers", "error", err)
	}
	h.search.failed = err
}

func (h *House) searchWorks() {
	h.search.mu.Lock()
	defer h.search.mu.Unlock()
	if h.search.failed != nil {
		h.Options.Logger.Info("the search server answers again", "after", h.Options.Clock().Sub(h.search.since).Round(time.Second))
		h.search.failed = nil
	}
}

// searchState tells which engine finds, for the operator's page.
func (h *House) searchState() api.SearchState {
	if h.search == nil {
		return api.SearchState{Engine: "embedded"}
	}
	h.search.mu.Lock()
	defer h.search.mu.Unlock()
	out := api.SearchState{Engine: "meilisearch"}
	if h.search.failed != nil {
		at := h.search.since.UTC()
		out.Degraded, out.Since, out.Error = true, &at, h.search.failed.Error()
	}
	if !h.search.mended.IsZero() {
		at := h.search.mended.UTC()
		out.MirroredAt = &at
	}
	return out
}

// compareEvery is how often what the server holds is compared with what is published, beside every edit that is told at once.
const compareEvery = 10 * time.Minute

// mirror keeps the server's forms those of the published articles. One process of all does it: the others wait for its end.
func (h *House) mirror(ctx context.Context) error {
	for ctx.Err() == nil {
		err := h.Store.Exclusively(ctx, "search mirror", h.mirrorOnce)
		if err != nil && ctx.Err() == nil {
			h.searchFailed(err)
			select {
			case <-ctx.Done():
			case <-time.After(5 * time.Second):
			}
		}
	}
	return nil
}

func (h *House) mirrorOnce(ctx context.Context) error {
	l := pq.NewListener(h.Options.DatabaseURL, time.Second, time.Minute, nil)
	defer l.Close()
	if err := l.Listen("minhu_article"); err != nil {
		return err
	}
	whole := func() error {
		m, err := h.search.engine.Reconcile(ctx, h.Store.PublishedArticles(ctx))
		if err != nil {
			return err
		}
		if m != (meili.Mended{}) {
			h.Options.Logger.Info("the search server was brought up to date", "rebuilt", m.Rebuilt, "put", m.Put, "removed", m.Removed)
		}
		h.search.mu.Lock()
		h.search.mended = h.Options.Clock()
		h.search.mu.Unlock()
		h.searchWorks()
		return nil
	}
	if err := whole(); err != nil {
		return err
	}
	t := time.NewTicker(compareEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-t.C:
			if err := whole(); err != nil {
				return err
			}
		case n := <-l.Notify:
			if n == nil {
				if err := whole(); err != nil {
					return err
				}
				continue
			}
			change, err := h.changeOf(ctx, n.Extra)
			if err == nil && change != nil {
				err = h.search.engine.Apply(ctx, []knowledge.Change{*change})
			}
			if err != nil {
				return err
			}
		}
	}
}
