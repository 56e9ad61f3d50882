package supervise

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"minhu/internal/explain"
	"minhu/internal/ports"
)

// enginePassword is the variable in which the engine expects the database's password.
const enginePassword = "MINHU_ENGINE_DB_PASSWORD"

// EngineArguments are the flags and the environment with which the engine uses the PostgreSQL server of dsn. ports holds
// frontend, web pages, history, matching and worker.
func EngineArguments(dsn, database, namespace string, retention time.Duration, ports []int) (args, env []string, err error) {
	u, err := url.Parse(dsn)
	if err != nil || u.Hostname() == "" {
		return nil, nil, explain.New("database_url", "引擎需要 postgres://用户:密码@主机:端口/库 形式的 DATABASE_URL。",
			"The engine needs a DATABASE_URL of the form postgres://user:password@host:port/database.")
	}
	port := u.Port()
	if port == "" {
		port = "5432"
	}
	password, _ := u.User.Password()
	ssl := u.Query().Get("sslmode")
	switch ssl {
	case "", "prefer", "allow":
		// lib/pq's own default is require; the engine's driver is told the same
		ssl = "require"
	case "verify-ca":
		ssl = "verify-full"
	}
	args = []string{
		"-db-address", net.JoinHostPort(u.Hostname(), port), "-db-user", u.User.Username(), "-db-name", database, "-db-sslmode", ssl,
		"-port", strconv.Itoa(ports[0]), "-ui-port", strconv.Itoa(ports[1]), "-ui-path", UIPath,
		"-inner-ports", fmt.Sprintf("%d,%d,%d", ports[2], ports[3], ports[4]),
		"-namespace", namespace, "-retention", retention.String(), "-tied",
	}
	if ca := u.Query().Get("sslrootcert"); ca != "" {
		args = append(args, "-db-sslrootcert", ca)
	}
	for _, kv := range os.Environ() {
		// PG* variables would be taken by the engine's driver as its own settings
		if !strings.HasPrefix(kv, "PG") && !strings.HasPrefix(kv, "DATABASE_URL=") && !strings.HasPrefix(kv, "MEILI_") {
			env = append(env, kv)
		}
	}
	return args, append(env, enginePassword+"="+password), nil
}

// EnginePorts is how many ports EngineArguments takes.
const EnginePorts = 5

// ParseEngineLine understands the engine's `ready {…}` and `failed …`; other lines give false, nil.
func ParseEngineLine(text string) (ready bool, err error) {
	if rest, ok := strings.CutPrefix(text, "ready "); ok {
		var r struct {
			Port int `json:"port"`
		}
		return true, json.Unmarshal([]byte(rest), &r)
	}
	if rest, ok := strings.CutPrefix(text, "failed "); ok {
		return false, errors.New(rest)
	}
	return false, nil
}

// engineUnit prepares the workflow engine on the PostgreSQL of s and fills in its addresses.
func engineUnit(ctx context.Context, o Options, state *stateFile, say *progress, s *Services) (*unit, error) {
	home, path := o.Config.Home, o.Config.EnginePath()
	if _, err := os.Stat(path); err != nil {
		return nil, explain.Wrap(err, "engine_missing",
			"没有引擎程序 "+path+"；请先运行 make build，或用 TEMPORAL_ADDRESS 指定一个 Temporal。",
			"The engine program "+path+" is missing; run make build first or name a Temporal by TEMPORAL_ADDRESS.")
	}
	earlier := state.last().Engine
	if earlier == nil {
		earlier = &Service{}
	}
	endFormerEngine(ctx, earlier.PID)
	prefer := append([]int{earlier.Port, earlier.UIPort}, earlier.InnerPorts...)
	p, err := ports.Pick(EnginePorts, prefer...)
	if err != nil {
		return nil, err
	}
	args, env, err := EngineArguments(s.DatabaseURL, o.Config.EngineDatabase, o.Config.TemporalNamespace, o.Config.EngineRetention, p)
	if err != nil {
		return nil, err
	}
	state.change(func(st *State) { st.Engine = &Service{Port: p[0], UIPort: p[1], InnerPorts: p[2:]} })
	s.TemporalAddress = "127.0.0.1:" + strconv.Itoa(p[0])
	s.TemporalUI = "http://127.0.0.1:" + strconv.Itoa(p[1]) + UIPath
	began, told := time.Now(), false
	say.line("正在启动流程引擎……", "starting the workflow engine …")
	return &unit{
		zh: "流程引擎", en: "the workflow engine", limit: 3 * time.Minute, grace: 20 * time.Second,
		logFile: filepath.Join(home, "log", "engine.log"), say: say,
		command: func() (*exec.Cmd, error) {
			cmd := exec.Command(path, args...)
			cmd.Env = env
			return cmd, nil
		},
		line: func(pid int, text string) (bool, error) {
			ready, err := ParseEngineLine(text)
			if ready && err == nil {
				state.change(func(st *State) { st.Engine.PID = pid })
				if !told {
					told = true
					say.line(fmt.Sprintf("流程引擎已就绪（端口 %d，%s 秒）。", p[0], seconds(time.Since(began))), "the workflow engine is ready.")
				}
			}
			return ready, err
		},
		gone: func(restarts int) {
			state.change(func(st *State) { st.Engine.PID, st.Engine.Restarts = 0, restarts })
		},
	}, nil
}

// endFormerEngine waits for the engine of a crashed predecessor, which ends by itself within seconds, and kills it if it
// does not. Two engines on one database do no harm, but the new one would have to find other ports.
func endFormerEngine(ctx context.Context, pid int) {
	if pid <= 1 || !isEngine(pid) {
		return
	}
	limit := time.NewTimer(8 * time.Second)
	defer limit.Stop()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	_ = syscall.Kill(pid, syscall.SIGTERM)
	for isEngine(pid) {
		select {
		case <-ctx.Done():
			return
		case <-limit.C:
			_ = syscall.Kill(pid, syscall.SIGKILL)
			return
		case <-tick.C:
		}
	}
}

// isEngine guards against a process id that was given to another program since.
func isEngine(pid int) bool {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/cmdline")
	return err == nil && strings.Contains(string(b), UIPath)
}
