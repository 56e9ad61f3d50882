package api

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"minhu/internal/hotline"
	"minhu/internal/identity"
	"minhu/policies"
)

// Cookies that say who asks. Both HttpOnly and SameSite=Lax.
const (
	StaffCookie   = "minhu_staff"
	CitizenCookie = "minhu_citizen"
)

const (
	principalKey = "minhu.principal"
	sessionKey   = "minhu.session"
	citizenAge   = 180 * 24 * 3600 // seconds
)

// identify finds out who asks: staff by their session, else a citizen by the anonymous cookie, else a visitor. The
// citizen of a browser in which a member of staff is signed in as well is kept for citizen routes.
func (s *Server) identify(c *gin.Context) error {
	if s.Identity == nil {
		c.Set(principalKey, policies.Citizen(""))
		return nil
	}
	if token := cookie(c, StaffCookie); token != "" && !asCitizen(c) {
		session, err := s.Identity.Staff(c.Request.Context(), token, s.Clock())
		switch {
		case err == nil:
			c.Set(principalKey, session.Principal)
			c.Set(sessionKey, session)
			return nil
		case !errors.Is(err, identity.ErrNoSession):
			return err
		}
	}
	p := policies.Citizen("")
	if token := cookie(c, CitizenCookie); token != "" {
		known, err := s.Identity.Citizen(c.Request.Context(), token)
		switch {
		case err == nil:
			p = known
		case !errors.Is(err, identity.ErrNoSession):
			return err
		}
	}
	c.Set(principalKey, p)
	return nil
}

// asCitizen says whether the page asks in the citizen's name although the browser holds a staff session too (one
// machine, two tabs). It only ever lowers what the caller may do.
func asCitizen(c *gin.Context) bool {
	return c.GetHeader("X-Minhu-As") == "citizen" || c.Query("as") == "citizen"
}

func cookie(c *gin.Context, name string) string {
	ck, err := c.Request.Cookie(name)
	if err != nil {
		return ""
	}
	return ck.Value
}

// principal returns who asks; never nil inside a route.
func principal(c *gin.Context) *policies.Principal {
	v, _ := c.Get(principalKey)
	p, _ := v.(*policies.Principal)
	return p
}

// session returns the staff session, nil for citizens.
func session(c *gin.Context) *identity.Session {
	v, _ := c.Get(sessionKey)
	s, _ := v.(*identity.Session)
	return s
}

// signedIn says whether p is a member of staff or a citizen who has written before.
func signedIn(p *policies.Principal) bool { return p != nil && p.Kind != policies.KindCitizen }

// writer returns who asks, and makes a visitor a citizen: the cookie is set with the first write, so that those who only
// read leave no trace.
func (s *Server) writer(c *gin.Context) (*policies.Principal, error) {
	p := principal(c)
	if p == nil {
		return nil, hotline.ErrNotSignedIn
	}
	if p.ID != "" {
		return p, nil
	}
	if s.Identity == nil {
		return nil, hotline.ErrDatabaseUnavailable
	}
	token, p, err := s.Identity.NewCitizen(c.Request.Context(), s.Clock())
	if err != nil {
		return nil, err
	}
	s.setCookie(c, CitizenCookie, token, citizenAge)
	c.Set(principalKey, p)
	return p, nil
}

func (s *Server) setCookie(c *gin.Context, name, value string, maxAge int) {
	http.SetCookie(c.Writer, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: maxAge, HttpOnly: true,
		Secure: s.Config.SecureCookies, SameSite: http.SameSiteLaxMode})
}

// Authorize asks the policy whether the caller may do act to the thing. Outside the reader's scope the answer is
// not_found, so that nobody learns that the thing exists; who may read it but not do this gets forbidden.
func (s *Server) Authorize(c *gin.Context, kind, act string, r *policies.Resource) (policies.Decision, error) {
	snap := s.Policies.Load()
	p := principal(c)
	d, err := snap.Enforce(p, kind, act, r)
	if err != nil || d.Allow {
		return d, err
	}
	if act != "read" && snap.Knows(kind, "read") {
		read, err := snap.Enforce(p, kind, "read", r)
		if err != nil {
			return d, err
		}
		if read.Allow {
			return d, hotline.ErrForbidden
		}
	}
	return d, hotline.ErrNotFound
}

// crossOrigin refuses writes that another site's page sends with our cookies.
func (s *Server) crossOrigin(c *gin.Context) {
	if err := s.guard.Check(c.Request); err != nil {
		fail(c, hotline.ErrCrossOrigin)
		return
	}
	c.Next()
}
