package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jmoiron/sqlx"

	"minhu/internal/hotline"
	"minhu/internal/store"
	"minhu/internal/timejob"
	"minhu/internal/worktime"
	"minhu/policies"
)

// VersionItem is one version of a rule set or a calendar.
type VersionItem struct {
	Reference   string     `json:"reference"`
	ID          string     `json:"id"`
	Version     string     `json:"version"`
	Name        string     `json:"name"`
	NameEN      string     `json:"name_en"`
	InForce     bool       `json:"in_force"`
	Embedded    bool       `json:"embedded"`           // came with the program
	Outdated    bool       `json:"outdated,omitempty"` // written for an earlier list of clocks
	PublishedAt *time.Time `json:"published_at,omitempty"`
	PublishedBy string     `json:"published_by,omitempty"`
	Reason      string     `json:"reason,omitempty"`
}

// RuleSetsView lists rule sets with the words a form needs.
type RuleSetsView struct {
	Items     []VersionItem     `json:"items"`
	History   []store.TimeForce `json:"history"` // what was in force, newest first
	Clocks    []ClockWord       `json:"clocks"`
	Kinds     []string          `json:"kinds"`
	Urgencies []string          `json:"urgencies"`
	Levels    []string          `json:"levels"`
	Units     []string          `json:"units"`
	MayEdit   bool              `json:"may_edit"`
	MayTry    bool              `json:"may_try"`
}

// ClockWord is how a clock is called.
type ClockWord struct {
	Name string `json:"name"`
	ZH   string `json:"zh"`
	EN   string `json:"en"`
}

// clockWords are the names of clocks that no stage of a case starts; the others are named by the transition table.
var clockWords = map[worktime.Clock][2]string{
	worktime.ClockReturn: {"可申请退单", "may apply for return"}, worktime.ClockReturnRuling: {"退单审定", "ruling on a return"},
	worktime.ClockFirstContact: {"先行联系", "first contact"}, worktime.ClockAssist: {"协办反馈", "assisting unit's report"},
	worktime.ClockExtensionRuling: {"延期审批", "ruling on an extension"}, worktime.ClockSupervision: {"督办反馈", "answer to a supervision"},
	worktime.ClockSupplement: {"补充材料", "supplying"}, worktime.ClockCallback: {"回电", "callback"}, worktime.ClockChatReply: {"会话首次响应", "first reply in a talk"},
	worktime.ClockMessageReply: {"留言首次答复", "first reply to a message"},
}

func wordOfClock(c worktime.Clock) ClockWord {
	for _, i := range hotline.Load().Clocks {
		if i.Name == string(c) && i.Aggregate == hotline.Case {
			return ClockWord{i.Name, i.ZH, i.EN}
		}
	}
	w := clockWords[c]
	return ClockWord{string(c), w[0], w[1]}
}

// listRuleSets reads every version of every rule set.
func (s *Server) listRuleSets(c *gin.Context) error {
	ctx := c.Request.Context()
	published, err := s.published(ctx, store.RuleSetKind)
	if err != nil {
		return err
	}
	rules, _ := s.Time.InForce()
	v := RuleSetsView{Items: []VersionItem{}, Kinds: worktime.Kinds, Urgencies: worktime.Urgencies, Levels: worktime.Levels}
	for _, r := range s.Time.Library().AllRules() {
		d := r.Doc()
		i := VersionItem{Reference: r.Reference(), ID: d.ID, Version: d.Version, Name: d.Name, NameEN: d.NameEN, InForce: r.Reference() == rules.Reference(),
			Outdated: d.Table != worktime.RuleTable}
		v.Items = append(v.Items, published.mark(i))
	}
	for _, k := range worktime.Clocks {
		v.Clocks = append(v.Clocks, wordOfClock(k))
	}
	for _, u := range worktime.Units {
		v.Units = append(v.Units, string(u))
	}
	if v.History, err = s.Store.TimeForceHistory(ctx, store.RuleSetKind); err != nil {
		return err
	}
	p := principal(c)
	v.MayEdit, v.MayTry = s.Policies.Load().May(p, "rule_set", "publish"), s.Policies.Load().May(p, "rule_set", "rehearse")
	c.JSON(http.StatusOK, v)
	return nil
}

// publications are the published versions of a kind, by reference.
type publications map[string]store.TimeVersion

func (s *Server) published(ctx context.Context, kind string) (publications, error) {
	rows, err := s.Store.TimeVersions(ctx)
	if err != nil {
		return nil, err
	}
	out := publications{}
	for _, r := range rows {
		if r.Kind == kind {
			out[r.ID+"@"+r.Version] = r
		}
	}
	return out, nil
}

func (p publications) mark(i VersionItem) VersionItem {
	v, ok := p[i.Reference]
	if !ok {
		i.Embedded = true
		return i
	}
	at := v.PublishedAt.UTC()
	i.PublishedAt, i.PublishedBy, i.Reason = &at, v.PublishedName, v.Reason
	return i
}

// showRuleSet reads one version as it is written down.
func (s *Server) showRuleSet(c *gin.Context) error {
	r, err := s.Time.Library().RulesByReference(c.Param("ref"))
	if err != nil {
		return hotline.ErrNotFound
	}
	c.JSON(http.StatusOK, r.Doc())
	return nil
}

// RuleSetBody is a rule set that somebody wants to publish. The server gives the version.
type RuleSetBody struct {
	Rules  worktime.RulesDoc `json:"rules"`
	Reason string            `json:"reason"`
}

// CheckAnswer says what is wrong with a document; nothing when faults is empty.
type CheckAnswer struct {
	Faults []worktime.Fault `json:"faults"`
}

func faultsOf(err error) []worktime.Fault {
	var f worktime.Faults
	if errors.As(err, &f) {
		return f
	}
	return []worktime.Fault{}
}

// invalidDoc turns the faults of a document into a Problem.
func invalidDoc(err error) error {
	var out []hotline.FieldProblem
	for _, f := range faultsOf(err) {
		p := hotline.FieldProblem{Name: f.Field, Code: "invalid", Detail: f.ZH + " · " + f.EN}
		if f.Line > 0 {
			p.Name += "." + strings.TrimSpace(itoa(f.Line))
		}
		out = append(out, p)
	}
	return hotline.Invalid(out...)
}

// nextRules gives the document the version that follows the newest of its set.
func (s *Server) nextRules(d worktime.RulesDoc) worktime.RulesDoc {
	d.ID = strings.TrimSpace(d.ID)
	d.Name, d.NameEN = strings.TrimSpace(d.Name), strings.TrimSpace(d.NameEN)
	d.Table, d.Version = worktime.RuleTable, "1"
	if newest, err := s.Time.Library().Rules(d.ID, ""); err == nil {
		d.Version = worktime.NextVersion(newest.Version())
	}
	return d
}

// checkRuleSet says what is wrong with a rule set before anybody publishes it.
func (s *Server) checkRuleSet(c *gin.Context) error {
	body, err := Bind[RuleSetBody](c)
	if err != nil {
		return err
	}
	_, err = worktime.NewRules(s.nextRules(body.Rules))
	c.JSON(http.StatusOK, CheckAnswer{Faults: faultsOf(err)})
	return nil
}

// PublishedAnswer names what was published, and the job that follows from it.
type PublishedAnswer struct {
	Reference string `json:"reference"`
	Job       string `json:"job,omitempty"`
}

// reasonOf trims a reason and refuses an empty or overlong one.
func reasonOf(text string) (string, error) {
	text = strings.TrimSpace(text)
	if n := len([]rune(text)); n < 2 || n > 300 {
		return "", hotline.Invalid(hotline.FieldProblem{Name: "reason", Code: "required", Detail: "请填写 2 到 300 字的理由"})
	}
	return text, nil
}

// publishRuleSet makes a new version and puts it in force for new cases. Cases that are open stay with theirs.
func (s *Server) publishRuleSet(c *gin.Context) error {
	body, err := Bind[RuleSetBody](c)
	if err != nil {
		return err
	}
	if _, err := s.Authorize(c, "rule_set", "publish", &policies.Resource{}); err != nil {
		return err
	}
	reason, err := reasonOf(body.Reason)
	if err != nil {
		return err
	}
	err = s.once(c, func(ctx context.Context, tx *sqlx.Tx) (int, any, error) {
		if err := s.Store.LockTime(ctx, tx); err != nil {
			return 0, nil, err
		}
		if err := timejob.Hold(ctx, s.Store, s.Time); err != nil {
			return 0, nil, err
		}
		d := s.nextRules(body.Rules)
		if _, err := worktime.NewRules(d); err != nil {
			return 0, nil, invalidDoc(err)
		}
		ref := d.ID + "@" + d.Version
		if err := s.addVersion(ctx, c, tx, store.RuleSetKind, d.ID, d.Version, reason, d); err != nil {
			return 0, nil, err
		}
		return http.StatusCreated, PublishedAnswer{Reference: ref}, nil
	})
	s.holdAnew(c, err)
	return err
}

// addVersion writes a version, puts it in force and records both.
func (s *Server) addVersion(ctx context.Context, c *gin.Context, tx *sqlx.Tx, kind, id, version, reason string, doc any) error {
	b, err := json.Marshal(doc)
	if err != nil {
		return err
	}
	p, at := principal(c), s.Clock().UTC()
	if err := s.Store.AddTimeVersion(ctx, tx, store.TimeVersion{Kind: kind, ID: id, Version: version, Body: b, PublishedAt: at, PublishedBy: p.ID,
		PublishedName: p.Name, Reason: reason}); err != nil {
		return err
	}
	return s.putInForce(ctx, c, tx, kind, id+"@"+version, reason, "publish")
}

func (s *Server) putInForce(ctx context.Context, c *gin.Context, tx *sqlx.Tx, kind, ref, reason, act string) error {
	p := principal(c)
	if err := s.Store.AddTimeForce(ctx, tx, store.TimeForce{Kind: kind, Reference: ref, At: s.Clock().UTC(), ByID: p.ID, ByName: p.Name, Reason: reason}); err != nil {
		return err
	}
	return s.recordWrite(ctx, c, tx, kind, act, ref)
}

// holdAnew takes what was just published into use here; other processes hear of it.
func (s *Server) holdAnew(c *gin.Context, err error) {
	if err != nil {
		return
	}
	if err := timejob.Hold(c.Request.Context(), s.Store, s.Time); err != nil {
		s.Logger.Error("what was published could not be read", "request_id", RequestID(c), "error", err)
	}
}

// AdoptBody says why a version is put in force.
type AdoptBody struct {
	Reason string `json:"reason"`
}

// adoptRuleSet puts a version that exists in force: another profile, or an earlier version again.
func (s *Server) adoptRuleSet(c *gin.Context) error {
	body, err := Bind[AdoptBody](c)
	if err != nil {
		return err
	}
	if _, err := s.Authorize(c, "rule_set", "publish", &policies.Resource{}); err != nil {
		return err
	}
	reason, err := reasonOf(body.Reason)
	if err != nil {
		return err
	}
	r, err := s.Time.Library().RulesByReference(c.Param("ref"))
	if err != nil {
		return hotline.ErrNotFound
	}
	if r.Doc().Table != worktime.RuleTable {
		return hotline.Fail(hotline.ErrActNotAllowed, "这一版早于现在的时限种类，不能再启用；请据此发布新版。")
	}
	err = s.once(c, func(ctx context.Context, tx *sqlx.Tx) (int, any, error) {
		if err := s.putInForce(ctx, c, tx, store.RuleSetKind, r.Reference(), reason, "adopt"); err != nil {
			return 0, nil, err
		}
		return http.StatusOK, PublishedAnswer{Reference: r.Reference()}, nil
	})
	s.holdAnew(c, err)
	return err
}

// yearsOf lists the years of a calendar for its list.
func yearsOf(cal *worktime.Calendar) []worktime.CalendarYear { return slices.Clone(cal.Years()) }
