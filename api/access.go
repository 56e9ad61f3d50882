package api

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"minhu/internal/hotline"
	"minhu/internal/identity"
	"minhu/internal/live"
	"minhu/internal/store"
	"minhu/policies"
)

// AccessChangeView is a proposal about one person and what became of it.
type AccessChangeView struct {
	ID         string             `json:"id"`
	Version    int64              `json:"version"`
	StaffID    string             `json:"staff_id"`
	Username   string             `json:"username"`
	Before     *store.PersonState `json:"before,omitempty"` // absent for a new person
	After      store.PersonState  `json:"after"`
	Gained     []policies.Right   `json:"gained"`
	Lost       []policies.Right   `json:"lost"`
	Reason     string             `json:"reason"`
	ProposedBy string             `json:"proposed_by"`
	ProposedAt time.Time          `json:"proposed_at"`
	Decision   string             `json:"decision"` // open, approved, rejected, withdrawn
	DecidedBy  string             `json:"decided_by,omitempty"`
	DecidedAt  *time.Time         `json:"decided_at,omitempty"`
	Note       string             `json:"note,omitempty"`
	Acts       []string           `json:"allowed_actions"` // approve, reject, withdraw
}

// AccessBody proposes a change: of a person, or a new one when StaffID is empty.
type AccessBody struct {
	StaffID  string            `json:"staff_id"`
	Username string            `json:"username"` // of a new person
	Rev      int64             `json:"rev"`      // of the person the proposal begins with
	After    store.PersonState `json:"after"`
	Reason   string            `json:"reason"`
}

var usernameForm = regexp.MustCompile(`^[a-z][a-z0-9._-]{1,31}$`)

// Validate implements Validator.
func (b AccessBody) Validate() []hotline.FieldProblem {
	var bad []hotline.FieldProblem
	fault := func(name, code, detail string) {
		bad = append(bad, hotline.FieldProblem{Name: name, Code: code, Detail: detail})
	}
	switch {
	case b.StaffID != "" && !isUUID(b.StaffID):
		fault("staff_id", "malformed", "")
	case b.StaffID == "" && !usernameForm.MatchString(b.Username):
		fault("username", "malformed", "账号为 2 至 32 个小写字母、数字、点、横线，以字母开头")
	}
	if n := utf8.RuneCountInString(strings.TrimSpace(b.After.Name)); n < 1 || n > 20 {
		fault("name", "length", "姓名为 1 至 20 个字")
	}
	if utf8.RuneCountInString(b.After.Title) > 30 {
		fault("title", "too_long", "职务最多 30 个字")
	}
	if b.After.Clearance < 0 || b.After.Clearance > 1 {
		fault("clearance", "invalid", "保密件权限为 0 或 1")
	}
	if len(b.After.Roles) > 10 {
		fault("roles", "too_many", "最多 10 个角色")
	}
	if utf8.RuneCountInString(b.Reason) > 500 {
		fault("reason", "too_long", "理由最多 500 个字")
	}
	return bad
}

// ProposedAnswer names a proposal and whom it is about.
type ProposedAnswer struct {
	ID      string `json:"id"`
	StaffID string `json:"staff_id"`
}

// DecidedAnswer says what became of a proposal.
type DecidedAnswer struct {
	ID       string `json:"id"`
	Decision string `json:"decision"`
}

// AccessPreview says what a change would do. Nothing is stored.
type AccessPreview struct {
	Faults []hotline.FieldProblem `json:"faults"`
	Gained []policies.Right       `json:"gained"`
	Lost   []policies.Right       `json:"lost"`
	Hands  store.Hands            `json:"hands"` // what the person holds now
}

func (s *Server) accessViews(p *policies.Principal, rows []store.AccessChangeRow) ([]AccessChangeView, error) {
	out := make([]AccessChangeView, len(rows))
	for i, r := range rows {
		before, err := stateOf(r.Before)
		if err != nil {
			return nil, err
		}
		after, err := stateOf(r.After)
		if err != nil {
			return nil, err
		}
		v := AccessChangeView{ID: r.ID, Version: r.Version, StaffID: r.StaffID, Username: r.Username, Before: before, After: *after, Reason: r.Reason,
			ProposedBy: r.ProposedName, ProposedAt: r.ProposedAt, Decision: r.Decision, DecidedBy: r.DecidedName, DecidedAt: r.DecidedAt, Note: r.Note, Acts: []string{}}
		if before == nil {
			before = &store.PersonState{}
		}
		v.Gained, v.Lost = s.rightsBetween(*before, *after)
		if r.Decision == "open" {
			for _, act := range []string{"approve", "reject", "withdraw"} {
				if s.deciderIs(p, r, act) == nil {
					v.Acts = append(v.Acts, act)
				}
			}
		}
		out[i] = v
	}
	return out, nil
}

// rightsBetween compares what one state of a person may do with what another may: somebody disabled may do nothing.
func (s *Server) rightsBetween(was, to store.PersonState) (gained, lost []policies.Right) {
	rights := func(st store.PersonState) []policies.Right {
		if st.Disabled {
			return nil
		}
		return s.Policies.Load().Rights(st.Roles.Policy())
	}
	a, b := rights(was), rights(to)
	less := func(x, y []policies.Right) []policies.Right {
		out := []policies.Right{}
		for _, r := range x {
			if !slices.Contains(y, r) {
				out = append(out, r)
			}
		}
		return out
	}
	return less(b, a), less(a, b)
}

// beginAccess reads who is to be changed and checks what the change would set.
func (s *Server) beginAccess(c *gin.Context, b AccessBody) (row store.PersonRow, faults []hotline.FieldProblem, err error) {
	ctx := c.Request.Context()
	if b.StaffID != "" {
		row, err = s.Store.PersonByID(ctx, strings.ToLower(b.StaffID), s.Clock().UTC())
		if isNoRows(err) {
			err = hotline.ErrNotFound
		}
		if err != nil {
			return row, nil, err
		}
	} else if taken, err := s.Store.UsernameTaken(ctx, b.Username); err != nil {
		return row, nil, err
	} else if taken {
		faults = append(faults, hotline.FieldProblem{Name: "username", Code: "taken", Detail: "账号已被占用"})
	}
	var was store.PersonState
	if b.StaffID != "" {
		was = row.State()
	}
	more, err := s.faultsOf(ctx, row.ID, was, b.After)
	return row, append(faults, more...), err
}

// previewAccess says what a change would give and take.
func (s *Server) previewAccess(c *gin.Context) error {
	b, err := Bind[AccessBody](c)
	if err != nil {
		return err
	}
	row, faults, err := s.beginAccess(c, b)
	if err != nil {
		return err
	}
	v := AccessPreview{Faults: append([]hotline.FieldProblem{}, faults...)}
	was := store.PersonState{}
	if row.ID != "" {
		was = row.State()
		if v.Hands, err = s.Store.HandsOf(c.Request.Context(), row.ID); err != nil {
			return err
		}
	}
	v.Gained, v.Lost = s.rightsBetween(was, b.After)
	c.JSON(http.StatusOK, v)
	return nil
}

// proposeAccess keeps a proposal; nothing is in force until somebody else agrees.
func (s *Server) proposeAccess(c *gin.Context) error {
	b, err := Bind[AccessBody](c)
	if err != nil {
		return err
	}
	p := principal(c)
	if strings.TrimSpace(b.Reason) == "" {
		return hotline.Invalid(hotline.FieldProblem{Name: "reason", Code: "required", Detail: "请填写理由"})
	}
	if b.StaffID != "" && !s.mayPropose(p, strings.ToLower(b.StaffID)) {
		err := hotline.Fail(hotline.ErrForbidden, "不得为自己申请变更；请由另一名管理员提出。")
		s.refusedWrite(c, "staff", "edit", err)
		return err
	}
	row, faults, err := s.beginAccess(c, b)
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		return hotline.Invalid(faults...)
	}
	b.After.Name, b.After.Title = strings.TrimSpace(b.After.Name), strings.TrimSpace(b.After.Title)
	if b.After.Roles == nil {
		b.After.Roles = store.Bindings{}
	}
	at := s.Clock().UTC().Truncate(time.Microsecond)
	change := store.AccessChangeRow{ID: uuid.NewString(), StaffID: row.ID, Username: row.Username, Reason: strings.TrimSpace(b.Reason),
		ProposedBy: p.ID, ProposedName: p.Name, ProposedAt: at}
	if b.StaffID == "" {
		change.StaffID, change.Username = uuid.NewString(), b.Username
	} else {
		if row.Rev != b.Rev {
			return hotline.Stale(row.Rev)
		}
		was := row.State()
		if reflect.DeepEqual(was, b.After) {
			return hotline.Invalid(hotline.FieldProblem{Name: "after", Code: "unchanged", Detail: "没有任何更改"})
		}
		if change.Before, err = json.Marshal(was); err != nil {
			return err
		}
	}
	if change.After, err = json.Marshal(b.After); err != nil {
		return err
	}
	return s.once(c, func(ctx context.Context, tx *sqlx.Tx) (int, any, error) {
		if err := s.Store.ProposeAccess(ctx, tx, change, accessTopics); err != nil {
			return 0, nil, err
		}
		if err := s.recordWrite(ctx, c, tx, "staff", "edit", change.ID); err != nil {
			return 0, nil, err
		}
		return http.StatusCreated, ProposedAnswer{change.ID, change.StaffID}, nil
	})
}

// listAccessChanges lists proposals, newest first.
func (s *Server) listAccessChanges(c *gin.Context) error {
	if err := onlyQuery(c, "show", "limit", "cursor"); err != nil {
		return err
	}
	show, err := choice(c, "show", "open", "decided")
	if err != nil {
		return err
	}
	name := "access|" + show
	before, limit, err := s.idPage(c, name)
	if err != nil {
		return err
	}
	rows, err := s.Store.AccessChanges(c.Request.Context(), "", show, before, limit+1)
	if err != nil {
		return err
	}
	views, err := s.accessViews(principal(c), rows)
	if err != nil {
		return err
	}
	return pageByID(s, c, name, limit, views, func(v AccessChangeView) int64 { return v.Version }, func(v AccessChangeView) AccessChangeView { return v })
}

// DecideBody decides about a proposal.
type DecideBody struct {
	Note string `json:"note"`
}

// Validate implements Validator.
func (b DecideBody) Validate() []hotline.FieldProblem {
	if utf8.RuneCountInString(b.Note) > 500 {
		return []hotline.FieldProblem{{Name: "note", Code: "too_long", Detail: "意见最多 500 个字"}}
	}
	return nil
}

// accessTopics reach who proposes and who decides.
var accessTopics = []string{live.RoleTopic(policies.RoleAdmin), live.RoleTopic(policies.RoleSecurity)}

// decisions are the acts on a proposal and what they make of it.
var decisions = map[string]string{"approve": "approved", "reject": "rejected", "withdraw": "withdrawn"}

// decideAccess agrees to a proposal, refuses it, or takes it back. What is agreed to is in force with the answer.
func (s *Server) decideAccess(act string) func(*gin.Context) error {
	return func(c *gin.Context) error { return s.decide(c, act) }
}

func (s *Server) decide(c *gin.Context, act string) error {
	b, err := Bind[DecideBody](c)
	if err != nil {
		return err
	}
	id, decision := strings.ToLower(c.Param("id")), decisions[act]
	if !isUUID(id) {
		return hotline.ErrNotFound
	}
	ctx, p := c.Request.Context(), principal(c)
	r, err := s.Store.AccessChangeByID(ctx, id)
	if isNoRows(err) {
		return hotline.ErrNotFound
	} else if err != nil {
		return err
	}
	if err := s.deciderIs(p, r, act); err != nil {
		s.refusedWrite(c, "staff", act, err)
		return err
	}
	if act == "reject" && strings.TrimSpace(b.Note) == "" {
		return hotline.Invalid(hotline.FieldProblem{Name: "note", Code: "required", Detail: "请写明不同意的理由"})
	}
	if act == "approve" && r.Decision == "open" {
		// What was well when it was proposed may not be any more: a unit closed, a role given meanwhile.
		before, err := stateOf(r.Before)
		if err != nil {
			return err
		}
		after, err := stateOf(r.After)
		if err != nil {
			return err
		}
		if before == nil {
			before = &store.PersonState{}
		}
		faults, err := s.faultsOf(ctx, r.StaffID, *before, *after)
		if err != nil {
			return err
		}
		if len(faults) > 0 {
			return hotline.Invalid(faults...)
		}
	}
	topics := append([]string{live.StaffTopic(r.StaffID)}, accessTopics...)
	return s.once(c, func(ctx context.Context, tx *sqlx.Tx) (int, any, error) {
		at := s.Clock().UTC().Truncate(time.Microsecond)
		if err := s.Store.DecideAccess(ctx, tx, r, decision, p.ID, p.Name, strings.TrimSpace(b.Note), at, topics); err != nil {
			return 0, nil, err
		}
		if err := s.recordWrite(ctx, c, tx, "staff", act, r.ID+" v"+strconv.FormatInt(r.Version, 10)); err != nil {
			return 0, nil, err
		}
		return http.StatusOK, DecidedAnswer{r.ID, decision}, nil
	})
}

// deciderIs says why p may not do an act to a proposal: nobody decides about his own, or about himself.
func (s *Server) deciderIs(p *policies.Principal, r store.AccessChangeRow, act string) error {
	switch {
	case act == "withdraw" && p.ID != r.ProposedBy:
		return hotline.Fail(hotline.ErrForbidden, "只有提出人可以撤回。")
	case act == "withdraw":
		return nil
	case !s.Policies.Load().May(p, "staff", "approve"):
		return hotline.ErrForbidden
	case p.ID == r.ProposedBy:
		return hotline.Fail(hotline.ErrForbidden, "提出人不得审批自己的申请。")
	case p.ID == r.StaffID:
		return hotline.Fail(hotline.ErrForbidden, "不得审批关于自己的申请。")
	}
	return nil
}

// InvitationView is a way in, shown once: whoever has the link sets the password.
type InvitationView struct {
	Path      string    `json:"path"` // within this site
	ExpiresAt time.Time `json:"expires_at"`
}

// invitePerson makes a link by which a person sets a password; an earlier link that was not used ends, the password stays until then.
func (s *Server) invitePerson(c *gin.Context) error {
	if _, err := Bind[struct{}](c); err != nil {
		return err
	}
	r, err := s.person(c)
	if err != nil {
		return err
	}
	if r.DisabledAt != nil {
		return hotline.Fail(hotline.ErrActNotAllowed, "账号已停用，不能邀请。")
	}
	p := principal(c)
	token, sha := identity.NewToken()
	// No kept answer: the link stands nowhere but in this one. Asked again, a new link takes the place of the old.
	ctx, at := c.Request.Context(), s.Clock().UTC()
	end := at.Add(identity.InvitationLife)
	err = s.Store.InTx(ctx, func(tx *sqlx.Tx) error {
		if err := s.Store.Invite(ctx, tx, sha, r.ID, p.ID, at, end); err != nil {
			return err
		}
		return s.recordWrite(ctx, c, tx, "staff", "invite", r.Username)
	})
	if err != nil {
		return err
	}
	c.JSON(http.StatusCreated, InvitationView{Path: "/desk/invitation/" + token, ExpiresAt: end})
	return nil
}

// PasswordBody sets a password.
type PasswordBody struct {
	Password string `json:"password"`
}

// Validate implements Validator.
func (b PasswordBody) Validate() []hotline.FieldProblem {
	if code, detail := identity.WeakPassword(b.Password); code != "" {
		return []hotline.FieldProblem{{Name: "password", Code: code, Detail: detail}}
	}
	return nil
}

// Invited is whom an invitation is for.
type Invited struct {
	Username string `json:"username"`
	Name     string `json:"name"`
}

// showInvitation says whom a link lets in.
func (s *Server) showInvitation(c *gin.Context) error {
	who, err := s.Identity.Invited(c.Request.Context(), c.Param("token"), s.Clock())
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, Invited{who.Username, who.Name})
	return nil
}

// acceptInvitation sets the password. The link is used up by it; signing in is a step of its own.
func (s *Server) acceptInvitation(c *gin.Context) error {
	b, err := Bind[PasswordBody](c)
	if err != nil {
		return err
	}
	who, err := s.Identity.Accept(c.Request.Context(), c.Param("token"), b.Password, s.Clock())
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, Invited{who.Username, who.Name})
	return nil
}
