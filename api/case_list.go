package api

import (
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"minhu/internal/hotline"
	"minhu/internal/store"
	"minhu/policies"
)

// CaseItem is a case as lists show it.
type CaseItem struct {
	ID             string     `json:"id"`
	Number         string     `json:"number"`
	Rev            int64      `json:"rev"`
	Stage          string     `json:"stage"`
	Kind           string     `json:"kind"`
	Class          string     `json:"class,omitempty"`
	ClassName      string     `json:"class_name,omitempty"`
	Title          string     `json:"title"`
	Place          string     `json:"place,omitempty"`
	District       string     `json:"district,omitempty"`
	Urgency        string     `json:"urgency"`
	Confidential   bool       `json:"confidential,omitempty"`
	DepartmentName string     `json:"department_name,omitempty"`
	HolderName     string     `json:"holder_name,omitempty"`
	Channel        string     `json:"channel"`
	Next           *ClockView `json:"next,omitempty"`
	Overdue        bool       `json:"overdue"`
	Supervised     bool       `json:"supervised"`
	Redos          int        `json:"redos"`
	Reminders      int        `json:"reminders"`
	Followers      int        `json:"followers,omitempty"` // people who told of the same
	Pending        []string   `json:"pending,omitempty"`   // kinds of applications that wait for a ruling
	RegisteredAt   time.Time  `json:"registered_at"`
}

// caseQuery are the filters and sorts of a list of cases.
var caseQuery = []string{"stage", "kind", "class", "department", "number", "light", "open", "sort", "holder", "pending", "assisting", "redone", "due", "uncontacted", "working"}

// listCases reads a page of cases within the reader's scope.
func (s *Server) listCases(c *gin.Context) error {
	if err := onlyQuery(c, append([]string{"limit", "cursor"}, caseQuery...)...); err != nil {
		return err
	}
	limit, err := pageLimit(c)
	if err != nil {
		return err
	}
	f, err := s.caseFilter(c)
	if err != nil {
		return err
	}
	p := principal(c)
	if p.ID == "" {
		writePage(c, []any{}, "")
		return nil
	}
	name := "cases/" + strings.Join([]string{f.Stage, f.Kind, f.Class, f.Department, f.Number, f.Light, c.Query("open"), c.Query("sort"), f.Holder, f.Pending, f.Assisting, c.Query("redone"), f.Due,
		c.Query("uncontacted"), c.Query("working")}, "|")
	var after store.Key
	more, err := s.decodeCursor(p, name, c.Query("cursor"), &after)
	if err != nil {
		return err
	}
	rows, err := s.Store.ListCases(c.Request.Context(), s.scope(p, "case", "list"), f, keyIf(more, &after), limit+1)
	if err != nil {
		return err
	}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		last := rows[limit-1]
		at := last.RegisteredAt
		if f.ByDue {
			at = last.NextDueAt.Time
		}
		if next, err = s.encodeCursor(p, name, store.Key{At: at, ID: last.ID}); err != nil {
			return err
		}
	}
	items := make([]CaseItem, 0, len(rows))
	paths := s.unitPaths(c.Request.Context())
	for _, r := range rows {
		v, err := s.caseItem(p, r, f.Now, paths)
		if err != nil {
			return err
		}
		items = append(items, v)
	}
	writePage(c, items, next)
	return nil
}

// caseItem is a row as this reader sees it.
func (s *Server) caseItem(p *policies.Principal, r store.CaseListRow, now time.Time, paths func() (map[string]string, error)) (CaseItem, error) {
	v := CaseItem{ID: r.ID, Number: r.Number, Rev: r.Rev, Stage: r.Stage, Kind: r.Kind, Class: r.Class, ClassName: r.ClassName,
		Title: r.Title, Place: r.Place, District: r.District, Urgency: r.Urgency, Confidential: r.Confidential, DepartmentName: r.DepartmentName,
		HolderName: r.AssigneeName, Channel: r.Channel, Overdue: r.Overdue, Supervised: r.Supervised, Redos: r.Redos, Reminders: r.Reminders,
		Pending: r.Pending, Followers: r.Followers, RegisteredAt: r.RegisteredAt.UTC()}
	if p.Kind == policies.KindCitizen {
		v.Supervised, v.HolderName, v.Pending = false, "", nil
	}
	keep, err := ownClocks(p, r.DeptPath, r.AssigneeID.String, r.AssistPaths, paths)
	if err != nil {
		return v, err
	}
	v.Next, err = s.nextClock(hotline.Case, r.Clocks, now, keep)
	return v, err
}

func (s *Server) caseFilter(c *gin.Context) (store.CaseFilter, error) {
	f := store.CaseFilter{Class: c.Query("class"), Number: strings.ToUpper(c.Query("number")), Department: c.Query("department"), Now: s.Clock().UTC()}
	table := hotline.Load()
	var stages []string
	for _, st := range table.Stages {
		if st.Aggregate == hotline.Case {
			stages = append(stages, string(st.Stage))
		}
	}
	var err error
	if f.Stage, err = choice(c, "stage", stages...); err != nil {
		return f, err
	}
	if f.Kind, err = choice(c, "kind", table.Fields["kind"].Values...); err != nil {
		return f, err
	}
	if f.Light, err = choice(c, "light", "overdue", "due", "near", "supervised", "red", "yellow", "green"); err != nil {
		return f, err
	}
	sort, err := choice(c, "sort", "recent", "due")
	if err != nil {
		return f, err
	}
	f.ByDue = sort == "due"
	open, err := choice(c, "open", "true")
	if err != nil {
		return f, err
	}
	f.Open = open == "true"
	switch f.Holder = strings.ToLower(c.Query("holder")); {
	case f.Holder == "me":
		f.Holder = principal(c).ID
	case f.Holder != "" && f.Holder != "none" && !isUUID(f.Holder):
		return f, badQuery("holder")
	}
	if f.Pending, err = choice(c, "pending", append([]string{"any"}, store.ApplicationKinds...)...); err != nil {
		return f, err
	}
	if f.Due, err = choice(c, "due", "today", "tomorrow", "week"); err != nil {
		return f, err
	}
	for name, to := range map[string]*bool{"redone": &f.Redone, "uncontacted": &f.Uncontacted, "working": &f.Working} {
		v, err := choice(c, name, "true")
		if err != nil {
			return f, err
		}
		*to = v == "true"
	}
	if f.Assisting = c.Query("assisting"); f.Assisting != "" && !strings.HasPrefix(f.Assisting, "/") {
		return f, badQuery("assisting")
	}
	if f.Department != "" && !strings.HasPrefix(f.Department, "/") {
		return f, badQuery("department")
	}
	return f, nil
}
