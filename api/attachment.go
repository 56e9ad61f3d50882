package api

import (
	"context"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"minhu/internal/evidence"
	"minhu/internal/hotline"
	"minhu/internal/pii"
	"minhu/internal/store"
	"minhu/policies"
)

// AttachmentBody begins an upload. Media is what the browser believes; the bytes decide.
type AttachmentBody struct {
	Name    string `json:"name"`
	Media   string `json:"media"`
	Size    int64  `json:"size"`    // bytes
	Purpose string `json:"purpose"` // evidence 诉求材料, contact 联系凭证, handling 办理凭证
}

// Validate implements Validator.
func (b AttachmentBody) Validate() []hotline.FieldProblem {
	var bad []hotline.FieldProblem
	add := func(name, code, zh string) {
		bad = append(bad, hotline.FieldProblem{Name: name, Code: code, Detail: zh})
	}
	if utf8.RuneCountInString(b.Name) > 1000 {
		add("name", "too_long", "文件名过长")
	}
	switch b.Purpose {
	case "evidence", "contact", "handling":
	default:
		add("purpose", "not_a_choice", "请选择附件用途")
	}
	l, ok := evidence.LimitOf(b.Media)
	switch {
	case !ok:
		add("media", "not_a_choice", "不支持这种类型的文件")
	case b.Size <= 0:
		add("size", "too_short", "文件是空的")
	case b.Size > l.MaxBytes:
		add("size", "too_long", "文件超过 "+megabytes(l.MaxBytes))
	}
	return bad
}

// AttachmentView is an upload or a file of a matter.
type AttachmentView struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	Media    string    `json:"media"`
	Family   string    `json:"family"` // image, video, audio, document
	Purpose  string    `json:"purpose"`
	Size     int64     `json:"size"`
	Received int64     `json:"received"` // bytes
	Piece    int       `json:"piece"`    // pieces sent are multiples of this many bytes, the last one apart
	Stage    string    `json:"stage"`
	SHA256   string    `json:"sha256,omitempty"`
	By       string    `json:"by"` // citizen or staff
	At       time.Time `json:"at"`
}

// limits of what lies about without belonging to anything: one person's unfinished uploads.
const (
	maxDrafts     = 2 * evidence.MaxFiles
	maxDraftBytes = 400 << 20
	maxPieceBody  = 1 << 20
)

// listLimits tells the pages what may be handed in.
func (s *Server) listLimits(c *gin.Context) error {
	c.Header("Cache-Control", "public, max-age=300")
	writePage(c, evidence.Limits(), "")
	return nil
}

// beginUpload makes the row and the key of an upload. A retry under the same key finds the same one.
func (s *Server) beginUpload(c *gin.Context) error {
	body, err := Bind[AttachmentBody](c)
	if err != nil {
		return err
	}
	p, err := s.writer(c)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	own := policies.Resource{OwnerID: p.ID}
	if _, err := s.Authorize(c, "attachment", "upload", &own); err != nil {
		return err
	}
	if s.Vault.Dir == "" {
		return hotline.ErrStorageFull
	}
	key, err := s.keyOf(c, p)
	if err != nil {
		return err
	}
	root := s.Acts.Ring.Root()
	id := hotline.NewID(root.Namespace(), p.ID, "attachment", key)
	drafts, err := s.Store.DraftAttachments(ctx, p.ID)
	if err != nil {
		return err
	}
	var held int64
	for _, d := range drafts {
		if d.ID == id {
			c.JSON(http.StatusCreated, attachmentView(d))
			return nil
		}
		held += d.Size
	}
	if len(drafts) >= maxDrafts || held+body.Size > maxDraftBytes {
		return hotline.Fail(hotline.ErrUploadRefused, "未提交的附件过多，请先提交或删除。")
	}
	file, err := pii.NewFileKey(id)
	if err != nil {
		return err
	}
	r := store.AttachmentRow{ID: id, OwnerKind: p.Kind, OwnerID: p.ID, Purpose: body.Purpose, Name: evidence.CleanName(body.Name, ""), Declared: body.Media,
		Size: body.Size, KeySealed: root.SealDraftKey(file), Stage: "uploading", CreatedAt: s.Clock().UTC()}
	if err := s.Store.PutAttachment(ctx, r); err != nil {
		return err
	}
	c.JSON(http.StatusCreated, attachmentView(r))
	return nil
}

func attachmentView(r store.AttachmentRow) AttachmentView {
	v := AttachmentView{ID: r.ID, Name: r.Name, Media: orElse(r.Media, r.Declared), Purpose: r.Purpose, Size: r.Size, Received: r.Received, Piece: pii.PieceSize,
		Stage: r.Stage, SHA256: hexOf(r.SHA256), By: r.OwnerKind, At: r.CreatedAt.UTC()}
	if l, ok := evidence.LimitOf(v.Media); ok {
		v.Family = l.Family
		v.Name = evidence.CleanName(r.Name+"."+l.Ext, l.Ext)
	}
	return v
}

// draft reads an upload of the caller that belongs to nothing yet.
func (s *Server) draft(c *gin.Context) (store.AttachmentRow, error) {
	id, p := strings.ToLower(c.Param("id")), principal(c)
	if !isUUID(id) || p.ID == "" {
		return store.AttachmentRow{}, hotline.ErrNotFound
	}
	r, err := s.Store.AttachmentByID(c.Request.Context(), id)
	if err != nil {
		return r, err
	}
	if r.OwnerID != p.ID || r.Stage == "removed" {
		return r, hotline.ErrNotFound
	}
	return r, nil
}

// showUpload says how far an upload is, so that it can go on after a break.
func (s *Server) showUpload(c *gin.Context) error {
	r, err := s.draft(c)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, attachmentView(r))
	return nil
}

// removeUpload takes an upload back before it belongs to a matter.
func (s *Server) removeUpload(c *gin.Context) error {
	r, err := s.draft(c)
	if err != nil {
		return err
	}
	if r.Stage == "bound" {
		return hotline.Fail(hotline.ErrActNotAllowed, "附件已随诉求提交，不能删除。")
	}
	if err := s.dropUpload(c.Request.Context(), r.ID); err != nil {
		return err
	}
	c.Status(http.StatusNoContent)
	return nil
}

func (s *Server) dropUpload(ctx context.Context, id string) error {
	ok, err := s.Store.RemoveAttachment(ctx, id)
	if err != nil || !ok {
		return err
	}
	return s.Vault.Remove(id)
}

// listCaseFiles and listMessageFiles show the files of a matter to whoever may read it.
func (s *Server) listCaseFiles(c *gin.Context) error    { return s.listFiles(c, hotline.Case) }
func (s *Server) listMessageFiles(c *gin.Context) error { return s.listFiles(c, hotline.Message) }

func (s *Server) listFiles(c *gin.Context, agg hotline.Aggregate) error {
	id := strings.ToLower(c.Param("id"))
	if !isUUID(id) {
		return hotline.ErrNotFound
	}
	if _, err := s.mayReadMatter(c, string(agg), id); err != nil {
		s.refused(c, string(agg), "read", id, err)
		return err
	}
	rows, err := s.Store.AttachmentsOf(c.Request.Context(), id)
	if err != nil {
		return err
	}
	out := []AttachmentView{}
	for _, r := range rows {
		if principal(c).Kind == policies.KindCitizen && r.OwnerKind == policies.KindStaff {
			continue // proofs of handling are for the desks
		}
		out = append(out, attachmentView(r))
	}
	writePage(c, out, "")
	return nil
}

// mayReadMatter asks the policy whether the caller may read the matter a file belongs to.
func (s *Server) mayReadMatter(c *gin.Context, kind, id string) (policies.Decision, error) {
	load := s.caseSubject
	if kind == string(hotline.Message) {
		load = s.messageSubject
	}
	sub, err := load(c.Request.Context(), id)
	if err != nil {
		return policies.Decision{}, err
	}
	return s.Authorize(c, kind, "read", &sub.resource)
}
