package assembly

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/lib/pq"

	"minhu/internal/knowledge"
)

// wantedPrecision is what direct answers are calibrated to on the editors' own variants.
const wantedPrecision = 0.95

// loadArticles reads the knowledge base into memory and sets the thresholds for it. A small base keeps the built-in ones.
func (h *House) loadArticles(ctx context.Context) error {
	var all []knowledge.Article
	for a, err := range h.Store.PublishedArticles(ctx) {
		if err != nil {
			return err
		}
		all = append(all, a)
	}
	if err := h.Base.Rebuild(ctx, func(yield func(knowledge.Article, error) bool) {
		for _, a := range all {
			if !yield(a, nil) {
				return
			}
		}
	}); err != nil {
		return err
	}
	c, err := h.Base.Calibrate(ctx, all, wantedPrecision, h.Options.Clock())
	if err != nil {
		return err
	}
	if c.Applied {
		h.Base.Thresholds = c.Thresholds
	}
	h.Options.Logger.Info("knowledge base loaded", "articles", len(all), "answer_from", h.Base.Thresholds.Answer, "calibrated", c.Applied, "samples", c.Samples)
	return nil
}

// followArticles makes edits live in this process as soon as they are committed. A connection that was lost may have missed
// some: everything is loaded anew then.
func (h *House) followArticles(ctx context.Context) error {
	l := pq.NewListener(h.Options.DatabaseURL, time.Second, time.Minute, nil)
	defer l.Close()
	if err := l.Listen("minhu_article"); err != nil {
		return err
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case n := <-l.Notify:
			err := h.reload(ctx, n)
			if err != nil && ctx.Err() == nil {
				h.Options.Logger.Error("an edited article could not be loaded", "error", err)
			}
		}
	}
}

func (h *House) reload(ctx context.Context, n *pq.Notification) error {
	if n == nil {
		return h.Base.Rebuild(ctx, h.Store.PublishedArticles(ctx))
	}
	c, err := h.changeOf(ctx, n.Extra)
	if err != nil || c == nil {
		return err
	}
	return h.Base.Apply(ctx, []knowledge.Change{*c})
}

// changeOf reads what became of an article: published as it stands, or taken out. Nil: it was never published.
func (h *House) changeOf(ctx context.Context, id string) (*knowledge.Change, error) {
	a, err := h.Store.PublishedArticle(ctx, id)
	if errors.Is(err, sql.ErrNoRows) {
		row, err := h.Store.ArticleByID(ctx, id)
		if errors.Is(err, sql.ErrNoRows) || err == nil && row.Version == 0 {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		c := knowledge.Delete(row.ID, row.Version)
		return &c, nil
	}
	if err != nil {
		return nil, err
	}
	c := knowledge.Upsert(a)
	return &c, nil
}
