package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/lib/pq"

	"minhu/internal/worktime"
)

// ClassRow is one class of matters. Scene groups classes for citizens.
type ClassRow struct {
	Code   string `db:"code" json:"code"`
	Parent string `db:"parent" json:"parent,omitempty"`
	Name   string `db:"name" json:"name"`
	Scene  string `db:"scene" json:"scene,omitempty"`
}

// DepartmentRow is one department.
type DepartmentRow struct {
	ID        string `db:"id" json:"id"`
	Path      string `db:"path" json:"path"`
	ParentID  string `db:"parent_id" json:"parent_id,omitempty"`
	Name      string `db:"name" json:"name"`
	ShortName string `db:"short_name" json:"short_name"`
	Level     int    `db:"level" json:"level"`
	Kind      string `db:"kind" json:"kind"`
	Phone     string `db:"phone" json:"phone,omitempty"`
}

// OutletRow is a service outlet (网点). Coordinates are GCJ-02 degrees.
type OutletRow struct {
	ID        string          `db:"id" json:"id"`
	Name      string          `db:"name" json:"name"`
	Kind      string          `db:"kind" json:"kind,omitempty"`
	District  string          `db:"district" json:"district,omitempty"`
	Address   string          `db:"address" json:"address"`
	Hours     string          `db:"hours" json:"hours"`
	Phone     string          `db:"phone" json:"phone"`
	Latitude  sql.NullFloat64 `db:"latitude" json:"-"`
	Longitude sql.NullFloat64 `db:"longitude" json:"-"`
	Services  pq.StringArray  `db:"services" json:"services,omitempty"`
}

// Classes reads the active class catalogue in its order.
func (s *Store) Classes(ctx context.Context) ([]ClassRow, error) {
	var rows []ClassRow
	err := s.list(ctx, &rows, "classes")
	return rows, err
}

// Departments reads the active departments by path.
func (s *Store) Departments(ctx context.Context) ([]DepartmentRow, error) {
	var rows []DepartmentRow
	err := s.list(ctx, &rows, "departments")
	return rows, err
}

// Outlets reads the service outlets in their order.
func (s *Store) Outlets(ctx context.Context) ([]OutletRow, error) {
	var rows []OutletRow
	err := s.list(ctx, &rows, "outlets")
	return rows, err
}

// SuggestDepartment asks the duty list which department leads a class in a district at an instant: what happens at night goes to
// who works at night; "" when it does not say.
func (s *Store) SuggestDepartment(ctx context.Context, class, district string, at time.Time) (string, error) {
	var id string
	err := s.get(ctx, &id, "suggest_department", class, district, at.In(worktime.Zone).Hour())
	if err == sql.ErrNoRows {
		return "", nil
	}
	return id, err
}
