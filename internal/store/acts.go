package store

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
)

// recording are the statements that record an act. Each touches rows by their key only, so one plan is right for all values, and they
// are long: planning them anew for every act, as the database does where it believes that constants help, costs more than running them.
var recording = []string{"open_conversation", "record_conversation", "open_case", "record_case", "open_message", "record_message"}

// openActs opens the connections that record acts. They keep one plan a statement; all others let the database choose, because the
// conditions of lists depend on their values.
func openActs(ctx context.Context, dsn string, conns int) (*sqlx.DB, error) {
	db, err := sqlx.ConnectContext(ctx, "postgres", withParameter(dsn, "plan_cache_mode", "force_generic_plan"))
	if err != nil {
		return nil, fmt.Errorf("connect to the database: %w", err)
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	db.SetConnMaxIdleTime(10 * time.Minute)
	return db, nil
}

// withParameter adds a run-time parameter to a data source name in either of its forms.
func withParameter(dsn, name, value string) string {
	if !strings.HasPrefix(dsn, "postgres://") && !strings.HasPrefix(dsn, "postgresql://") {
		return dsn + " " + name + "=" + value
	}
	u, err := url.Parse(dsn)
	if err != nil {
		return dsn // connecting says what is wrong with it
	}
	q := u.Query()
	q.Set(name, value)
	u.RawQuery = q.Encode()
	return u.String()
}
