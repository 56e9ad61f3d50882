// Package testbed gives tests a real PostgreSQL and a real workflow engine.
//
// MINHU_TEST_DATABASE_URL names a server on which databases may be made; without it one private server is started for the
// test process. MINHU_TEST_TEMPORAL_ADDRESS (and MINHU_TEST_TEMPORAL_NAMESPACE) names an engine; without it the one built by
// `make engine` is started on that PostgreSQL. Both end with the test process, however it ends.
package testbed

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/url"
	"os"
	"sync"
	"testing"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"minhu/internal/pgserver"
	"minhu/internal/store"
)

// Variables that name servers for tests.
const (
	DatabaseVariable  = "MINHU_TEST_DATABASE_URL"
	TemporalVariable  = "MINHU_TEST_TEMPORAL_ADDRESS"
	NamespaceVariable = "MINHU_TEST_TEMPORAL_NAMESPACE"
)

// A test process can become the nurse of its own private server, so that tests need no program beside them.
func init() {
	if len(os.Args) > 1 && os.Args[1] == pgserver.Argument && os.Getenv(pgserver.Variable) != "" {
		os.Exit(pgserver.Nurse())
	}
}

// template is the migrated database of this test process from which every test's own is copied.
var template struct {
	once sync.Once
	name string
	err  error
}

// Database returns the URL of a fresh migrated database of the test's own. It is dropped when the test ends.
func Database(t testing.TB) string {
	t.Helper()
	template.once.Do(func() {
		template.name = "minhu_template_" + word()
		template.err = makeTemplate(server(t), template.name)
	})
	if template.err != nil {
		t.Fatalf("testbed: %v", template.err)
	}
	return create(t, template.name)
}

// EmptyDatabase returns the URL of a database of the test's own without any schema.
func EmptyDatabase(t testing.TB) string {
	t.Helper()
	return create(t, "template1")
}

func create(t testing.TB, from string) string {
	t.Helper()
	admin, name := server(t), "minhu_test_"+word()
	if err := run(admin, `create database `+pq.QuoteIdentifier(name)+` template `+pq.QuoteIdentifier(from)); err != nil {
		t.Fatalf("testbed: %v", err)
	}
	t.Cleanup(func() {
		if err := run(admin, `drop database if exists `+pq.QuoteIdentifier(name)+` with (force)`); err != nil {
			t.Errorf("testbed: %v", err)
		}
	})
	return on(admin, name)
}

// Main runs the tests of a package and drops its template database. It is for packages whose tests run against a server that
// lives on; without it the template stays there.
func Main(m *testing.M) int {
	code := m.Run()
	if template.name != "" && os.Getenv(DatabaseVariable) != "" {
		_ = run(os.Getenv(DatabaseVariable), `drop database if exists `+pq.QuoteIdentifier(template.name)+` with (force)`)
	}
	return code
}

func makeTemplate(admin, name string) error {
	if err := run(admin, `create database `+pq.QuoteIdentifier(name)); err != nil {
		return err
	}
	_, err := store.Migrate(context.Background(), on(admin, name))
	return err
}

// run executes one statement on a connection of its own: databases cannot be copied while anybody is connected to them.
func run(dsn, statement string) error {
	db, err := sqlx.Open("postgres", dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.Exec(statement)
	return err
}

// on is the URL of another database on the server of dsn.
func on(dsn, database string) string {
	u, err := url.Parse(dsn)
	if err != nil {
		return dsn
	}
	u.Path = "/" + database
	return u.String()
}

// word is a random name part, so that processes sharing a server do not meet.
func word() string {
	b := make([]byte, 6)
	_, _ = rand.Read(b)
	return hex.EncodeToString(b)
}
