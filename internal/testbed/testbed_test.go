package testbed

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

func TestMain(m *testing.M) { os.Exit(Main(m)) }

func TestDatabasesAreApartAndMigrated(t *testing.T) {
	open := func(dsn string) *sqlx.DB {
		db, err := sqlx.Connect("postgres", dsn)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		return db
	}
	a, b := open(Database(t)), open(Database(t))
	var n int
	if err := a.Get(&n, `select count(*) from schema_migration`); err != nil || n == 0 {
		t.Fatalf("migrations applied: %d, %v", n, err)
	}
	if _, err := a.Exec(`create table only_here (x int)`); err != nil {
		t.Fatal(err)
	}
	var there bool
	if err := b.Get(&there, `select to_regclass('only_here') is not null`); err != nil || there {
		t.Fatalf("the other test's table is visible: %v, %v", there, err)
	}
	var tables int
	if err := open(EmptyDatabase(t)).Get(&tables, `select count(*) from pg_tables where schemaname = 'public'`); err != nil || tables != 0 {
		t.Fatalf("an empty database has %d tables, %v", tables, err)
	}
}

func TestDatabaseIsDroppedWithItsTest(t *testing.T) {
	var dsn string
	t.Run("inner", func(t *testing.T) { dsn = Database(t) })
	db, err := sqlx.Connect("postgres", dsn)
	if err == nil {
		db.Close()
		t.Fatal("the database is still there")
	}
}

func TestTemporalRunsAWorkflow(t *testing.T) {
	address, namespace, queue := Temporal(t)
	c, err := client.Dial(client.Options{HostPort: address, Namespace: namespace})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	w := worker.New(c, queue, worker.Options{})
	w.RegisterWorkflow(double)
	if err := w.Start(); err != nil {
		t.Fatal(err)
	}
	defer w.Stop()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	run, err := c.ExecuteWorkflow(ctx, client.StartWorkflowOptions{TaskQueue: queue}, double, 21)
	if err != nil {
		t.Fatal(err)
	}
	var got int
	if err := run.Get(ctx, &got); err != nil || got != 42 {
		t.Fatalf("got %d, %v", got, err)
	}
	_, _, other := Temporal(t)
	if other == queue {
		t.Fatal("two calls gave the same task queue")
	}
}

func double(_ workflow.Context, n int) (int, error) { return 2 * n, nil }
