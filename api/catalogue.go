package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"minhu/internal/store"
)

// unitNames maps ids and paths of departments to their short names.
func (s *Server) unitNames(ctx context.Context) (map[string]string, error) {
	rows, err := s.Store.Departments(ctx)
	if err != nil {
		return nil, err
	}
	out := make(map[string]string, 2*len(rows))
	for _, r := range rows {
		out[r.ID], out[r.Path] = r.ShortName, r.ShortName
	}
	return out, nil
}

func (s *Server) listDepartments(c *gin.Context) error {
	rows, err := s.Store.Departments(c.Request.Context())
	if err != nil {
		return err
	}
	writePage(c, rows, "")
	return nil
}

func (s *Server) listClasses(c *gin.Context) error {
	rows, err := s.Store.Classes(c.Request.Context())
	if err != nil {
		return err
	}
	if rows == nil {
		rows = []store.ClassRow{}
	}
	writePage(c, rows, "")
	return nil
}

// OutletView is an outlet with its coordinates where they are known (GCJ-02).
type OutletView struct {
	store.OutletRow
	Lat *float64 `json:"lat,omitempty"`
	Lng *float64 `json:"lng,omitempty"`
}

func (s *Server) listOutlets(c *gin.Context) error {
	rows, err := s.Store.Outlets(c.Request.Context())
	if err != nil {
		return err
	}
	out := make([]OutletView, 0, len(rows))
	for _, r := range rows {
		v := OutletView{OutletRow: r}
		if r.Latitude.Valid && r.Longitude.Valid {
			v.Lat, v.Lng = &r.Latitude.Float64, &r.Longitude.Float64
		}
		out = append(out, v)
	}
	writePage(c, out, "")
	return nil
}

// listSuggestions completes what is being typed: ?q= of at least two characters.
func (s *Server) listSuggestions(c *gin.Context) error {
	if err := onlyQuery(c, "q"); err != nil {
		return err
	}
	q := strings.TrimSpace(c.Query("q"))
	if len([]rune(q)) < 2 || len([]rune(q)) > 50 {
		c.JSON(http.StatusOK, gin.H{"items": []any{}})
		return nil
	}
	found, err := s.Base.Suggest(c.Request.Context(), q, s.Clock())
	if err != nil {
		return err
	}
	items := make([]gin.H, 0, len(found))
	for _, f := range found {
		items = append(items, gin.H{"article_id": f.ArticleID, "text": f.Text, "question": f.Question})
	}
	c.JSON(http.StatusOK, gin.H{"items": items})
	return nil
}
