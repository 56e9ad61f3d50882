package pgserver

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

func TestStalePostmasterFileIsRemoved(t *testing.T) {
	for name, text := range map[string]string{
		"another program has the id":  fmt.Sprintf("%d\n/somewhere\n", os.Getpid()),
		"the process is gone":         "4194303\n/somewhere\n",
		"cut short by a crash":        "",
		"process 1 is never a server": "1\n",
	} {
		t.Run(name, func(t *testing.T) {
			data := t.TempDir()
			file := filepath.Join(data, "postmaster.pid")
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := clearLeftover(context.Background(), data); err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(file); !os.IsNotExist(err) {
				t.Errorf("the file is still there: %v", err)
			}
		})
	}
}

func TestPasswordIsMadeOnceAndKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secrets", "postgres_password")
	a, err := Password(file)
	if err != nil || len(a) != 48 {
		t.Fatalf("%q, %v", a, err)
	}
	if b, err := Password(file); err != nil || a != b {
		t.Errorf("%q became %q, %v", a, b, err)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}
