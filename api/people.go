package api

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"minhu/internal/hotline"
	"minhu/internal/store"
	"minhu/policies"
)

// PersonView is a member of staff as administrators see one.
type PersonView struct {
	ID           string         `json:"id"`
	Username     string         `json:"username"`
	Name         string         `json:"name"`
	Title        string         `json:"title,omitempty"`
	DepartmentID string         `json:"department_id"`
	Department   string         `json:"department"`
	Clearance    int            `json:"clearance"` // 1 reads confidential cases
	DisabledAt   *time.Time     `json:"disabled_at,omitempty"`
	Rev          int64          `json:"rev"`
	Demo         bool           `json:"demo,omitempty"`
	HasPassword  bool           `json:"has_password"`
	Roles        store.Bindings `json:"roles"`
	Proposal     string         `json:"proposal,omitempty"` // id of the change that waits for a decision
	LastSeen     *time.Time     `json:"last_seen,omitempty"`
}

// PersonFile is one person with everything that was ever changed about them.
type PersonFile struct {
	PersonView
	State     store.PersonState   `json:"state"` // where a change begins
	Bindings  []store.PastBinding `json:"bindings"`
	Changes   []AccessChangeView  `json:"changes"`
	Hands     store.Hands         `json:"hands"`
	MayEdit   bool                `json:"may_edit"`
	MayInvite bool                `json:"may_invite"`
}

func personView(r store.PersonRow) PersonView {
	return PersonView{ID: r.ID, Username: r.Username, Name: r.Name, Title: r.Title, DepartmentID: r.DepartmentID, Department: r.Department,
		Clearance: r.Clearance, DisabledAt: r.DisabledAt, Rev: r.Rev, Demo: r.Demo, HasPassword: r.HasPassword,
		Roles: r.Roles, Proposal: r.Proposal.String, LastSeen: r.LastSeen}
}

// listStaff lists people by user name.
func (s *Server) listStaff(c *gin.Context) error {
	if err := onlyQuery(c, "department", "role", "q", "disabled", "limit", "cursor"); err != nil {
		return err
	}
	limit, err := pageLimit(c)
	if err != nil {
		return err
	}
	role, err := choice(c, "role", policies.Assignable()...)
	if err != nil {
		return err
	}
	disabled, err := choice(c, "disabled", "true")
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	f := store.PeopleFilter{Role: role, Name: strings.TrimSpace(c.Query("q")), Disabled: disabled != ""}
	if id := c.Query("department"); id != "" {
		places, err := s.Store.DepartmentPlaces(ctx)
		if err != nil {
			return err
		}
		at, known := places[id]
		if !known {
			return badQuery("department")
		}
		f.DeptPath = at.Path
	}
	filter := strings.Join([]string{"staff", f.DeptPath, f.Role, f.Name, disabled}, "|")
	var after string
	if _, err := s.decodeCursor(principal(c), filter, c.Query("cursor"), &after); err != nil {
		return err
	}
	rows, err := s.Store.PeoplePage(ctx, f, after, limit+1, s.Clock().UTC())
	if err != nil {
		return err
	}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		if next, err = s.encodeCursor(principal(c), filter, strings.ToLower(rows[limit-1].Username)); err != nil {
			return err
		}
	}
	out := make([]PersonView, len(rows))
	for i, r := range rows {
		out[i] = personView(r)
	}
	writePage(c, out, next)
	return nil
}

// person reads the person of the route.
func (s *Server) person(c *gin.Context) (store.PersonRow, error) {
	id := strings.ToLower(c.Param("id"))
	if !isUUID(id) {
		return store.PersonRow{}, hotline.ErrNotFound
	}
	r, err := s.Store.PersonByID(c.Request.Context(), id, s.Clock().UTC())
	if isNoRows(err) {
		err = hotline.ErrNotFound
	}
	return r, err
}

// showPerson reads one person with roles past and present and every change.
func (s *Server) showPerson(c *gin.Context) error {
	r, err := s.person(c)
	if err != nil {
		return err
	}
	if _, err := s.Authorize(c, "staff", "list", &policies.Resource{DeptPath: r.DeptPath}); err != nil {
		return err
	}
	ctx, p := c.Request.Context(), principal(c)
	v := PersonFile{PersonView: personView(r), State: r.State(), MayEdit: s.mayPropose(p, r.ID), MayInvite: s.Policies.Load().May(p, "staff", "invite")}
	if v.Bindings, err = s.Store.PastBindings(ctx, r.ID); err != nil {
		return err
	}
	if v.Hands, err = s.Store.HandsOf(ctx, r.ID); err != nil {
		return err
	}
	rows, err := s.Store.AccessChanges(ctx, r.ID, "", 0, 50)
	if err != nil {
		return err
	}
	if v.Changes, err = s.accessViews(p, rows); err != nil {
		return err
	}
	c.JSON(http.StatusOK, v)
	return nil
}

// mayPropose says whether p may propose a change of a person: nobody does for himself.
func (s *Server) mayPropose(p *policies.Principal, staff string) bool {
	return p.ID != staff && s.Policies.Load().May(p, "staff", "edit")
}

// keptRoles are the roles that must always have somebody: without them nobody could give them back.
var keptRoles = []string{policies.RoleAdmin, policies.RoleSecurity, policies.RoleAuditor}

// faultsOf says what is wrong with a person as a change would set him; staff is empty for a new one.
func (s *Server) faultsOf(ctx context.Context, staff string, was, to store.PersonState) ([]hotline.FieldProblem, error) {
	bad := []hotline.FieldProblem{}
	fault := func(name, code, detail string) {
		bad = append(bad, hotline.FieldProblem{Name: name, Code: code, Detail: detail})
	}
	places, err := s.Store.DepartmentPlaces(ctx)
	if err != nil {
		return nil, err
	}
	paths := map[string]bool{}
	for _, p := range places {
		paths[p.Path] = true
	}
	if _, known := places[to.Department]; !known {
		fault("department", "unknown", "没有这个单位，或已停用")
	}
	seen := map[store.BindingRow]bool{}
	for _, b := range to.Roles {
		switch {
		case !slices.Contains(policies.Assignable(), b.Role):
			fault("roles", "unknown", "没有角色 "+b.Role)
		case !paths[b.DeptPath]:
			fault("roles", "unknown", "角色所在单位不存在，或已停用")
		case seen[b]:
			fault("roles", "repeated", "同一单位的同一角色只需一次")
		}
		seen[b] = true
	}
	if a, b, clash := s.Policies.Load().Clash(to.Roles.Policy()); clash {
		fault("roles", "separated", policies.RoleTitle(a)+"与"+policies.RoleTitle(b)+"不得由同一人担任")
	}
	holds := func(st store.PersonState, role string) bool {
		return !st.Disabled && slices.ContainsFunc(st.Roles, func(b store.BindingRow) bool { return b.Role == role })
	}
	for _, role := range keptRoles {
		if holds(was, role) && !holds(to, role) {
			n, err := s.Store.PeopleHolding(ctx, role, staff, s.Clock().UTC())
			if err != nil {
				return nil, err
			}
			if n == 0 {
				fault("roles", "last", "此人是最后一名"+policies.RoleTitle(role)+"，请先另行任命")
			}
		}
	}
	return bad, nil
}

func stateOf(raw []byte) (*store.PersonState, error) {
	if raw == nil {
		return nil, nil
	}
	v := &store.PersonState{}
	return v, json.Unmarshal(raw, v)
}
