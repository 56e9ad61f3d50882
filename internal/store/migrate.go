package store

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"sort"
	"strconv"

	"github.com/jmoiron/sqlx"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// ErrSchemaOld says that migrations of this binary were not applied yet: run `minhu migrate`.
var ErrSchemaOld = errors.New("the database schema is older than this program: run `minhu migrate`")

// ErrSchemaNew says that the database was migrated by a newer binary; an older one must not write to it.
var ErrSchemaNew = errors.New("the database schema is newer than this program: start the newer version")

// migrateLock is the advisory lock that keeps two starting processes from migrating at once.
const migrateLock = 0x6d696e6875 // "minhu"

type migration struct {
	version int
	name    string
	sql     string
	sum     string
}

var migrationName = regexp.MustCompile(`^(\d{4})_([a-z0-9_]+)\.sql$`)

// migrations reads the embedded files in order. A gap or a doubled number is an error.
func migrations() ([]migration, error) {
	entries, err := fs.ReadDir(migrationFiles, "migrations")
	if err != nil {
		return nil, err
	}
	var out []migration
	for _, e := range entries {
		m := migrationName.FindStringSubmatch(e.Name())
		if m == nil {
			return nil, fmt.Errorf("migration %s is not named NNNN_name.sql", e.Name())
		}
		b, err := migrationFiles.ReadFile("migrations/" + e.Name())
		if err != nil {
			return nil, err
		}
		v, _ := strconv.Atoi(m[1])
		sum := sha256.Sum256(b)
		out = append(out, migration{version: v, name: m[2], sql: string(b), sum: hex.EncodeToString(sum[:])})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].version < out[j].version })
	for i, m := range out {
		if m.version != i+1 {
			return nil, fmt.Errorf("migration %04d_%s: expected number %04d", m.version, m.name, i+1)
		}
	}
	return out, nil
}

// Migrate brings the schema of dsn up to this binary, one transaction per migration, under an advisory lock. It is
// harmless to run again, refuses a newer schema with ErrSchemaNew, and refuses a migration whose text changed after it
// was applied. It returns the number of migrations applied.
func Migrate(ctx context.Context, dsn string) (int, error) {
	db, err := sqlx.ConnectContext(ctx, "postgres", dsn)
	if err != nil {
		return 0, fmt.Errorf("connect to the database: %w", err)
	}
	defer db.Close()
	conn, err := db.Connx(ctx)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, `select pg_advisory_lock($1)`, migrateLock); err != nil {
		return 0, err
	}
	defer conn.ExecContext(context.WithoutCancel(ctx), `select pg_advisory_unlock($1)`, migrateLock)
	if _, err := conn.ExecContext(ctx, `create table if not exists schema_migration (
		version int primary key, name text not null, sum text not null, applied_at timestamptz not null default now())`); err != nil {
		return 0, err
	}
	all, err := migrations()
	if err != nil {
		return 0, err
	}
	var done []struct {
		Version int
		Sum     string
	}
	if err := conn.SelectContext(ctx, &done, `select version, sum from schema_migration order by version`); err != nil {
		return 0, err
	}
	if len(done) > len(all) {
		return 0, ErrSchemaNew
	}
	for i, d := range done {
		if d.Version != all[i].version || d.Sum != all[i].sum {
			return 0, fmt.Errorf("migration %04d_%s was changed after it was applied", all[i].version, all[i].name)
		}
	}
	n := 0
	for _, m := range all[len(done):] {
		tx, err := conn.BeginTxx(ctx, nil)
		if err != nil {
			return n, err
		}
		if _, err := tx.ExecContext(ctx, m.sql); err != nil {
			_ = tx.Rollback()
			return n, fmt.Errorf("migration %04d_%s: %w", m.version, m.name, err)
		}
		if _, err := tx.ExecContext(ctx, `insert into schema_migration(version, name, sum) values ($1,$2,$3)`, m.version, m.name, m.sum); err != nil {
			_ = tx.Rollback()
			return n, err
		}
		if err := tx.Commit(); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// checkSchema compares the newest applied migration with the newest embedded one.
func checkSchema(ctx context.Context, db *sqlx.DB) error {
	all, err := migrations()
	if err != nil {
		return err
	}
	var exists bool
	if err := db.GetContext(ctx, &exists, `select to_regclass('schema_migration') is not null`); err != nil {
		return err
	}
	if !exists {
		return ErrSchemaOld
	}
	var v int
	if err := db.GetContext(ctx, &v, `select coalesce(max(version),0) from schema_migration`); err != nil {
		return err
	}
	switch {
	case v < len(all):
		return ErrSchemaOld
	case v > len(all):
		return ErrSchemaNew
	}
	return nil
}
