package pgserver

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"minhu/internal/explain"
)

// User is the one role of a private server; it owns every database on it.
const User = "minhu"

// initialise makes the data folder under a working name and renames it when initdb is through, so that an interrupted
// first start is simply done again.
func initialise(ctx context.Context, o Options) error {
	major, err := dataMajor(o.Data)
	if err != nil || major != 0 {
		return err
	}
	draft := o.Data + ".unfinished"
	if err := os.RemoveAll(draft); err != nil {
		return err
	}
	secret := o.Data + ".secret"
	if err := os.WriteFile(secret, []byte(o.Password+"\n"), 0o600); err != nil {
		return err
	}
	defer os.Remove(secret)
	args := []string{"-D", draft, "-U", User, "--pwfile", secret, "--auth", "scram-sha-256", "--encoding", "UTF8", "--data-checksums"}
	if o.Version.Major >= 17 {
		// the built-in rules do not change when the machine's C library does, so indexes stay right across upgrades
		args = append(args, "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C")
	} else {
		args = append(args, "--locale", "C.UTF-8")
	}
	if o.Scratch {
		args = append(args, "--no-sync")
	}
	cmd := exec.CommandContext(ctx, filepath.Join(o.Bin, "initdb"), args...)
	cmd.Env = serverEnvironment()
	out, err := cmd.CombinedOutput()
	if err != nil {
		_, _ = os.Stderr.Write(out)
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		last := lines[len(lines)-1]
		for _, l := range lines {
			if strings.Contains(l, "error:") || strings.Contains(l, "FATAL") {
				last = l
			}
		}
		return explain.Wrap(err, "postgres_init", "建立数据库失败："+last, "The database could not be set up: "+last)
	}
	hba := "# written by minhu: passwords only, from this machine only\nhost all all 127.0.0.1/32 scram-sha-256\n"
	if err := os.WriteFile(filepath.Join(draft, "pg_hba.conf"), []byte(hba), 0o600); err != nil {
		return err
	}
	_ = os.Remove(o.Data) // an empty folder left by somebody
	return os.Rename(draft, o.Data)
}

// serverEnvironment is all that PostgreSQL's programs see of ours: neither passwords nor PG* variables.
func serverEnvironment() []string {
	return []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC"}
}

// arguments are the settings of the server. They stand on the command line, so that an edited postgresql.conf cannot make
// an acknowledged answer less durable or open the server to the network.
func arguments(o Options) []string {
	settings := [][2]string{
		{"listen_addresses", "127.0.0.1"},
		{"port", strconv.Itoa(o.Port)},
		{"unix_socket_directories", ""},
		{"max_connections", "200"},
		{"shared_buffers", "192MB"},
		{"timezone", "UTC"},
		{"log_timezone", "UTC"},
		{"lc_messages", "C"},
		{"jit", "off"},
		{"logging_collector", "off"},
		{"log_destination", "stderr"},
		{"fsync", "on"},
		{"full_page_writes", "on"},
		{"synchronous_commit", "on"},
	}
	if o.Scratch {
		settings = append(settings, [2]string{"fsync", "off"}, [2]string{"full_page_writes", "off"}, [2]string{"max_wal_size", "512MB"})
	}
	args := []string{"-D", o.Data}
	for _, s := range settings {
		args = append(args, "-c", fmt.Sprintf("%s=%s", s[0], s[1]))
	}
	return args
}
