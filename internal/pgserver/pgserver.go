// Package pgserver runs the private PostgreSQL of an installation. A nurse process (`minhu postgres`) stands between this
// program and the server: it takes on an unprivileged account when root started it, sets up the data folder, clears what a
// crash left, starts the server, and stops it in order when its own standard input closes. So the server never outlives the
// program that needs it, whichever of the three dies first.
package pgserver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"minhu/internal/child"
	"minhu/internal/explain"
	"minhu/internal/ports"
)

// Options is what a nurse has to know. It travels in one environment variable, because a command line can be read by all.
type Options struct {
	Data     string  `json:"data"`     // absolute path of the data folder
	Bin      string  `json:"bin"`      // folder with postgres and initdb
	Version  Version `json:"version"`  // of the programs in Bin
	Port     int     `json:"port"`     // on 127.0.0.1
	Password string  `json:"password"` // of User
	Database string  `json:"database"` // created when missing; empty: none
	UID      int     `json:"uid"`      // account to take on; -1: stay
	GID      int     `json:"gid"`
	Scratch  bool    `json:"scratch"` // for tests: no fsync, and the folder is removed at the end
}

// Ready is the line that a nurse writes when the server takes connections.
type Ready struct {
	PID     int    `json:"pid"` // of the server itself
	Port    int    `json:"port"`
	Version string `json:"version"`
}

// DSN is the URL of a database on the server.
func (o Options) DSN(database string) string {
	u := url.URL{Scheme: "postgres", User: url.UserPassword(User, o.Password), Host: "127.0.0.1:" + strconv.Itoa(o.Port),
		Path: "/" + database, RawQuery: "sslmode=disable"}
	return u.String()
}

// Variable carries the Options to a nurse; its presence together with Argument makes a process one.
const (
	Variable = "MINHU_POSTGRES_NURSE"
	Argument = "postgres"
)

// Command builds the nurse's command: the program at self (usually os.Executable), which must call Nurse when its first
// argument is Argument. Its standard output carries `ready {…}` or `failed {…}`, its standard error the server's log.
func Command(self string, o Options) (*exec.Cmd, error) {
	b, err := json.Marshal(o)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, Argument)
	cmd.Env = append(serverEnvironment(), Variable+"="+string(b))
	// the account of the server need not reach the folder from which this program was started
	cmd.Dir = "/"
	return cmd, nil
}

// ParseLine understands a nurse's output line. A `failed` line becomes its error; any other line gives nil, nil.
func ParseLine(line string) (*Ready, error) {
	if rest, ok := strings.CutPrefix(line, "ready "); ok {
		var r Ready
		if err := json.Unmarshal([]byte(rest), &r); err != nil {
			return nil, err
		}
		return &r, nil
	}
	if rest, ok := strings.CutPrefix(line, "failed "); ok {
		var f failure
		if err := json.Unmarshal([]byte(rest), &f); err != nil {
			return nil, errors.New(rest)
		}
		return nil, explain.New(f.Code, f.ZH, f.EN)
	}
	return nil, nil
}

type failure struct{ Code, ZH, EN string }

// Running is a server started by Start.
type Running struct {
	*child.Process
	Ready Ready
}

// Start runs a nurse and waits until the server takes connections, at most limit. log receives the server's log.
func Start(ctx context.Context, self string, o Options, log *os.File, limit time.Duration) (*Running, error) {
	cmd, err := Command(self, o)
	if err != nil {
		return nil, err
	}
	cmd.Stderr = log
	type told struct {
		ready *Ready
		err   error
	}
	lines := make(chan told, 1)
	p, err := child.Start(cmd, func(line string) {
		if r, err := ParseLine(line); r != nil || err != nil {
			select {
			case lines <- told{r, err}:
			default:
			}
		}
	})
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	select {
	case t := <-lines:
		if t.ready != nil {
			return &Running{Process: p, Ready: *t.ready}, nil
		}
		err = t.err
	case <-p.Done():
		select {
		case t := <-lines:
			err = t.err
		default:
			err = fmt.Errorf("PostgreSQL ended while starting: %v", p.Err())
		}
	case <-ctx.Done():
		err = ctx.Err()
	}
	_ = p.Stop(context.WithoutCancel(ctx), StopLimit)
	return nil, err
}

// StopLimit bounds an orderly stop: a fast shutdown writes a checkpoint first.
const StopLimit = 40 * time.Second

func freePort() uint32 {
	p, err := ports.Pick(1)
	if err != nil {
		return 0
	}
	return uint32(p[0])
}
