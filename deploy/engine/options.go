package main

import (
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"time"
)

// passwordVariable carries the database password; a flag would show it in the process list.
const passwordVariable = "MINHU_ENGINE_DB_PASSWORD"

// options is everything the engine can be told. Ports are TCP ports on loopback.
type options struct {
	dbAddress  string // host:port of PostgreSQL
	dbUser     string
	dbPassword string
	dbName     string // histories; visibility stands in dbName_visibility
	dbSSLMode  string // disable, require or verify-full
	dbSSLCA    string
	dbConns    int

	port      int    // frontend, the one clients speak to
	inner     [3]int // history, matching, worker
	uiPort    int    // 0: no web pages
	uiPath    string // path prefix under which a proxy shows the pages
	codec     string // URL of a payload decoder for the pages, may be empty
	metrics   int    // 0: no Prometheus endpoint
	namespace string
	retention time.Duration // how long closed histories stay
	shards    int           // fixed for the life of a database
	logLevel  string
	tied      bool // end when the parent process ends or closes standard input
}

func (o options) visibilityName() string { return o.dbName + "_visibility" }

func parseOptions(args []string) (options, error) {
	var o options
	var inner string
	fs := flag.NewFlagSet("minhu-engine", flag.ContinueOnError)
	fs.StringVar(&o.dbAddress, "db-address", "127.0.0.1:5432", "PostgreSQL `host:port`")
	fs.StringVar(&o.dbUser, "db-user", "minhu", "PostgreSQL user; its password comes from "+passwordVariable)
	fs.StringVar(&o.dbName, "db-name", "temporal", "database for histories; NAME_visibility holds the search records")
	fs.StringVar(&o.dbSSLMode, "db-sslmode", "disable", "disable, require or verify-full")
	fs.StringVar(&o.dbSSLCA, "db-sslrootcert", "", "file with the certificate authority of PostgreSQL")
	fs.IntVar(&o.dbConns, "db-conns", 20, "connections to PostgreSQL per service")
	fs.IntVar(&o.port, "port", 7233, "gRPC port on loopback")
	fs.StringVar(&inner, "inner-ports", "", "history,matching,worker ports (default: free ones)")
	fs.IntVar(&o.uiPort, "ui-port", 0, "port of the web pages on loopback; 0 switches them off")
	fs.StringVar(&o.uiPath, "ui-path", "", "path prefix under which a proxy shows the web pages, such as /desk/ops/temporal")
	fs.StringVar(&o.codec, "ui-codec", "", "URL of the payload decoder that the web pages call")
	fs.IntVar(&o.metrics, "metrics-port", 0, "port of Prometheus metrics on loopback; 0 switches them off")
	fs.StringVar(&o.namespace, "namespace", "default", "namespace to create")
	fs.DurationVar(&o.retention, "retention", 72*time.Hour, "how long closed histories are kept in a new namespace")
	fs.IntVar(&o.shards, "shards", 16, "history shards; fixed for the life of a database")
	fs.StringVar(&o.logLevel, "log-level", "error", "debug, info, warn or error")
	fs.BoolVar(&o.tied, "tied", false, "end when the parent process ends or closes standard input")
	if err := fs.Parse(args); err != nil {
		return o, err
	}
	o.dbPassword = os.Getenv(passwordVariable)
	_ = os.Unsetenv(passwordVariable)
	if fs.NArg() > 0 {
		return o, fmt.Errorf("unknown argument %q", fs.Arg(0))
	}
	if err := o.setInner(inner); err != nil {
		return o, err
	}
	return o, o.check()
}

func (o *options) setInner(text string) error {
	if text == "" {
		for i := range o.inner {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				return err
			}
			// held until all three are drawn, so that none is drawn twice
			defer l.Close()
			o.inner[i] = l.Addr().(*net.TCPAddr).Port
		}
		return nil
	}
	parts := strings.Split(text, ",")
	if len(parts) != len(o.inner) {
		return errors.New("-inner-ports takes three numbers")
	}
	for i, p := range parts {
		n, err := strconv.Atoi(p)
		if err != nil {
			return fmt.Errorf("-inner-ports: %q is not a number", p)
		}
		o.inner[i] = n
	}
	return nil
}

func (o options) check() error {
	if _, _, err := net.SplitHostPort(o.dbAddress); err != nil {
		return fmt.Errorf("-db-address: %q is not host:port", o.dbAddress)
	}
	if o.shards < 1 {
		return errors.New("-shards must be at least 1")
	}
	if o.retention < time.Hour {
		return errors.New("-retention must be at least 1h")
	}
	switch o.dbSSLMode {
	case "disable", "require", "verify-full":
	default:
		return fmt.Errorf("-db-sslmode: %q is none of disable, require, verify-full", o.dbSSLMode)
	}
	return nil
}
