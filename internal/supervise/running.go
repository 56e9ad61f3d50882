package supervise

import (
	"os"
	"path/filepath"
	"strings"

	"minhu/internal/pgserver"
)

// PrivateDatabaseURL is the URL of the application's database on the private server that runs on home, or empty when none
// runs there or its password is not readable.
func PrivateDatabaseURL(home string) string {
	s := readState(home)
	if s.PID == 0 || s.Postgres == nil || s.Postgres.ServerPID == 0 {
		return ""
	}
	b, err := os.ReadFile(filepath.Join(home, "secrets", "postgres_password"))
	if err != nil {
		return ""
	}
	return pgserver.Options{Port: s.Postgres.Port, Password: strings.TrimSpace(string(b))}.DSN(Database)
}
