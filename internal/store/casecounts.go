package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sort"
	"strings"
	"time"
)

// ApplicationKinds are what a department or the citizen may apply for.
var ApplicationKinds = []string{"return", "extension", "early_end", "deferral", "appeal", "contest"}

// anyPending holds where an application waits, in the words that its index (cases_pending) serves.
var anyPending = "pending <> '{}' and pending && array['" + strings.Join(ApplicationKinds, "','") + "']"

// workingStages are the stages in which the department that has a case must do something, as a list of SQL.
const workingStages = "('dispatched','handling','signing_off')"

// CaseCountRow is how many cases of one stage lie in the reader's scope, and how many of them are what.
type CaseCountRow struct {
	Stage       string `db:"stage"`
	Working     bool   `db:"working"`
	Done        bool   `db:"done"` // nobody has to work on it; such rows are counted for their pending applications alone
	N           int    `db:"n"`
	Overdue     int    `db:"overdue"`
	DueSoon     int    `db:"due_soon"` // within two hours
	Near        int    `db:"near"`     // past the warn mark of its own rules, not late
	Today       int    `db:"today"`
	Tomorrow    int    `db:"tomorrow"`
	Week        int    `db:"week"`
	Redone      int    `db:"redone"`
	Supervised  int    `db:"supervised"`
	Uncontacted int    `db:"uncontacted"`
	Assisting   int    `db:"assisting"`
	Mine        int    `db:"mine"`
	Pending     int    `db:"pending"`
	Return      int    `db:"p_return"`
	Extension   int    `db:"p_extension"`
	EarlyEnd    int    `db:"p_early_end"`
	Deferral    int    `db:"p_deferral"`
	Appeal      int    `db:"p_appeal"`
	Contest     int    `db:"p_contest"`
}

// CountsFor says whose counts are asked for and when.
type CountsFor struct {
	Staff     string // counts "mine"; empty counts none
	Assisting string // path of the reader's unit; empty counts none
	Now       time.Time
}

// CaseCountsQuery builds the one grouped statement behind the counters of a desk. Each number is counted under the condition
// that the list of the same filter has (CaseListQuery), so that a counter and its list agree; a test compares them.
func CaseCountsQuery(scope Scope, f CountsFor) (string, []any) {
	var a sqlArgs
	where := scope(a.add)
	now, soon := a.add(f.Now), a.add(f.Now.Add(2*time.Hour))
	_, today := dueRange("today", f.Now)
	_, tomorrow := dueRange("tomorrow", f.Now)
	_, week := dueRange("week", f.Now)
	d1, d2, d7 := a.add(today), a.add(tomorrow), a.add(week)
	count := func(name, cond string) string { return "count(*) filter (where " + cond + ")::int as " + name }
	cols := []string{"stage", "stage in " + workingStages + " as working", "done", "count(*)::int as n",
		count("overdue", "overdue"),
		count("due_soon", "next_due_at between "+now+" and "+soon),
		count("near", "not overdue and next_warn_at <= "+now+" and next_due_at > "+now),
		count("today", "next_due_at < "+d1),
		count("tomorrow", "next_due_at >= "+d1+" and next_due_at < "+d2),
		count("week", "next_due_at >= "+d2+" and next_due_at < "+d7),
		count("redone", "redos > 0"),
		count("supervised", "supervised"),
		count("uncontacted", "first_contact_at is null and stage in ('dispatched','handling')"),
		count("pending", "pending <> '{}'"),
	}
	for _, kind := range ApplicationKinds {
		cols = append(cols, count("p_"+kind, "pending @> array["+a.add(kind)+"]"))
	}
	assisting, mine := never, never
	if f.Assisting != "" {
		assisting = "assist_paths @> array[" + a.add(f.Assisting) + "]"
	}
	if f.Staff != "" {
		mine = "assignee_id = " + a.add(f.Staff) + "::uuid"
	}
	cols = append(cols, count("assisting", assisting), count("mine", mine))
	from := "(select *, stage as state from cases) x"
	const kept = "stage, overdue, next_due_at, next_warn_at, redos, supervised, first_contact_at, pending, assist_paths, assignee_id"
	return "select " + strings.Join(cols, ", ") + " from (select false as done, " + kept + " from " + from + " where (" + where + ") and stage not in " + doneCases +
		" union all select true, " + kept + " from " + from + " where (" + where + ") and " + anyPending + " and stage in " + doneCases + ") c group by stage, done", a.list
}

const never = "false"

// CaseCounts counts the open cases in a scope by stage.
func (s *Store) CaseCounts(ctx context.Context, scope Scope, f CountsFor) ([]CaseCountRow, error) {
	q, args := CaseCountsQuery(scope, f)
	var rows []CaseCountRow
	err := s.rows(ctx, &rows, q, args)
	return rows, err
}

// LoadRow is what one person of a unit has in hand; the row without an id is what lies with nobody.
type LoadRow struct {
	ID      string `db:"id" json:"id,omitempty"`
	Name    string `db:"name" json:"name,omitempty"`
	Title   string `db:"title" json:"title,omitempty"`
	Unit    string `db:"unit" json:"unit,omitempty"`
	Open    int    `db:"open" json:"open"`
	Overdue int    `db:"overdue" json:"overdue"`
	Today   int    `db:"today" json:"today"`
	Redone  int    `db:"redone" json:"redone"`
	ToSign  int    `db:"to_sign" json:"to_sign"`
}

// LoadQuery builds the grouped statement behind the load of a unit and those below it.
func LoadQuery(scope Scope, path string, now time.Time) (string, []any) {
	var a sqlArgs
	where := scope(a.add)
	p, below := a.add(path), a.add(likePrefix(path))
	_, today := dueRange("today", now)
	return fmt.Sprintf(`select coalesce(c.assignee_id::text, '') as id, coalesce(s.name, '') as name, coalesce(s.title, '') as title,
 coalesce(d.short_name, '') as unit, c.open, c.overdue, c.today, c.redone, c.to_sign
 from (select assignee_id, count(*)::int as open, count(*) filter (where overdue)::int as overdue,
  count(*) filter (where next_due_at < %s)::int as today, count(*) filter (where redos > 0)::int as redone,
  count(*) filter (where stage = 'dispatched')::int as to_sign
  from (select *, stage as state from cases) x
  where (%s) and (dept_path = %s or dept_path like %s) and stage not in %s group by assignee_id) c
 left join staff s on s.id = c.assignee_id left join department d on d.id = s.department_id`, a.add(today), where, p, below, doneCases), a.list
}

// Load reads what the people of a unit and of those below it have in hand, people with nothing too, those with most first.
func (s *Store) Load(ctx context.Context, scope Scope, path string, people []Person, now time.Time) ([]LoadRow, error) {
	q, args := LoadQuery(scope, path, now)
	var rows []LoadRow
	if err := s.rows(ctx, &rows, q, args); err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, r := range rows {
		seen[r.ID] = true
	}
	for _, p := range people {
		if !seen[p.ID] {
			rows = append(rows, LoadRow{ID: p.ID, Name: p.Name, Title: p.Title, Unit: p.Unit})
		}
	}
	sort.SliceStable(rows, func(i, j int) bool {
		a, b := rows[i], rows[j]
		if (a.ID == "") != (b.ID == "") {
			return a.ID == ""
		}
		if a.Overdue != b.Overdue {
			return a.Overdue > b.Overdue
		}
		if a.Open != b.Open {
			return a.Open > b.Open
		}
		return a.Name < b.Name
	})
	return rows, nil
}

// Person is a member of staff as pickers show one.
type Person struct {
	ID       string `db:"id" json:"id"`
	Name     string `db:"name" json:"name"`
	Title    string `db:"title" json:"title,omitempty"`
	Unit     string `db:"unit" json:"unit"`
	Head     bool   `db:"head" json:"head,omitempty"`
	Presence string `db:"presence" json:"presence"`
}

// People reads who works in a unit or below it, by unit and name.
func (s *Store) People(ctx context.Context, path string, at time.Time) ([]Person, error) {
	rows := []Person{}
	err := s.list(ctx, &rows, "people_of", path, likePrefix(path), at)
	return rows, err
}

// PersonName reads the name of a member of staff; empty when there is none.
func (s *Store) PersonName(ctx context.Context, id string) (string, error) {
	var name string
	err := s.get(ctx, &name, "person_name", id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return name, err
}
