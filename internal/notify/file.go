package notify

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"minhu/internal/pii"
)

// File writes one JSON line per message, numbers masked: what an installation without a gateway would have sent.
type File struct {
	Path string
	mu   sync.Mutex
}

// Name implements Sender.
func (f *File) Name() string { return "file" }

// Numbers implements Sender.
func (f *File) Numbers() bool { return false }

// HonoursKeys implements Sender: a line that is there is not written again.
func (f *File) HonoursKeys() bool { return true }

// Send implements Sender. The line is on disk when it returns.
func (f *File) Send(_ context.Context, m Message) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if m.Kind == "citizen" && !strings.Contains(m.To, "*") {
		m.To = pii.MaskPhone(m.To)
	}
	attempt := m.Attempt
	m.Attempt = 0
	b, err := json.Marshal(m)
	if err != nil {
		return "", &Refused{Code: "malformed"}
	}
	if err := os.MkdirAll(filepath.Dir(f.Path), 0o700); err != nil {
		return "", &Later{Code: "disk"}
	}
	file, err := os.OpenFile(f.Path, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return "", &Later{Code: "disk"}
	}
	defer file.Close()
	if attempt > 1 && written(file, m.Key) {
		return m.Key, nil
	}
	if _, err := file.Write(append(b, '\n')); err != nil {
		return "", &Later{Code: "disk"}
	}
	if err := file.Sync(); err != nil {
		return "", &Later{Code: "disk"}
	}
	return m.Key, nil
}

// written looks for a key among the lines.
func written(file *os.File, key string) bool {
	want, _ := json.Marshal(key)
	want = append([]byte(`{"key":`), want...)
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if bytes.HasPrefix(lines.Bytes(), want) {
			return true
		}
	}
	return false
}
