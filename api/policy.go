package api

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"minhu/internal/hotline"
	"minhu/internal/store"
	"minhu/policies"
)

// PolicyView is the policy in force, to be read.
type PolicyView struct {
	Version string              `json:"version"`
	Roles   []string            `json:"roles"`
	Include map[string][]string `json:"includes"` // role → the roles whose lines it holds too
	Kinds   []PolicyKind        `json:"kinds"`
	Lines   []policies.Line     `json:"lines"`
	Apart   [][2]string         `json:"apart"` // roles no one person holds together
}

// PolicyKind is a kind of thing with the acts on it.
type PolicyKind struct {
	Name string   `json:"name"`
	Acts []string `json:"acts"`
}

// showPolicy reads the lines of the policy.
func (s *Server) showPolicy(c *gin.Context) error {
	snap := s.Policies.Load()
	v := PolicyView{Version: snap.Version(), Roles: policies.Roles, Include: map[string][]string{}, Lines: snap.Lines(""), Apart: snap.Apart()}
	for _, r := range policies.Roles {
		if in := snap.Includes(r); len(in) > 1 {
			v.Include[r] = in[1:]
		}
	}
	for _, k := range snap.Kinds() {
		v.Kinds = append(v.Kinds, PolicyKind{k, snap.Acts(k)})
	}
	c.JSON(http.StatusOK, v)
	return nil
}

// TrialBody asks what a person may do with a thing.
type TrialBody struct {
	StaffID string `json:"staff_id"`
	Kind    string `json:"kind"`   // case, message, conversation
	Number  string `json:"number"` // human number or id of the thing; empty for kinds whose things have none
}

// numbered are the kinds whose things are asked for one by one.
var numbered = map[string]bool{"case": true, "message": true, "conversation": true}

// Validate implements Validator.
func (b TrialBody) Validate() []hotline.FieldProblem {
	var bad []hotline.FieldProblem
	if !isUUID(b.StaffID) {
		bad = append(bad, hotline.FieldProblem{Name: "staff_id", Code: "malformed"})
	}
	if b.Number == "" && numbered[b.Kind] {
		// Asked of nothing in particular, every word that looks at the thing says no.
		bad = append(bad, hotline.FieldProblem{Name: "number", Code: "required", Detail: "请填写编号：能否办理要看是哪一件"})
	}
	if len(b.Number) > 60 {
		bad = append(bad, hotline.FieldProblem{Name: "number", Code: "too_long"})
	}
	return bad
}

// TrialAnswer says for each act whether the person may do it and which line decided. A stage may still refuse the act.
type TrialAnswer struct {
	Version string      `json:"version"`
	Name    string      `json:"name"`
	Acts    []TrialLine `json:"acts"`
}

// TrialLine is the answer for one act.
type TrialLine struct {
	Act   string `json:"act"`
	Allow bool   `json:"allow"`
	Line  string `json:"line,omitempty"` // the line that decided; empty when no line speaks of it
}

// tryPolicy answers "以某人身份试算": nobody signs in as anybody, the question is only asked with their bindings. It is on record.
func (s *Server) tryPolicy(c *gin.Context) error {
	b, err := Bind[TrialBody](c)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	snap := s.Policies.Load()
	acts := snap.Acts(b.Kind)
	if acts == nil {
		return hotline.Invalid(hotline.FieldProblem{Name: "kind", Code: "unknown"})
	}
	row, err := s.Store.PersonByID(ctx, strings.ToLower(b.StaffID), s.Clock().UTC())
	if isNoRows(err) {
		return hotline.ErrNotFound
	} else if err != nil {
		return err
	}
	who := &policies.Principal{ID: row.ID, Kind: policies.KindStaff, Name: row.Name, Clearance: row.Clearance}
	if row.DisabledAt == nil {
		who.Bindings = row.Roles.Policy()
	}
	var res policies.Resource
	if b.Number != "" {
		if res, err = s.resourceByNumber(c, b.Kind, strings.TrimSpace(b.Number)); err != nil {
			return err
		}
	}
	out := TrialAnswer{Version: snap.Version(), Name: row.Name}
	for _, act := range acts {
		d, err := snap.Enforce(who, b.Kind, act, &res)
		if err != nil {
			return err
		}
		out.Acts = append(out.Acts, TrialLine{act, d.Allow, d.Line})
	}
	p := principal(c)
	if err := s.Store.AddLedger(ctx, store.LedgerEntry{At: s.Clock(), ActorKind: p.Kind, ActorID: p.ID, ActorName: p.Name, Act: "trial", SubjectKind: "staff",
		SubjectID: &row.ID, Outcome: "applied", PolicyVersion: snap.Version(), RequestID: RequestID(c)}); err != nil {
		return err
	}
	c.JSON(http.StatusOK, out)
	return nil
}

// resourceByNumber finds a thing by its human number or id and gives the facts the policy looks at.
func (s *Server) resourceByNumber(c *gin.Context, kind, number string) (policies.Resource, error) {
	ctx, id := c.Request.Context(), strings.ToLower(number)
	if !isUUID(id) {
		of, found, err := s.Store.SubjectByNumber(ctx, strings.ToUpper(number))
		if err != nil && !isNoRows(err) {
			return policies.Resource{}, err
		}
		if err != nil || of != kind {
			return policies.Resource{}, hotline.Invalid(hotline.FieldProblem{Name: "number", Code: "unknown", Detail: "没有这个编号"})
		}
		id = found
	}
	var res policies.Resource
	var err error
	switch kind {
	case "case":
		var r store.CaseRow
		if r, err = s.Store.CaseByID(ctx, id); err == nil {
			res = caseResource(r)
		}
	case "message":
		var r store.MessageRow
		if r, err = s.Store.MessageByID(ctx, id); err == nil {
			res = messageResource(r)
		}
	case "conversation":
		var r store.ConversationRow
		if r, err = s.Store.ConversationByID(ctx, id); err == nil {
			res = conversationResource(r)
		}
	default:
		return res, hotline.Invalid(hotline.FieldProblem{Name: "number", Code: "unknown", Detail: "这类事项没有编号"})
	}
	if isNoRows(err) {
		return res, hotline.Invalid(hotline.FieldProblem{Name: "number", Code: "unknown", Detail: "没有这个编号"})
	}
	return res, err
}
