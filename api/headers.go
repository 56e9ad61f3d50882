package api

import (
	"crypto/rand"
	"strings"

	"github.com/gin-gonic/gin"
)

const nonceKey = "minhu.nonce"

// contentPolicy allows our own files only. Styles that the desk's components make at run time carry the nonce.
func contentPolicy(nonce string) string {
	style := "style-src 'self'"
	if nonce != "" {
		style += " 'nonce-" + nonce + "'"
	}
	return "default-src 'self'; script-src 'self'; " + style + "; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; " +
		"worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
}

// headers sets what every answer carries. API answers are never cached; pages say so themselves.
func (s *Server) headers(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), payment=(), geolocation=(self)")
	h.Set("Content-Security-Policy", contentPolicy(""))
	if s.Config.SecureCookies {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	if strings.HasPrefix(c.Request.URL.Path, "/api/") {
		h.Set("Cache-Control", "no-store")
	}
	c.Next()
}

// Nonce draws the nonce of this response and allows it in the content policy. The desk's page writes it into
// <meta name="csp-nonce">; such a page must not be cached.
func Nonce(c *gin.Context) string {
	if n := c.GetString(nonceKey); n != "" {
		return n
	}
	n := rand.Text()
	c.Set(nonceKey, n)
	c.Header("Content-Security-Policy", contentPolicy(n))
	c.Header("Cache-Control", "no-store")
	return n
}
