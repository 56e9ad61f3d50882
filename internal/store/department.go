package store

import "context"

// Place is where a department stands: its materialised path and its level.
type Place struct {
	ID    string `db:"id"`
	Path  string `db:"path"`
	Level string `db:"level"` // as the rule sets name it
	Name  string `db:"short_name"`
}

// DepartmentPlaces maps the id of every active department to its place.
func (s *Store) DepartmentPlaces(ctx context.Context) (map[string]Place, error) {
	var rows []Place
	if err := s.list(ctx, &rows, "department_places"); err != nil {
		return nil, err
	}
	out := make(map[string]Place, len(rows))
	for _, r := range rows {
		out[r.ID] = r
	}
	return out, nil
}
