package api

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"minhu/internal/hotline"
)

// Handler answers a request or returns why not. It never writes an error itself.
type Handler func(c *gin.Context) error

// Route is one line of the route table.
type Route struct {
	Method string
	Path   string // gin pattern, with the base path

	// Permission: the kind of thing and the act, asked of the policy before the handler runs (Snapshot.May). The handler
	// then asks for the thing itself (Server.Authorize) or puts the scope into its query.
	Kind, Act string
	// Public routes need no permission: health, sign-in, the API description.
	Public bool

	// MaxBody bounds the request body in bytes; 0 means DefaultMaxBody.
	MaxBody int64
	// Timeout bounds the handler; 0 means 15 seconds, below 0 means none (streams).
	Timeout time.Duration
	// NoKey frees a write from Idempotency-Key: signing in and out only.
	NoKey bool
	// Limit is the number of requests a minute one person may send; 0 means the default of its method.
	Limit int
	// LimitClass names a limit that several routes share: two ways to guess at the same thing are one.
	LimitClass string
	// Plain routes answer with pages that need no script; their errors are pages too.
	Plain bool

	Handler Handler
}

// DefaultMaxBody is the limit of a request body unless the route says otherwise.
const DefaultMaxBody = 64 << 10

const defaultTimeout = 15 * time.Second

// Write says whether the route changes anything, by its method.
func (r Route) Write() bool {
	return r.Method != http.MethodGet && r.Method != http.MethodHead
}

// Register adds routes. It refuses a route without permission, with an act the policy does not know, or a doubled one.
func (s *Server) Register(routes []Route) error {
	for _, r := range routes {
		switch {
		case r.Handler == nil:
			return fmt.Errorf("route %s %s has no handler", r.Method, r.Path)
		case r.Public && (r.Kind != "" || r.Act != ""):
			return fmt.Errorf("route %s %s is public and names a permission", r.Method, r.Path)
		case !r.Public && !s.Policies.Load().Knows(r.Kind, r.Act):
			return fmt.Errorf("route %s %s names no permission the policy knows (%q %q)", r.Method, r.Path, r.Kind, r.Act)
		}
		for _, o := range s.routes {
			if o.Method == r.Method && o.Path == r.Path {
				return fmt.Errorf("route %s %s stands twice", r.Method, r.Path)
			}
		}
		s.engine.Handle(r.Method, r.Path, s.serve(r))
		s.routes = append(s.routes, r)
	}
	return nil
}

// Routes returns the route table.
func (s *Server) Routes() []Route { return append([]Route(nil), s.routes...) }

const routeKey = "minhu.route"

// serve wraps a handler with what its route line says.
func (s *Server) serve(r Route) gin.HandlerFunc {
	maxBody := r.MaxBody
	if maxBody == 0 {
		maxBody = DefaultMaxBody
	}
	timeout := r.Timeout
	if timeout == 0 {
		timeout = defaultTimeout
	}
	return func(c *gin.Context) {
		c.Set(routeKey, r)
		if timeout > 0 {
			ctx, cancel := context.WithTimeout(c.Request.Context(), timeout)
			defer cancel()
			c.Request = c.Request.WithContext(ctx)
		}
		if err := s.admit(c, r, maxBody); err != nil {
			fail(c, err)
			return
		}
		if err := r.Handler(c); err != nil {
			fail(c, err)
		}
	}
}

// admit checks everything that can be checked before the handler: path, size, caller, rate, permission, key.
func (s *Server) admit(c *gin.Context, r Route, maxBody int64) error {
	for _, p := range c.Params {
		if !cleanParam(p.Value) {
			return hotline.ErrBadPath
		}
	}
	if c.Request.ContentLength > maxBody {
		return hotline.ErrBodyTooLarge
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxBody)
	if err := s.identify(c); err != nil {
		return err
	}
	if err := s.limit(c, r); err != nil {
		return err
	}
	if !r.Public {
		p := principal(c)
		if !s.Policies.Load().May(p, r.Kind, r.Act) {
			if !signedIn(p) {
				return hotline.ErrNotSignedIn
			}
			return hotline.ErrForbidden
		}
	}
	if r.Write() && !r.NoKey {
		if _, err := IdempotencyKey(c); err != nil {
			return err
		}
	}
	return nil
}

// cleanParam refuses path parameters that could not be an identifier: control characters, separators, oversize.
func cleanParam(v string) bool {
	return v != "" && len(v) <= 128 && !strings.ContainsFunc(v, func(c rune) bool {
		return c < ' ' || c == 0x7f || c == '/' || c == '\\' || c == '\uFFFD'
	})
}

func (s *Server) noRoute(c *gin.Context)  { fail(c, hotline.ErrNotFound) }
func (s *Server) noMethod(c *gin.Context) { fail(c, hotline.ErrMethodNotAllowed) }

// routeOf returns the route being served; the zero Route outside one.
func routeOf(c *gin.Context) Route {
	r, _ := c.Get(routeKey)
	route, _ := r.(Route)
	return route
}
