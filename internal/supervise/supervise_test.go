package supervise_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	_ "github.com/lib/pq"
	"go.temporal.io/sdk/client"

	"minhu/internal/supervise"
)

// mark leaves a row in the database and a workflow in the engine.
func mark(t *testing.T, s *supervisor) {
	t.Helper()
	db, err := sqlx.Connect("postgres", s.value("DATABASE_URL"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`create table mark (x int)`); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`insert into mark values (12345)`); err != nil {
		t.Fatal(err)
	}
	c, err := client.Dial(client.Options{HostPort: s.value("TEMPORAL_ADDRESS"), Logger: quietLog{}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if _, err := c.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: "mark", TaskQueue: "nobody"}, "waits"); err != nil {
		t.Fatal(err)
	}
}

// marked tells whether both are there.
func marked(s *supervisor) bool {
	db, err := sqlx.Open("postgres", s.value("DATABASE_URL"))
	if err != nil {
		return false
	}
	defer db.Close()
	var n int
	if db.Get(&n, `select count(*) from mark where x = 12345`) != nil || n != 1 {
		return false
	}
	c, err := client.NewLazyClient(client.Options{HostPort: s.value("TEMPORAL_ADDRESS"), Logger: quietLog{}})
	if err != nil {
		return false
	}
	defer c.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	_, err = c.DescribeWorkflowExecution(ctx, "mark", "")
	return err == nil
}

type quietLog struct{}

func (quietLog) Debug(string, ...interface{}) {}
func (quietLog) Info(string, ...interface{})  {}
func (quietLog) Warn(string, ...interface{})  {}
func (quietLog) Error(string, ...interface{}) {}

func TestWhatIsKilledComesBackWithItsData(t *testing.T) {
	s := launch(t, newHome(t)).until("\nup\n")
	mark(t, s)

	before := s.state()
	kill9(t, before.Postgres.ServerPID)
	eventually(t, "PostgreSQL is restarted", func() bool {
		now := s.state().Postgres
		return now.Restarts >= 1 && now.ServerPID > 0 && now.ServerPID != before.Postgres.ServerPID
	})
	eventually(t, "the data are there", func() bool { return marked(s) })

	before = s.state()
	kill9(t, before.Postgres.PID) // the nurse; its server follows by a fast shutdown
	eventually(t, "the nurse is restarted", func() bool {
		now := s.state().Postgres
		return now.Restarts >= 2 && now.ServerPID > 0
	})
	eventually(t, "the data are there", func() bool { return marked(s) })
	if living(before.Postgres.ServerPID) {
		t.Error("the former server still lives")
	}

	before = s.state()
	kill9(t, before.Engine.PID)
	eventually(t, "the engine is restarted", func() bool {
		now := s.state().Engine
		return now.Restarts >= 1 && now.PID > 0 && now.PID != before.Engine.PID
	})
	eventually(t, "the data are there", func() bool { return marked(s) })

	resp, err := http.Get(s.value("TEMPORAL_UI"))
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Errorf("the engine's pages: %v, %v", resp, err)
	}
	if err == nil {
		resp.Body.Close()
	}

	// Ctrl-C stops everything in order
	last := s.state()
	if err := s.interrupt(); err != nil {
		t.Errorf("ended with %v:\n%s", err, s.text())
	}
	for what, pid := range map[string]int{"nurse": last.Postgres.PID, "server": last.Postgres.ServerPID, "engine": last.Engine.PID} {
		if living(pid) {
			t.Errorf("%s still lives", what)
		}
	}
	if now := s.state(); now.PID != 0 || now.Postgres.PID != 0 || now.Engine.PID != 0 || now.Postgres.Port != last.Postgres.Port {
		t.Errorf("run.json after the stop: %+v", now)
	}
	if supervise.Running(s.home) {
		t.Error("the home is still locked")
	}
}

func TestNextStartRecoversFromACrash(t *testing.T) {
	home := newHome(t)
	s := launch(t, home).until("\nup\n")
	mark(t, s)

	other := launch(t, home)
	if err := <-other.done; err == nil || !strings.Contains(other.text(), "已在") {
		t.Errorf("a second supervisor on the same home: %v\n%s", err, other.text())
	}

	last := s.state()
	s.kill9()
	began := time.Now()
	s = launch(t, home).until("\nup\n")
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("the start after a crash took %s", took)
	}
	if !marked(s) {
		t.Error("the data are gone")
	}
	for what, pid := range map[string]int{"nurse": last.Postgres.PID, "server": last.Postgres.ServerPID, "engine": last.Engine.PID} {
		if living(pid) {
			t.Errorf("the former %s still lives", what)
		}
	}
	now := s.state()
	if now.Postgres.Port != last.Postgres.Port || now.Engine.Port != last.Engine.Port {
		t.Errorf("ports changed: %+v, %+v", now.Postgres, now.Engine)
	}
	if err := s.interrupt(); err != nil {
		t.Errorf("ended with %v", err)
	}
}

func TestHalfFinishedFirstStart(t *testing.T) {
	home := newHome(t)
	for _, at := range []string{"正在启动数据库", "数据库已就绪", "正在启动流程引擎"} {
		launch(t, home).until(at).kill9()
	}
	// and what a crash inside initdb leaves
	if err := os.MkdirAll(filepath.Join(home, "postgres", "data.unfinished", "base"), 0o700); err != nil {
		t.Fatal(err)
	}
	s := launch(t, home).until("\nup\n")
	mark(t, s)
	if !marked(s) {
		t.Error("not usable after a half-finished first start")
	}
	if err := s.interrupt(); err != nil {
		t.Errorf("ended with %v", err)
	}
}

func TestOtherVersionsDataStopTheStart(t *testing.T) {
	home := newHome(t)
	data := filepath.Join(home, "postgres", "data")
	if err := os.MkdirAll(data, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, "PG_VERSION"), []byte("9\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := launch(t, home)
	if err := <-s.done; err == nil || !strings.Contains(s.text(), "PostgreSQL 9") || strings.Contains(s.text(), "goroutine") {
		t.Errorf("%v\n%s", err, s.text())
	}
	if _, err := os.Stat(filepath.Join(data, "PG_VERSION")); err != nil {
		t.Errorf("the data were touched: %v", err)
	}
}
