package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"iter"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"minhu/internal/hotline"
	"minhu/internal/knowledge"
)

// ArticleRow is an article as its editors work on it; what is live is the published version.
type ArticleRow struct {
	ID          string          `db:"id"`
	Rev         int64           `db:"rev"`
	Version     int             `db:"version"`
	Status      string          `db:"status"`
	Category    string          `db:"category"`
	Department  string          `db:"department"`
	Question    string          `db:"question"`
	Variants    pq.StringArray  `db:"variants"`
	Blocks      json.RawMessage `db:"blocks"`
	Related     pq.StringArray  `db:"related"`
	ValidFrom   sql.NullTime    `db:"valid_from"`
	ValidTo     sql.NullTime    `db:"valid_to"`
	UpdatedAt   time.Time       `db:"updated_at"`
	UpdatedBy   string          `db:"updated_by"`
	PublishedAt sql.NullTime    `db:"published_at"`
}

// Article gives the row as the knowledge room has it.
func (r ArticleRow) Article() (knowledge.Article, error) {
	a := knowledge.Article{ID: r.ID, Version: r.Version, Category: r.Category, Department: r.Department, Question: r.Question, Variants: r.Variants,
		Related: r.Related, ValidFrom: r.ValidFrom.Time, ValidTo: r.ValidTo.Time, Status: knowledge.Status(r.Status), UpdatedAt: r.UpdatedAt.UTC()}
	err := json.Unmarshal(r.Blocks, &a.Blocks)
	return a, err
}

type publishedRow struct {
	Body        json.RawMessage `db:"body"`
	Version     int             `db:"version"`
	PublishedAt time.Time       `db:"published_at"`
}

func (r publishedRow) article() (knowledge.Article, error) {
	var a knowledge.Article
	err := json.Unmarshal(r.Body, &a)
	a.Version, a.Status, a.UpdatedAt = r.Version, knowledge.Published, r.PublishedAt.UTC()
	return a, err
}

// PublishedArticles streams everything that is live.
func (s *Store) PublishedArticles(ctx context.Context) iter.Seq2[knowledge.Article, error] {
	return func(yield func(knowledge.Article, error) bool) {
		rows, err := s.q("published_articles").QueryxContext(ctx)
		if err != nil {
			yield(knowledge.Article{}, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			var r publishedRow
			if err := rows.StructScan(&r); err != nil {
				yield(knowledge.Article{}, err)
				return
			}
			a, err := r.article()
			if !yield(a, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(knowledge.Article{}, err)
		}
	}
}

// PublishedArticle reads the live version of one article; sql.ErrNoRows when it is not live.
func (s *Store) PublishedArticle(ctx context.Context, id string) (knowledge.Article, error) {
	var r publishedRow
	if err := s.get(ctx, &r, "published_article", id); err != nil {
		return knowledge.Article{}, err
	}
	return r.article()
}

// ArticleByID reads an article as its editors see it.
func (s *Store) ArticleByID(ctx context.Context, id string) (ArticleRow, error) {
	var r ArticleRow
	err := s.get(ctx, &r, "article_by_id", id)
	return r, err
}

func nullTime(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}

// SaveDraft inserts an article (rev 0) or changes the draft of rev. It fails with ErrAlreadyExists or ErrStateChanged.
func (s *Store) SaveDraft(ctx context.Context, tx *sqlx.Tx, a knowledge.Article, rev int64, by string, at time.Time) error {
	blocks, err := json.Marshal(nonNil(a.Blocks))
	if err != nil {
		return err
	}
	if rev == 0 {
		r, err := tx.StmtxContext(ctx, s.q("insert_article")).ExecContext(ctx, a.ID, a.Category, a.Department, a.Question, pq.Array(nonNil(a.Variants)),
			string(blocks), pq.Array(nonNil(a.Related)), nullTime(a.ValidFrom), nullTime(a.ValidTo), at, by)
		return changed(r, err, hotline.ErrAlreadyExists)
	}
	r, err := tx.StmtxContext(ctx, s.q("update_article")).ExecContext(ctx, a.ID, rev, a.Category, a.Department, a.Question, pq.Array(nonNil(a.Variants)),
		string(blocks), pq.Array(nonNil(a.Related)), nullTime(a.ValidFrom), nullTime(a.ValidTo), at, by)
	return changed(r, err, hotline.ErrStateChanged)
}

func changed(r sql.Result, err error, none error) error {
	if err != nil {
		return err
	}
	n, err := r.RowsAffected()
	if err == nil && n == 0 {
		return none
	}
	return err
}

// Publish makes the draft of rev the live version and returns the version's number.
func (s *Store) Publish(ctx context.Context, tx *sqlx.Tx, a knowledge.Article, rev int64, by string, at time.Time) (int, error) {
	var version int
	err := tx.StmtxContext(ctx, s.q("publish_article")).GetContext(ctx, &version, a.ID, rev, at, by)
	if err == sql.ErrNoRows {
		return 0, hotline.ErrStateChanged
	}
	if err != nil {
		return 0, err
	}
	a.Version, a.Status, a.UpdatedAt = version, knowledge.Published, at
	body, err := json.Marshal(a)
	if err != nil {
		return 0, err
	}
	_, err = tx.StmtxContext(ctx, s.q("insert_article_version")).ExecContext(ctx, a.ID, version, string(body), at, by)
	return version, err
}

// Withdraw takes a published article out of the bot's answers.
func (s *Store) Withdraw(ctx context.Context, tx *sqlx.Tx, id string, rev int64, by string, at time.Time) error {
	r, err := tx.StmtxContext(ctx, s.q("withdraw_article")).ExecContext(ctx, id, rev, at, by)
	return changed(r, err, hotline.ErrStateChanged)
}

// PutPublished stores an article as published at once, for imports and demonstration data; an existing id stays as it is.
func (s *Store) PutPublished(ctx context.Context, a knowledge.Article, by string, at time.Time) (bool, error) {
	blocks, err := json.Marshal(nonNil(a.Blocks))
	if err != nil {
		return false, err
	}
	a.Version, a.Status, a.UpdatedAt = 1, knowledge.Published, at
	body, err := json.Marshal(a)
	if err != nil {
		return false, err
	}
	n, err := s.exec(ctx, "put_published_article", a.ID, a.Category, a.Department, a.Question, pq.Array(nonNil(a.Variants)), string(blocks),
		pq.Array(nonNil(a.Related)), at, by, string(body))
	return n > 0, err
}
