package api

import (
	"context"
	"crypto/hmac"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"minhu/internal/export"
	"minhu/internal/hotline"
	"minhu/internal/store"
	"minhu/policies"
)

// ExportBody asks for a list as a file. Query is the query of the list's own route, as it stands in an address.
type ExportBody struct {
	List   string `json:"list"`
	Format string `json:"format"`
	Query  string `json:"query,omitempty"`
}

// ExportView is an export with how far it has come. Link is there when the file is; it ends at LinkUntil and serves its owner only.
type ExportView struct {
	ID        string    `json:"id"`
	List      string    `json:"list"`
	Format    string    `json:"format"`
	State     string    `json:"state"`
	Rows      int       `json:"rows"`
	Bytes     int64     `json:"bytes,omitempty"`
	Cut       bool      `json:"cut,omitempty"` // the list was longer than 50,000 rows
	Fault     string    `json:"fault,omitempty"`
	CreatedAt time.Time `json:"created_at"`
	Link      string    `json:"link,omitempty"`
	LinkUntil time.Time `json:"link_until,omitzero"`
}

// linkLife is how long a link to a file holds; exportsAtOnce how many exports of one person may wait or run.
const (
	linkLife      = time.Hour
	exportsAtOnce = 3
)

// createExport queues a list as a file.
func (s *Server) createExport(c *gin.Context) error {
	b, err := Bind[ExportBody](c)
	if err != nil {
		return err
	}
	if s.Exports == "" {
		return hotline.ErrDatabaseUnavailable
	}
	if !slices.Contains(export.Lists, b.List) {
		return hotline.Invalid(hotline.FieldProblem{Name: "list", Code: "not_a_choice"})
	}
	if !slices.Contains(export.Formats, b.Format) {
		return hotline.Invalid(hotline.FieldProblem{Name: "format", Code: "not_a_choice"})
	}
	p, policy := principal(c), s.Policies.Load()
	need := map[string][2]string{"cases": {"case", "list"}, "messages": {"message", "list"}, "rates": {"rates", "read"}}[b.List]
	if !policy.May(p, need[0], need[1]) {
		return hotline.ErrForbidden
	}
	params, err := s.exportParams(c, b)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(params)
	if err != nil {
		return err
	}
	open, err := s.Store.ExportsOpen(c.Request.Context(), p.ID)
	if err != nil {
		return err
	}
	if open >= exportsAtOnce {
		return hotline.Fail(hotline.ErrActNotAllowed, "已有 3 个导出在进行，请等其中一个完成。")
	}
	j := store.TimeJob{ID: uuid.NewString(), Kind: store.JobExport, Params: raw, CreatedAt: s.Clock().UTC(), CreatedBy: p.ID, CreatedName: p.Name}
	return s.once(c, func(ctx context.Context, tx *sqlx.Tx) (int, any, error) {
		if err := s.Store.AddTimeJob(ctx, tx, j); err != nil {
			return 0, nil, err
		}
		if err := s.recordWrite(ctx, c, tx, "export", "create", b.List+"/"+j.ID+"?"+b.Query); err != nil {
			return 0, nil, err
		}
		return http.StatusAccepted, ExportView{ID: j.ID, List: b.List, Format: b.Format, State: store.JobQueued, CreatedAt: j.CreatedAt}, nil
	})
}

// exportParams reads the query as the list's own route does.
func (s *Server) exportParams(c *gin.Context, b ExportBody) (export.Params, error) {
	p := principal(c)
	params := export.Params{List: b.List, Format: b.Format, Viewer: p.ID, Name: p.Name}
	if _, err := url.ParseQuery(b.Query); err != nil || len(b.Query) > 1024 {
		return params, hotline.Invalid(hotline.FieldProblem{Name: "query", Code: "invalid"})
	}
	q := c.Copy()
	q.Request = c.Request.Clone(c.Request.Context())
	q.Request.URL.RawQuery = b.Query
	var err error
	switch b.List {
	case "cases":
		if err = onlyQuery(q, caseQuery...); err != nil {
			return params, err
		}
		params.Cases, err = s.caseFilter(q)
	case "messages":
		if err = onlyQuery(q, "stage"); err != nil {
			return params, err
		}
		params.Stage, err = choice(q, "stage", "open", "overdue", "submitted", "assigned", "replied", "closed", "converted")
	case "rates":
		if err = onlyQuery(q, ratesQuery...); err != nil {
			return params, err
		}
		var a ratesAsked
		if a, err = s.asked(q); err == nil {
			params.Rates = export.RatesParams{Period: a.period, Cutoff: a.cutoff, Imported: a.imported}
			if a.group != nil {
				params.Rates.Kinds = a.group.Kinds
			}
		}
	}
	return params, err
}

func (s *Server) exportView(p *policies.Principal, j store.TimeJob) (ExportView, error) {
	var params export.Params
	if err := json.Unmarshal(j.Params, &params); err != nil {
		return ExportView{}, err
	}
	v := ExportView{ID: j.ID, List: params.List, Format: params.Format, State: j.State, Rows: j.Done, Fault: j.Fault, CreatedAt: j.CreatedAt.UTC()}
	if j.State != store.JobDone || j.Result == nil {
		return v, nil
	}
	var res export.Result
	if err := json.Unmarshal(*j.Result, &res); err != nil {
		return v, err
	}
	v.Rows, v.Bytes, v.Cut = res.Rows, res.Bytes, res.Cut
	v.LinkUntil = s.Clock().UTC().Add(linkLife).Truncate(time.Second)
	until := strconv.FormatInt(v.LinkUntil.Unix(), 10)
	v.Link = "/api/v1/exports/" + j.ID + "/file?until=" + until + "&signature=" + s.exportMAC(p, j.ID, until)
	return v, nil
}

// exportMAC signs a link: it serves one person, one file, until one instant.
func (s *Server) exportMAC(p *policies.Principal, id, until string) string {
	return base64.RawURLEncoding.EncodeToString(s.cursorMAC(p, "export-file", []byte(id+"/"+until)))
}

// listExports reads the reader's own newest exports.
func (s *Server) listExports(c *gin.Context) error {
	if err := onlyQuery(c); err != nil {
		return err
	}
	rows, err := s.Store.ExportsOf(c.Request.Context(), principal(c).ID)
	if err != nil {
		return err
	}
	items := make([]ExportView, 0, len(rows))
	for _, j := range rows {
		v, err := s.exportView(principal(c), j)
		if err != nil {
			return err
		}
		items = append(items, v)
	}
	writePage(c, items, "")
	return nil
}

// ownExport reads an export of this reader; somebody else's is not there.
func (s *Server) ownExport(c *gin.Context) (store.TimeJob, error) {
	id := c.Param("id")
	if !isUUID(id) {
		return store.TimeJob{}, hotline.ErrNotFound
	}
	j, err := s.Store.TimeJob(c.Request.Context(), id)
	if errors.Is(err, sql.ErrNoRows) || err == nil && j.Kind != store.JobExport {
		return j, hotline.ErrNotFound
	}
	if err != nil {
		return j, err
	}
	_, err = s.Authorize(c, "export", "read", &policies.Resource{OwnerID: j.CreatedBy})
	return j, err
}

// showExport reads how far an export has come.
func (s *Server) showExport(c *gin.Context) error {
	j, err := s.ownExport(c)
	if err != nil {
		return err
	}
	v, err := s.exportView(principal(c), j)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, v)
	return nil
}

// sendExport sends the file to its owner while the link holds. Each sending is on the ledger.
func (s *Server) sendExport(c *gin.Context) error {
	if err := onlyQuery(c, "until", "signature"); err != nil {
		return err
	}
	j, err := s.ownExport(c)
	if err != nil {
		return err
	}
	p, until := principal(c), c.Query("until")
	unix, err := strconv.ParseInt(until, 10, 64)
	if err != nil || !hmac.Equal([]byte(c.Query("signature")), []byte(s.exportMAC(p, j.ID, until))) || s.Clock().After(time.Unix(unix, 0)) {
		return hotline.ErrNotFound
	}
	var params export.Params
	if err := json.Unmarshal(j.Params, &params); err != nil {
		return err
	}
	path := export.Path(s.Exports, j.ID, params.Format)
	if _, err := os.Stat(path); err != nil {
		return hotline.ErrNotFound
	}
	ctx := c.Request.Context()
	if err := s.Store.InTx(ctx, func(tx *sqlx.Tx) error { return s.recordWrite(ctx, c, tx, "export", "download", params.List+"/"+j.ID) }); err != nil {
		return err
	}
	c.Header("Cache-Control", "no-store")
	c.Header("X-Content-Type-Options", "nosniff")
	name := params.List + "-" + j.CreatedAt.UTC().Format("20060102-150405") + "." + params.Format
	c.FileAttachment(path, name)
	return nil
}
