package api

import (
	"net/http"
	"net/http/httputil"
	"net/url"

	"github.com/gin-gonic/gin"

	"minhu/internal/hotline"
)

// engineUIPath is where the workflow engine's own pages are found by those who may read the system's health. Payloads are
// sealed: the pages show what happened and when, not what was said.
const engineUIPath = "/desk/ops/temporal"

// EngineUI puts the engine's pages, which listen on loopback only, behind our sign-in. Its page scripts are its own, so the
// content policy of our pages does not fit; it allows this origin only.
func (s *Server) EngineUI(target *url.URL) {
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(&url.URL{Scheme: target.Scheme, Host: target.Host})
		r.Out.Header.Del("Cookie")
		r.Out.Header.Del("Authorization")
	}}
	handle := func(c *gin.Context) {
		if err := s.identify(c); err != nil {
			fail(c, err)
			return
		}
		p := principal(c)
		if !s.Policies.Load().May(p, "system", "health.read") {
			if signedIn(p) {
				fail(c, hotline.ErrForbidden)
				return
			}
			c.Redirect(http.StatusSeeOther, "/desk/")
			return
		}
		c.Header("Content-Security-Policy", "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; frame-ancestors 'none'")
		proxy.ServeHTTP(c.Writer, c.Request)
	}
	s.engine.Any(engineUIPath, handle)
	s.engine.Any(engineUIPath+"/*path", handle)
}
