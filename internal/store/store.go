// Package store is the only room that speaks SQL. Queries live by name in queries/*.sql and are prepared when the store
// opens, so that a wrong query stops the start instead of a citizen. Each aggregate has one file.
package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"sort"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	_ "github.com/lib/pq" // the PostgreSQL driver
)

//go:embed queries/*.sql
var queryFiles embed.FS

// Store holds the connection pool and the prepared named queries. It is safe for concurrent use.
type Store struct {
	DB    *sqlx.DB
	stmts map[string]*sqlx.Stmt
	texts map[string]string

	dynamic dynamic
}

// Options bounds the pool. Zero values take the defaults noted at each field.
type Options struct {
	MaxConns int // 16
}

// Open connects to dsn, checks that the schema is the one this binary was built for, and prepares every named query.
// It fails with ErrSchemaOld or ErrSchemaNew when the migrations do not match.
func Open(ctx context.Context, dsn string, o Options) (*Store, error) {
	if o.MaxConns == 0 {
		o.MaxConns = 16
	}
	db, err := sqlx.ConnectContext(ctx, "postgres", dsn)
	if err != nil {
		return nil, fmt.Errorf("connect to the database: %w", err)
	}
	db.SetMaxOpenConns(o.MaxConns)
	db.SetMaxIdleConns(o.MaxConns)
	db.SetConnMaxIdleTime(10 * time.Minute)
	if err := checkSchema(ctx, db); err != nil {
		_ = db.Close()
		return nil, err
	}
	texts, err := namedQueries()
	if err != nil {
		_ = db.Close()
		return nil, err
	}
	s := &Store{DB: db, texts: texts, stmts: make(map[string]*sqlx.Stmt, len(texts))}
	names := make([]string, 0, len(texts))
	for name := range texts {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		st, err := db.PreparexContext(ctx, texts[name])
		if err != nil {
			_ = db.Close()
			return nil, fmt.Errorf("prepare query %s: %w", name, err)
		}
		s.stmts[name] = st
	}
	return s, nil
}

// Close releases the pool.
func (s *Store) Close() error { return s.DB.Close() }

// q returns a prepared query; an unknown name is a programming error found by the tests that call it.
func (s *Store) q(name string) *sqlx.Stmt {
	st, ok := s.stmts[name]
	if !ok {
		panic("store: no query named " + name)
	}
	return st
}

// text returns the SQL of a named query, for use inside a transaction that needs tx.StmtxContext's text form.
func (s *Store) text(name string) string {
	t, ok := s.texts[name]
	if !ok {
		panic("store: no query named " + name)
	}
	return t
}

// get reads one row of the named query into dest; sql.ErrNoRows when there is none.
func (s *Store) get(ctx context.Context, dest any, name string, args ...any) error {
	return s.q(name).GetContext(ctx, dest, args...)
}

// list reads all rows of the named query into dest.
func (s *Store) list(ctx context.Context, dest any, name string, args ...any) error {
	return s.q(name).SelectContext(ctx, dest, args...)
}

// exec runs the named query and returns the number of rows it changed.
func (s *Store) exec(ctx context.Context, name string, args ...any) (int64, error) {
	r, err := s.q(name).ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// InTx runs fn in one transaction and commits when it returns nil. The transaction is passed to unexported helpers; they
// reach prepared queries through tx.Stmtx(s.q(name)).
func (s *Store) InTx(ctx context.Context, fn func(tx *sqlx.Tx) error) error {
	tx, err := s.DB.BeginTxx(ctx, &sql.TxOptions{})
	if err != nil {
		return err
	}
	if err := fn(tx); err != nil {
		_ = tx.Rollback()
		return err
	}
	return tx.Commit()
}

var (
	blockLine   = regexp.MustCompile(`(?m)^-- (name|part): ([a-z][a-z0-9_]*)[ \t]*$`)
	includeLine = regexp.MustCompile(`(?m)^-- include: ([a-z][a-z0-9_]*)[ \t]*$`)
)

// namedQueries reads the embedded files. A block `-- name: x` is a query; a block `-- part: x` is a piece of SQL that a query
// of the same file takes in with `-- include: x`. A name used twice, an empty block or an unknown part is an error.
func namedQueries() (map[string]string, error) {
	out := map[string]string{}
	files, err := fs.Glob(queryFiles, "queries/*.sql")
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		b, err := queryFiles.ReadFile(f)
		if err != nil {
			return nil, err
		}
		if err := readBlocks(f, string(b), out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func readBlocks(file, src string, out map[string]string) error {
	parts := map[string]string{}
	queries := map[string]string{}
	marks := blockLine.FindAllStringSubmatchIndex(src, -1)
	for i, m := range marks {
		end := len(src)
		if i+1 < len(marks) {
			end = marks[i+1][0]
		}
		name, body := src[m[4]:m[5]], strings.TrimSuffix(strings.TrimSpace(src[m[1]:end]), ";")
		if body == "" {
			return fmt.Errorf("%s: block %s is empty", file, name)
		}
		if src[m[2]:m[3]] == "part" {
			parts[name] = body
			continue
		}
		if _, dup := out[name]; dup {
			return fmt.Errorf("%s: query %s stands twice", file, name)
		}
		queries[name] = body
		out[name] = body
	}
	for name, body := range queries {
		var missing string
		out[name] = includeLine.ReplaceAllStringFunc(body, func(l string) string {
			p := includeLine.FindStringSubmatch(l)[1]
			if parts[p] == "" {
				missing = p
			}
			return parts[p]
		})
		if missing != "" {
			return fmt.Errorf("%s: query %s includes unknown part %s", file, name, missing)
		}
		if strings.Contains(out[name], "-- include") {
			// Anything behind the name on that line would be a comment to the database, and the query another one.
			return fmt.Errorf("%s: query %s has an include that is not a line of its own", file, name)
		}
	}
	return nil
}
