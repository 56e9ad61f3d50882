package supervise_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"minhu/internal/config"
	"minhu/internal/explain"
	"minhu/internal/supervise"
	"minhu/internal/testbed"
)

// supervisorVariable makes this test program a supervisor on the home it names, so that the whole of it can be killed.
const supervisorVariable = "MINHU_TEST_SUPERVISOR"

func TestMain(m *testing.M) {
	home := os.Getenv(supervisorVariable)
	if home == "" {
		os.Exit(testbed.Main(m))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	c, _, err := config.Parse("standalone", []string{"--home", home}, os.LookupEnv, os.Stderr, nil)
	if err == nil {
		err = supervise.Run(ctx, supervise.Options{Config: c, Out: os.Stdout}, func(ctx context.Context, s supervise.Services) error {
			fmt.Printf("DATABASE_URL=%s\nTEMPORAL_ADDRESS=%s\nTEMPORAL_UI=%s\nup\n", s.DatabaseURL, s.TemporalAddress, s.TemporalUI)
			<-ctx.Done()
			return ctx.Err()
		})
	}
	if err != nil {
		explain.Print(os.Stdout, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// supervisor is a running one.
type supervisor struct {
	t    *testing.T
	home string
	cmd  *exec.Cmd
	done chan error

	mu    sync.Mutex
	lines []string
	said  chan struct{} // receives after each line
}

// newHome is a folder that the database's account can reach even when root runs the tests.
func newHome(t *testing.T) string {
	t.Helper()
	home, err := os.MkdirTemp("", "minhu-supervise-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(home, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(home) })
	return home
}

// launch starts a supervisor and returns at once. It is killed when the test ends.
func launch(t *testing.T, home string) *supervisor {
	t.Helper()
	engine, err := testbed.EnginePath()
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s := &supervisor{t: t, home: home, cmd: exec.Command(self), done: make(chan error, 1), said: make(chan struct{}, 1)}
	s.cmd.Env = append(os.Environ(), supervisorVariable+"="+home, "MINHU_ENGINE="+engine, "DATABASE_URL=", "TEMPORAL_ADDRESS=")
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	s.cmd.Stderr = os.Stderr
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		for scan := bufio.NewScanner(out); scan.Scan(); {
			s.mu.Lock()
			s.lines = append(s.lines, scan.Text())
			s.mu.Unlock()
			select {
			case s.said <- struct{}{}:
			default:
			}
		}
		s.done <- s.cmd.Wait()
	}()
	t.Cleanup(func() { _ = s.cmd.Process.Kill() })
	return s
}

func (s *supervisor) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.lines, "\n") + "\n"
}

// until waits for a piece of the output.
func (s *supervisor) until(piece string) *supervisor {
	s.t.Helper()
	limit := time.After(90 * time.Second)
	for !strings.Contains(s.text(), piece) {
		select {
		case <-s.said:
		case err := <-s.done:
			s.done <- err
			if !strings.Contains(s.text(), piece) {
				s.t.Fatalf("ended (%v) before %q:\n%s", err, piece, s.text())
			}
		case <-limit:
			s.t.Fatalf("never said %q:\n%s", piece, s.text())
		}
	}
	return s
}

// value is what stands after NAME= in the output.
func (s *supervisor) value(name string) string {
	_, after, _ := strings.Cut(s.text(), name+"=")
	v, _, _ := strings.Cut(after, "\n")
	return v
}

func (s *supervisor) state() supervise.State { return supervise.ReadState(s.home) }

func (s *supervisor) kill9() {
	s.t.Helper()
	if err := s.cmd.Process.Kill(); err != nil {
		s.t.Fatal(err)
	}
	<-s.done
}

// interrupt is Ctrl-C; it returns how the supervisor ended.
func (s *supervisor) interrupt() error {
	s.t.Helper()
	_ = s.cmd.Process.Signal(os.Interrupt)
	select {
	case err := <-s.done:
		return err
	case <-time.After(60 * time.Second):
		s.t.Fatalf("does not stop:\n%s", s.text())
		return nil
	}
}

func kill9(t *testing.T, pid int) {
	t.Helper()
	if pid <= 1 {
		t.Fatalf("no process to kill (%d)", pid)
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
}

func living(pid int) bool {
	b, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil {
		return false
	}
	_, after, _ := strings.Cut(string(b), ") ")
	return !strings.HasPrefix(after, "Z")
}

// eventually polls until f is true.
func eventually(t *testing.T, what string, f func() bool) {
	t.Helper()
	limit := time.NewTimer(45 * time.Second)
	defer limit.Stop()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !f() {
		select {
		case <-limit.C:
			t.Fatalf("never: %s", what)
		case <-tick.C:
		}
	}
}
