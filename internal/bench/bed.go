package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"minhu/api"
	"minhu/internal/assembly"
)

// Bed is a running house with its floor beside it.
type Bed struct {
	house *assembly.House
	floor *floorBed
	procs processes
	url   string
	stop  func()
}

// Open starts a house in this process on servers that run already; enginePID and postgresPID are theirs, for CPU figures.
func Open(ctx context.Context, dsn, temporal, namespace, keyDir, city string, enginePID, postgresPID int) (*Bed, error) {
	h, err := assembly.Open(ctx, assembly.Options{DatabaseURL: dsn, TemporalAddress: temporal, Namespace: namespace,
		RootKeyFile: filepath.Join(keyDir, "root.key"), City: api.City{Name: city, Demo: true}, API: api.Config{RateFactor: 1000}})
	if err != nil {
		return nil, err
	}
	if err := h.StartWorkers(); err != nil {
		h.Close()
		return nil, err
	}
	edge, err := h.API()
	if err != nil {
		h.Close()
		return nil, err
	}
	f, err := newFloor(ctx, h.Store.DB, temporal, namespace)
	if err != nil {
		h.Close()
		return nil, err
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		h.Close()
		return nil, err
	}
	srv := edge.HTTPServer("")
	inner, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() { _ = srv.Serve(l) }()
	go func() { defer close(done); _ = h.Background(inner, true) }()
	b := &Bed{house: h, floor: f, procs: processes{enginePID, postgresPID}, url: "http://" + l.Addr().String()}
	b.stop = func() {
		edge.Drain()
		_ = srv.Close()
		cancel()
		<-done
		f.close()
		h.Close()
	}
	return b, nil
}

// Close stops the house.
func (b *Bed) Close() { b.stop() }

// browser is one client with its cookies.
type browser struct {
	http *http.Client
	url  string
}

func (b *Bed) browser() *browser {
	jar, _ := cookiejar.New(nil) // never fails without options
	return &browser{http: &http.Client{Jar: jar, Timeout: 30 * time.Second}, url: b.url}
}

// send posts a body under a fresh key and decodes the answer.
func (w *browser) send(ctx context.Context, method, path string, body, out any) error {
	var r io.Reader
	if body != nil {
		j, err := json.Marshal(body)
		if err != nil {
			return err
		}
		r = bytes.NewReader(j)
	}
	req, err := http.NewRequestWithContext(ctx, method, w.url+path, r)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", uuid.NewString())
	res, err := w.http.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %d %s", method, path, res.StatusCode, b)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(b, out)
}

var errNoArticles = errors.New("the knowledge base is empty: load the demonstration city first")
