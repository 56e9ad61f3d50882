package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"github.com/lib/pq"
)

// Setting reads a setting; nil when it was never set.
func (s *Store) Setting(ctx context.Context, name string) (json.RawMessage, error) {
	var v json.RawMessage
	err := s.get(ctx, &v, "setting", name)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return v, err
}

// PutSetting stores a setting as JSON.
func (s *Store) PutSetting(ctx context.Context, name string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = s.exec(ctx, "put_setting", name, string(b))
	return err
}

// PutDepartment stores a department that is not there yet.
func (s *Store) PutDepartment(ctx context.Context, d DepartmentRow) error {
	_, err := s.exec(ctx, "put_department", d.ID, d.Path, d.ParentID, d.Name, d.ShortName, d.Level, d.Kind, d.Phone)
	return err
}

// PutClass stores a class that is not there yet.
func (s *Store) PutClass(ctx context.Context, c ClassRow, sort int) error {
	_, err := s.exec(ctx, "put_class", c.Code, c.Parent, c.Name, c.Scene, sort)
	return err
}

// PutDuty stores a line of the duty list that is not there yet.
func (s *Store) PutDuty(ctx context.Context, class, district, department string) error {
	_, err := s.exec(ctx, "put_duty", class, district, department)
	return err
}

// PutOutlet stores an outlet that is not there yet.
func (s *Store) PutOutlet(ctx context.Context, o OutletRow, sort int) error {
	_, err := s.exec(ctx, "put_outlet", o.ID, o.Name, o.Kind, o.District, o.Address, o.Hours, o.Phone, o.Latitude, o.Longitude, pq.Array([]string(o.Services)), sort)
	return err
}

// PutDemoStaff stores a demonstration account that is not there yet.
func (s *Store) PutDemoStaff(ctx context.Context, id, username, name, title, hash, department string, capacity int, presence string, clearance int, number string) error {
	_, err := s.exec(ctx, "put_demo_staff", id, username, name, title, hash, department, capacity, presence, clearance, number)
	return err
}

// PutSkillGroup stores a skill group that is not there yet.
func (s *Store) PutSkillGroup(ctx context.Context, code, name string, scenes []string, sort int) error {
	_, err := s.exec(ctx, "put_skill_group", code, name, pq.Array(scenes), sort)
	return err
}

// PutSkill puts a member of staff into a skill group.
func (s *Store) PutSkill(ctx context.Context, staff, group string) error {
	_, err := s.exec(ctx, "put_skill", staff, group)
	return err
}

// PutTemplate stores a canned text that is not there yet.
func (s *Store) PutTemplate(ctx context.Context, code, use, title, body string, sort int) error {
	_, err := s.exec(ctx, "put_template", code, use, title, body, sort)
	return err
}

// PutBinding gives a member of staff a role at a department path.
func (s *Store) PutBinding(ctx context.Context, staff, role, path string) error {
	_, err := s.exec(ctx, "put_binding", staff, role, path)
	return err
}

// PutVisit stores how often a visitor came on a day.
func (s *Store) PutVisit(ctx context.Context, day, owner string, visits int) error {
	_, err := s.exec(ctx, "put_visit", day, owner, visits)
	return err
}

// MarkImported marks finished things as imported: they have rows and no workflow. of is conversations, cases or messages.
func (s *Store) MarkImported(ctx context.Context, of string, ids []string) error {
	_, err := s.exec(ctx, "mark_imported_"+of, pq.Array(ids))
	return err
}
