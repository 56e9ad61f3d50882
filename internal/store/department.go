package store

import "context"

// DepartmentPaths maps the id of every active department to its materialised path.
func (s *Store) DepartmentPaths(ctx context.Context) (map[string]string, error) {
	var rows []struct {
		ID   string `db:"id"`
		Path string `db:"path"`
	}
	if err := s.list(ctx, &rows, "department_paths"); err != nil {
		return nil, err
	}
	out := make(map[string]string, len(rows))
	for _, r := range rows {
		out[r.ID] = r.Path
	}
	return out, nil
}
