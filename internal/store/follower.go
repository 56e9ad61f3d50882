package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/jmoiron/sqlx"
)

// FollowerRow is somebody who told of the same as a case (我也遇到).
type FollowerRow struct {
	ID      string         `db:"id"`
	CaseID  string         `db:"case_id"`
	PartyID string         `db:"party_id"`
	OwnerID sql.NullString `db:"owner_id"`
}

// Follower is what a case takes in when somebody joins it. The number's index comes from the party.
type Follower struct {
	ID, Party, Owner string
	QueryIndex       string
	Template         string // of the receipt; "" sends none
}

// FollowerByPhone finds who joined a case with a number; sql.ErrNoRows when nobody did.
func (s *Store) FollowerByPhone(ctx context.Context, caseID string, phoneIndex []byte) (FollowerRow, error) {
	var r FollowerRow
	err := s.get(ctx, &r, "follower_by_phone", caseID, phoneIndex)
	return r, err
}

// FollowerParty is the party of a follower; sql.ErrNoRows when there is none.
func (s *Store) FollowerParty(ctx context.Context, id string) (string, error) {
	var party string
	err := s.get(ctx, &party, "follower_party", id)
	return party, err
}

// JoinedRow is a matter that a citizen joined, as the own list shows it: nothing of whoever raised it.
type JoinedRow struct {
	ID             string    `db:"id"`
	Number         string    `db:"number"`
	Stage          string    `db:"stage"`
	ClassName      string    `db:"class_name"`
	DepartmentName string    `db:"department_name"`
	JoinedAt       time.Time `db:"joined_at"`
}

// JoinedBy lists the newest 50 matters that a citizen joined.
func (s *Store) JoinedBy(ctx context.Context, owner string) ([]JoinedRow, error) {
	var rows []JoinedRow
	err := s.list(ctx, &rows, "joined_by", owner)
	return rows, err
}

// follow writes the link and its receipt in the transaction of the joining act.
func (s *Store) follow(ctx context.Context, tx *sqlx.Tx, r Recording) error {
	f := r.Ties.Follower
	if _, err := tx.StmtxContext(ctx, s.q("put_follower")).ExecContext(ctx, f.ID, r.ID, f.Party, f.Owner, f.QueryIndex, r.Event.At); err != nil {
		return err
	}
	if f.Template == "" {
		return nil
	}
	_, err := tx.StmtxContext(ctx, s.q("tell_follower")).ExecContext(ctx, r.ID, r.Event.Seq, f.Template, f.ID, r.Event.At)
	return err
}

// NamedStaff is a member of staff as a note names him.
type NamedStaff struct {
	ID       string `db:"id"`
	Username string `db:"username"`
	Name     string `db:"name"`
}

// StaffNamed finds active people by user name, else by name; up to six.
func (s *Store) StaffNamed(ctx context.Context, word string) ([]NamedStaff, error) {
	var rows []NamedStaff
	err := s.list(ctx, &rows, "staff_named", word)
	return rows, err
}
