package store

import (
	"context"
	"time"
)

// JobExport is a list written as a file.
const JobExport = "export"

// RoleRow is one role of a member of staff.
type RoleRow struct {
	Role      string `db:"role"`
	Path      string `db:"path"`
	Clearance int    `db:"clearance"`
}

// StaffRoles reads the roles a member of staff holds at an instant; none when the account is closed.
func (s *Store) StaffRoles(ctx context.Context, id string, now time.Time) ([]RoleRow, error) {
	var rows []RoleRow
	err := s.list(ctx, &rows, "staff_roles", id, now)
	return rows, err
}

// ExportsOf reads the newest exports of a member of staff.
func (s *Store) ExportsOf(ctx context.Context, staff string) ([]TimeJob, error) {
	rows := []TimeJob{}
	err := s.list(ctx, &rows, "exports_of", staff)
	return rows, err
}

// ExportsOpen counts the exports of a member of staff that are not over.
func (s *Store) ExportsOpen(ctx context.Context, staff string) (int, error) {
	var n int
	err := s.get(ctx, &n, "exports_open", staff)
	return n, err
}

// PruneExports forgets exports that were asked for before an instant.
func (s *Store) PruneExports(ctx context.Context, before time.Time) error {
	_, err := s.exec(ctx, "prune_exports", before)
	return err
}
