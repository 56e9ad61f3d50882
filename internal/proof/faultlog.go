package proof

import (
	"bytes"
	"encoding/json"
	"io"
	"sync"
)

// faultLog keeps the log lines of requests that ended in an internal error: a 500 that a client saw says nothing by itself, and
// the process that knew more is killed a moment later. Everything is passed on as well.
type faultLog struct {
	mu   sync.Mutex
	kept []string
}

// mostKept bounds what is kept: the first lines tell most.
const mostKept = 50

// of makes a writer for the output of one process.
func (l *faultLog) of(next io.Writer) io.Writer { return &lineKeeper{log: l, next: next} }

func (l *faultLog) lines() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string(nil), l.kept...)
}

// lineKeeper looks at whole lines: a process writes them in pieces of any size.
type lineKeeper struct {
	log  *faultLog
	next io.Writer
	rest []byte
}

func (k *lineKeeper) Write(b []byte) (int, error) {
	k.log.mu.Lock()
	k.rest = append(k.rest, b...)
	for {
		i := bytes.IndexByte(k.rest, '\n')
		if i < 0 {
			break
		}
		if line := k.rest[:i]; internal(line) && len(k.log.kept) < mostKept {
			k.log.kept = append(k.log.kept, string(line))
		}
		k.rest = k.rest[i+1:]
	}
	k.log.mu.Unlock()
	return k.next.Write(b)
}

// internal says whether a line tells of a request that failed for a reason of our own; a panic is one too.
func internal(line []byte) bool {
	var v struct{ Msg, Code string }
	if json.Unmarshal(line, &v) == nil {
		return v.Msg == "request failed" && v.Code == "internal" || v.Msg == "panic"
	}
	return bytes.HasPrefix(line, []byte("panic: ")) || bytes.HasPrefix(line, []byte("fatal error: "))
}
