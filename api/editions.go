package api

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"minhu/internal/hotline"
	"minhu/internal/rates"
	"minhu/internal/store"
	"minhu/policies"
)

// EditionItem is a published edition as lists show it.
type EditionItem struct {
	ID          string       `json:"id"`
	Title       string       `json:"title"`
	Period      rates.Period `json:"period"`
	Cutoff      time.Time    `json:"cutoff"`
	Imported    bool         `json:"imported"`
	PublishedAt time.Time    `json:"published_at"`
	PublishedBy string       `json:"published_by"`
	Note        string       `json:"note,omitempty"`
}

func editionItem(e store.RateEdition) EditionItem {
	return EditionItem{e.ID, e.Title, e.Period(), e.Cutoff.UTC(), e.Imported, e.PublishedAt.UTC(), e.PublishedName, e.Note}
}

// EditionView is an edition with its figures as they were frozen, and what differs now.
type EditionView struct {
	EditionItem
	Indicators []rates.Indicator `json:"indicators"`
	Measures   []rates.Measure   `json:"measures"`
	Reasons    []rates.Reason    `json:"reasons"`
	Units      []rates.Row       `json:"units"`
	Total      rates.Row         `json:"total"`
	Changes    []EditionChange   `json:"changes"`
	Now        time.Time         `json:"now"`
}

// EditionChange is one figure that differs now. Unit is an id, "-" for the hotline itself, "*" for all together.
type EditionChange struct {
	Unit      string         `json:"unit"`
	Indicator string         `json:"indicator"`
	Then      *float64       `json:"then,omitempty"`
	Now       *float64       `json:"now,omitempty"`
	Reasons   map[string]int `json:"reasons"` // cases by why they count differently
}

// EditionBody is what a supervisor publishes.
type EditionBody struct {
	Title    string    `json:"title"`
	From     time.Time `json:"from"`
	To       time.Time `json:"to"`
	Cutoff   time.Time `json:"cutoff,omitzero"` // now when absent
	Imported bool      `json:"imported,omitempty"`
	Note     string    `json:"note,omitempty"`
}

// EditionAnswer names what was published.
type EditionAnswer struct {
	ID string `json:"id"`
}

// publishEdition freezes the figures of a period as they were known at the cut-off.
func (s *Server) publishEdition(c *gin.Context) error {
	b, err := Bind[EditionBody](c)
	if err != nil {
		return err
	}
	if _, err := s.Authorize(c, "edition", "publish", &policies.Resource{}); err != nil {
		return err
	}
	now := s.Clock().UTC()
	if b.Cutoff.IsZero() {
		b.Cutoff = now
	}
	b.Title, b.Note = strings.TrimSpace(b.Title), strings.TrimSpace(b.Note)
	if n := len([]rune(b.Title)); n < 2 || n > 60 {
		return hotline.Invalid(hotline.FieldProblem{Name: "title", Code: "required", Detail: "请填写 2 到 60 字的标题"})
	}
	if len([]rune(b.Note)) > 500 {
		return hotline.Invalid(hotline.FieldProblem{Name: "note", Code: "too_long"})
	}
	p := rates.Period{From: b.From.UTC(), To: b.To.UTC()}
	if p.Check() != nil {
		return hotline.Invalid(hotline.FieldProblem{Name: "to", Code: "invalid", Detail: "期末须晚于期初，且不超过 800 天"})
	}
	if b.Cutoff.After(now) || !b.Cutoff.After(p.From) {
		return hotline.Invalid(hotline.FieldProblem{Name: "cutoff", Code: "invalid", Detail: "统计截止须在期初之后、此刻之前"})
	}
	units, err := s.Store.RateUnits(c.Request.Context())
	if err != nil {
		return err
	}
	frozenUnits, err := json.Marshal(append([]rates.Unit{hotlineItself}, units...))
	if err != nil {
		return err
	}
	indicators, err := json.Marshal(rates.Load().Indicators)
	if err != nil {
		return err
	}
	who := principal(c)
	e := store.RateEdition{ID: uuid.NewString(), Title: b.Title, From: p.From, To: p.To, Cutoff: b.Cutoff.UTC(), Imported: b.Imported, Indicators: indicators,
		Units: frozenUnits, PublishedAt: now, PublishedBy: who.ID, PublishedName: who.Name, Note: b.Note}
	return s.once(c, func(ctx context.Context, tx *sqlx.Tx) (int, any, error) {
		if err := s.Store.AddRateEdition(ctx, tx, e); err != nil {
			return 0, nil, err
		}
		if err := s.recordWrite(ctx, c, tx, "edition", "publish", e.ID); err != nil {
			return 0, nil, err
		}
		return http.StatusCreated, EditionAnswer{e.ID}, nil
	})
}

// listEditions reads a page of editions, newest first.
func (s *Server) listEditions(c *gin.Context) error {
	if err := onlyQuery(c, "limit", "cursor"); err != nil {
		return err
	}
	limit, err := pageLimit(c)
	if err != nil {
		return err
	}
	var after store.Key
	more, err := s.decodeCursor(principal(c), "rate-editions", c.Query("cursor"), &after)
	if err != nil {
		return err
	}
	rows, err := s.Store.RateEditions(c.Request.Context(), keyIf(more, &after), limit+1)
	if err != nil {
		return err
	}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		last := rows[limit-1]
		if next, err = s.encodeCursor(principal(c), "rate-editions", store.Key{At: last.PublishedAt, ID: last.ID}); err != nil {
			return err
		}
	}
	items := make([]EditionItem, 0, len(rows))
	for _, r := range rows {
		items = append(items, editionItem(r))
	}
	writePage(c, items, next)
	return nil
}

// edition is one edition with what it was made of.
type edition struct {
	store.RateEdition
	units      []rates.Unit
	indicators []rates.Indicator
	keep       func(rates.Unit) bool
	changes    []store.RateChange // of the units this reader sees
}

func (s *Server) edition(c *gin.Context) (edition, error) {
	var e edition
	id := c.Param("id")
	if !isUUID(id) {
		return e, hotline.ErrNotFound
	}
	ctx := c.Request.Context()
	var err error
	if e.RateEdition, err = s.Store.RateEdition(ctx, id); errors.Is(err, sql.ErrNoRows) {
		return e, hotline.ErrNotFound
	} else if err != nil {
		return e, err
	}
	if err := json.Unmarshal(e.Units, &e.units); err != nil {
		return e, err
	}
	if err := json.Unmarshal(e.Indicators, &e.indicators); err != nil {
		return e, err
	}
	p, policy, allowed := principal(c), s.Policies.Load(), map[string]bool{}
	for _, u := range e.units {
		d, err := policy.Enforce(p, "edition", "read", &policies.Resource{DeptPath: u.Path})
		if err != nil {
			return e, err
		}
		allowed[u.ID] = d.Allow
	}
	e.keep = func(u rates.Unit) bool { return allowed[u.ID] && (u.ID == "" || u.Parent != "") }
	if e.changes, err = s.Store.RateEditionChanges(ctx, e.RateEdition); err != nil {
		return e, err
	}
	e.changes = slices.DeleteFunc(e.changes, func(ch store.RateChange) bool { return !allowed[ch.Department] })
	return e, nil
}

// showEdition reads an edition and itemises what differs now.
func (s *Server) showEdition(c *gin.Context) error {
	if err := onlyQuery(c); err != nil {
		return err
	}
	e, err := s.edition(c)
	if err != nil {
		return err
	}
	sums, err := s.Store.RateEditionSums(c.Request.Context(), e.ID)
	if err != nil {
		return err
	}
	cat := rates.Load()
	frozen := &rates.Catalogue{Measures: cat.Measures, Indicators: e.indicators}
	v := EditionView{EditionItem: editionItem(e.RateEdition), Indicators: e.indicators, Measures: cat.Measures, Reasons: cat.Reasons, Now: s.Clock().UTC(),
		Changes: []EditionChange{}}
	v.Units, v.Total = rates.Roll(frozen, e.units, sums, true, e.keep)
	for _, ch := range e.changes {
		sums = append(sums, rates.Sum{Measure: ch.Measure, Department: ch.Department, N: ch.N})
	}
	present, presentTotal := rates.Roll(frozen, e.units, sums, true, e.keep)
	for _, i := range e.indicators {
		v.Changes = appendChange(v.Changes, "*", i, v.Total, presentTotal, e.reasons(i, nil))
	}
	for _, now := range present {
		for _, i := range e.indicators {
			v.Changes = appendChange(v.Changes, dashed(now.ID), i, rowOf(v.Units, now.ID), now, e.reasons(i, &now.Unit))
		}
	}
	c.JSON(http.StatusOK, v)
	return nil
}

func dashed(id string) string {
	if id == "" {
		return "-"
	}
	return id
}

func appendChange(list []EditionChange, unit string, i rates.Indicator, then, now rates.Row, reasons map[string]int) []EditionChange {
	if len(reasons) == 0 {
		return list
	}
	return append(list, EditionChange{unit, i.Key, then.Rates[i.Key].Value, now.Rates[i.Key].Value, reasons})
}

// reasons counts the cases that changed an indicator of a unit and all below it (nil: of all), by why.
func (e edition) reasons(i rates.Indicator, u *rates.Unit) map[string]int {
	out := map[string]int{}
	for _, why := range e.changed(i, u) {
		out[why]++
	}
	return out
}

// changed maps each case that changed an indicator to its reason.
func (e edition) changed(i rates.Indicator, u *rates.Unit) map[string]string {
	within := map[string]bool{}
	for _, b := range e.units {
		within[b.ID] = u == nil || u.Above(b)
	}
	of := slices.Concat(rates.Names(i.Numerator), rates.Names(i.Denominator), i.Excluded)
	out := map[string]string{}
	for _, ch := range e.changes {
		if !within[ch.Department] || !slices.Contains(of, ch.Measure) {
			continue
		}
		if why := out[ch.CaseID]; why == "" || why == "recorded" {
			out[ch.CaseID] = ch.Reason
		}
	}
	return out
}

// listEditionCases reads a page of the cases that changed a figure since it was published.
func (s *Server) listEditionCases(c *gin.Context) error {
	if err := onlyQuery(c, "indicator", "unit", "reason", "limit", "cursor"); err != nil {
		return err
	}
	limit, err := pageLimit(c)
	if err != nil {
		return err
	}
	e, err := s.edition(c)
	if err != nil {
		return err
	}
	n := slices.IndexFunc(e.indicators, func(i rates.Indicator) bool { return i.Key == c.Query("indicator") })
	if n < 0 {
		return badQuery("indicator")
	}
	var unit *rates.Unit
	if want := c.Query("unit"); want != "" && want != "*" {
		at := slices.IndexFunc(e.units, func(u rates.Unit) bool { return u.ID == strings.TrimPrefix(want, "-") && e.keep(u) })
		if at < 0 {
			return hotline.ErrNotFound
		}
		unit = &e.units[at]
	}
	ids := []string{}
	for id, why := range e.changed(e.indicators[n], unit) {
		if r := c.Query("reason"); r == "" || r == why {
			ids = append(ids, id)
		}
	}
	p := principal(c)
	name := "edition-cases/" + strings.Join([]string{e.ID, c.Query("indicator"), c.Query("unit"), c.Query("reason")}, "|")
	var after store.Key
	more, err := s.decodeCursor(p, name, c.Query("cursor"), &after)
	if err != nil {
		return err
	}
	f := store.CaseFilter{IDs: ids, Now: s.Clock().UTC()}
	rows, err := s.Store.ListCases(c.Request.Context(), s.scope(p, "case", "list"), f, keyIf(more, &after), limit+1)
	if err != nil {
		return err
	}
	return s.writeCases(c, p, name, rows, limit)
}

// writeCases answers with a page of cases, newest first.
func (s *Server) writeCases(c *gin.Context, p *policies.Principal, name string, rows []store.CaseListRow, limit int) error {
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		var err error
		if next, err = s.encodeCursor(p, name, store.Key{At: rows[limit-1].RegisteredAt, ID: rows[limit-1].ID}); err != nil {
			return err
		}
	}
	items := make([]CaseItem, 0, len(rows))
	paths := s.unitPaths(c.Request.Context())
	for _, r := range rows {
		v, err := s.caseItem(p, r, s.Clock().UTC(), paths)
		if err != nil {
			return err
		}
		items = append(items, v)
	}
	writePage(c, items, next)
	return nil
}
