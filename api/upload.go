package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"syscall"
	"time"

	"github.com/gin-gonic/gin"

	"minhu/internal/evidence"
	"minhu/internal/hotline"
	"minhu/internal/pii"
	"minhu/internal/store"
	"minhu/policies"
)

// putPiece takes one piece of an upload at ?offset=. A piece that is there already is taken as received; one that leaves a gap is
// refused with what was received. The piece is on disk, sealed, before the answer goes out.
func (s *Server) putPiece(c *gin.Context) error {
	if media, _, err := mime.ParseMediaType(c.GetHeader("Content-Type")); err != nil || media != "application/octet-stream" {
		return hotline.ErrUnsupportedMediaType
	}
	offset, err := strconv.ParseInt(c.Query("offset"), 10, 64)
	if err != nil || offset < 0 {
		return badQuery("offset")
	}
	r, err := s.draft(c)
	if err != nil {
		return err
	}
	b, err := io.ReadAll(c.Request.Body)
	if err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return hotline.ErrBodyTooLarge
		}
		return hotline.ErrTimeout // cut off: the same piece may come again
	}
	r, err = s.Store.Receive(c.Request.Context(), r.ID, func(r store.AttachmentRow) (int64, error) {
		switch {
		case r.Stage == "ready" || r.Stage == "bound", r.Stage == "uploading" && offset+int64(len(b)) <= r.Received:
			return r.Received, nil
		case r.Stage != "uploading":
			return 0, hotline.ErrNotFound
		case offset != r.Received:
			return 0, &hotline.Problem{Code: hotline.ErrUploadOffset, Rev: r.Received}
		}
		key, err := s.Acts.Ring.Root().OpenDraftKey(r.ID, r.KeySealed)
		if err != nil {
			return 0, err
		}
		if err := s.Vault.WriteAt(r.ID, key, r.Size, offset, b); err != nil {
			return 0, writeFailure(err)
		}
		return offset + int64(len(b)), nil
	})
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, attachmentView(r))
	return nil
}

func writeFailure(err error) error {
	switch {
	case errors.Is(err, evidence.ErrPiece):
		return hotline.Fail(hotline.ErrUploadRefused, "分片长度应为 %d 字节的整数倍，或到文件末尾为止。", pii.PieceSize)
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return hotline.Fail(hotline.ErrStorageFull, "").Because(err)
	}
	return err
}

type completeBody struct {
	SHA256 string `json:"sha256"`
}

var sumShape = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Validate implements Validator.
func (b completeBody) Validate() []hotline.FieldProblem {
	if !sumShape.MatchString(b.SHA256) {
		return []hotline.FieldProblem{{Name: "sha256", Code: "malformed"}}
	}
	return nil
}

// completeUpload reads the whole file back from disk, compares its SHA-256 with what the browser counted, and decides by the first
// bytes what it is. What is not allowed is removed.
func (s *Server) completeUpload(c *gin.Context) error {
	body, err := Bind[completeBody](c)
	if err != nil {
		return err
	}
	r, err := s.draft(c)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	if r.Stage == "ready" || r.Stage == "bound" {
		if hexOf(r.SHA256) != body.SHA256 {
			return hotline.ErrIdempotencyKeyReused
		}
		c.JSON(http.StatusOK, attachmentView(r))
		return nil
	}
	if r.Received != r.Size {
		return &hotline.Problem{Code: hotline.ErrUploadOffset, Rev: r.Received}
	}
	sum, head, err := s.readBack(ctx, r)
	if err != nil {
		return err
	}
	media := evidence.Sniff(head)
	l, ok := evidence.LimitOf(media)
	zh := ""
	switch {
	case hexOf(sum) != body.SHA256:
		zh = "文件在传输中受损，请重新上传。"
	case !ok:
		zh = "文件内容不是可接受的类型，请上传图片、视频、录音或 PDF。"
	case r.Size > l.MaxBytes:
		zh = "文件超过 " + megabytes(l.MaxBytes) + "。"
	}
	if zh != "" {
		if err := s.dropUpload(ctx, r.ID); err != nil {
			return err
		}
		return hotline.Fail(hotline.ErrUploadRefused, "%s", zh)
	}
	if err := s.Store.Ready(ctx, r.ID, media, sum, s.Clock().UTC()); err != nil {
		return err
	}
	r.Stage, r.Media, r.SHA256 = "ready", media, sum
	c.JSON(http.StatusOK, attachmentView(r))
	return nil
}

func (s *Server) readBack(ctx context.Context, r store.AttachmentRow) (sum, head []byte, err error) {
	key, err := s.Acts.Ring.Root().OpenDraftKey(r.ID, r.KeySealed)
	if err != nil {
		return nil, nil, err
	}
	f, err := s.Vault.Open(r.ID, key, r.Size)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	h := sha256.New()
	var begin bytes.Buffer
	if _, err := io.Copy(io.MultiWriter(h, &begin), io.LimitReader(f, evidence.HeadSize)); err != nil {
		return nil, nil, err
	}
	buffer := make([]byte, pii.PieceSize)
	for {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		n, err := f.Read(buffer)
		h.Write(buffer[:n])
		if errors.Is(err, io.EOF) {
			return h.Sum(nil), begin.Bytes(), nil
		}
		if err != nil {
			return nil, nil, err
		}
	}
}

// fileTimeout is how long a file may take to be sent.
const fileTimeout = 15 * time.Minute

// sendFile sends a file to whoever may read its matter, or a draft to its owner. It is never shown as a page: attachment, no
// sniffing, a sandbox without scripts. Parts can be asked for, so that a film can be wound. Looks of staff are on record.
func (s *Server) sendFile(c *gin.Context) error {
	id, ctx, p := paramID(c), c.Request.Context(), principal(c)
	if !isUUID(id) || p.ID == "" {
		return hotline.ErrNotFound
	}
	r, err := s.Store.AttachmentByID(ctx, id)
	if err != nil {
		return err
	}
	key, err := s.fileKey(c, r)
	if err != nil {
		return err
	}
	f, err := s.Vault.Open(r.ID, key, r.Size)
	if err != nil {
		return err
	}
	defer f.Close()
	v := attachmentView(r)
	h := c.Writer.Header()
	h.Set("Content-Type", v.Media)
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s"; filename*=UTF-8''%s`, r.ID[:8]+"."+extOf(v.Media), url.PathEscape(v.Name)))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "private, no-store")
	// A browser that cannot wait keeps no connection longer than this.
	_ = http.NewResponseController(c.Writer).SetWriteDeadline(time.Now().Add(fileTimeout))
	http.ServeContent(c.Writer, c.Request, "", time.Time{}, f)
	return nil
}

// fileKey opens the key of a file for this reader, and records the look of a member of staff.
func (s *Server) fileKey(c *gin.Context, r store.AttachmentRow) (*pii.FileKey, error) {
	ctx, p := c.Request.Context(), principal(c)
	switch {
	case r.Stage == "ready" && r.OwnerID == p.ID:
		return s.Acts.Ring.Root().OpenDraftKey(r.ID, r.KeySealed)
	case r.Stage != "bound":
		return nil, hotline.ErrNotFound
	case p.Kind == policies.KindCitizen && r.OwnerKind == policies.KindStaff:
		return nil, hotline.ErrNotFound
	}
	d, err := s.mayReadMatter(c, r.SubjectKind, r.SubjectID.String)
	if err != nil {
		s.refused(c, r.SubjectKind, "read", r.SubjectID.String, err)
		return nil, err
	}
	if p.Kind == policies.KindStaff {
		subject := r.SubjectID.String
		if err := s.Store.AddFileLook(ctx, store.LedgerEntry{At: s.Clock(), ActorKind: p.Kind, ActorID: p.ID, ActorName: p.Name, SubjectKind: r.SubjectKind,
			SubjectID: &subject, PolicyLine: d.Line, PolicyVersion: d.Version, RequestID: RequestID(c)}, r.ID); err != nil {
			return nil, err
		}
	}
	key, err := s.Acts.Ring.OpenFileKey(ctx, r.SubjectID.String, r.ID, r.KeySealed)
	if errors.Is(err, pii.ErrKeyErased) {
		return nil, hotline.ErrContentErased
	}
	return key, err
}

func extOf(media string) string {
	l, _ := evidence.LimitOf(media)
	return orElse(l.Ext, "bin")
}

func hexOf(b []byte) string { return hex.EncodeToString(b) }

func megabytes(n int64) string { return strconv.FormatInt(n>>20, 10) + " MB" }
