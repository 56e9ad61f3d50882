package api

import (
	"context"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
	"github.com/jmoiron/sqlx"

	"minhu/internal/hotline"
	"minhu/internal/store"
	"minhu/policies"
)

// liveCalls is how long a call without an outcome stays on the agents' list.
const liveCalls = 12 * time.Hour

// listCalls shows calls: live (of today, free or mine), mine, or all.
func (s *Server) listCalls(c *gin.Context) error {
	if err := onlyQuery(c, "view", "limit", "cursor"); err != nil {
		return err
	}
	view, err := choice(c, "view", "live", "mine", "all")
	if err != nil {
		return err
	}
	limit, err := pageLimit(c)
	if err != nil {
		return err
	}
	p, ctx := principal(c), c.Request.Context()
	if view == "" || view == "live" {
		who := p.ID
		if !p.Has(policies.RoleAgent) {
			who = ""
		}
		rows, err := s.Store.LiveCalls(ctx, s.Clock().Add(-liveCalls), who)
		if err != nil {
			return err
		}
		items, err := s.callViews(p, rows)
		if err != nil {
			return err
		}
		writePage(c, items, "")
		return nil
	}
	var after store.Key
	more, err := s.decodeCursor(p, "calls/"+view, c.Query("cursor"), &after)
	if err != nil {
		return err
	}
	who := ""
	if view == "mine" {
		who = p.ID
	}
	rows, err := s.Store.Calls(ctx, who, keyIf(more, &after), limit+1)
	if err != nil {
		return err
	}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		if next, err = s.encodeCursor(p, "calls/"+view, store.Key{At: rows[limit-1].FirstAt, ID: rows[limit-1].ID}); err != nil {
			return err
		}
	}
	items, err := s.callViews(p, rows)
	if err != nil {
		return err
	}
	writePage(c, items, next)
	return nil
}

// CallerView is a call with everything the house knows of its number, within the reader's scope.
type CallerView struct {
	Call      CallView       `json:"call"`
	Cases     []EarlierRow   `json:"cases"`
	Messages  []EarlierRow   `json:"messages"`
	Calls     []CallView     `json:"calls"`
	Callbacks []CallbackView `json:"callbacks"`
	Open      int            `json:"open_cases"`
	Now       time.Time      `json:"now"`
}

// showCall opens a call and the caller's history. The look is on record.
func (s *Server) showCall(c *gin.Context) error {
	r, d, err := s.callOf(c, "read")
	if err != nil {
		return err
	}
	if err := s.looked(c, "call", r.ID, d); err != nil {
		return err
	}
	p, ctx := principal(c), c.Request.Context()
	out := CallerView{Cases: []EarlierRow{}, Messages: []EarlierRow{}, Calls: []CallView{}, Callbacks: []CallbackView{}, Now: s.Clock().UTC()}
	if out.Call, err = s.callView(p, r); err != nil {
		return err
	}
	if r.NumberIndex != nil {
		if err := s.callerHistory(ctx, p, r, &out); err != nil {
			return err
		}
	}
	c.JSON(http.StatusOK, out)
	return nil
}

func (s *Server) callerHistory(ctx context.Context, p *policies.Principal, r store.CallRow, out *CallerView) error {
	rows, err := s.Store.CasesOfNumber(ctx, s.scope(p, "case", "list"), r.NumberIndex)
	if err != nil {
		return err
	}
	for _, e := range rows {
		if !hotline.Load().Done(hotline.Case, hotline.Stage(e.Stage)) {
			out.Open++
		}
		out.Cases = append(out.Cases, EarlierRow{e.ID, e.Number, e.Stage, e.Kind, e.Title, e.RegisteredAt.UTC()})
	}
	if rows, err = s.Store.MessagesOfNumber(ctx, s.scope(p, "message", "list"), r.NumberIndex); err != nil {
		return err
	}
	for _, e := range rows {
		out.Messages = append(out.Messages, EarlierRow{e.ID, e.Number, e.Stage, e.Kind, e.Title, e.RegisteredAt.UTC()})
	}
	calls, err := s.Store.CallsOfNumber(ctx, r.NumberIndex, r.ID)
	if err != nil {
		return err
	}
	if out.Calls, err = s.callViews(p, calls); err != nil {
		return err
	}
	b, err := s.Store.OpenCallback(ctx, r.NumberIndex)
	if isNoRows(err) {
		return nil
	}
	if err != nil {
		return err
	}
	v, err := s.callbackView(p, b)
	out.Callbacks = append(out.Callbacks, v)
	return err
}

type typedCallBody struct {
	Number string `json:"number"`
}

// Validate implements Validator.
func (b typedCallBody) Validate() []hotline.FieldProblem {
	if b.Number != "" && !phoneShape.MatchString(strings.TrimSpace(b.Number)) {
		return []hotline.FieldProblem{{Name: "number", Code: "malformed", Detail: "电话号码格式不对"}}
	}
	return nil
}

// typeCall opens a call whose number an agent typed; without a number for a caller who withholds it.
func (s *Server) typeCall(c *gin.Context) error {
	body, err := Bind[typedCallBody](c)
	if err != nil {
		return err
	}
	return s.openCall(c, "typed", "in", strings.TrimSpace(body.Number), "")
}

// openCall makes a call of one's own under the request's key.
func (s *Server) openCall(c *gin.Context, source, direction, number, callback string) error {
	p, ctx, now := principal(c), c.Request.Context(), s.Clock().UTC()
	key, err := s.keyOf(c, p)
	if err != nil {
		return err
	}
	root := s.Acts.Ring.Root()
	name := source + "/" + key
	row, fresh, err := s.Store.PutCall(ctx, root, store.CallEvent{Key: name, Source: source, Direction: direction, Number: number, State: "answered", At: now,
		Callback: callback, Digest: digest(rawBody(c))}, now, callTopics, func(tx *sqlx.Tx, r store.CallRow) error {
		_, err := s.Store.TakeCall(ctx, tx, r.ID, p.ID, callTopics(r), now)
		return err
	})
	if err == store.ErrCallNumber {
		return hotline.ErrIdempotencyKeyReused
	}
	if err != nil {
		return err
	}
	if fresh {
		if row, err = s.Store.CallByID(ctx, row.ID); err != nil {
			return err
		}
	}
	v, err := s.callView(p, row)
	if err != nil {
		return err
	}
	c.JSON(http.StatusCreated, v)
	return nil
}

// emptyBody is the body of a write that says everything in its path.
type emptyBody struct{}

// takeCall gives a ringing or waiting call to whoever asks first.
func (s *Server) takeCall(c *gin.Context) error {
	if _, err := Bind[emptyBody](c); err != nil {
		return err
	}
	r, _, err := s.callOf(c, "take")
	if err != nil {
		return err
	}
	p := principal(c)
	return s.once(c, func(ctx context.Context, tx *sqlx.Tx) (int, any, error) {
		ok, err := s.Store.TakeCall(ctx, tx, r.ID, p.ID, callTopics(store.CallRow{}), s.Clock().UTC())
		if err != nil {
			return 0, nil, err
		}
		if !ok {
			return 0, nil, hotline.Stale(r.Rev)
		}
		return http.StatusOK, callAnswer{ID: r.ID, State: r.State}, nil
	})
}

// CallReasons are why nothing came of a call.
var CallReasons = []string{"hung_up", "silent", "wrong_number", "answered_orally", "transferred", "abuse", "test"}

type closeCallBody struct {
	Reason string `json:"reason"`
	Note   string `json:"note"`
}

// Validate implements Validator.
func (b closeCallBody) Validate() []hotline.FieldProblem {
	var bad []hotline.FieldProblem
	known := false
	for _, r := range CallReasons {
		known = known || r == b.Reason
	}
	if !known {
		bad = append(bad, hotline.FieldProblem{Name: "reason", Code: "not_a_choice", Detail: "请选择原因"})
	}
	if utf8.RuneCountInString(b.Note) > 200 {
		bad = append(bad, hotline.FieldProblem{Name: "note", Code: "too_long"})
	}
	return bad
}

// closeCall ends a call of which nothing came, with the reason.
func (s *Server) closeCall(c *gin.Context) error {
	body, err := Bind[closeCallBody](c)
	if err != nil {
		return err
	}
	r, _, err := s.callOf(c, "close")
	if err != nil {
		return err
	}
	p := principal(c)
	return s.once(c, func(ctx context.Context, tx *sqlx.Tx) (int, any, error) {
		ok, err := s.Store.CloseCall(ctx, tx, r.ID, body.Reason, strings.TrimSpace(body.Note), p.ID, callTopics(r), s.Clock().UTC())
		if err != nil {
			return 0, nil, err
		}
		if !ok {
			return 0, nil, hotline.Stale(r.Rev)
		}
		return http.StatusOK, callAnswer{ID: r.ID, State: r.State}, nil
	})
}

// fromCall fills what the call knows into a matter that comes of it: the channel, and the number unless another one was given.
func (s *Server) fromCall(c *gin.Context, id string, f hotline.Fields, who *Contact) error {
	ctx := c.Request.Context()
	r, err := s.Store.CallByID(ctx, strings.ToLower(id))
	if err != nil {
		return err
	}
	res := callResource(r)
	if _, err := s.Authorize(c, "call", "close", &res); err != nil {
		s.refused(c, "call", "close", r.ID, err)
		return err
	}
	f["call"], f["channel"] = r.ID, "phone"
	if strings.TrimSpace(who.Phone) == "" {
		if who.Phone, err = s.Store.OpenCallNumber(ctx, s.Acts.Ring.Root(), r.ID); err != nil {
			return err
		}
	}
	if strings.TrimSpace(who.Name) == "" {
		who.Name = "来电人"
	}
	return nil
}

type answeredBody struct {
	Case        CaseBody `json:"case"`
	Record      string   `json:"record"`
	PublicReply string   `json:"public_reply"`
}

// Validate implements Validator.
func (b answeredBody) Validate() []hotline.FieldProblem {
	var bad []hotline.FieldProblem
	b.Case.CallID = policies.SystemID // the call stands in the path; its number stands in for the contact's
	for _, f := range b.Case.Validate() {
		f.Name = "case." + f.Name
		bad = append(bad, f)
	}
	if strings.TrimSpace(b.PublicReply) == "" {
		bad = append(bad, hotline.FieldProblem{Name: "public_reply", Code: "required", Detail: "请填写答复内容"})
	}
	return bad
}

// answerCall registers a case and answers it while the caller listens (办结于通话): two acts under one key. When the second is cut
// off, the same key goes on where it stopped.
func (s *Server) answerCall(c *gin.Context) error {
	body, err := Bind[answeredBody](c)
	if err != nil {
		return err
	}
	p, ctx := principal(c), c.Request.Context()
	body.Case.CallID = strings.ToLower(c.Param("id"))
	if !isUUID(body.Case.CallID) {
		return hotline.ErrNotFound
	}
	f, owner, err := s.caseFields(c, p, &body.Case)
	if err != nil {
		return err
	}
	reply := hotline.Fields{"public_reply": body.PublicReply}
	if strings.TrimSpace(body.Record) != "" {
		reply["record"] = body.Record
	}
	res := policies.Resource{}
	d, err := s.Authorize(c, "case", "answer_directly", &res)
	if err != nil {
		return err
	}
	answer := s.envelope(c, p, "answer_directly", 0, reply, d)
	if err := s.checkFields(hotline.State{Aggregate: hotline.Case, Stage: "registered", Table: hotline.TableVersion}, answer); err != nil {
		return err
	}
	out, err := s.openMatter(c, p, hotline.Case, "register", f, body.Case.Contact, owner)
	if err != nil {
		return err
	}
	s.noteChoice(ctx, p, out.ID, "register", body.Case.Title, body.Case.Content, f["class"])
	key, err := s.keyOf(c, p)
	if err != nil {
		return err
	}
	done, err := s.Acts.Do(ctx, hotline.Case, out.ID, updateID(p.ID, "answer", key), answer)
	if err != nil {
		return err
	}
	if err := s.Store.CallAnswered(ctx, body.Case.CallID); err != nil {
		return err
	}
	row, err := s.Store.CaseByID(ctx, out.ID)
	if err != nil {
		return err
	}
	out.Stage, out.Rev, out.DueAt, out.Clock = string(done.Stage), done.Rev, row.NextDueAt.Time.UTC(), row.NextClock
	c.JSON(http.StatusCreated, out)
	return nil
}

type callRevealBody struct {
	Reason string `json:"reason"`
}

// Validate implements Validator.
func (b callRevealBody) Validate() []hotline.FieldProblem {
	if !revealReasons[b.Reason] {
		return []hotline.FieldProblem{{Name: "reason", Code: "not_a_choice", Detail: "请选择查看理由"}}
	}
	return nil
}

// revealCall shows a caller's number. The look is recorded before the value is sent.
func (s *Server) revealCall(c *gin.Context) error {
	body, err := Bind[callRevealBody](c)
	if err != nil {
		return err
	}
	r, d, err := s.callOf(c, "number.reveal")
	if err != nil {
		return err
	}
	if r.NumberIndex == nil {
		return hotline.ErrNotFound
	}
	if err := s.revealed(c, "call", r.ID, body.Reason, d); err != nil {
		return err
	}
	number, err := s.Store.OpenCallNumber(c.Request.Context(), s.Acts.Ring.Root(), r.ID)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, RevealView{Field: "phone", Value: number})
	return nil
}

// TelephoneView is the telephone an agent sits at.
type TelephoneView struct {
	Extension string `json:"extension"`
}

// Validate implements Validator.
func (b TelephoneView) Validate() []hotline.FieldProblem {
	if b.Extension != "" && !extensionShape.MatchString(b.Extension) {
		return []hotline.FieldProblem{{Name: "extension", Code: "malformed", Detail: "分机号为 2 到 8 位数字"}}
	}
	return nil
}

func (s *Server) showExtension(c *gin.Context) error {
	e, err := s.Store.Extension(c.Request.Context(), principal(c).ID)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, TelephoneView{e})
	return nil
}

// setExtension says at which telephone one sits; another person's is refused (already_exists).
func (s *Server) setExtension(c *gin.Context) error {
	body, err := Bind[TelephoneView](c)
	if err != nil {
		return err
	}
	if err := s.Store.SetExtension(c.Request.Context(), principal(c).ID, body.Extension); err != nil {
		return err
	}
	c.JSON(http.StatusOK, body)
	return nil
}

// callOfMatter is the call a case or message came from, for those who may read calls; nil for others and when there was none.
func (s *Server) callOfMatter(ctx context.Context, p *policies.Principal, id string) (*CallView, error) {
	if !s.Policies.Load().May(p, "call", "read") {
		return nil, nil
	}
	r, err := s.Store.CallOf(ctx, id)
	if isNoRows(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	v, err := s.callView(p, r)
	return &v, err
}
