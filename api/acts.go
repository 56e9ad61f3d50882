package api

import (
	"context"
	"encoding/hex"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"minhu/internal/hotline"
	"minhu/policies"
)

// ActBody is the body of every act: the revision the reader saw, and the act's fields by name.
type ActBody struct {
	Rev    int64             `json:"rev"`
	Fields map[string]string `json:"fields"`
}

// ActAnswer is the answer to an act.
type ActAnswer struct {
	ID    string `json:"id"`
	Rev   int64  `json:"rev"`
	Stage string `json:"stage"`
}

// subject is a thing that acts are taken on, reduced to what an act needs.
type subject struct {
	state    hotline.State
	resource policies.Resource
}

// opensOnly are acts that have routes of their own.
var opensOnly = []string{"register", "submit", "ask", "say"}

// actRoutes makes one route for each act of the table; a handler of its own stands elsewhere only where an act has effects
// of its own.
func (s *Server) actRoutes() []Route {
	table := hotline.Load()
	load := map[hotline.Aggregate]func(context.Context, string) (subject, error){
		hotline.Conversation: s.conversationSubject, hotline.Case: s.caseSubject, hotline.Message: s.messageSubject}
	base := map[hotline.Aggregate]string{hotline.Conversation: "/api/v1/conversations", hotline.Case: "/api/v1/cases", hotline.Message: "/api/v1/messages"}
	var out []Route
	for _, agg := range []hotline.Aggregate{hotline.Conversation, hotline.Case, hotline.Message} {
		for _, act := range table.ActNames(agg) {
			if slices.Contains(opensOnly, act) || systemOnly(table, agg, act) {
				continue
			}
			out = append(out, Route{Method: http.MethodPost, Path: base[agg] + "/:id/actions/" + act, Kind: string(agg), Act: act,
				Handler: s.actHandler(agg, act, load[agg])})
		}
	}
	return out
}

func systemOnly(table *hotline.Catalogue, agg hotline.Aggregate, act string) bool {
	for _, t := range table.Transitions {
		if t.Aggregate == agg && t.Act == act && (slices.Contains(t.By, hotline.ByCitizen) || slices.Contains(t.By, hotline.ByStaff)) {
			return false
		}
	}
	return true
}

func (s *Server) actHandler(agg hotline.Aggregate, act string, load func(context.Context, string) (subject, error)) Handler {
	return func(c *gin.Context) error {
		body, err := Bind[ActBody](c)
		if err != nil {
			return err
		}
		answer, err := s.perform(c, agg, act, body, load)
		if err != nil {
			s.refused(c, string(agg), act, c.Param("id"), err)
			return err
		}
		c.JSON(http.StatusOK, answer)
		return nil
	}
}

// perform takes one act of a person: scope first (404 outside), then the policy, the fields, and the workflow.
func (s *Server) perform(c *gin.Context, agg hotline.Aggregate, act string, body ActBody, load func(context.Context, string) (subject, error)) (ActAnswer, error) {
	id := strings.ToLower(c.Param("id"))
	ctx := c.Request.Context()
	p := principal(c)
	if !isUUID(id) {
		return ActAnswer{}, hotline.ErrNotFound
	}
	sub, err := load(ctx, id)
	if err != nil {
		return ActAnswer{}, err
	}
	key, err := s.keyOf(c, p)
	if err != nil {
		return ActAnswer{}, err
	}
	d, err := s.Authorize(c, string(agg), act, &sub.resource)
	if err != nil {
		return s.actedBefore(c, id, key, err)
	}
	a := s.envelope(c, p, act, body.Rev, body.Fields, d)
	if err := s.checkFields(sub.state, a); err != nil {
		return ActAnswer{}, err
	}
	if err := s.mayName(c, a.Fields); err != nil {
		return ActAnswer{}, err
	}
	if agg == hotline.Case && act == "note" && strings.Contains(a.Fields["note"], "@") {
		ids, err := s.mentioned(ctx, a.Fields["note"], &sub.resource)
		if err != nil {
			return ActAnswer{}, err
		}
		if ids != "" {
			a.Fields = maps.Clone(a.Fields)
			a.Fields["mentions"] = ids
		}
	}
	if agg == hotline.Conversation && a.Fields["colleague"] != "" && act != "consult_close" {
		if _, err := s.atSeat(c, "fields.colleague", a.Fields["colleague"]); err != nil {
			return ActAnswer{}, err
		}
	}
	r, err := s.Acts.Do(ctx, agg, id, key, a)
	if err != nil {
		return ActAnswer{}, err
	}
	if agg == hotline.Case && act == "accept" {
		s.noteAccepted(ctx, p, id, body.Fields["class"])
	}
	return ActAnswer{ID: id, Rev: r.Rev, Stage: string(r.Stage)}, nil
}

// actedBefore answers a repeated request for an act that took the thing out of the caller's hands, as a transfer does: what was
// recorded under the very same key is the answer. Anything else stays the refusal.
func (s *Server) actedBefore(c *gin.Context, id, key string, refusal error) (ActAnswer, error) {
	e, err := s.Store.FindEvent(c.Request.Context(), id, key)
	if isNoRows(err) {
		return ActAnswer{}, refusal
	}
	if err != nil {
		return ActAnswer{}, err
	}
	if e.Digest != hex.EncodeToString(digest(rawBody(c))) {
		return ActAnswer{}, hotline.ErrIdempotencyKeyReused
	}
	return ActAnswer{ID: id, Rev: e.Seq, Stage: e.ToStage}, nil
}

// checkFields refuses bad fields before a workflow is asked. An act that is not legal in this stage is left to the
// workflow: the row may be behind, and the same request may have been recorded before.
func (s *Server) checkFields(st hotline.State, a hotline.Act) error {
	table := hotline.For(st, a.Name)
	var bad []hotline.FieldProblem
	for name := range a.Fields {
		if slices.Contains(internalFields, name) {
			bad = append(bad, hotline.FieldProblem{Name: "fields." + name, Code: "unknown", Detail: "此操作没有这一项"})
		}
	}
	if len(bad) > 0 {
		return hotline.Invalid(bad...)
	}
	t, err := table.Find(st, a, s.Clock().UTC())
	if err == nil {
		return table.CheckFields(t, a.Fields)
	}
	for i := range table.Transitions {
		if x := &table.Transitions[i]; x.Aggregate == st.Aggregate && x.Act == a.Name && slices.Contains(x.By, a.Actor.Kind) {
			return table.CheckFields(x, a.Fields)
		}
	}
	return nil
}

// mayName refuses another case named by an act that the actor may not read: naming it must tell nothing.
func (s *Server) mayName(c *gin.Context, f hotline.Fields) error {
	for _, name := range []string{"master", "other"} {
		id := strings.ToLower(f[name])
		if id == "" {
			continue
		}
		f[name] = id
		sub, err := s.caseSubject(c.Request.Context(), id)
		if err == nil {
			_, err = s.Authorize(c, "case", "read", &sub.resource)
		}
		if isNoRows(err) || errors.Is(err, hotline.ErrNotFound) {
			return hotline.Invalid(hotline.FieldProblem{Name: "fields." + name, Code: "unknown_value", Detail: "没有这件诉求"})
		}
		if err != nil {
			return err
		}
	}
	return nil
}
