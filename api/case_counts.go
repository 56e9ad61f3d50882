package api

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"minhu/internal/hotline"
	"minhu/internal/store"
	"minhu/policies"
)

// DueCounts are open cases by when their nearest deadline lies, in China's time.
type DueCounts struct {
	Overdue  int `json:"overdue"`
	Soon     int `json:"soon"`  // within two hours
	Near     int `json:"near"`  // past the warn mark of the rule set, not late
	Today    int `json:"today"` // before midnight, late ones included
	Tomorrow int `json:"tomorrow"`
	Week     int `json:"week"` // after tomorrow, within seven days
}

func (d *DueCounts) add(r store.CaseCountRow) {
	d.Overdue += r.Overdue
	d.Soon += r.DueSoon
	d.Near += r.Near
	d.Today += r.Today
	d.Tomorrow += r.Tomorrow
	d.Week += r.Week
}

// CaseCounts are the counters of a desk: the open cases within the reader's scope. Behind every number stands the list of the
// filter of the same name (GET /api/v1/cases).
type CaseCounts struct {
	Open        int            `json:"open"`
	Stages      map[string]int `json:"stages"` // open stages only; those without a case are left out
	Due         DueCounts      `json:"due"`
	Working     DueCounts      `json:"working"` // the same for the cases whose department must do something
	Redone      int            `json:"redone"`
	ReviewAgain int            `json:"review_again"` // of those, the ones that wait for review
	Supervised  int            `json:"supervised"`
	Uncontacted int            `json:"uncontacted"`
	Assisting   int            `json:"assisting"`         // the reader's unit assists
	Assists     string         `json:"assists,omitempty"` // that unit's path: the value of the filter `assisting`
	Mine        int            `json:"mine"`              // the reader holds it
	Waiting     int            `json:"pending"`           // at least one application waits for a ruling
	Pending     map[string]int `json:"pending_by_kind"`   // kinds without one are left out
	Now         time.Time      `json:"now"`
}

// countsFor is how long counters are kept for a scope.
const countsFor = 2 * time.Second

// countsCache keeps counters for a moment, so that a room full of desks costs one statement. Readers with the same scope share.
type countsCache struct {
	mu   sync.Mutex
	kept map[string]*keptCounts
}

type keptCounts struct {
	mu  sync.Mutex
	at  time.Time
	out *CaseCounts
}

// slot gives the place of a key; places that nobody used lately are dropped when there are many.
func (k *countsCache) slot(key string) *keptCounts {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.kept) > 512 {
		k.kept = nil
	}
	if k.kept == nil {
		k.kept = map[string]*keptCounts{}
	}
	s := k.kept[key]
	if s == nil {
		s = &keptCounts{}
		k.kept[key] = s
	}
	return s
}

// showCaseCounts counts the open cases within the reader's scope.
func (s *Server) showCaseCounts(c *gin.Context) error {
	if err := onlyQuery(c); err != nil {
		return err
	}
	p := principal(c)
	if p.Kind != policies.KindStaff {
		return hotline.ErrNotSignedIn
	}
	f := store.CountsFor{Staff: p.ID, Now: s.Clock().UTC()}
	if p.Has(policies.RoleDeptStaff) || p.Has(policies.RoleDeptLead) {
		f.Assisting = s.actor(c, p).DeptPath
	}
	out, err := s.caseCounts(c.Request.Context(), s.scope(p, "case", "list"), f)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, out)
	return nil
}

func (s *Server) caseCounts(ctx context.Context, scope store.Scope, f store.CountsFor) (*CaseCounts, error) {
	var values []any
	text := scope(func(v any) string { values = append(values, v); return "?" })
	k := s.counts.slot(strings.Join([]string{text, fmt.Sprintf("%q", values), f.Staff, f.Assisting}, "|"))
	k.mu.Lock()
	defer k.mu.Unlock()
	if age := f.Now.Sub(k.at); k.out != nil && age >= 0 && age < countsFor {
		return k.out, nil
	}
	rows, err := s.Store.CaseCounts(ctx, scope, f)
	if err != nil {
		return nil, err
	}
	k.at, k.out = f.Now, sumCounts(rows, f)
	return k.out, nil
}

func sumCounts(rows []store.CaseCountRow, f store.CountsFor) *CaseCounts {
	out := &CaseCounts{Stages: map[string]int{}, Pending: map[string]int{}, Assists: f.Assisting, Now: f.Now}
	for _, r := range rows {
		out.Waiting += r.Pending
		for i, n := range []int{r.Return, r.Extension, r.EarlyEnd, r.Deferral, r.Appeal, r.Contest} {
			if n > 0 {
				out.Pending[store.ApplicationKinds[i]] += n
			}
		}
		if r.Done {
			continue
		}
		out.Stages[r.Stage] += r.N
		out.Open += r.N
		out.Due.add(r)
		if r.Working {
			out.Working.add(r)
		}
		out.Redone += r.Redone
		if r.Stage == "replied" {
			out.ReviewAgain += r.Redone
		}
		out.Supervised += r.Supervised
		out.Uncontacted += r.Uncontacted
		out.Assisting += r.Assisting
		out.Mine += r.Mine
	}
	return out
}

// unitFor finds the department of the path and asks whether the reader may see its people. Others are not found.
func (s *Server) unitFor(c *gin.Context) (string, error) {
	if err := onlyQuery(c); err != nil {
		return "", err
	}
	places, err := s.Store.DepartmentPlaces(c.Request.Context())
	if err != nil {
		return "", err
	}
	place, ok := places[c.Param("id")]
	if !ok {
		return "", hotline.ErrNotFound
	}
	if _, err := s.Authorize(c, "staff", "read", &policies.Resource{DeptPath: place.Path}); err != nil {
		return "", err
	}
	return place.Path, nil
}

// listPeople reads who works in a department or below it.
func (s *Server) listPeople(c *gin.Context) error {
	path, err := s.unitFor(c)
	if err != nil {
		return err
	}
	rows, err := s.Store.People(c.Request.Context(), path, s.Clock().UTC())
	if err != nil {
		return err
	}
	writePage(c, rows, "")
	return nil
}

// showLoad reads what each person of a department has in hand, as far as the reader may see those cases.
func (s *Server) showLoad(c *gin.Context) error {
	path, err := s.unitFor(c)
	if err != nil {
		return err
	}
	ctx, now, p := c.Request.Context(), s.Clock().UTC(), principal(c)
	people, err := s.Store.People(ctx, path, now)
	if err != nil {
		return err
	}
	rows, err := s.Store.Load(ctx, s.scope(p, "case", "list"), path, people, now)
	if err != nil {
		return err
	}
	writePage(c, rows, "")
	return nil
}
