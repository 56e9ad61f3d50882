package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"github.com/jmoiron/sqlx"

	"minhu/internal/notice"
)

// NoticeBirth is a notice that an event brings into being. Send: it goes out, beside what the page shows.
type NoticeBirth struct {
	notice.Birth
	Send bool
}

// noticeArgs is the last parameter of a case's and a message's recording: the notices as one JSON list.
func (r *Recording) noticeArgs() []any {
	type row struct {
		Template string        `json:"template"`
		Kind     string        `json:"kind"`
		Unit     string        `json:"unit"`
		Person   any           `json:"person"`
		Urgent   bool          `json:"urgent"`
		Alone    bool          `json:"alone"`
		Send     bool          `json:"send"`
		Params   notice.Params `json:"params"`
	}
	rows := make([]row, len(r.Notices))
	for i, n := range r.Notices {
		rows[i] = row{Template: n.Template, Kind: n.Kind, Unit: n.Unit, Urgent: n.Urgent, Alone: n.Alone, Send: n.Send, Params: n.Params}
		if n.Person != "" {
			rows[i].Person = n.Person
		}
	}
	b, err := json.Marshal(rows)
	if err != nil {
		return []any{"[]"} // maps and slices of texts always marshal
	}
	return []any{string(b)}
}

// NoticeRow is one notice to be sent.
type NoticeRow struct {
	ID            int64        `db:"id"`
	SubjectKind   string       `db:"subject_kind"`
	SubjectID     string       `db:"subject_id"`
	Seq           int64        `db:"seq"`
	Template      string       `db:"template"`
	RecipientKind string       `db:"recipient_kind"`
	RecipientID   string       `db:"recipient_id"`
	Number        string       `db:"number"`
	Urgent        bool         `db:"urgent"`
	Alone         bool         `db:"alone"`
	RawParams     []byte       `db:"params"`
	At            time.Time    `db:"at"`
	State         string       `db:"state"`
	Attempts      int          `db:"attempts"`
	NextAt        time.Time    `db:"next_at"`
	TryingAt      sql.NullTime `db:"trying_at"`
	Code          string       `db:"code"`
	PhoneIndex    []byte       `db:"phone_index"`
}

// Params reads what the text is made of.
func (n NoticeRow) Params() (p notice.Params, err error) {
	err = json.Unmarshal(n.RawParams, &p)
	return p, err
}

// ClaimNotices takes up to limit notices that are due at now and keeps others off them until lease.
func (s *Store) ClaimNotices(ctx context.Context, now, lease time.Time, limit int) ([]NoticeRow, error) {
	var rows []NoticeRow
	err := s.list(ctx, &rows, "claim_notices", now, lease, limit)
	return rows, err
}

// NextNotice is when the next notice is due; false when none waits.
func (s *Store) NextNotice(ctx context.Context) (time.Time, bool, error) {
	var at sql.NullTime
	err := s.get(ctx, &at, "next_notice")
	return at.Time, at.Valid, err
}

// BeginNotice records that an attempt begins, and, where a number is opened for it, that it is. false: the notice does not wait any more.
func (s *Store) BeginNotice(ctx context.Context, id int64, now time.Time, phoneIndex []byte, sender string, version int, opens bool) (bool, error) {
	var n int
	err := s.get(ctx, &n, "begin_notice", id, now, phoneIndex, sender, version, opens)
	return n == 1, err
}

// FinishNotice keeps the outcome of a notice for good: sent, refused, parked or off.
func (s *Store) FinishNotice(ctx context.Context, id int64, state, code, receipt string, at time.Time) error {
	_, err := s.exec(ctx, "finish_notice", id, state, code, receipt, at)
	return err
}

// PutOffNotice makes a notice due again at next; code says why.
func (s *Store) PutOffNotice(ctx context.Context, id int64, next time.Time, code string) error {
	_, err := s.exec(ctx, "put_off_notice", id, next, code)
	return err
}

// NumberIndex is the blind index of a recipient's number, a party's or a call-back's; nil when there is none.
func (s *Store) NumberIndex(ctx context.Context, kind, id string) ([]byte, error) {
	var b []byte
	err := s.get(ctx, &b, "number_index_of", kind, id)
	return b, err
}

// GroupNotices lets what else waits for the same number, due until the given instant, go along with one notice.
func (s *Store) GroupNotices(ctx context.Context, id int64, phoneIndex []byte, at, until time.Time) error {
	_, err := s.exec(ctx, "group_notices", id, phoneIndex, at, until)
	return err
}

// GroupedWith counts what goes along with a notice, and how much of it is of other subjects.
func (s *Store) GroupedWith(ctx context.Context, id int64) (n, others int, err error) {
	var r struct{ N, Others int }
	err = s.get(ctx, &r, "grouped_with", id)
	return r.N, r.Others, err
}

// SentToPhone counts the messages that a number got since an instant.
func (s *Store) SentToPhone(ctx context.Context, phoneIndex []byte, since time.Time) (int, error) {
	var n int
	err := s.get(ctx, &n, "sent_to_phone", phoneIndex, since)
	return n, err
}

// StaffNotice is one notice of a member of staff.
type StaffNotice struct {
	ID          int64        `db:"id"`
	SubjectKind string       `db:"subject_kind"`
	SubjectID   string       `db:"subject_id"`
	Template    string       `db:"template"`
	Number      string       `db:"number"`
	Urgent      bool         `db:"urgent"`
	RawParams   []byte       `db:"params"`
	At          time.Time    `db:"at"`
	ReadAt      sql.NullTime `db:"read_at"`
}

// NoticesOf lists the notices of a member of staff before an id (0 = the newest), newest first.
func (s *Store) NoticesOf(ctx context.Context, staff string, before int64, unread bool, limit int) ([]StaffNotice, error) {
	rows := []StaffNotice{}
	err := s.list(ctx, &rows, "notices_of_staff", staff, before, unread, limit)
	return rows, err
}

// UnreadNotices counts what a member of staff has not read, up to 100.
func (s *Store) UnreadNotices(ctx context.Context, staff string) (int, error) {
	var n int
	err := s.get(ctx, &n, "unread_notices", staff)
	return n, err
}

// ReadNotices marks as read: everything up to an id (0 = all), of one subject or of all ("").
func (s *Store) ReadNotices(ctx context.Context, staff string, upTo int64, subject string, at time.Time) error {
	_, err := s.exec(ctx, "read_notices", staff, upTo, subject, at)
	return err
}

// Delivery is one notice as an administrator sees it: to whom (masked), when, and how it went.
type Delivery struct {
	ID            int64        `db:"id"`
	SubjectKind   string       `db:"subject_kind"`
	SubjectID     string       `db:"subject_id"`
	Number        string       `db:"number"`
	Template      string       `db:"template"`
	RecipientKind string       `db:"recipient_kind"`
	Recipient     string       `db:"recipient"`
	Urgent        bool         `db:"urgent"`
	At            time.Time    `db:"at"`
	State         string       `db:"state"`
	Attempts      int          `db:"attempts"`
	NextAt        sql.NullTime `db:"next_at"`
	DoneAt        sql.NullTime `db:"done_at"`
	Code          string       `db:"code"`
	Sender        string       `db:"sender"`
	Receipt       string       `db:"receipt"`
}

// Deliveries lists notices of one state before an id (0 = the newest), newest first.
func (s *Store) Deliveries(ctx context.Context, state string, before int64, limit int) ([]Delivery, error) {
	rows := []Delivery{}
	err := s.list(ctx, &rows, "deliveries", state, before, limit)
	return rows, err
}

// DeliveryByID reads one; sql.ErrNoRows when there is none.
func (s *Store) DeliveryByID(ctx context.Context, id int64) (Delivery, error) {
	var d Delivery
	err := s.get(ctx, &d, "delivery", id)
	return d, err
}

// ResendNotice makes a parked or refused notice wait again, in the caller's transaction; false when it is neither.
func (s *Store) ResendNotice(ctx context.Context, tx *sqlx.Tx, id int64, at time.Time) (bool, error) {
	r, err := tx.StmtxContext(ctx, s.q("resend_notice")).ExecContext(ctx, id, at)
	if err != nil {
		return false, err
	}
	n, err := r.RowsAffected()
	if err == nil && n == 1 {
		_, err = tx.ExecContext(ctx, `select pg_notify('minhu_notice', '')`)
	}
	return n == 1, err
}

// NoticeCount tells how sending stands: waiting, of those late (tried and older than a quarter of an hour), parked, refused.
type NoticeCount struct{ Waiting, Late, Parked, Refused int }

// CountNotices counts at an instant, for the health figures and the doctor.
func (s *Store) CountNotices(ctx context.Context, now time.Time) (NoticeCount, error) {
	var n NoticeCount
	err := s.get(ctx, &n, "count_notices", now)
	return n, err
}

// PruneNotices removes what was told before an instant, some thousands at a time.
func (s *Store) PruneNotices(ctx context.Context, before time.Time) error {
	if _, err := s.exec(ctx, "prune_grouped", before); err != nil {
		return err
	}
	_, err := s.exec(ctx, "prune_notices", before)
	return err
}

// ParkedEffect is something a workflow owed another and that was refused for good.
type ParkedEffect struct {
	ID         int64     `db:"id"`
	SourceID   string    `db:"source_id"`
	SourceSeq  int64     `db:"source_seq"`
	Name       string    `db:"name"`
	TargetKind string    `db:"target_kind"`
	TargetID   string    `db:"target_id"`
	CreatedAt  time.Time `db:"created_at"`
	DoneAt     time.Time `db:"done_at"`
	Attempts   int       `db:"attempts"`
	LastCode   string    `db:"last_code"`
}

// ParkedEffects lists parked effects before an id (0 = the newest), newest first.
func (s *Store) ParkedEffects(ctx context.Context, before int64, limit int) ([]ParkedEffect, error) {
	rows := []ParkedEffect{}
	err := s.list(ctx, &rows, "parked_effects", before, limit)
	return rows, err
}

// MarkRow is a case or message one of whose clocks reached a mark.
type MarkRow struct {
	Aggregate string    `db:"aggregate"`
	ID        string    `db:"id"`
	Clocks    []byte    `db:"clocks"`
	At        time.Time `db:"at"`
}

// DueMarks lists up to 50 things whose people are to be reminded at now, the longest due first.
func (s *Store) DueMarks(ctx context.Context, now time.Time) ([]MarkRow, error) {
	var rows []MarkRow
	err := s.list(ctx, &rows, "due_marks", now)
	return rows, err
}

// NextMark is when the next reminder is due; false when none is.
func (s *Store) NextMark(ctx context.Context) (time.Time, bool, error) {
	var at sql.NullTime
	err := s.get(ctx, &at, "next_mark")
	return at.Time, at.Valid, err
}

// DropMark forgets a mark that nobody can be reminded of any more.
func (s *Store) DropMark(ctx context.Context, r MarkRow) error {
	_, err := s.exec(ctx, "drop_"+r.Aggregate+"_mark", r.ID, r.At)
	return err
}

// InstallNoticeTexts adds the texts of notices that the office's catalogue does not have yet.
func (s *Store) InstallNoticeTexts(ctx context.Context) error {
	for i, t := range notice.Templates() {
		if _, err := s.exec(ctx, "install_template", t.Code, t.Use(), t.Title, t.Text, 1000+i); err != nil {
			return err
		}
	}
	return nil
}

// NoticeText is the text of a notice in force; one that is not active is not sent.
type NoticeText struct {
	Code    string `db:"code"`
	Body    string `db:"body"`
	Active  bool   `db:"active"`
	Version int    `db:"version"`
}

// NoticeTexts reads the texts in force by code.
func (s *Store) NoticeTexts(ctx context.Context) (map[string]NoticeText, error) {
	var rows []NoticeText
	if err := s.list(ctx, &rows, "notice_texts"); err != nil {
		return nil, err
	}
	out := map[string]NoticeText{}
	for _, r := range rows {
		out[r.Code] = r
	}
	return out, nil
}

// Username is how a member of staff signs in, for a channel that reaches staff by it; sql.ErrNoRows when disabled.
func (s *Store) Username(ctx context.Context, staff string) (string, error) {
	var name string
	err := s.get(ctx, &name, "username_of", staff)
	return name, err
}

// NumberMask is the masked number of a recipient, a party's or a call-back's; sql.ErrNoRows when there is none.
func (s *Store) NumberMask(ctx context.Context, kind, id string) (string, error) {
	var mask string
	err := s.get(ctx, &mask, "number_mask_of", kind, id)
	return mask, err
}
