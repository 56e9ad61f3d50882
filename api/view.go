package api

import (
	"database/sql"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"minhu/internal/hotline"
	"minhu/internal/store"
	"minhu/internal/worktime"
	"minhu/policies"
)

func timePtr(t sql.NullTime) *time.Time {
	if !t.Valid {
		return nil
	}
	u := t.Time.UTC()
	return &u
}

func isNoRows(err error) bool { return errors.Is(err, sql.ErrNoRows) }

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// firstRunes cuts a text to n characters.
func firstRunes(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n]) + "…"
}

func keyIf(more bool, k *store.Key) *store.Key {
	if !more {
		return nil
	}
	return k
}

// writePage writes one page of a list.
func writePage(c *gin.Context, items any, next string) {
	out := gin.H{"items": items}
	if next != "" {
		out["next_cursor"] = next
	}
	c.JSON(http.StatusOK, out)
}

// scope binds the policy's list condition to a reader.
func (s *Server) scope(p *policies.Principal, kind, act string) store.Scope {
	snap := s.Policies.Load()
	return func(arg func(v any) string) string { return snap.Scope(p, kind, act, arg) }
}

// ClockView is one clock with what is left of it, in words, and why it is due then.
type ClockView struct {
	Name      string             `json:"name"`
	Of        string             `json:"of,omitempty"` // the assisting unit whose clock it is
	OfName    string             `json:"of_name,omitempty"`
	PausedAt  *time.Time         `json:"paused_at,omitempty"`
	Quiet     bool               `json:"quiet,omitempty"` // only says until when something may be done
	ZH        string             `json:"zh"`
	EN        string             `json:"en"`
	StartedAt time.Time          `json:"started_at"`
	DueAt     time.Time          `json:"due_at"`
	WarnAt    *time.Time         `json:"warn_at,omitempty"`
	DangerAt  *time.Time         `json:"danger_at,omitempty"`
	OverdueAt *time.Time         `json:"overdue_at,omitempty"`
	StoppedAt *time.Time         `json:"stopped_at,omitempty"`
	Estimate  bool               `json:"estimate,omitempty"` // 暂定
	Light     string             `json:"light"`              // green, yellow, red, over, stopped
	LeftZH    string             `json:"left_zh"`
	LeftEN    string             `json:"left_en"`
	Share     float64            `json:"share"` // of the limit that is left, 0 to 1
	WhyZH     string             `json:"why_zh,omitempty"`
	WhyEN     string             `json:"why_en,omitempty"`
	Days      []worktime.DayNote `json:"days,omitempty"`
	// What the deadline follows from, with why.
	LimitZH    string           `json:"limit_zh,omitempty"`
	LimitEN    string           `json:"limit_en,omitempty"`
	Rule       string           `json:"rule,omitempty"` // "default@2"
	RuleZH     string           `json:"rule_zh,omitempty"`
	RuleEN     string           `json:"rule_en,omitempty"`
	Calendar   string           `json:"calendar,omitempty"` // "cn@2026.1"
	Skipped    int              `json:"skipped,omitempty"`  // rest days that were not counted
	Makeups    int              `json:"makeups,omitempty"`  // make-up days that were counted
	Extensions []ExtensionView  `json:"extensions,omitempty"`
	Pauses     []worktime.Pause `json:"pauses,omitempty"`
}

// ExtensionView is more time that was granted.
type ExtensionView struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// clockViews words the clocks of a row. why adds the explanation and its days.
func (s *Server) clockViews(agg hotline.Aggregate, raw json.RawMessage, now time.Time, why bool) ([]ClockView, error) {
	var clocks []hotline.Clock
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &clocks); err != nil {
			return nil, err
		}
	}
	out := []ClockView{}
	for _, k := range clocks {
		v, err := s.clockView(agg, k, now, why)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

func (s *Server) clockView(agg hotline.Aggregate, k hotline.Clock, now time.Time, why bool) (ClockView, error) {
	v := ClockView{Name: k.Name, Of: k.Of, PausedAt: k.PausedAt, Quiet: k.Quiet, StartedAt: k.StartedAt, DueAt: k.DueAt, OverdueAt: k.OverdueAt, StoppedAt: k.StoppedAt, Estimate: k.Estimate}
	if !k.WarnAt.IsZero() {
		v.WarnAt = &k.WarnAt
	}
	if !k.DangerAt.IsZero() {
		v.DangerAt = &k.DangerAt
	}
	if i := hotline.Load().ClockInfo(agg, k.Name); i != nil {
		v.ZH, v.EN = i.ZH, i.EN
	}
	d, cal, err := s.Time.Deadline(k)
	if err != nil {
		return v, err
	}
	at := now
	switch {
	case k.StoppedAt != nil:
		at = *k.StoppedAt
	case k.PausedAt != nil:
		at = *k.PausedAt // what was left when it was made to stand still is still left
	}
	left := worktime.Remaining(cal, d, at)
	v.Light, v.Share = string(left.Light(s.lightsOf(d))), left.Share
	v.LeftZH, v.LeftEN = left.Words(worktime.Chinese), left.Words(worktime.English)
	if k.Quiet && now.After(k.DueAt) {
		v.Light = "stopped" // the time for something is over; nobody is late
	}
	if k.StoppedAt != nil || k.PausedAt != nil {
		v.Light = "stopped"
	}
	if why {
		v.WhyZH, v.WhyEN = d.Explain(worktime.Chinese), d.Explain(worktime.English)
		v.Days = worktime.Notes(cal, d)
		s.basis(&v, d)
	}
	return v, nil
}

// lightsOf gives the thresholds of the rule set a deadline was taken from.
func (s *Server) lightsOf(d worktime.Deadline) worktime.Lights {
	if r, err := s.Time.Library().RulesByReference(d.Rule); err == nil {
		return r.Lights()
	}
	return worktime.DefaultLights
}

// basis fills in what a deadline follows from.
func (s *Server) basis(v *ClockView, d worktime.Deadline) {
	if d.Limit.Amount > 0 {
		v.LimitZH, v.LimitEN, v.Calendar = d.Limit.Words(worktime.Chinese), d.Limit.Words(worktime.English), d.Calendar
	}
	if r, err := s.Time.Library().RulesByReference(d.Rule); err == nil {
		v.Rule, v.RuleZH, v.RuleEN = d.Rule, r.Doc().Name, r.Doc().NameEN
	}
	for _, n := range v.Days {
		switch n.Kind {
		case worktime.NoteRest:
			v.Skipped++
		case worktime.NoteMakeup:
			v.Makeups++
		}
	}
	for _, x := range d.Extensions {
		v.Extensions = append(v.Extensions, ExtensionView{x.Words(worktime.Chinese), x.Words(worktime.English)})
	}
	v.Pauses = d.Pauses
}

// nextClock words the clock of a row that is due first, a late one included, of those kept (all without keep); nil when none is left.
func (s *Server) nextClock(agg hotline.Aggregate, raw []byte, now time.Time, keep func(hotline.Clock) bool) (*ClockView, error) {
	var st hotline.State
	if err := json.Unmarshal(raw, &st.Clocks); err != nil {
		return nil, err
	}
	if keep != nil {
		st.Clocks = slices.DeleteFunc(st.Clocks, func(k hotline.Clock) bool { return !keep(k) })
	}
	k, ok := st.Earliest()
	if !ok {
		return nil, nil
	}
	v, err := s.clockView(agg, k, now, false)
	return &v, err
}
