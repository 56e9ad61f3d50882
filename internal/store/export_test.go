package store

// Text shows tests the SQL of a named query.
func (s *Store) Text(name string) string { return s.text(name) }
