package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// Department is one node of the tree of departments. Path is the materialised path (/city/district/office).
type Department struct {
	ID, Path, ParentID, Name, ShortName string
	Level                               int
	Kind, Phone                         string
}

// Staff is a new member of staff. PasswordHash is an encoded argon2id hash; empty means that nobody can sign in.
type Staff struct {
	ID, Username, Name, Title, PasswordHash, DepartmentID string
	Clearance, Capacity                                   int
	Demo                                                  bool
}

// StaffLogin is what signing in needs to know of an account.
type StaffLogin struct {
	ID           string
	Username     string
	Name         string
	Title        string
	PasswordHash string     `db:"password_hash"`
	DisabledAt   *time.Time `db:"disabled_at"`
}

// StaffSession is a session with its person. Roles and Paths run in parallel and hold the bindings valid at the time asked.
type StaffSession struct {
	ID             string
	Username       string
	Name           string
	Title          string
	Clearance      int
	DepartmentID   string         `db:"department_id"`
	DepartmentName string         `db:"department_name"`
	DepartmentPath string         `db:"department_path"`
	CreatedAt      time.Time      `db:"created_at"`
	LastSeen       time.Time      `db:"last_seen"`
	ExpiresAt      time.Time      `db:"expires_at"`
	Roles          pq.StringArray `db:"roles"`
	Paths          pq.StringArray `db:"paths"`
}

// DemoAccount is an account offered on the sign-in page of a demonstration city.
type DemoAccount struct {
	Username   string
	Name       string
	Title      string
	Department string
	Roles      pq.StringArray
}

// StaffByUsername finds an account, ignoring case; sql.ErrNoRows when there is none.
func (s *Store) StaffByUsername(ctx context.Context, username string) (StaffLogin, error) {
	var l StaffLogin
	err := s.get(ctx, &l, "staff_by_username", username)
	return l, err
}

// StaffBySession finds the session with that token hash, with the bindings valid at; sql.ErrNoRows when there is none or
// its account is disabled. Whether it has run out is the caller's to say.
func (s *Store) StaffBySession(ctx context.Context, tokenSHA []byte, at time.Time) (StaffSession, error) {
	var v StaffSession
	err := s.get(ctx, &v, "staff_by_session", tokenSHA, at)
	return v, err
}

// OpenStaffSession records a session.
func (s *Store) OpenStaffSession(ctx context.Context, tokenSHA []byte, staffID string, at, expires time.Time) error {
	_, err := s.exec(ctx, "insert_staff_session", tokenSHA, staffID, at, expires)
	return err
}

// TouchStaffSession moves the session's last use to at.
func (s *Store) TouchStaffSession(ctx context.Context, tokenSHA []byte, at time.Time) error {
	_, err := s.exec(ctx, "touch_staff_session", tokenSHA, at)
	return err
}

// CloseStaffSession ends one session; ending one that is gone is no error.
func (s *Store) CloseStaffSession(ctx context.Context, tokenSHA []byte) error {
	_, err := s.exec(ctx, "delete_staff_session", tokenSHA)
	return err
}

// CloseStaffSessionsOf ends all sessions of one person.
func (s *Store) CloseStaffSessionsOf(ctx context.Context, staffID string) error {
	_, err := s.exec(ctx, "delete_staff_sessions_of", staffID)
	return err
}

// DisableStaff disables an account and ends its sessions in one transaction.
func (s *Store) DisableStaff(ctx context.Context, staffID string, at time.Time) error {
	return s.InTx(ctx, func(tx *sqlx.Tx) error {
		if _, err := tx.StmtxContext(ctx, s.q("disable_staff")).ExecContext(ctx, staffID, at); err != nil {
			return err
		}
		_, err := tx.StmtxContext(ctx, s.q("delete_staff_sessions_of")).ExecContext(ctx, staffID)
		return err
	})
}

// SetStaffPassword replaces the password hash and ends all sessions of the person.
func (s *Store) SetStaffPassword(ctx context.Context, staffID, hash string) error {
	return s.InTx(ctx, func(tx *sqlx.Tx) error {
		if _, err := tx.StmtxContext(ctx, s.q("set_staff_password")).ExecContext(ctx, staffID, hash); err != nil {
			return err
		}
		_, err := tx.StmtxContext(ctx, s.q("delete_staff_sessions_of")).ExecContext(ctx, staffID)
		return err
	})
}

// DemoAccounts lists the accounts offered on the sign-in page; empty unless demonstration data were loaded.
func (s *Store) DemoAccounts(ctx context.Context) ([]DemoAccount, error) {
	out := []DemoAccount{}
	err := s.list(ctx, &out, "demo_accounts")
	return out, err
}

// InsertDepartment adds a department.
func (s *Store) InsertDepartment(ctx context.Context, d Department) error {
	_, err := s.exec(ctx, "insert_department", d.ID, d.Path, d.ParentID, d.Name, d.ShortName, d.Level, d.Kind, d.Phone)
	return err
}

// InsertStaff adds an account.
func (s *Store) InsertStaff(ctx context.Context, v Staff) error {
	_, err := s.exec(ctx, "insert_staff", v.ID, v.Username, v.Name, v.Title, v.PasswordHash, v.DepartmentID, v.Clearance, v.Capacity, v.Demo)
	return err
}

// BindRole gives staffID a role at a department path from a moment on; to nil means without end.
func (s *Store) BindRole(ctx context.Context, staffID, role, deptPath string, from time.Time, to *time.Time) error {
	_, err := s.exec(ctx, "insert_role_binding", staffID, role, deptPath, from, to)
	return err
}

// CitizenByToken finds the citizen with that token hash; sql.ErrNoRows when there is none.
func (s *Store) CitizenByToken(ctx context.Context, tokenSHA []byte) (string, error) {
	var id string
	err := s.get(ctx, &id, "citizen_by_token", tokenSHA)
	return id, err
}

// InsertCitizen records a citizen.
func (s *Store) InsertCitizen(ctx context.Context, id string, tokenSHA []byte, at time.Time) error {
	_, err := s.exec(ctx, "insert_citizen", id, tokenSHA, at)
	return err
}

// TakeLoginBucket adds one attempt to the bucket key, which drains at perSecond and holds most; false when it is full,
// and then nothing is added.
func (s *Store) TakeLoginBucket(ctx context.Context, key string, at time.Time, perSecond, most float64) (bool, error) {
	var level float64
	err := s.get(ctx, &level, "take_login_bucket", key, at, perSecond, most)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// GiveLoginBucket takes one attempt back out of the bucket key.
func (s *Store) GiveLoginBucket(ctx context.Context, key string) error {
	_, err := s.exec(ctx, "give_login_bucket", key)
	return err
}

// RememberLogin notes that a sign-in under key succeeded at a time.
func (s *Store) RememberLogin(ctx context.Context, key string, at time.Time) error {
	_, err := s.exec(ctx, "remember_login", "known "+key, at)
	return err
}

// RemembersLogin says whether a sign-in under key succeeded since.
func (s *Store) RemembersLogin(ctx context.Context, key string, since time.Time) (bool, error) {
	var yes bool
	err := s.get(ctx, &yes, "remembers_login", "known "+key, since)
	return yes, err
}

// LoginBucketLevel returns the present level of the bucket key.
func (s *Store) LoginBucketLevel(ctx context.Context, key string, at time.Time, perSecond float64) (float64, error) {
	var level float64
	err := s.get(ctx, &level, "level_login_bucket", key, at, perSecond)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return level, err
}

// ClearLoginBucket empties the bucket key.
func (s *Store) ClearLoginBucket(ctx context.Context, key string) error {
	_, err := s.exec(ctx, "clear_login_bucket", key)
	return err
}

// RememberLogins is how long an address counts as known for an account.
const RememberLogins = 30 * 24 * time.Hour

// SweepAccess removes what has run out: sessions, first answers older than 48 hours, drained login buckets.
func (s *Store) SweepAccess(ctx context.Context, now time.Time, idle time.Duration) error {
	if _, err := s.exec(ctx, "delete_staff_sessions_expired", now, now.Add(-idle)); err != nil {
		return err
	}
	if _, err := s.exec(ctx, "delete_idempotency_before", now.Add(-48*time.Hour)); err != nil {
		return err
	}
	_, err := s.exec(ctx, "delete_login_buckets_before", now.Add(-24*time.Hour), now.Add(-RememberLogins))
	return err
}
