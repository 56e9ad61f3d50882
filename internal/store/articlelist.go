package store

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// ArticleFilter narrows the list of articles.
type ArticleFilter struct {
	Status   string
	Category string   // this category and those below it
	IDs      []string // found by a search, best first; nil = all
}

// ListArticles reads one page of articles, last changed first.
func (s *Store) ListArticles(ctx context.Context, scope Scope, f ArticleFilter, after *Key, limit int) ([]ArticleRow, error) {
	var a sqlArgs
	where := []string{scope(a.add)}
	if f.Status != "" {
		where = append(where, "status = "+a.add(f.Status))
	}
	if f.Category != "" {
		where = append(where, "(category = "+a.add(f.Category)+" or category like "+a.add(likePrefix(f.Category))+")")
	}
	if f.IDs != nil {
		marks := make([]string, len(f.IDs))
		for i, id := range f.IDs {
			marks[i] = a.add(id)
		}
		if len(marks) == 0 {
			return nil, nil
		}
		where = append(where, "id in ("+strings.Join(marks, ",")+")")
	}
	if after != nil {
		where = append(where, "(updated_at, id) < ("+a.add(after.At)+", "+a.add(after.ID)+")")
	}
	q := `select id, rev, version, status, category, department, question, variants, blocks, related, valid_from, valid_to, updated_at, updated_by,
 published_at from (select *, status as stage, status as state from article) x where ` + strings.Join(where, " and ") +
		fmt.Sprintf(" order by updated_at desc, id desc limit %d", limit)
	var rows []ArticleRow
	err := s.rows(ctx, &rows, q, a.list)
	return rows, err
}

// ArticleUse is how an article did.
type ArticleUse struct {
	Shown int `db:"shown" json:"shown"`
	Up    int `db:"up" json:"up"`
	Down  int `db:"down" json:"down"`
}

// ArticleUse reads how an article did since an instant.
func (s *Store) ArticleUse(ctx context.Context, id string, since time.Time) (ArticleUse, error) {
	var u ArticleUse
	err := s.get(ctx, &u, "article_use", id, since)
	return u, err
}

// ArticleVersion is one published version.
type ArticleVersion struct {
	Version     int       `db:"version" json:"version"`
	PublishedAt time.Time `db:"published_at" json:"published_at"`
	PublishedBy string    `db:"published_by" json:"published_by,omitempty"`
}

// ArticleVersions reads the newest 50 published versions.
func (s *Store) ArticleVersions(ctx context.Context, id string) ([]ArticleVersion, error) {
	rows := []ArticleVersion{}
	err := s.list(ctx, &rows, "article_versions", id)
	return rows, err
}

// Category is one category with the number of its articles.
type Category struct {
	Category string `db:"category" json:"category"`
	N        int    `db:"n" json:"n"`
}

// ArticleCategories reads the categories in use.
func (s *Store) ArticleCategories(ctx context.Context) ([]Category, error) {
	rows := []Category{}
	err := s.list(ctx, &rows, "article_categories")
	return rows, err
}
