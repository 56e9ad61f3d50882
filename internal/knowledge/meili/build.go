package meili

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"minhu/internal/knowledge"
)

// chunk is how many forms are sent at once. The server has one queue for everything: each chunk is waited for before the next is sent, so
// that an edit of now comes in between and is not held up by the whole build.
const chunk = 2000

const primaryKey = "id"

// settings of the index. No dictionary: one word in it doubles the time of every query.
func settings() *meilisearch.Settings {
	off := "disabled"
	return &meilisearch.Settings{
		SearchableAttributes: []string{"gx", "ux", "text"}, RankingRules: []string{"words"}, ProximityPrecision: meilisearch.ByAttribute,
		FilterableAttributes: []string{"article", "version", "generation", "categories", "department", "from", "to"},
		PrefixSearch:         &off,
		TypoTolerance: &meilisearch.TypoTolerance{Enabled: false, MinWordSizeForTypos: meilisearch.MinWordSizeForTypos{OneTypo: 5, TwoTypos: 9},
			DisableOnWords: []string{}, DisableOnAttributes: []string{}},
		LocalizedAttributes: []*meilisearch.LocalizedAttributes{{Locales: []string{"cmn"}, AttributePatterns: []string{"text"}},
			{Locales: []string{"eng"}, AttributePatterns: []string{"gx", "ux"}}},
	}
}

// Rebuild builds an index beside the one in use and swaps the two. An error leaves the old content. Changes that were applied meanwhile
// are in neither: Reconcile comes behind.
func (e *Engine) Rebuild(ctx context.Context, articles iter.Seq2[knowledge.Article, error]) error {
	next := e.opts.Index + "_next"
	if err := e.drop(ctx, next); err != nil {
		return err
	}
	for _, uid := range []string{next, e.opts.Index} {
		if err := e.create(ctx, uid); err != nil {
			return err
		}
	}
	generation := time.Now().UnixNano() / 1000 // a name for this build, never a time
	var waiting []form
	send := func() error {
		if len(waiting) == 0 {
			return nil
		}
		key := primaryKey
		t, err := e.server.Index(next).AddDocumentsWithContext(ctx, &waiting, &meilisearch.DocumentOptions{PrimaryKey: &key})
		waiting = nil
		return e.done(ctx, t, err)
	}
	for a, err := range articles {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		if a.Status != knowledge.Published {
			continue
		}
		if waiting = append(waiting, formsOf(&a, generation)...); len(waiting) >= chunk {
			if err := send(); err != nil {
				return err
			}
		}
	}
	if err := send(); err != nil {
		return err
	}
	t, err := e.server.SwapIndexesWithContext(ctx, []*meilisearch.SwapIndexesParams{{Indexes: []string{next, e.opts.Index}}})
	if err := e.done(ctx, t, err); err != nil {
		return err
	}
	return e.drop(ctx, next)
}

func (e *Engine) create(ctx context.Context, uid string) error {
	t, err := e.server.CreateIndexWithContext(ctx, &meilisearch.IndexConfig{Uid: uid, PrimaryKey: primaryKey})
	err = e.done(ctx, t, err)
	var f *Failure
	if errors.As(err, &f) && f.Code == "index_already_exists" {
		return nil
	}
	if err != nil {
		return err
	}
	t, err = e.server.Index(uid).UpdateSettingsWithContext(ctx, settings())
	return e.done(ctx, t, err)
}

func (e *Engine) drop(ctx context.Context, uid string) error {
	t, err := e.server.DeleteIndexWithContext(ctx, uid)
	if err = e.done(ctx, t, err); missing(err) {
		return nil
	}
	return err
}

// Apply changes single articles and returns when the changes can be searched: the forms of now are put first and those that are left of
// other versions are taken out then, so that the article is never missing in between. A bad document would fail everything that the
// server put into one batch with it; ours are made here and are well formed, and a batch that failed all the same is sent again singly.
func (e *Engine) Apply(ctx context.Context, changes []knowledge.Change) error {
	generation, err := e.generation(ctx)
	if err != nil {
		return err
	}
	var put []form
	for _, c := range changes {
		if c.Article != nil && c.Article.Status == knowledge.Published {
			put = append(put, formsOf(c.Article, generation)...)
		}
	}
	if err := e.put(ctx, put); err != nil {
		return err
	}
	for _, c := range changes {
		left := "article = " + quote(c.ID)
		if c.Article != nil && c.Article.Status == knowledge.Published {
			left += fmt.Sprintf(" AND (version != %d OR generation != %d)", c.Version, generation)
		}
		t, err := e.server.Index(e.opts.Index).DeleteDocumentsByFilterWithContext(ctx, left, nil)
		if err := e.done(ctx, t, err); err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) put(ctx context.Context, forms []form) error {
	if len(forms) == 0 {
		return nil
	}
	send := func(some []form) error {
		key := primaryKey
		t, err := e.server.Index(e.opts.Index).AddDocumentsWithContext(ctx, &some, &meilisearch.DocumentOptions{PrimaryKey: &key})
		return e.done(ctx, t, err)
	}
	err := send(forms)
	var f *Failure
	if !errors.As(err, &f) || len(forms) == 1 {
		return err
	}
	for i := range forms {
		if err := send(forms[i : i+1]); err != nil {
			return err
		}
	}
	return nil
}

// generation reads which build is in use; an index without forms has the generation 0.
func (e *Engine) generation(ctx context.Context) (int64, error) {
	var page meilisearch.DocumentsResult
	if err := e.server.Index(e.opts.Index).GetDocumentsWithContext(ctx, &meilisearch.DocumentsQuery{Limit: 1, Fields: []string{"generation"}}, &page); err != nil {
		return 0, wrap("documents", err)
	}
	if len(page.Results) == 0 {
		return 0, nil
	}
	var h hit
	err := decode(page.Results[0], &h)
	return h.Generation, err
}
