package api

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"minhu/internal/hotline"
	"minhu/internal/store"
)

// PublicItem is a published case or message as anybody reads it. Title and content are there only where the citizen agreed.
type PublicItem struct {
	ID             string    `json:"id"`
	Number         string    `json:"number"`
	Kind           string    `json:"kind,omitempty"`
	ClassName      string    `json:"class_name,omitempty"`
	DistrictName   string    `json:"district_name,omitempty"`
	DepartmentName string    `json:"department_name,omitempty"`
	Title          string    `json:"title,omitempty"`
	Content        string    `json:"content,omitempty"`
	PublicReply    string    `json:"public_reply"`
	Solved         string    `json:"solved,omitempty"`
	Satisfied      int       `json:"satisfied,omitempty"`
	At             time.Time `json:"at"`                 // closed, or answered
	People         int       `json:"people,omitempty"`   // who told of it
	Joinable       bool      `json:"joinable,omitempty"` // one may say that one met the same
}

// longestSearch bounds a search in characters.
const longestSearch = 40

func (s *Server) listPublicCases(c *gin.Context) error {
	return s.listPublic(c, "public-cases", s.Store.PublicCases)
}

func (s *Server) listPublicMessages(c *gin.Context) error {
	return s.listPublic(c, "public-messages", s.Store.PublicMessages)
}

// listPublic reads a page of what was published; the answer is the same for everybody and kept for 30 seconds on the way.
func (s *Server) listPublic(c *gin.Context, name string, read func(context.Context, string, *store.Key, int) ([]store.PublicRow, error)) error {
	if err := onlyQuery(c, "q", "limit", "cursor"); err != nil {
		return err
	}
	limit, err := pageLimit(c)
	if err != nil {
		return err
	}
	text := strings.Join(strings.Fields(c.Query("q")), "")
	switch n := utf8.RuneCountInString(text); {
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return hotline.ErrBadQuery
	case n == 1:
		return hotline.Invalid(hotline.FieldProblem{Name: "q", Code: "too_short", Detail: "请至少输入两个字"})
	case n > longestSearch:
		return hotline.Invalid(hotline.FieldProblem{Name: "q", Code: "too_long", Detail: "搜索词太长"})
	}
	// The list is everybody's, and so are its cursors: they are bound to everybody.
	var after store.Key
	more, err := s.decodeCursor(everybody, name+"/"+text, c.Query("cursor"), &after)
	if err != nil {
		return err
	}
	rows, err := read(c.Request.Context(), text, keyIf(more, &after), limit+1)
	if err != nil {
		return err
	}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		if next, err = s.encodeCursor(everybody, name+"/"+text, store.Key{At: rows[limit-1].At, ID: rows[limit-1].ID}); err != nil {
			return err
		}
	}
	items := make([]PublicItem, 0, len(rows))
	for _, r := range rows {
		items = append(items, PublicItem{r.ID, r.Number, r.Kind, r.ClassName, r.DistrictName, r.DepartmentName, r.Title, r.Content, r.PublicReply, r.Solved,
			r.Satisfied, r.At.UTC(), r.People, r.Joinable})
	}
	c.Header("Cache-Control", fmt.Sprintf("public, max-age=%d", publicAge))
	writePage(c, items, next)
	return nil
}

// publicAge is how long the public lists may be kept, in seconds.
const publicAge = 30
