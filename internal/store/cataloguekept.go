package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"minhu/internal/catalogue"
	"minhu/internal/hotline"
)

// CatalogueVersion is one publication of a catalogue.
type CatalogueVersion struct {
	Kind    string    `db:"kind" json:"-"`
	Version int       `db:"version" json:"version"`
	At      time.Time `db:"at" json:"at"`
	ByName  string    `db:"by_name" json:"by_name"`
	Reason  string    `db:"reason" json:"reason"`
	Changes int       `db:"changes" json:"changes"` // rows added, changed or removed
}

// CatalogueVersions lists the newest 50 publications of a catalogue.
func (s *Store) CatalogueVersions(ctx context.Context, kind string) ([]CatalogueVersion, error) {
	rows := []CatalogueVersion{}
	err := s.list(ctx, &rows, "catalogue_versions", kind)
	return rows, err
}

// CatalogueNewest is the number of the newest publication; 0 = as installed.
func (s *Store) CatalogueNewest(ctx context.Context, kind string) (int, error) {
	var n int
	err := s.get(ctx, &n, "catalogue_newest", kind)
	return n, err
}

// CatalogueAt reads the rows of a publication; sql.ErrNoRows when there is none.
func (s *Store) CatalogueAt(ctx context.Context, kind string, version int) ([]catalogue.Row, error) {
	var raw []byte
	if err := s.get(ctx, &raw, "catalogue_at", kind, version); err != nil {
		return nil, err
	}
	var rows []catalogue.Row
	return rows, json.Unmarshal(raw, &rows)
}

// CatalogueRows reads a catalogue as it is in force.
func (s *Store) CatalogueRows(ctx context.Context, kind string) ([]catalogue.Row, error) {
	rows, err := s.q("catalogue_" + kind).QueryxContext(ctx)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := []catalogue.Row{}
	for rows.Next() {
		m := map[string]any{}
		if err := rows.MapScan(m); err != nil {
			return nil, err
		}
		r := catalogue.Row{}
		for name, v := range m {
			text, ok := v.(string)
			if b, isBytes := v.([]byte); isBytes {
				text, ok = string(b), true
			}
			if ok && text != "" {
				r[name] = text
			}
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// PublishCatalogue puts a checked table in force and keeps it as the next version, in the caller's transaction. base is the
// version the editor saw: a newer one is ErrStateChanged. A department that is closed while it holds something is
// ErrCatalogueInUse.
func (s *Store) PublishCatalogue(ctx context.Context, tx *sqlx.Tx, k *catalogue.Kind, base int, rows []catalogue.Row, by hotline.Actor, reason string, at time.Time) (int, []catalogue.Change, error) {
	if _, err := tx.StmtxContext(ctx, s.q("lock_catalogue")).ExecContext(ctx); err != nil {
		return 0, nil, err
	}
	var newest int
	if err := tx.StmtxContext(ctx, s.q("catalogue_newest")).GetContext(ctx, &newest, k.Name); err != nil {
		return 0, nil, err
	}
	if newest != base {
		return 0, nil, &hotline.Problem{Code: hotline.ErrStateChanged, Rev: int64(newest)}
	}
	was, err := s.CatalogueRows(ctx, k.Name)
	if err != nil {
		return 0, nil, err
	}
	changes := k.Diff(was, rows)
	if k.Name == "seat" {
		if err := s.seatsAreKnown(ctx, tx, rows); err != nil {
			return 0, nil, err
		}
	}
	if k.Name == "department" {
		if err := s.departmentsMayClose(ctx, tx, changes); err != nil {
			return 0, nil, err
		}
	}
	body, err := numbered(rows)
	if err != nil {
		return 0, nil, err
	}
	run := func(name string, args ...any) error {
		_, err := tx.StmtxContext(ctx, s.q(name)).ExecContext(ctx, args...)
		return err
	}
	switch k.Name {
	case "class":
		err = run("replace_classes", body)
	case "duty":
		if err = run("clear_duties"); err == nil {
			err = run("insert_duties", body)
		}
	case "department":
		err = run("replace_departments", body)
	case "template":
		err = run("replace_templates", body)
	case "skill_group":
		err = run("replace_skill_groups", body)
	case "seat":
		if err = run("replace_seats", body); err == nil {
			if err = run("clear_skills"); err == nil {
				err = run("insert_skills", body)
			}
		}
	}
	if err != nil {
		return 0, nil, err
	}
	if k.Name == "seat" || k.Name == "skill_group" {
		// Who serves whom has changed: desks read it anew, and waiting talks are looked at again.
		if err := s.news(ctx, tx, []string{"role:agent", "role:supervisor"}, "agent", hotline.System.ID, 0, "seats", at); err != nil {
			return 0, nil, err
		}
	}
	kept, err := json.Marshal(rows)
	if err != nil {
		return 0, nil, err
	}
	diff, err := json.Marshal(changes)
	if err != nil {
		return 0, nil, err
	}
	return newest + 1, changes, run("add_catalogue_version", k.Name, newest+1, at, by.ID, by.Name, reason, string(kept), string(diff))
}

// numbered is the rows as JSON, each with its place in the table.
func numbered(rows []catalogue.Row) (string, error) {
	out := make([]map[string]any, len(rows))
	for i, r := range rows {
		m := map[string]any{"n": i}
		for k, v := range r {
			m[k] = v
		}
		out[i] = m
	}
	b, err := json.Marshal(out)
	return string(b), err
}

// seatsAreKnown refuses accounts that are not there: a seat belongs to a person.
func (s *Store) seatsAreKnown(ctx context.Context, tx *sqlx.Tx, rows []catalogue.Row) error {
	body, err := numbered(rows)
	if err != nil {
		return err
	}
	var unknown []string
	if err := tx.StmtxContext(ctx, s.q("unknown_seats")).SelectContext(ctx, &unknown, body); err != nil || len(unknown) == 0 {
		return err
	}
	return hotline.Fail(hotline.ErrCatalogueInUse, fmt.Sprintf("没有账号“%s”，请先建立账号。", strings.Join(unknown, "、")))
}

// departmentsMayClose refuses to close a department that still holds something, and to move one: paths stand in every case.
func (s *Store) departmentsMayClose(ctx context.Context, tx *sqlx.Tx, changes []catalogue.Change) error {
	var closing []string
	for _, c := range changes {
		switch {
		case c.What == "changed" && c.From["parent"] != c.To["parent"]:
			return hotline.Fail(hotline.ErrCatalogueInUse, fmt.Sprintf("“%s”的上级不能更改；请新建单位，把在办件改派过去，再停用原单位。", c.From["short_name"]))
		case c.What == "removed" && c.From["active"] == "yes", c.What == "changed" && c.From["active"] == "yes" && c.To["active"] != "yes":
			closing = append(closing, c.From["id"])
		}
	}
	if len(closing) == 0 {
		return nil
	}
	var held []struct {
		ID, Name        string
		Cases, Messages int
	}
	if err := tx.StmtxContext(ctx, s.q("departments_in_use")).SelectContext(ctx, &held, pq.Array(closing)); err != nil {
		return err
	}
	for _, h := range held {
		if h.Cases+h.Messages > 0 {
			return hotline.Fail(hotline.ErrCatalogueInUse, fmt.Sprintf("“%s”还有在办诉求 %d 件、留言 %d 件，请先改派再停用。", h.Name, h.Cases, h.Messages))
		}
	}
	return nil
}
