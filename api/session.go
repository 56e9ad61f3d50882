package api

import (
	"net/http"
	"sort"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"minhu/internal/hotline"
	"minhu/internal/identity"
	"minhu/policies"
)

type signInBody struct {
	Username string `json:"username"`
	Password string `json:"password"`
}

func (b signInBody) Validate() []hotline.FieldProblem {
	var out []hotline.FieldProblem
	for _, f := range []struct {
		name, value string
		max         int
	}{{"username", b.Username, 64}, {"password", b.Password, identity.MaxPassword}} {
		switch n := utf8.RuneCountInString(f.value); {
		case n == 0:
			out = append(out, hotline.FieldProblem{Name: f.name, Code: "required", Detail: "请填写"})
		case n > f.max:
			out = append(out, hotline.FieldProblem{Name: f.name, Code: "too_long", Detail: "内容过长"})
		}
	}
	return out
}

type roleView struct {
	Role     string `json:"role"`
	DeptPath string `json:"dept_path,omitempty"`
}

type sessionView struct {
	Kind       string     `json:"kind"` // citizen or staff
	ID         string     `json:"id,omitempty"`
	Username   string     `json:"username,omitempty"`
	Name       string     `json:"name,omitempty"`
	Title      string     `json:"title,omitempty"`
	Department string     `json:"department,omitempty"`
	DeptPath   string     `json:"dept_path,omitempty"`
	Roles      []roleView `json:"roles,omitempty"`
	Clearance  int        `json:"clearance,omitempty"`
	ExpiresAt  *time.Time `json:"expires_at,omitempty"`
	Acts       []string   `json:"acts"` // kind.act that some thing may allow; pages show and hide by it, the server decides anew
}

func (s *Server) viewSession(c *gin.Context) sessionView {
	p := principal(c)
	v := sessionView{Kind: p.Kind, ID: p.ID, Name: p.Name, Clearance: p.Clearance, Acts: s.acts(c)}
	if sess := session(c); sess != nil {
		v.Username, v.Title, v.Department, v.DeptPath = sess.Username, sess.Title, sess.DepartmentName, sess.DepartmentPath
		at := sess.ExpiresAt.UTC()
		v.ExpiresAt = &at
		for _, b := range p.Bindings {
			v.Roles = append(v.Roles, roleView{b.Role, b.DeptPath})
		}
	}
	return v
}

func (s *Server) acts(c *gin.Context) []string {
	snap := s.Policies.Load()
	out := []string{}
	for _, kind := range snap.Kinds() {
		for _, act := range snap.Acts(kind) {
			if snap.May(principal(c), kind, act) {
				out = append(out, kind+"."+act)
			}
		}
	}
	sort.Strings(out)
	return out
}

// signIn answers POST /api/v1/session.
func (s *Server) signIn(c *gin.Context) error {
	body, err := Bind[signInBody](c)
	if err != nil {
		return err
	}
	if s.Identity == nil {
		return hotline.ErrDatabaseUnavailable
	}
	token, sess, err := s.Identity.SignIn(c.Request.Context(), body.Username, body.Password, c.ClientIP(), s.Clock())
	if err != nil {
		return err
	}
	// A session of before must not live on beside the new one.
	if old := cookie(c, StaffCookie); old != "" {
		if err := s.Identity.SignOut(c.Request.Context(), old); err != nil {
			return err
		}
	}
	s.setCookie(c, StaffCookie, token, int(identity.SessionAbsolute.Seconds()))
	c.Set(principalKey, sess.Principal)
	c.Set(sessionKey, sess)
	c.JSON(http.StatusOK, s.viewSession(c))
	return nil
}

// showSession answers GET /api/v1/session: who am I, and what may I do.
func (s *Server) showSession(c *gin.Context) error {
	c.JSON(http.StatusOK, s.viewSession(c))
	return nil
}

// signOut answers DELETE /api/v1/session. It is no error to sign out twice.
func (s *Server) signOut(c *gin.Context) error {
	if token := cookie(c, StaffCookie); token != "" && s.Identity != nil {
		if err := s.Identity.SignOut(c.Request.Context(), token); err != nil {
			return err
		}
		// Who goes is given no more talks.
		if p := principal(c); p.Kind == policies.KindStaff && p.Has(policies.RoleAgent) {
			if _, err := s.Store.SetPresence(c.Request.Context(), p.ID, "offline", "", p.ID, false, s.Clock().UTC()); err != nil {
				return err
			}
		}
	}
	s.setCookie(c, StaffCookie, "", -1)
	c.Status(http.StatusNoContent)
	return nil
}

type demoAccountView struct {
	Username   string   `json:"username"`
	Name       string   `json:"name"`
	Title      string   `json:"title,omitempty"`
	Department string   `json:"department"`
	Roles      []string `json:"roles"`
	Password   string   `json:"password,omitempty"` // they are for trying, and exist only with demonstration data
}

// demoAccounts answers GET /api/v1/session/accounts: the accounts of the demonstration city, and not_found where no
// demonstration data were loaded.
func (s *Server) demoAccounts(c *gin.Context) error {
	if s.Store == nil {
		return hotline.ErrDatabaseUnavailable
	}
	rows, err := s.Store.DemoAccounts(c.Request.Context())
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return hotline.ErrNotFound
	}
	items := make([]demoAccountView, len(rows))
	for i, r := range rows {
		items[i] = demoAccountView{r.Username, r.Name, r.Title, r.Department, r.Roles, s.City.DemoPassword}
	}
	c.JSON(http.StatusOK, gin.H{"items": items})
	return nil
}
