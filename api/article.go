package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jmoiron/sqlx"

	"minhu/internal/hotline"
	"minhu/internal/knowledge"
	"minhu/internal/store"
	"minhu/policies"
)

// ArticleBody is an article as an editor writes it. Rev is the revision that was edited; 0 makes a new one.
type ArticleBody struct {
	Rev        int64             `json:"rev"`
	Category   string            `json:"category"`
	Department string            `json:"department"`
	Question   string            `json:"question"`
	Variants   []string          `json:"variants"`
	Blocks     []knowledge.Block `json:"blocks"`
	Related    []string          `json:"related"`
	ValidFrom  time.Time         `json:"valid_from"`
	ValidTo    time.Time         `json:"valid_to"`
}

func (b ArticleBody) article(id string) knowledge.Article {
	return knowledge.Article{ID: id, Category: strings.TrimSpace(b.Category), Department: b.Department, Question: strings.TrimSpace(b.Question),
		Variants: b.Variants, Blocks: b.Blocks, Related: b.Related, ValidFrom: b.ValidFrom, ValidTo: b.ValidTo, Status: knowledge.Draft}
}

// ArticleView is an article for its readers; staff see what an editor needs.
type ArticleView struct {
	ID          string                 `json:"id"`
	Rev         int64                  `json:"rev"`
	Version     int                    `json:"version"`
	Status      string                 `json:"status"`
	Category    string                 `json:"category"`
	Department  string                 `json:"department,omitempty"`
	Question    string                 `json:"question"`
	Variants    []string               `json:"variants"`
	Blocks      []knowledge.Block      `json:"blocks"`
	Related     []string               `json:"related,omitempty"`
	ValidFrom   *time.Time             `json:"valid_from,omitempty"`
	ValidTo     *time.Time             `json:"valid_to,omitempty"`
	UpdatedAt   time.Time              `json:"updated_at"`
	UpdatedBy   string                 `json:"updated_by,omitempty"`
	PublishedAt *time.Time             `json:"published_at,omitempty"`
	Use         *store.ArticleUse      `json:"use,omitempty"` // the last 30 days
	Versions    []store.ArticleVersion `json:"versions,omitempty"`
	Plain       string                 `json:"plain,omitempty"`
	MayEdit     bool                   `json:"may_edit,omitempty"`
}

func articleView(r store.ArticleRow) (ArticleView, error) {
	a, err := r.Article()
	if err != nil {
		return ArticleView{}, err
	}
	v := ArticleView{ID: r.ID, Rev: r.Rev, Version: r.Version, Status: r.Status, Category: r.Category, Department: r.Department, Question: r.Question,
		Variants: r.Variants, Blocks: a.Blocks, Related: r.Related, ValidFrom: timePtr(r.ValidFrom), ValidTo: timePtr(r.ValidTo), UpdatedAt: r.UpdatedAt.UTC(),
		UpdatedBy: r.UpdatedBy, PublishedAt: timePtr(r.PublishedAt), Plain: a.Plain()}
	if v.Variants == nil {
		v.Variants = []string{}
	}
	if v.Blocks == nil {
		v.Blocks = []knowledge.Block{}
	}
	return v, nil
}

func articleResource(r store.ArticleRow) policies.Resource { return policies.Resource{State: r.Status} }

// listArticles reads a page of the knowledge base: ?q= finds by meaning as the bot does, ?category=, ?status=.
func (s *Server) listArticles(c *gin.Context) error {
	if err := onlyQuery(c, "q", "category", "status", "limit", "cursor"); err != nil {
		return err
	}
	status, err := choice(c, "status", "draft", "published", "withdrawn")
	if err != nil {
		return err
	}
	limit, err := pageLimit(c)
	if err != nil {
		return err
	}
	p, ctx := principal(c), c.Request.Context()
	f := store.ArticleFilter{Status: status, Category: c.Query("category")}
	q := strings.TrimSpace(c.Query("q"))
	if q != "" {
		if f.IDs, err = s.searchArticles(ctx, q); err != nil {
			return err
		}
	}
	name := "articles/" + status + "|" + f.Category + "|" + q
	var after store.Key
	more, err := s.decodeCursor(p, name, c.Query("cursor"), &after)
	if err != nil {
		return err
	}
	rows, err := s.Store.ListArticles(ctx, s.scope(p, "article", "read"), f, keyIf(more, &after), limit+1)
	if err != nil {
		return err
	}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		if next, err = s.encodeCursor(p, name, store.Key{At: rows[limit-1].UpdatedAt, ID: rows[limit-1].ID}); err != nil {
			return err
		}
	}
	items := make([]ArticleView, 0, len(rows))
	byID := map[string]ArticleView{}
	for _, r := range rows {
		v, err := articleView(r)
		if err != nil {
			return err
		}
		items, byID[v.ID] = append(items, v), v
	}
	if q != "" && next == "" { // best match first
		ranked := make([]ArticleView, 0, len(items))
		for _, id := range f.IDs {
			if v, ok := byID[id]; ok {
				ranked = append(ranked, v)
			}
		}
		items = ranked
	}
	writePage(c, items, next)
	return nil
}

// searchArticles finds articles as the bot's first step does; each once, best first.
func (s *Server) searchArticles(ctx context.Context, q string) ([]string, error) {
	found, err := s.Base.Local.Recall(ctx, knowledge.Query{Text: firstRunes(q, 200)})
	if err != nil {
		return nil, err
	}
	ids, seen := []string{}, map[string]bool{}
	for _, f := range found {
		if !seen[f.ArticleID] {
			seen[f.ArticleID] = true
			ids = append(ids, f.ArticleID)
		}
	}
	return ids, nil
}

func (s *Server) showArticle(c *gin.Context) error {
	ctx := c.Request.Context()
	r, err := s.Store.ArticleByID(ctx, c.Param("id"))
	if err != nil {
		return err
	}
	res := articleResource(r)
	if _, err := s.Authorize(c, "article", "read", &res); err != nil {
		return err
	}
	v, err := articleView(r)
	if err != nil {
		return err
	}
	if principal(c).Kind == policies.KindStaff {
		use, err := s.Store.ArticleUse(ctx, r.ID, s.Clock().AddDate(0, 0, -30))
		if err != nil {
			return err
		}
		v.Use = &use
		if v.Versions, err = s.Store.ArticleVersions(ctx, r.ID); err != nil {
			return err
		}
		d, err := s.Policies.Load().Enforce(principal(c), "article", "edit", &res)
		if err != nil {
			return err
		}
		v.MayEdit = d.Allow
	} else {
		v.UpdatedBy = ""
	}
	c.JSON(http.StatusOK, v)
	return nil
}

// invalidArticle turns the knowledge room's field errors into a Problem.
func invalidArticle(errs []knowledge.FieldError) error {
	if len(errs) == 0 {
		return nil
	}
	var out []hotline.FieldProblem
	for _, e := range errs {
		out = append(out, hotline.FieldProblem{Name: e.Name, Code: e.Code, Detail: e.Detail})
	}
	return hotline.Invalid(out...)
}

// createArticle makes a draft.
func (s *Server) createArticle(c *gin.Context) error {
	body, err := Bind[ArticleBody](c)
	if err != nil {
		return err
	}
	if _, err := s.Authorize(c, "article", "create", &policies.Resource{State: "draft"}); err != nil {
		return err
	}
	key, err := s.keyOf(c, principal(c))
	if err != nil {
		return err
	}
	id := "a-" + strings.ReplaceAll(hotline.NewID(s.Acts.Ring.Root().Namespace(), principal(c).ID, "article", key), "-", "")[:16]
	return s.saveArticle(c, id, body, 0, http.StatusCreated)
}

// editArticle changes the draft; what is live stays until it is published.
func (s *Server) editArticle(c *gin.Context) error {
	body, err := Bind[ArticleBody](c)
	if err != nil {
		return err
	}
	r, err := s.Store.ArticleByID(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	res := articleResource(r)
	if _, err := s.Authorize(c, "article", "edit", &res); err != nil {
		return err
	}
	if body.Rev < 1 {
		return hotline.Invalid(hotline.FieldProblem{Name: "rev", Code: "required"})
	}
	return s.saveArticle(c, r.ID, body, body.Rev, http.StatusOK)
}

func (s *Server) saveArticle(c *gin.Context, id string, body ArticleBody, rev int64, status int) error {
	a := body.article(id)
	if err := invalidArticle(a.Validate()); err != nil {
		return err
	}
	return s.once(c, func(ctx context.Context, tx *sqlx.Tx) (int, any, error) {
		if err := s.Store.SaveDraft(ctx, tx, a, rev, principal(c).Name, s.Clock().UTC()); err != nil {
			return 0, nil, err
		}
		if err := s.recordWrite(ctx, c, tx, "article", "edit", id); err != nil {
			return 0, nil, err
		}
		return status, gin.H{"id": id, "rev": rev + 1}, nil
	})
}

type articleActBody struct {
	Rev int64 `json:"rev"`
}

// publishArticle makes the draft live. Every process answers from it as soon as the transaction is committed.
func (s *Server) publishArticle(c *gin.Context) error {
	return s.articleAct(c, "publish", func(ctx context.Context, tx *sqlx.Tx, r store.ArticleRow, rev int64) (any, error) {
		a, err := r.Article()
		if err != nil {
			return nil, err
		}
		a.Status = knowledge.Published
		if err := invalidArticle(a.Validate()); err != nil {
			return nil, err
		}
		v, err := s.Store.Publish(ctx, tx, a, rev, principal(c).Name, s.Clock().UTC())
		return gin.H{"id": r.ID, "rev": rev + 1, "version": v, "status": "published"}, err
	})
}

func (s *Server) withdrawArticle(c *gin.Context) error {
	return s.articleAct(c, "withdraw", func(ctx context.Context, tx *sqlx.Tx, r store.ArticleRow, rev int64) (any, error) {
		err := s.Store.Withdraw(ctx, tx, r.ID, rev, principal(c).Name, s.Clock().UTC())
		return gin.H{"id": r.ID, "rev": rev + 1, "status": "withdrawn"}, err
	})
}

func (s *Server) articleAct(c *gin.Context, act string, fn func(context.Context, *sqlx.Tx, store.ArticleRow, int64) (any, error)) error {
	body, err := Bind[articleActBody](c)
	if err != nil {
		return err
	}
	r, err := s.Store.ArticleByID(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	res := articleResource(r)
	if _, err := s.Authorize(c, "article", act, &res); err != nil {
		s.refusedWrite(c, "article", act, err)
		return err
	}
	return s.once(c, func(ctx context.Context, tx *sqlx.Tx) (int, any, error) {
		out, err := fn(ctx, tx, r, body.Rev)
		if err != nil {
			return 0, nil, err
		}
		if err := s.recordWrite(ctx, c, tx, "article", act, r.ID); err != nil {
			return 0, nil, err
		}
		return http.StatusOK, out, nil
	})
}

type tryBody struct {
	Text string `json:"text"`
}

// tryQuestion shows what the bot would do with a question, and why: candidates, features, thresholds.
func (s *Server) tryQuestion(c *gin.Context) error {
	body, err := Bind[tryBody](c)
	if err != nil {
		return err
	}
	text := strings.TrimSpace(body.Text)
	if text == "" || len([]rune(text)) > 500 {
		return hotline.Invalid(hotline.FieldProblem{Name: "text", Code: "required", Detail: "请输入 1 到 500 个字"})
	}
	out, err := s.Base.Explain(c.Request.Context(), text, s.Clock())
	if err != nil {
		return hotline.Invalid(hotline.FieldProblem{Name: "text", Code: "invalid", Detail: "问题里没有文字"}).Because(err)
	}
	c.JSON(http.StatusOK, out)
	return nil
}

func (s *Server) listCategories(c *gin.Context) error {
	rows, err := s.Store.ArticleCategories(c.Request.Context())
	if err != nil {
		return err
	}
	writePage(c, rows, "")
	return nil
}
