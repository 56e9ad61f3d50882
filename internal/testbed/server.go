package testbed

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"minhu/internal/pgserver"
	"minhu/internal/ports"
)

var private struct {
	once sync.Once
	dsn  string
	err  error
}

// server is the URL of a database of the server on which test databases are made.
func server(t testing.TB) string {
	t.Helper()
	if dsn := os.Getenv(DatabaseVariable); dsn != "" {
		return dsn
	}
	private.once.Do(func() { private.dsn, private.err = startServer() })
	if private.err != nil {
		t.Fatalf("testbed: %v", private.err)
	}
	return private.dsn
}

// startServer starts a scratch server that ends, and whose files go, with this process.
func startServer() (string, error) {
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "minhu-test-")
	if err != nil {
		return "", err
	}
	// reachable by the server's account, so that Locate has no need of the system's folders
	if err := os.Chmod(folder, 0o755); err != nil {
		return "", err
	}
	o := pgserver.Options{Data: filepath.Join(folder, "data"), Password: word(), Scratch: true, UID: -1, GID: -1}
	place, err := pgserver.Locate(folder)
	if err != nil {
		return "", err
	}
	// Locate made a folder for data that last; these lie in one that the nurse can remove whole
	_ = os.Remove(filepath.Dir(place.Data))
	if place.UID >= 0 {
		o.UID, o.GID = place.UID, place.GID
		if err := os.Chown(folder, place.UID, place.GID); err != nil {
			return "", err
		}
	}
	bin, err := pgserver.FindBinaries(ctx, place.Cache, o.Data, func(zh, en string) { fmt.Fprintln(os.Stderr, en) })
	if err != nil {
		return "", err
	}
	o.Bin, o.Version = bin.Dir, bin.Version
	p, err := ports.Pick(1)
	if err != nil {
		return "", err
	}
	o.Port = p[0]
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	log, err := os.CreateTemp("", "minhu-test-postgres-*.log")
	if err != nil {
		return "", err
	}
	// the file goes when this function returns; the server keeps writing to it unseen
	defer os.Remove(log.Name())
	if _, err := pgserver.Start(ctx, self, o, log, 2*time.Minute); err != nil {
		tail, _ := os.ReadFile(log.Name())
		return "", fmt.Errorf("%w\n%s", err, tail)
	}
	return o.DSN("postgres"), nil
}
