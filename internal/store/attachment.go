package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// AttachmentRow is one file of evidence. The bytes lie sealed on disk; KeySealed opens them.
type AttachmentRow struct {
	ID          string         `db:"id"`
	OwnerKind   string         `db:"owner_kind"` // citizen, staff
	OwnerID     string         `db:"owner_id"`
	Purpose     string         `db:"purpose"` // evidence 诉求材料, contact 联系凭证, handling 办理凭证
	SubjectKind string         `db:"subject_kind"`
	SubjectID   sql.NullString `db:"subject_id"`
	Name        string         `db:"name"`
	Declared    string         `db:"declared"` // media type the browser named
	Media       string         `db:"media"`    // media type the bytes have
	Size        int64          `db:"size"`
	Received    int64          `db:"received"`
	SHA256      []byte         `db:"sha256"`
	KeySealed   []byte         `db:"key_sealed"`
	Stage       string         `db:"stage"` // uploading, ready, bound, removed
	CreatedAt   time.Time      `db:"created_at"`
	ReadyAt     sql.NullTime   `db:"ready_at"`
	BoundAt     sql.NullTime   `db:"bound_at"`
}

// PutAttachment stores the row of an upload that begins. A retry under the same id changes nothing.
func (s *Store) PutAttachment(ctx context.Context, r AttachmentRow) error {
	_, err := s.exec(ctx, "put_attachment", r.ID, r.OwnerKind, r.OwnerID, r.Purpose, r.Name, r.Declared, r.Size, r.KeySealed, r.CreatedAt)
	return err
}

// AttachmentByID reads one row; sql.ErrNoRows when there is none.
func (s *Store) AttachmentByID(ctx context.Context, id string) (AttachmentRow, error) {
	var r AttachmentRow
	err := s.get(ctx, &r, "attachment_by_id", id)
	return r, err
}

// Receive takes one piece of an upload: write gets the row while it is locked, stores the bytes and returns how many are there
// in all. Two pieces of one file never run side by side, in whatever process.
func (s *Store) Receive(ctx context.Context, id string, write func(AttachmentRow) (int64, error)) (AttachmentRow, error) {
	var r AttachmentRow
	err := s.InTx(ctx, func(tx *sqlx.Tx) error {
		if err := tx.StmtxContext(ctx, s.q("lock_attachment")).GetContext(ctx, &r, id); err != nil {
			return err
		}
		n, err := write(r)
		if err != nil {
			return err
		}
		if n == r.Received {
			return nil
		}
		r.Received = n
		_, err = tx.StmtxContext(ctx, s.q("attachment_received")).ExecContext(ctx, id, n)
		return err
	})
	return r, err
}

// Ready says that all bytes of an upload are there and what they are.
func (s *Store) Ready(ctx context.Context, id, media string, sum []byte, at time.Time) error {
	_, err := s.exec(ctx, "attachment_ready", id, media, sum, at)
	return err
}

// RemoveAttachment marks an upload that belongs to nothing yet as removed; false when it is bound or removed already.
func (s *Store) RemoveAttachment(ctx context.Context, id string) (bool, error) {
	n, err := s.exec(ctx, "attachment_removed", id)
	return n > 0, err
}

// AttachmentsOf reads the files of a case or message, oldest first.
func (s *Store) AttachmentsOf(ctx context.Context, subject string) ([]AttachmentRow, error) {
	var rows []AttachmentRow
	err := s.list(ctx, &rows, "attachments_of_subject", subject)
	return rows, err
}

// DraftAttachments reads the uploads of somebody that belong to nothing yet.
func (s *Store) DraftAttachments(ctx context.Context, owner string) ([]AttachmentRow, error) {
	var rows []AttachmentRow
	err := s.list(ctx, &rows, "drafts_of_owner", owner)
	return rows, err
}

// StaleAttachments reads ids of uploads that began before an instant and belong to nothing.
func (s *Store) StaleAttachments(ctx context.Context, before time.Time) ([]string, error) {
	var ids []string
	err := s.list(ctx, &ids, "stale_attachments", before)
	return ids, err
}

// Binding is an upload that becomes part of a matter: its file key sealed with the content key of that matter.
type Binding struct {
	ID  string
	Key []byte
}

// bind makes uploads part of a matter and returns how many were: fewer than given when another act had one of them.
func (s *Store) bind(ctx context.Context, tx *sqlx.Tx, kind, subject string, list []Binding, at time.Time) (int64, error) {
	ids, keys := make([]string, len(list)), make([][]byte, len(list))
	for i, b := range list {
		ids[i], keys[i] = b.ID, b.Key
	}
	r, err := tx.StmtxContext(ctx, s.q("bind_attachments")).ExecContext(ctx, kind, subject, at, pq.Array(ids), pq.Array(keys))
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// AddFileLook records that somebody opened a file of a matter; once a viewer, file and ten minutes.
func (s *Store) AddFileLook(ctx context.Context, e LedgerEntry, attachment string) error {
	_, err := s.exec(ctx, "add_file_look", e.At, e.ActorKind, e.ActorID, e.ActorName, e.SubjectKind, e.SubjectID, e.PolicyLine, e.PolicyVersion, e.RequestID, attachment)
	return err
}
