package api

import (
	"bytes"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/gin-gonic/gin"

	"minhu/internal/hotline"
)

// Pages serves the built pages: the citizen's at /, the staff's at /desk/, the demonstration at /demo/. File names under
// assets/ carry a hash and are kept for a year; the html is always asked for again. Call it last: it takes what no route has.
func (s *Server) Pages() {
	s.engine.NoRoute(func(c *gin.Context) {
		p := c.Request.URL.Path
		if s.UI == nil || strings.HasPrefix(p, "/api/") || (c.Request.Method != http.MethodGet && c.Request.Method != http.MethodHead) {
			s.noRoute(c)
			return
		}
		switch {
		case p == "/desk" || p == "/demo":
			c.Redirect(http.StatusPermanentRedirect, p+"/")
		case strings.HasPrefix(p, "/desk/"):
			s.page(c, "desk", strings.TrimPrefix(p, "/desk/"), true)
		case strings.HasPrefix(p, "/demo/"):
			if !s.City.Demo {
				s.noRoute(c)
				return
			}
			s.page(c, "demo", strings.TrimPrefix(p, "/demo/"), true)
		default:
			s.page(c, "citizen", strings.TrimPrefix(p, "/"), false)
		}
	})
}

// page serves one file of a front end; history says whether unknown paths are the page itself (client-side routes).
func (s *Server) page(c *gin.Context, front, name string, history bool) {
	if strings.Contains(name, "..") || strings.ContainsAny(name, "\\\x00") {
		fail(c, hotline.ErrNotFound)
		return
	}
	if name == "" || history && !strings.Contains(path.Base(name), ".") {
		name = "index.html"
	}
	if name == "index.html" {
		s.html(c, front)
		return
	}
	file := front + "/" + name
	body, encoding, err := s.packed(c, file)
	if err != nil {
		s.noRoute(c)
		return
	}
	if strings.Contains(name, "assets/") {
		c.Header("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		c.Header("Cache-Control", "no-cache")
	}
	c.Header("Vary", "Accept-Encoding")
	if encoding != "" {
		c.Header("Content-Encoding", encoding)
	}
	kind := mime.TypeByExtension(path.Ext(name))
	if kind == "" {
		kind = "application/octet-stream"
	}
	c.Data(http.StatusOK, kind, body)
}

// packed gives a file as the browser takes it best: the build wrote .br and .gz beside each.
func (s *Server) packed(c *gin.Context, file string) ([]byte, string, error) {
	accept := c.GetHeader("Accept-Encoding")
	for _, e := range []struct{ name, ext string }{{"br", ".br"}, {"gzip", ".gz"}} {
		if strings.Contains(accept, e.name) {
			if b, err := fs.ReadFile(s.UI, file+e.ext); err == nil {
				return b, e.name, nil
			}
		}
	}
	b, err := fs.ReadFile(s.UI, file)
	return b, "", err
}

// noncePlace is where the desk's html takes the nonce of the content policy.
var noncePlace = []byte("__CSP_NONCE__")

func (s *Server) html(c *gin.Context, front string) {
	b, err := fs.ReadFile(s.UI, front+"/index.html")
	if err != nil {
		c.Header("Cache-Control", "no-store")
		c.Data(http.StatusServiceUnavailable, "text/html; charset=utf-8", []byte(notBuilt))
		return
	}
	c.Header("Cache-Control", "no-cache")
	if bytes.Contains(b, noncePlace) {
		b = bytes.ReplaceAll(b, noncePlace, []byte(Nonce(c)))
	}
	c.Data(http.StatusOK, "text/html; charset=utf-8", b)
}

const notBuilt = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>民呼</title><h1>界面尚未构建</h1><p>请运行 <code>make build</code>。接口不受影响。</p><p lang="en">The pages were not built yet: run <code>make build</code>. The API works.</p></html>`
