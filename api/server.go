// Package api is the HTTP edge: thin handlers over /api/v1. A handler returns an error and never writes one; the one
// middleware in problem.go turns it into problem+json. Each line of the route table names its permission.
package api

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"go.temporal.io/sdk/client"

	"minhu/activities"
	"minhu/internal/acts"
	"minhu/internal/evidence"
	"minhu/internal/identity"
	"minhu/internal/knowledge"
	"minhu/internal/live"
	"minhu/internal/store"
	"minhu/internal/triage"
	"minhu/policies"
)

// Config is what the edge can be told.
type Config struct {
	TrustedProxies []string // addresses or networks whose X-Forwarded-For counts; none by default
	SecureCookies  bool     // true behind TLS: cookies are sent over TLS only, and HSTS is set
	SigningKey     []byte   // signs list cursors; 32 bytes; drawn at random when empty (cursors then end with the process)
	CallToken      string   // bearer token of the call centre; empty refuses every call
	Version        string   // shown in /readyz
	RateFactor     int      // multiplies every rate limit; benchmarks and load tests set it, 0 and 1 leave the limits as they are
}

// Deps is everything the handlers use. Policies, Logger and Clock are needed; a nil part makes the routes that need it
// answer 503.
type Deps struct {
	Store    *store.Store
	Policies *policies.Current
	Identity *identity.Identity
	Live     *live.Hub
	Temporal client.Client
	Acts     *acts.Sender
	Time     *activities.Timekeeper
	Base     *knowledge.Answerer
	Classes  *triage.Current
	Vault    evidence.Vault
	City     City
	Exports  string // folder of exported lists; "" writes none
	Clock    func() time.Time
	Config   Config
	Logger   *slog.Logger
	UI       fs.FS
	Search   func() SearchState // which engine finds answers; nil: not told
	// Ready holds further parts for /readyz by name; each returns nil when its part works.
	Ready map[string]func(context.Context) error
}

// Server is the HTTP edge. Register routes, then serve Handler.
type Server struct {
	Deps
	engine    *gin.Engine
	routes    []Route
	metrics   *metrics
	limits    *limiter
	streams   streamCount
	owners    owners
	districts districtList
	counts    countsCache
	key       []byte
	guard     *http.CrossOriginProtection
	started   time.Time
	closing   chan struct{}
}

// New builds the edge with its own routes (session, health, events, the API description). A route that names neither a
// permission nor Public fails the start.
func New(d Deps) (*Server, error) {
	if d.Policies == nil || d.Policies.Load() == nil {
		return nil, errors.New("api: no policy")
	}
	if d.Clock == nil || d.Logger == nil {
		return nil, errors.New("api: Clock and Logger are needed")
	}
	key := d.Config.SigningKey
	if len(key) == 0 {
		key = make([]byte, 32)
		_, _ = rand.Read(key)
	}
	if len(key) < 32 {
		return nil, errors.New("api: SigningKey is shorter than 32 bytes")
	}
	gin.SetMode(gin.ReleaseMode)
	s := &Server{Deps: d, engine: gin.New(), metrics: newMetrics(), limits: newLimiter(d.Clock), key: key,
		guard: http.NewCrossOriginProtection(), started: d.Clock(), closing: make(chan struct{})}
	// Without this gin believes X-Forwarded-For of anybody.
	if err := s.engine.SetTrustedProxies(d.Config.TrustedProxies); err != nil {
		return nil, fmt.Errorf("api: TrustedProxies: %w", err)
	}
	s.engine.HandleMethodNotAllowed = true
	s.engine.RedirectTrailingSlash = false
	s.engine.RedirectFixedPath = false
	s.engine.MaxMultipartMemory = 1 << 20
	s.engine.Use(s.requestID, s.observe, s.problems, s.recoverPanic, s.headers, s.crossOrigin)
	s.engine.NoRoute(s.noRoute)
	s.engine.NoMethod(s.noMethod)
	if err := s.Register(s.ownRoutes()); err != nil {
		return nil, err
	}
	return s, nil
}

// Handler is what an http.Server serves.
func (s *Server) Handler() http.Handler { return s.engine }

// Engine gives the gin engine, for pages and files that are no API routes.
func (s *Server) Engine() *gin.Engine { return s.engine }

// HTTPServer returns a server with time-outs and limits that a slow or hostile client cannot outlast. Routes that
// stream clear their write deadline themselves.
func (s *Server) HTTPServer(addr string) *http.Server {
	return &http.Server{
		Addr:              addr,
		Handler:           s.Handler(),
		ReadHeaderTimeout: 3 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(s.Logger.Handler(), slog.LevelDebug),
	}
}

// Drain ends the event streams, so that http.Server.Shutdown has nothing to wait for. Call it once, before Shutdown.
func (s *Server) Drain() { close(s.closing) }
