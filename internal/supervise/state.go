package supervise

import (
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// State is run.json in the home folder: what runs, or ran last. Secrets are not in it. Process ids are 0 for what does not
// run; ports stay, so that the next start can use them again.
type State struct {
	PID       int        `json:"pid"`
	StartedAt *time.Time `json:"started_at,omitempty"`
	Addr      string     `json:"addr,omitempty"`
	Postgres  *Service   `json:"postgres,omitempty"`
	Engine    *Service   `json:"engine,omitempty"`
}

// Service is one supervised process.
type Service struct {
	PID        int    `json:"pid"`                  // the process that is supervised
	ServerPID  int    `json:"server_pid,omitempty"` // PostgreSQL itself, below its nurse
	Port       int    `json:"port"`
	InnerPorts []int  `json:"inner_ports,omitempty"`
	UIPort     int    `json:"ui_port,omitempty"`
	Version    string `json:"version,omitempty"`
	Data       string `json:"data,omitempty"`
	Restarts   int    `json:"restarts"` // since the supervisor started
}

// stateFile keeps State on disk; every change replaces the file whole.
type stateFile struct {
	path string
	mu   sync.Mutex
	now  State
}

func statePath(home string) string { return filepath.Join(home, "run.json") }

// readState returns the zero State when there is no readable file: nothing depends on it but convenience.
func readState(home string) State {
	var s State
	b, err := os.ReadFile(statePath(home))
	if err == nil {
		_ = json.Unmarshal(b, &s)
	}
	return s
}

// ReadState reads run.json of a home.
func ReadState(home string) State { return readState(home) }

func openState(home, addr string) *stateFile {
	f := &stateFile{path: statePath(home), now: readState(home)}
	at := time.Now().UTC().Truncate(time.Second)
	f.change(func(s *State) {
		s.PID, s.StartedAt, s.Addr = os.Getpid(), &at, addr
	})
	return f
}

// change alters the state and writes it. A full disk must not stop the services, so a failed write is not an error.
func (f *stateFile) change(alter func(*State)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	alter(&f.now)
	b, err := json.MarshalIndent(f.now, "", "  ")
	if err != nil {
		return
	}
	draft := f.path + ".unfinished"
	if os.WriteFile(draft, append(b, '\n'), 0o600) == nil {
		_ = os.Rename(draft, f.path)
	}
}

func (f *stateFile) closed() {
	f.change(func(s *State) {
		s.PID, s.StartedAt = 0, nil
		if s.Postgres != nil {
			s.Postgres.PID, s.Postgres.ServerPID = 0, 0
		}
		if s.Engine != nil {
			s.Engine.PID = 0
		}
	})
}

func (f *stateFile) last() State {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now
}
