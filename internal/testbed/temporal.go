package testbed

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"minhu/internal/child"
	"minhu/internal/ports"
	"minhu/internal/supervise"
)

var engine struct {
	once    sync.Once
	address string
	err     error
}

// Temporal returns the address and namespace of an engine and a task queue name that no other test has. Workflows left on
// it when the test ends disturb nobody: no other worker listens there.
func Temporal(t testing.TB) (address, namespace, taskQueue string) {
	t.Helper()
	namespace = os.Getenv(NamespaceVariable)
	if namespace == "" {
		namespace = "default"
	}
	taskQueue = "test-" + word()
	if a := os.Getenv(TemporalVariable); a != "" {
		return a, namespace, taskQueue
	}
	dsn := server(t)
	engine.once.Do(func() { engine.address, engine.err = startEngine(dsn, namespace) })
	if engine.err != nil {
		t.Fatalf("testbed: %v", engine.err)
	}
	return engine.address, namespace, taskQueue
}

// EnginePath is the engine built by `make engine`: MINHU_ENGINE, else bin/minhu-engine of the source tree.
func EnginePath() (string, error) {
	if p := os.Getenv("MINHU_ENGINE"); p != "" {
		return p, nil
	}
	root, err := sourceRoot()
	if err != nil {
		return "", err
	}
	p := filepath.Join(root, "bin", "minhu-engine")
	if _, err := os.Stat(p); err != nil {
		return "", errors.New("bin/minhu-engine is missing: run `make engine` first, or set " + TemporalVariable)
	}
	return p, nil
}

// sourceRoot is the folder with our go.mod above the working directory, which go test sets to the package's folder.
func sourceRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		b, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil && strings.HasPrefix(string(b), "module minhu\n") {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("not inside the source tree")
		}
		dir = filepath.Dir(dir)
	}
}

func startEngine(dsn, namespace string) (string, error) {
	path, err := EnginePath()
	if err != nil {
		return "", err
	}
	p, err := ports.Pick(supervise.EnginePorts)
	if err != nil {
		return "", err
	}
	args, env, err := supervise.EngineArguments(dsn, "temporal_"+word(), namespace, 24*time.Hour, p)
	if err != nil {
		return "", err
	}
	cmd := exec.Command(path, args...)
	// a file, not our standard error: the engine says a lot while it and its database end with the test process
	log, err := os.CreateTemp("", "minhu-test-engine-*.log")
	if err != nil {
		return "", err
	}
	defer os.Remove(log.Name())
	cmd.Env, cmd.Stderr = env, log
	ready := make(chan error, 1)
	process, err := child.Start(cmd, func(line string) {
		ok, err := supervise.ParseEngineLine(line)
		if ok || err != nil {
			select {
			case ready <- err:
			default:
			}
		}
	})
	if err != nil {
		return "", err
	}
	limit := time.NewTimer(2 * time.Minute)
	defer limit.Stop()
	select {
	case err = <-ready:
	case <-process.Done():
		err = fmt.Errorf("the engine ended: %v", process.Err())
	case <-limit.C:
		err = errors.New("the engine was not ready within two minutes")
	}
	if err != nil {
		tail, _ := os.ReadFile(log.Name())
		return "", fmt.Errorf("%w\n%s", err, tail)
	}
	return "127.0.0.1:" + strconv.Itoa(p[0]), nil
}
