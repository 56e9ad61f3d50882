package api

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"minhu/internal/hotline"
	"minhu/internal/rates"
	"minhu/internal/store"
	"minhu/policies"
)

// RatesView is the assessment of a period: units with their figures, and all of them together.
type RatesView struct {
	Preset     string            `json:"preset,omitempty"`
	Period     rates.Period      `json:"period"`
	Before     rates.Period      `json:"before"`
	LastYear   rates.Period      `json:"last_year"`
	Cutoff     time.Time         `json:"cutoff"`
	Now        time.Time         `json:"now"`
	Imported   bool              `json:"imported"`
	Indicators []rates.Indicator `json:"indicators"`
	Measures   []rates.Measure   `json:"measures"`
	Groups     []rates.Group     `json:"groups"`
	Units      []RateRow         `json:"units"`
	Total      RateRow           `json:"total"`
	MayPublish bool              `json:"may_publish"`
	MayExport  bool              `json:"may_export"`
}

// RateRow is a unit's figures, with the value of each indicator in the period before and a year ago.
type RateRow struct {
	rates.Row
	Before   map[string]float64 `json:"before"`
	LastYear map[string]float64 `json:"last_year"`
}

// ratesAsked is what a request for figures asks for.
type ratesAsked struct {
	preset   string
	period   rates.Period
	cutoff   time.Time
	group    *rates.Group
	imported bool
}

var ratesQuery = []string{"period", "from", "to", "cutoff", "group", "imported"}

// asked reads the period (a preset, or from and to), the cut-off (now when absent), the peer group.
func (s *Server) asked(c *gin.Context) (ratesAsked, error) {
	now := s.Clock().UTC()
	a := ratesAsked{cutoff: now}
	var err error
	if a.preset, err = choice(c, "period", rates.Presets...); err != nil {
		return a, err
	}
	instant := func(name string, into *time.Time) error {
		if v := c.Query(name); v != "" {
			t, err := time.Parse(time.RFC3339, v)
			if err != nil {
				return badQuery(name)
			}
			*into = t.UTC()
		}
		return nil
	}
	for name, into := range map[string]*time.Time{"from": &a.period.From, "to": &a.period.To, "cutoff": &a.cutoff} {
		if err := instant(name, into); err != nil {
			return a, err
		}
	}
	switch given := c.Query("from") != "" || c.Query("to") != ""; {
	case given && a.preset != "":
		return a, badQuery("period")
	case given:
		if a.period.Check() != nil {
			return a, badQuery("from")
		}
	default:
		if a.preset == "" {
			a.preset = "week"
		}
		if a.period, err = rates.Preset(a.preset, now); err != nil {
			return a, badQuery("period")
		}
	}
	imported, err := choice(c, "imported", "true")
	if err != nil {
		return a, err
	}
	a.imported = imported == "true"
	if g := c.Query("group"); g != "" {
		all := rates.Load().Groups
		i := slices.IndexFunc(all, func(x rates.Group) bool { return x.Key == g })
		if i < 0 {
			return a, badQuery("group")
		}
		a.group = &all[i]
	}
	return a, nil
}

// hotlineItself is the unit of what no department has.
var hotlineItself = rates.Unit{Name: "热线直接办理", Kind: "hotline", Level: 1}

// rateUnits lists the units whose figures of a kind (rates, edition) this reader may see; all is true when that is every one.
func (s *Server) rateUnits(c *gin.Context, kind string) (units []rates.Unit, may func(rates.Unit) bool, err error) {
	if units, err = s.Store.RateUnits(c.Request.Context()); err != nil {
		return nil, nil, err
	}
	units = append([]rates.Unit{hotlineItself}, units...)
	p, policy, allowed := principal(c), s.Policies.Load(), map[string]bool{}
	for _, u := range units {
		d, err := policy.Enforce(p, kind, "read", &policies.Resource{DeptPath: u.Path})
		if err != nil {
			return nil, nil, err
		}
		allowed[u.ID] = d.Allow
	}
	return units, func(u rates.Unit) bool { return allowed[u.ID] }, nil
}

// shown leaves out units of other groups, and the root of the tree: it has a line of its own, the total.
func (a ratesAsked) shown(may func(rates.Unit) bool) func(rates.Unit) bool {
	return func(u rates.Unit) bool {
		return may(u) && (a.group == nil || slices.Contains(a.group.Kinds, u.Kind)) && (a.group != nil || u.ID == "" || u.Parent != "")
	}
}

// showRates reads the assessment of a period, the one before and the same a year ago.
func (s *Server) showRates(c *gin.Context) error {
	if err := onlyQuery(c, ratesQuery...); err != nil {
		return err
	}
	a, err := s.asked(c)
	if err != nil {
		return err
	}
	v, err := s.assess(c, a)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, v)
	return nil
}

func (s *Server) assess(c *gin.Context, a ratesAsked) (RatesView, error) {
	units, may, err := s.rateUnits(c, "rates")
	if err != nil {
		return RatesView{}, err
	}
	cat, p := rates.Load(), principal(c)
	v := RatesView{Preset: a.preset, Period: a.period, Before: a.period.Before(), LastYear: a.period.LastYear(), Cutoff: a.cutoff, Now: s.Clock().UTC(),
		Imported: a.imported, Indicators: cat.Indicators, Measures: cat.Measures, Groups: cat.Groups, Units: []RateRow{},
		MayPublish: s.Policies.Load().May(p, "edition", "publish"), MayExport: s.Policies.Load().May(p, "export", "create")}
	keep := a.shown(may)
	at := func(period rates.Period) ([]rates.Row, rates.Row, error) {
		sums, err := s.Store.RateSums(c.Request.Context(), period, a.cutoff)
		if err != nil {
			return nil, rates.Row{}, err
		}
		rows, total := rates.Roll(cat, units, sums, a.imported, keep)
		return rows, total, nil
	}
	rows, total, err := at(a.period)
	if err != nil {
		return v, err
	}
	before, beforeTotal, err := at(v.Before)
	if err != nil {
		return v, err
	}
	year, yearTotal, err := at(v.LastYear)
	if err != nil {
		return v, err
	}
	v.Total = RateRow{total, values(beforeTotal), values(yearTotal)}
	for _, r := range rows {
		v.Units = append(v.Units, RateRow{r, values(rowOf(before, r.ID)), values(rowOf(year, r.ID))})
	}
	return v, nil
}

func rowOf(rows []rates.Row, id string) rates.Row {
	for _, r := range rows {
		if r.ID == id {
			return r
		}
	}
	return rates.Row{}
}

func values(r rates.Row) map[string]float64 {
	out := map[string]float64{}
	for key, f := range r.Rates {
		if f.Value != nil {
			out[key] = *f.Value
		}
	}
	return out
}

// rateParts are the groups of cases that explain a figure: those that count, those that count and do not fulfil it, all it is measured
// on, and those left out.
var rateParts = []string{"numerator", "missed", "denominator", "excluded"}

// listRateCases reads a page of the cases behind a figure, as far as the reader may list cases.
func (s *Server) listRateCases(c *gin.Context) error {
	if err := onlyQuery(c, append([]string{"indicator", "part", "measure", "unit", "limit", "cursor"}, ratesQuery...)...); err != nil {
		return err
	}
	limit, err := pageLimit(c)
	if err != nil {
		return err
	}
	a, err := s.asked(c)
	if err != nil {
		return err
	}
	i := rates.Load().Indicator(c.Query("indicator"))
	if i == nil {
		return badQuery("indicator")
	}
	part, err := choice(c, "part", rateParts...)
	if err != nil {
		return err
	}
	f := store.RateCases{Period: a.period, Cutoff: a.cutoff, Imported: a.imported, In: rates.Names(i.Denominator)}
	switch part {
	case "numerator":
		f.In = rates.Names(i.Numerator)
	case "missed":
		f.NotIn = rates.Names(i.Numerator)
	case "excluded":
		f.In = i.Excluded
		if m := c.Query("measure"); m != "" {
			if !slices.Contains(i.Excluded, m) {
				return badQuery("measure")
			}
			f.In = []string{m}
		}
	}
	if f.Units, err = s.unitsBehind(c, a); err != nil {
		return err
	}
	p := principal(c)
	name := "rate-cases/" + strings.Join([]string{i.Key, part, c.Query("measure"), c.Query("unit"), c.Query("group"), a.period.From.String(), a.period.To.String(), c.Query("cutoff"),
		c.Query("imported")}, "|")
	var after store.Key
	more, err := s.decodeCursor(p, name, c.Query("cursor"), &after)
	if err != nil {
		return err
	}
	rows, err := s.Store.ListRateCases(c.Request.Context(), s.scope(p, "case", "list"), f, keyIf(more, &after), limit+1)
	if err != nil {
		return err
	}
	return s.writeCases(c, p, name, rows, limit)
}

// unitsBehind lists the ids of the unit asked for and of all below it; of all that are shown when none is asked for. "-" is the hotline
// itself.
func (s *Server) unitsBehind(c *gin.Context, a ratesAsked) ([]string, error) {
	units, may, err := s.rateUnits(c, "rates")
	if err != nil {
		return nil, err
	}
	want := c.Query("unit")
	tops := slices.DeleteFunc(slices.Clone(units), func(u rates.Unit) bool {
		if want == "" {
			return !a.shown(may)(u)
		}
		return !may(u) || u.ID != strings.TrimPrefix(want, "-")
	})
	if want != "" && len(tops) == 0 {
		return nil, hotline.ErrNotFound
	}
	ids := []string{}
	for _, b := range units {
		if slices.ContainsFunc(tops, func(u rates.Unit) bool { return u.Above(b) }) {
			ids = append(ids, b.ID)
		}
	}
	return ids, nil
}
