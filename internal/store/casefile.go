package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"github.com/lib/pq"

	"minhu/internal/hotline"
)

// CaseRow is a case as the read model keeps it, with the names that pages show.
type CaseRow struct {
	ID             string          `db:"id"`
	Number         string          `db:"number"`
	Rev            int64           `db:"rev"`
	Stage          string          `db:"stage"`
	Kind           string          `db:"kind"`
	Class          string          `db:"class"`
	ClassName      string          `db:"class_name"`
	Title          string          `db:"title"`
	Content        string          `db:"content"`
	ContentSealed  []byte          `db:"content_sealed"`
	Place          string          `db:"place"`
	District       string          `db:"district"`
	Urgency        string          `db:"urgency"`
	Confidential   bool            `db:"confidential"`
	WantsReply     bool            `db:"wants_reply"`
	OwnerID        sql.NullString  `db:"owner_id"`
	PartyID        sql.NullString  `db:"party_id"`
	ConversationID sql.NullString  `db:"conversation_id"`
	Channel        string          `db:"channel"`
	RegisteredBy   string          `db:"registered_by"`
	Department     string          `db:"department"`
	DepartmentName string          `db:"department_name"`
	DeptPath       string          `db:"dept_path"`
	AssigneeID     sql.NullString  `db:"assignee_id"`
	AssigneeName   string          `db:"assignee_name"`
	AssistPaths    pq.StringArray  `db:"assist_paths"`
	Accused        string          `db:"accused"`
	AccusedPath    string          `db:"accused_path"`
	Clocks         json.RawMessage `db:"clocks"`
	TableVersion   int             `db:"table_version"`
	Facts          json.RawMessage `db:"facts"`
	Record         string          `db:"record"`
	Comment        string          `db:"comment"`
	Line           string          `db:"line"`
	FirstSatisfied sql.NullInt16   `db:"first_satisfied"`
	FirstContactAt sql.NullTime    `db:"first_contact_at"`
	NextDueAt      sql.NullTime    `db:"next_due_at"`
	NextClock      string          `db:"next_clock"`
	ReplyDueAt     sql.NullTime    `db:"reply_due_at"`
	Overdue        bool            `db:"overdue"`
	Supervised     bool            `db:"supervised"`
	Redos          int             `db:"redos"`
	Reminders      int             `db:"reminders"`
	DeclineCode    string          `db:"decline_code"`
	PublicReply    string          `db:"public_reply"`
	Contacted      string          `db:"contacted"`
	Solved         string          `db:"solved"`
	Satisfied      sql.NullInt16   `db:"satisfied"`
	RegisteredAt   time.Time       `db:"registered_at"`
	AcceptedAt     sql.NullTime    `db:"accepted_at"`
	DispatchedAt   sql.NullTime    `db:"dispatched_at"`
	SignedAt       sql.NullTime    `db:"signed_at"`
	RepliedAt      sql.NullTime    `db:"replied_at"`
	ClosedAt       sql.NullTime    `db:"closed_at"`
	Imported       bool            `db:"imported"`
	NameMask       string          `db:"name_mask"`
	PhoneMask      string          `db:"phone_mask"`
	AddressMask    string          `db:"address_mask"`
}

// State gives the row as the vocabulary has it, for the transition table.
func (r CaseRow) State() (hotline.State, error) {
	s := hotline.State{Aggregate: hotline.Case, ID: r.ID, Stage: hotline.Stage(r.Stage), Rev: r.Rev, Kind: r.Kind, Urgency: r.Urgency, Class: r.Class,
		Department: r.Department, Confidential: r.Confidential, Accused: r.Accused, Citizen: r.OwnerID.String, Supervised: r.Supervised, Redos: r.Redos,
		Reminders: r.Reminders, Table: r.TableVersion}
	if err := json.Unmarshal(r.Facts, &s.Facts); err != nil {
		return s, err
	}
	return s, json.Unmarshal(r.Clocks, &s.Clocks)
}

// CaseByID reads one case; sql.ErrNoRows when there is none.
func (s *Store) CaseByID(ctx context.Context, id string) (CaseRow, error) {
	var r CaseRow
	err := s.get(ctx, &r, "case_by_id", id)
	return r, err
}

// MessageRow is a message (留言) as the read model keeps it.
type MessageRow struct {
	ID             string          `db:"id"`
	Number         string          `db:"number"`
	Rev            int64           `db:"rev"`
	Stage          string          `db:"stage"`
	Title          string          `db:"title"`
	Content        string          `db:"content"`
	Class          string          `db:"class"`
	ClassName      string          `db:"class_name"`
	District       string          `db:"district"`
	OwnerID        sql.NullString  `db:"owner_id"`
	PartyID        sql.NullString  `db:"party_id"`
	ConversationID sql.NullString  `db:"conversation_id"`
	Channel        string          `db:"channel"`
	Department     string          `db:"department"`
	DepartmentName string          `db:"department_name"`
	DeptPath       string          `db:"dept_path"`
	AssigneeID     sql.NullString  `db:"assignee_id"`
	AssistPaths    pq.StringArray  `db:"assist_paths"`
	Confidential   bool            `db:"confidential"`
	AccusedPath    string          `db:"accused_path"`
	Clocks         json.RawMessage `db:"clocks"`
	NextDueAt      sql.NullTime    `db:"next_due_at"`
	NextClock      string          `db:"next_clock"`
	Overdue        bool            `db:"overdue"`
	PublicReply    string          `db:"public_reply"`
	TableVersion   int             `db:"table_version"`
	Published      bool            `db:"published"`
	MayPublish     bool            `db:"may_publish"`
	ConvertedID    sql.NullString  `db:"converted_id"`
	Satisfied      sql.NullInt16   `db:"satisfied"`
	Solved         string          `db:"solved"`
	SubmittedAt    time.Time       `db:"submitted_at"`
	AssignedAt     sql.NullTime    `db:"assigned_at"`
	RepliedAt      sql.NullTime    `db:"replied_at"`
	ClosedAt       sql.NullTime    `db:"closed_at"`
	Imported       bool            `db:"imported"`
	NameMask       string          `db:"name_mask"`
	PhoneMask      string          `db:"phone_mask"`
	AddressMask    string          `db:"address_mask"`
}

// State gives the row as the vocabulary has it, for the transition table.
func (r MessageRow) State() (hotline.State, error) {
	s := hotline.State{Aggregate: hotline.Message, ID: r.ID, Stage: hotline.Stage(r.Stage), Rev: r.Rev, Class: r.Class, Department: r.Department,
		Citizen: r.OwnerID.String, Table: r.TableVersion, Facts: hotline.Facts{Agreed: r.MayPublish, Published: r.Published}}
	return s, json.Unmarshal(r.Clocks, &s.Clocks)
}

// MessageByID reads one message; sql.ErrNoRows when there is none.
func (s *Store) MessageByID(ctx context.Context, id string) (MessageRow, error) {
	var r MessageRow
	err := s.get(ctx, &r, "message_by_id", id)
	return r, err
}

// Tracked is a case or message found by its query code; Last4 is the blind index of the last four digits.
type Tracked struct {
	ID    string `db:"id"`
	Last4 []byte `db:"phone_last4"`
}

// ByQueryCode finds what a query code belongs to; sql.ErrNoRows when it belongs to nothing.
func (s *Store) ByQueryCode(ctx context.Context, index string) (kind string, t Tracked, err error) {
	if err = s.get(ctx, &t, "cases_by_query", index); err == nil {
		return "case", t, nil
	}
	if err != sql.ErrNoRows {
		return "", t, err
	}
	if err = s.get(ctx, &t, "messages_by_query", index); err != sql.ErrNoRows {
		return "message", t, err
	}
	err = s.get(ctx, &t, "followers_by_query", index)
	return "case", t, err
}

// OwnCase is a case or message as its citizen's list shows it.
type OwnCase struct {
	ID        string       `db:"id"`
	Number    string       `db:"number"`
	Stage     string       `db:"stage"`
	Kind      string       `db:"kind"`
	Title     string       `db:"title"`
	At        time.Time    `db:"registered_at"`
	Submitted time.Time    `db:"submitted_at"`
	NextDueAt sql.NullTime `db:"next_due_at"`
	Overdue   bool         `db:"overdue"`
}

// CasesOf reads the newest 50 cases of a citizen.
func (s *Store) CasesOf(ctx context.Context, owner string) ([]OwnCase, error) {
	var rows []OwnCase
	err := s.list(ctx, &rows, "cases_of_owner", owner)
	return rows, err
}

// MessagesOf reads the newest 50 messages of a citizen.
func (s *Store) MessagesOf(ctx context.Context, owner string) ([]OwnCase, error) {
	var rows []OwnCase
	err := s.list(ctx, &rows, "messages_of_owner", owner)
	return rows, err
}

// PublicReply is the text that a case's citizen reads.
func (s *Store) PublicReply(ctx context.Context, id string) (string, error) {
	var text string
	err := s.get(ctx, &text, "public_reply", id)
	return text, err
}

// PartyOf is the party of a message; "" when it has none.
func (s *Store) PartyOf(ctx context.Context, message string) (string, error) {
	var id string
	err := s.get(ctx, &id, "party_of_message", message)
	return id, err
}

// StaffPaths are the department paths at which a member of staff holds a role; none when there is no such person.
func (s *Store) StaffPaths(ctx context.Context, id string) ([]string, error) {
	var paths []string
	err := s.list(ctx, &paths, "staff_paths", id)
	return paths, err
}

// OpenOnOldTable lists ids of open cases or messages that go by an older transition table, after an id; 200 at a time.
func (s *Store) OpenOnOldTable(ctx context.Context, agg hotline.Aggregate, version int, after string) ([]string, error) {
	var ids []string
	name := "open_cases_on_old_table"
	if agg == hotline.Message {
		name = "open_messages_on_old_table"
	}
	err := s.list(ctx, &ids, name, version, after)
	return ids, err
}
