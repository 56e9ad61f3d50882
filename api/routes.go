package api

import (
	"net/http"
)

// ownRoutes are the routes of the edge itself.
func (s *Server) ownRoutes() []Route {
	return []Route{
		{Method: http.MethodGet, Path: "/healthz", Public: true, Handler: s.healthz},
		{Method: http.MethodGet, Path: "/readyz", Public: true, Handler: s.readyz},
		{Method: http.MethodGet, Path: "/metrics", Public: true, Handler: s.serveMetrics},

		{Method: http.MethodGet, Path: "/api/v1/openapi.yaml", Public: true, Handler: s.serveOpenAPI},

		{Method: http.MethodPost, Path: "/api/v1/session", Public: true, NoKey: true, MaxBody: 4 << 10, Limit: 30, Handler: s.signIn},
		{Method: http.MethodGet, Path: "/api/v1/session", Kind: "session", Act: "own", Handler: s.showSession},
		{Method: http.MethodDelete, Path: "/api/v1/session", Public: true, NoKey: true, Handler: s.signOut},
		{Method: http.MethodGet, Path: "/api/v1/session/accounts", Public: true, Handler: s.demoAccounts},

		{Method: http.MethodGet, Path: "/api/v1/events", Kind: "session", Act: "own", Timeout: -1, Handler: s.streamEvents},
		{Method: http.MethodGet, Path: "/api/v1/events/poll", Kind: "session", Act: "own", Timeout: -1, Handler: s.pollEvents},
	}
}
