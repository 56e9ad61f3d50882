package api

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jmoiron/sqlx"

	"minhu/internal/catalogue"
	"minhu/internal/hotline"
	"minhu/internal/store"
)

// CatalogueItem is one catalogue in the list.
type CatalogueItem struct {
	Name    string `json:"name"`
	ZH      string `json:"zh"`
	EN      string `json:"en"`
	Version int    `json:"version"` // 0 = as installed
}

// CatalogueView is a catalogue with its rows: those in force, or those of one version.
type CatalogueView struct {
	catalogue.Kind
	Version  int                      `json:"version"`
	Rows     []catalogue.Row          `json:"rows"`
	Versions []store.CatalogueVersion `json:"versions"`
	MayEdit  bool                     `json:"may_edit"`
}

// CatalogueBody is a whole table.
type CatalogueBody struct {
	Rows []catalogue.Row `json:"rows"`
	// BaseVersion is the version the editor began with.
	BaseVersion int    `json:"base_version"`
	Reason      string `json:"reason"`
}

// Validate implements Validator: the reason; the rows are checked against the catalogue.
func (b CatalogueBody) Validate() []hotline.FieldProblem {
	if n := len([]rune(b.Reason)); n > 500 {
		return []hotline.FieldProblem{{Name: "reason", Code: "too_long", Detail: "理由最多 500 个字"}}
	}
	return nil
}

// CatalogueFile is an uploaded sheet: CSV in UTF-8, or XLSX.
type CatalogueFile struct {
	Content string `json:"content_base64"`
}

// Validate implements Validator.
func (b CatalogueFile) Validate() []hotline.FieldProblem {
	if b.Content == "" {
		return []hotline.FieldProblem{{Name: "content_base64", Code: "required", Detail: "请选择文件"}}
	}
	return nil
}

// CatalogueReport says what is wrong with a table and what would change. Nothing was changed.
type CatalogueReport struct {
	Rows    []catalogue.Row        `json:"rows"`
	Faults  []catalogue.TableFault `json:"faults"`
	Changes []catalogue.Change     `json:"changes"`
}

func (s *Server) listCatalogues(c *gin.Context) error {
	out := []CatalogueItem{}
	for _, k := range catalogue.Kinds() {
		n, err := s.Store.CatalogueNewest(c.Request.Context(), k.Name)
		if err != nil {
			return err
		}
		out = append(out, CatalogueItem{k.Name, k.ZH, k.EN, n})
	}
	c.JSON(http.StatusOK, gin.H{"items": out})
	return nil
}

func (s *Server) catalogueOf(c *gin.Context) (*catalogue.Kind, error) {
	k := catalogue.Find(c.Param("kind"))
	if k == nil {
		return nil, hotline.ErrNotFound
	}
	return k, nil
}

func (s *Server) showCatalogue(c *gin.Context) error {
	if err := onlyQuery(c, "version"); err != nil {
		return err
	}
	k, err := s.catalogueOf(c)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	v := CatalogueView{Kind: *k, MayEdit: s.Policies.Load().May(principal(c), "catalogue", "publish")}
	if v.Version, err = s.Store.CatalogueNewest(ctx, k.Name); err != nil {
		return err
	}
	if v.Versions, err = s.Store.CatalogueVersions(ctx, k.Name); err != nil {
		return err
	}
	if q := c.Query("version"); q != "" {
		n, err := strconv.Atoi(q)
		if err != nil || n < 1 {
			return badQuery("version")
		}
		if v.Rows, err = s.Store.CatalogueAt(ctx, k.Name, n); isNoRows(err) {
			return hotline.ErrNotFound
		} else if err != nil {
			return err
		}
	} else if v.Rows, err = s.Store.CatalogueRows(ctx, k.Name); err != nil {
		return err
	}
	c.JSON(http.StatusOK, v)
	return nil
}

// catalogueSheet sends a catalogue as XLSX.
func (s *Server) catalogueSheet(c *gin.Context) error {
	k, err := s.catalogueOf(c)
	if err != nil {
		return err
	}
	rows, err := s.Store.CatalogueRows(c.Request.Context(), k.Name)
	if err != nil {
		return err
	}
	c.Header("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	c.Header("Content-Disposition", fmt.Sprintf(`attachment; filename="%s.xlsx"`, k.Name))
	c.Status(http.StatusOK)
	return k.Write(c.Writer, rows)
}

// check tests rows against the catalogues as they are.
func (s *Server) checkCatalogue(ctx context.Context, k *catalogue.Kind, rows []catalogue.Row) (CatalogueReport, error) {
	known := map[string]map[string]bool{}
	for _, c := range k.Columns {
		if c.Refers == "" || c.Refers == k.Name || known[c.Refers] != nil {
			continue
		}
		other, err := s.Store.CatalogueRows(ctx, c.Refers)
		if err != nil {
			return CatalogueReport{}, err
		}
		known[c.Refers] = catalogue.Find(c.Refers).Keys(other)
	}
	clean, faults := k.Check(rows, known)
	was, err := s.Store.CatalogueRows(ctx, k.Name)
	if err != nil {
		return CatalogueReport{}, err
	}
	r := CatalogueReport{Rows: clean, Faults: faults, Changes: k.Diff(was, clean)}
	if r.Faults == nil {
		r.Faults = []catalogue.TableFault{}
	}
	if r.Rows == nil {
		r.Rows = []catalogue.Row{}
	}
	return r, nil
}

// tryCatalogue reports on a table without changing anything.
func (s *Server) tryCatalogue(c *gin.Context) error {
	body, err := Bind[CatalogueBody](c)
	if err != nil {
		return err
	}
	k, err := s.catalogueOf(c)
	if err != nil {
		return err
	}
	r, err := s.checkCatalogue(c.Request.Context(), k, body.Rows)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, r)
	return nil
}

// readCatalogue reads an uploaded sheet and reports on it without changing anything.
func (s *Server) readCatalogue(c *gin.Context) error {
	body, err := Bind[CatalogueFile](c)
	if err != nil {
		return err
	}
	k, err := s.catalogueOf(c)
	if err != nil {
		return err
	}
	content, err := base64.StdEncoding.DecodeString(body.Content)
	if err != nil {
		return hotline.Invalid(hotline.FieldProblem{Name: "content_base64", Code: "malformed"})
	}
	rows, err := k.Read(content)
	if err != nil {
		return hotline.Invalid(hotline.FieldProblem{Name: "content_base64", Code: "malformed", Detail: err.Error()})
	}
	r, err := s.checkCatalogue(c.Request.Context(), k, rows)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, r)
	return nil
}

// CataloguePublished is the answer to a publication.
type CataloguePublished struct {
	Version int                `json:"version"`
	Changes []catalogue.Change `json:"changes"`
}

// publishCatalogue puts a whole table in force as the next version, or changes nothing.
func (s *Server) publishCatalogue(c *gin.Context) error {
	body, err := Bind[CatalogueBody](c)
	if err != nil {
		return err
	}
	k, err := s.catalogueOf(c)
	if err != nil {
		return err
	}
	if strings.TrimSpace(body.Reason) == "" {
		return hotline.Invalid(hotline.FieldProblem{Name: "reason", Code: "required", Detail: "请填写理由"})
	}
	r, err := s.checkCatalogue(c.Request.Context(), k, body.Rows)
	if err != nil {
		return err
	}
	if len(r.Faults) > 0 {
		return catalogueFaults(r.Faults)
	}
	if len(r.Changes) == 0 {
		return hotline.Invalid(hotline.FieldProblem{Name: "rows", Code: "unchanged", Detail: "没有任何更改"})
	}
	p := principal(c)
	return s.once(c, func(ctx context.Context, tx *sqlx.Tx) (int, any, error) {
		at := s.Clock().UTC()
		version, changes, err := s.Store.PublishCatalogue(ctx, tx, k, body.BaseVersion, r.Rows, s.actor(c, p), strings.TrimSpace(body.Reason), at.Truncate(time.Microsecond))
		if err != nil {
			return 0, nil, err
		}
		if err := s.recordWrite(ctx, c, tx, "catalogue", "publish", fmt.Sprintf("%s@%d", k.Name, version)); err != nil {
			return 0, nil, err
		}
		return http.StatusCreated, CataloguePublished{version, changes}, nil
	})
}

// catalogueFaults turns faults into a refusal that names the lines.
func catalogueFaults(faults []catalogue.TableFault) error {
	var bad []hotline.FieldProblem
	for _, f := range faults {
		bad = append(bad, hotline.FieldProblem{Name: fmt.Sprintf("rows[%d].%s", max(f.Line-1, 0), f.Column), Code: f.Code, Detail: fmt.Sprintf("第 %d 行：%s", f.Line, f.ZH)})
		if len(bad) == 50 {
			break
		}
	}
	return hotline.Invalid(bad...)
}
