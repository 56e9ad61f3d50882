package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"reflect"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"minhu/internal/hotline"
	"minhu/policies"
)

// BindingRow is a role held at a department.
type BindingRow struct {
	Role     string `json:"role"`
	DeptPath string `json:"dept_path"`
}

// Bindings is a list of them that the database keeps as JSON.
type Bindings []BindingRow

// Scan implements sql.Scanner.
func (b *Bindings) Scan(src any) error {
	raw, ok := src.([]byte)
	if !ok {
		return errors.New("bindings are JSON")
	}
	return json.Unmarshal(raw, b)
}

// Policy gives the bindings as the policy takes them.
func (b Bindings) Policy() []policies.Binding {
	out := make([]policies.Binding, len(b))
	for i, x := range b {
		out[i] = policies.Binding(x)
	}
	return out
}

// PersonRow is a member of staff as administrators see one.
type PersonRow struct {
	ID           string         `db:"id"`
	Username     string         `db:"username"`
	Name         string         `db:"name"`
	Title        string         `db:"title"`
	DepartmentID string         `db:"department_id"`
	Department   string         `db:"department"`
	DeptPath     string         `db:"dept_path"`
	Clearance    int            `db:"clearance"`
	DisabledAt   *time.Time     `db:"disabled_at"`
	Rev          int64          `db:"rev"`
	Demo         bool           `db:"demo"`
	HasPassword  bool           `db:"has_password"`
	Roles        Bindings       `db:"roles"`
	Proposal     sql.NullString `db:"proposal"` // the change that waits for a decision
	LastSeen     *time.Time     `db:"last_seen"`
}

// PersonState is what a change of a person sets: the whole of it, so that a later reader needs no sum of changes.
type PersonState struct {
	Name       string   `json:"name"`
	Title      string   `json:"title"`
	Department string   `json:"department"` // id
	Clearance  int      `json:"clearance"`
	Disabled   bool     `json:"disabled"`
	Roles      Bindings `json:"roles"`
}

// State is the person as a change would set it.
func (p PersonRow) State() PersonState {
	return PersonState{Name: p.Name, Title: p.Title, Department: p.DepartmentID, Clearance: p.Clearance,
		Disabled: p.DisabledAt != nil, Roles: p.Roles}
}

// PeopleFilter narrows the list of people; empty does not narrow.
type PeopleFilter struct {
	DeptPath string // this department and those below it
	Role     string
	Name     string // a part of the name or user name
	Disabled bool   // show the disabled too
}

// PeoplePage lists people by user name; after is the last user name of the page before.
func (s *Store) PeoplePage(ctx context.Context, f PeopleFilter, after string, limit int, now time.Time) ([]PersonRow, error) {
	rows := []PersonRow{}
	err := s.list(ctx, &rows, "people_page", now, f.DeptPath, likePrefix(f.DeptPath), f.Role, f.Name, f.Disabled, after, limit)
	return rows, err
}

// PersonByID reads one person; sql.ErrNoRows when there is none.
func (s *Store) PersonByID(ctx context.Context, id string, now time.Time) (PersonRow, error) {
	var p PersonRow
	err := s.get(ctx, &p, "person_by_id", now, id)
	return p, err
}

// PastBinding is a role as it was held from an instant to another; To is nil while it is in force.
type PastBinding struct {
	Role     string     `db:"role" json:"role"`
	DeptPath string     `db:"dept_path" json:"dept_path"`
	From     time.Time  `db:"valid_from" json:"from"`
	To       *time.Time `db:"valid_to" json:"to,omitempty"`
}

// PastBindings lists the newest 200 bindings of a person, those in force among them.
func (s *Store) PastBindings(ctx context.Context, id string) ([]PastBinding, error) {
	rows := []PastBinding{}
	err := s.list(ctx, &rows, "past_bindings", id)
	return rows, err
}

// AccessChangeRow is a proposal about one person and what became of it.
type AccessChangeRow struct {
	ID           string         `db:"id"`
	Version      int64          `db:"version"`
	StaffID      string         `db:"staff_id"`
	Username     string         `db:"username"`
	Before       []byte         `db:"before"` // a PersonState; nil for a new person
	After        []byte         `db:"after"`
	Reason       string         `db:"reason"`
	ProposedBy   string         `db:"proposed_by"`
	ProposedName string         `db:"proposed_name"`
	ProposedAt   time.Time      `db:"proposed_at"`
	Decision     string         `db:"decision"` // open, approved, rejected, withdrawn
	DecidedBy    sql.NullString `db:"decided_by"`
	DecidedName  string         `db:"decided_name"`
	DecidedAt    *time.Time     `db:"decided_at"`
	Note         string         `db:"note"`
}

// AccessChanges lists proposals, newest first, before a version (0: from the newest). staff and decision narrow when not empty;
// "decided" stands for every decision but open.
func (s *Store) AccessChanges(ctx context.Context, staff, decision string, before int64, limit int) ([]AccessChangeRow, error) {
	var id any
	if staff != "" {
		id = staff
	}
	rows := []AccessChangeRow{}
	err := s.list(ctx, &rows, "access_changes_page", id, decision, before, limit)
	return rows, err
}

// AccessChangeByID reads one proposal; sql.ErrNoRows when there is none.
func (s *Store) AccessChangeByID(ctx context.Context, id string) (AccessChangeRow, error) {
	var r AccessChangeRow
	err := s.get(ctx, &r, "access_change_by_id", id)
	return r, err
}

// UsernameTaken says whether a person or an open proposal has a user name, whatever its case.
func (s *Store) UsernameTaken(ctx context.Context, username string) (bool, error) {
	var yes bool
	err := s.get(ctx, &yes, "username_taken", username)
	return yes, err
}

// Hands counts what a person holds that somebody else would have to look after.
type Hands struct {
	Cases int64 `db:"cases" json:"cases"`
	Talks int64 `db:"talks" json:"talks"`
	Calls int64 `db:"calls" json:"calls"`
}

// HandsOf counts what a person holds now.
func (s *Store) HandsOf(ctx context.Context, id string) (Hands, error) {
	var h Hands
	err := s.get(ctx, &h, "hands_of", id)
	return h, err
}

// PeopleHolding counts who, but for one person, holds a role now and is not disabled.
func (s *Store) PeopleHolding(ctx context.Context, role, except string, now time.Time) (int, error) {
	var n int
	err := s.get(ctx, &n, "people_holding", role, now, except)
	return n, err
}

// ProposeAccess keeps a proposal in the caller's transaction and tells topics. A person with an open proposal is ErrAlreadyExists.
func (s *Store) ProposeAccess(ctx context.Context, tx *sqlx.Tx, r AccessChangeRow, topics []string) error {
	_, err := tx.StmtxContext(ctx, s.q("insert_access_change")).ExecContext(ctx, r.ID, r.StaffID, r.Username, string(r.Before), string(r.After), r.Reason, r.ProposedBy, r.ProposedName, r.ProposedAt)
	if isUnique(err) {
		return hotline.Fail(hotline.ErrAlreadyExists, "此人已有一项变更待审批，请先处理那一项。")
	}
	if err != nil {
		return err
	}
	return s.news(ctx, tx, topics, "staff", r.StaffID, 0, "access_open", r.ProposedAt)
}

// DecideAccess closes an open proposal and, when it is approved, puts it in force: person, bindings, sessions. topics are told. A
// proposal that is not open any more, or whose person changed since, is ErrStateChanged.
func (s *Store) DecideAccess(ctx context.Context, tx *sqlx.Tx, r AccessChangeRow, decision, byID, byName, note string, at time.Time, topics []string) error {
	run := func(name string, args ...any) (int64, error) {
		res, err := tx.StmtxContext(ctx, s.q(name)).ExecContext(ctx, args...)
		if err != nil {
			return 0, err
		}
		return res.RowsAffected()
	}
	if decision == "approved" {
		if err := s.unchanged(ctx, tx, r, at); err != nil {
			return err
		}
		var to PersonState
		if err := json.Unmarshal(r.After, &to); err != nil {
			return err
		}
		if err := s.putPerson(ctx, run, r, to, at); err != nil {
			return err
		}
	}
	n, err := run("decide_access_change", r.ID, decision, byID, byName, at, note)
	if err == nil && n == 0 {
		err = hotline.Stale(0)
	}
	if err != nil {
		return err
	}
	return s.news(ctx, tx, topics, "staff", r.StaffID, r.Version, "access_"+decision, at)
}

// unchanged locks the person of a proposal and refuses when he is not any more what the proposal began with. What is kept elsewhere (seat,
// extension, presence) makes no proposal stale.
func (s *Store) unchanged(ctx context.Context, tx *sqlx.Tx, r AccessChangeRow, at time.Time) error {
	var now PersonRow
	err := tx.StmtxContext(ctx, s.q("lock_person")).GetContext(ctx, &now, at, r.StaffID)
	if errors.Is(err, sql.ErrNoRows) && r.Before == nil {
		return nil
	}
	if err != nil {
		return err
	}
	var was PersonState
	if r.Before != nil {
		if err := json.Unmarshal(r.Before, &was); err != nil {
			return err
		}
	}
	if !reflect.DeepEqual(was, now.State()) {
		return hotline.Stale(now.Rev)
	}
	return nil
}

func (s *Store) putPerson(ctx context.Context, run func(string, ...any) (int64, error), r AccessChangeRow, to PersonState, at time.Time) error {
	var disabled *time.Time
	if to.Disabled {
		disabled = &at
	}
	if _, err := run("put_person", r.StaffID, r.Username, to.Name, to.Title, to.Department, to.Clearance, disabled); err != nil {
		if isUnique(err) {
			return hotline.Fail(hotline.ErrAlreadyExists, "账号已被占用。")
		}
		return err
	}
	roles, err := json.Marshal(append(Bindings{}, to.Roles...))
	if err != nil {
		return err
	}
	if _, err := run("end_bindings", r.StaffID, at, string(roles)); err != nil {
		return err
	}
	if _, err := run("begin_bindings", r.StaffID, at, string(roles)); err != nil {
		return err
	}
	if to.Disabled {
		_, err = run("delete_staff_sessions_of", r.StaffID)
	}
	return err
}

// Invite keeps the hash of a way in for a person; an earlier one that was not used ends.
func (s *Store) Invite(ctx context.Context, tx *sqlx.Tx, sha []byte, staff, by string, at, expires time.Time) error {
	_, err := tx.StmtxContext(ctx, s.q("insert_invitation")).ExecContext(ctx, sha, staff, by, at, expires)
	return err
}

// Invitation finds whom an invitation lets in; sql.ErrNoRows when it is used, ended or unknown.
func (s *Store) Invitation(ctx context.Context, sha []byte, now time.Time) (StaffLogin, error) {
	var l StaffLogin
	err := s.get(ctx, &l, "invitation", sha, now)
	return l, err
}

// UseInvitation sets the password of the person an invitation names, once, and ends the sessions there were.
func (s *Store) UseInvitation(ctx context.Context, sha []byte, staff, hash string, now time.Time) error {
	return s.InTx(ctx, func(tx *sqlx.Tx) error {
		res, err := tx.StmtxContext(ctx, s.q("use_invitation")).ExecContext(ctx, sha, now)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return errors.Join(sql.ErrNoRows, err)
		}
		if _, err := tx.StmtxContext(ctx, s.q("set_staff_password")).ExecContext(ctx, staff, hash); err != nil {
			return err
		}
		_, err = tx.StmtxContext(ctx, s.q("delete_staff_sessions_of")).ExecContext(ctx, staff)
		return err
	})
}

// isUnique says whether the database refused a second row of the same key.
func isUnique(err error) bool {
	var e *pq.Error
	return errors.As(err, &e) && e.Code == "23505"
}
