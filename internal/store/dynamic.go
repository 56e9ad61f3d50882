package store

import (
	"context"
	"sync"

	"github.com/jmoiron/sqlx"
)

// dynamic keeps prepared statements of queries that are built in Go because their scope is compiled from the policy. Their
// texts are few: one for each role's scope and filter. A text beyond the bound runs unprepared.
type dynamic struct {
	mu    sync.Mutex
	stmts map[string]*sqlx.Stmt
}

const dynamicMax = 256

// rows runs a built query and scans all rows into dest.
func (s *Store) rows(ctx context.Context, dest any, query string, args []any) error {
	st, err := s.built(ctx, query)
	if err != nil {
		return err
	}
	if st == nil {
		return s.DB.SelectContext(ctx, dest, query, args...)
	}
	return st.SelectContext(ctx, dest, args...)
}

func (s *Store) built(ctx context.Context, query string) (*sqlx.Stmt, error) {
	s.dynamic.mu.Lock()
	defer s.dynamic.mu.Unlock()
	if st := s.dynamic.stmts[query]; st != nil {
		return st, nil
	}
	if len(s.dynamic.stmts) >= dynamicMax {
		return nil, nil
	}
	st, err := s.DB.PreparexContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if s.dynamic.stmts == nil {
		s.dynamic.stmts = map[string]*sqlx.Stmt{}
	}
	s.dynamic.stmts[query] = st
	return st, nil
}
