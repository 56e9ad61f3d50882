package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/lib/pq"

	"minhu/internal/hotline"
	"minhu/internal/worktime"
)

// Scope makes the SQL condition that a policy allows; arg registers a value and returns its placeholder. It is
// policies.Snapshot.Scope bound to a reader, kind and act.
type Scope func(arg func(v any) string) string

// Key is a position behind a row of a list: the value of the sort column and the id.
type Key struct {
	At time.Time `json:"at"`
	ID string    `json:"id"`
}

// CaseFilter narrows a list of cases. Every field is from a closed set and has its index; empty does not narrow.
type CaseFilter struct {
	Stage       string
	Kind        string
	Class       string
	Department  string // path: this department and those below it
	Number      string // exact
	Light       string // overdue, due (within 2 hours), near (past the warn mark of its rules), supervised; red, yellow, green as the board counts open cases that are not late
	Open        bool   // not in a final stage
	ByDue       bool   // order by the next deadline instead of newest first
	Working     bool   // the department that has it must do something
	Holder      string // staff id; "none" = with nobody
	Pending     string // kind of application that waits for a ruling; "any"
	Assisting   string // path of an assisting department
	Redone      bool   // sent back at least once
	Due         string // today, tomorrow, week: the nearest deadline lies there, late ones count as today
	Uncontacted bool   // signed, and the citizen was not contacted yet
	IDs         []string
	Now         time.Time
}

// doneCases are the stages in which nobody has to work on a case, as a list of SQL; cases_open is their index.
var doneCases = "('" + strings.Join(hotline.Load().DoneStages(hotline.Case), "','") + "')"

// CaseListRow is a case as lists show it.
type CaseListRow struct {
	ID             string         `db:"id"`
	Number         string         `db:"number"`
	Rev            int64          `db:"rev"`
	Stage          string         `db:"stage"`
	Kind           string         `db:"kind"`
	Class          string         `db:"class"`
	ClassName      string         `db:"class_name"`
	Title          string         `db:"title"`
	Place          string         `db:"place"`
	District       string         `db:"district"`
	Urgency        string         `db:"urgency"`
	Confidential   bool           `db:"confidential"`
	DepartmentName string         `db:"department_name"`
	AssigneeName   string         `db:"assignee_name"`
	Channel        string         `db:"channel"`
	Clocks         []byte         `db:"clocks"`
	NextDueAt      sql.NullTime   `db:"next_due_at"`
	NextClock      string         `db:"next_clock"`
	Overdue        bool           `db:"overdue"`
	Supervised     bool           `db:"supervised"`
	Redos          int            `db:"redos"`
	Reminders      int            `db:"reminders"`
	RegisteredAt   time.Time      `db:"registered_at"`
	Imported       bool           `db:"imported"`
	Pending        pq.StringArray `db:"pending"`
	Followers      int            `db:"followers"`
	DeptPath       string         `db:"dept_path"`
	AssigneeID     sql.NullString `db:"assignee_id"`
	AssistPaths    pq.StringArray `db:"assist_paths"`
}

// caseListColumns join names to a page of cases after it was cut, so that the joins touch limit rows only.
const caseListColumns = `c.id, c.number, c.rev, c.stage, c.kind, c.class, coalesce(k.name,'') as class_name, c.title, c.place, c.district,
 c.urgency, c.confidential, coalesce(d.short_name,'') as department_name, coalesce(s.name,'') as assignee_name, c.channel, c.clocks,
 c.next_due_at, c.next_clock, c.overdue, c.supervised, c.redos, c.reminders, c.registered_at, c.imported, c.pending,
 coalesce((c.facts->>'followers')::int, 0) as followers,
 c.dept_path, c.assignee_id, c.assist_paths`

type sqlArgs struct{ list []any }

func (a *sqlArgs) add(v any) string {
	a.list = append(a.list, v)
	return fmt.Sprintf("$%d", len(a.list))
}

// CaseListQuery builds the query of a page of cases: scope and filter as one keyset query. It is built in Go because the
// scope is compiled from the policy; a test walks EXPLAIN over scopes and filters.
func CaseListQuery(scope Scope, f CaseFilter, after *Key, limit int) (string, []any) {
	var a sqlArgs
	where := []string{scope(a.add)}
	and := func(format string, v ...any) {
		ph := make([]any, len(v))
		for i := range v {
			ph[i] = a.add(v[i])
		}
		where = append(where, fmt.Sprintf(format, ph...))
	}
	if f.Stage != "" {
		and("stage = %s", f.Stage)
	}
	if f.Kind != "" {
		and("kind = %s", f.Kind)
	}
	if f.Class != "" {
		and("class = %s", f.Class)
	}
	if f.Number != "" {
		and("number = %s", f.Number)
	}
	switch f.Holder {
	case "":
	case "none":
		where = append(where, "assignee_id is null and dept_path <> '' and stage not in "+doneCases)
	default:
		and("assignee_id = %s::uuid", f.Holder)
	}
	if f.Department != "" {
		and("(dept_path = %s or dept_path like %s)", f.Department, likePrefix(f.Department))
	}
	if f.Open {
		where = append(where, "stage not in "+doneCases)
	}
	if f.Working {
		where = append(where, "stage in "+workingStages)
	}
	switch f.Light {
	case "overdue":
		where = append(where, "overdue")
	case "supervised":
		where = append(where, "supervised and stage not in "+doneCases)
	case "due":
		and("next_due_at between %s and %s", f.Now, f.Now.Add(2*time.Hour))
		where = append(where, "stage not in "+doneCases)
	case "red":
		and("not overdue and next_due_at <= %s", f.Now.Add(2*time.Hour))
		where = append(where, "stage not in "+doneCases)
	case "yellow":
		_, midnight := dueRange("today", f.Now)
		and("not overdue and next_due_at > %s and next_due_at < %s", f.Now.Add(2*time.Hour), midnight)
		where = append(where, "stage not in "+doneCases)
	case "near":
		and("not overdue and next_warn_at <= %s and next_due_at > %s", f.Now, f.Now)
		where = append(where, "stage not in "+doneCases)
	case "green":
		_, midnight := dueRange("today", f.Now)
		and("not overdue and (next_due_at >= %s or next_due_at is null)", midnight)
		where = append(where, "stage not in "+doneCases)
	}
	switch f.Pending {
	case "":
	case "any":
		where = append(where, anyPending)
	default:
		and("pending <> '{}' and pending @> array[%s]", f.Pending)
	}
	if f.Assisting != "" {
		and("assist_paths <> '{}' and assist_paths @> array[%s]", f.Assisting)
	}
	if f.Redone {
		where = append(where, "redos > 0 and stage not in "+doneCases)
	}
	if f.Uncontacted {
		where = append(where, "first_contact_at is null and stage in ('dispatched','handling')")
	}
	if f.IDs != nil {
		and("id = any(%s::uuid[])", pq.Array(f.IDs))
	}
	if f.Due != "" {
		from, to := dueRange(f.Due, f.Now)
		and("next_due_at >= %s and next_due_at < %s", from, to)
		where = append(where, "stage not in "+doneCases)
	}
	column, order := "registered_at", "registered_at desc, id desc"
	if f.ByDue {
		column, order = "next_due_at", "next_due_at, id"
		where = append(where, "next_due_at is not null")
	}
	if after != nil {
		op := "<"
		if f.ByDue {
			op = ">"
		}
		and("("+column+", id) "+op+" (%s, %s::uuid)", after.At, after.ID)
	}
	inner := "select * from (select *, stage as state from cases) x where " + strings.Join(where, " and ") + " order by " + order +
		fmt.Sprintf(" limit %d", limit)
	outer := strings.ReplaceAll(order, "registered_at", "c.registered_at")
	outer = strings.ReplaceAll(strings.ReplaceAll(outer, "next_due_at", "c.next_due_at"), " id", " c.id")
	return "select " + caseListColumns + " from (" + inner + ") c left join department d on d.id = c.department left join class k on k.code = c.class" +
		" left join staff s on s.id = c.assignee_id order by " + outer, a.list
}

// dueRange gives the instants between which a deadline is due today (late ones included), tomorrow or within the week, in
// China's time.
func dueRange(word string, now time.Time) (time.Time, time.Time) {
	local := now.In(worktime.Zone)
	day := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, worktime.Zone)
	switch word {
	case "today":
		return time.Time{}, day.AddDate(0, 0, 1).UTC()
	case "tomorrow":
		return day.AddDate(0, 0, 1).UTC(), day.AddDate(0, 0, 2).UTC()
	}
	return day.AddDate(0, 0, 2).UTC(), day.AddDate(0, 0, 7).UTC()
}

// likePrefix makes the LIKE pattern of everything below a path.
func likePrefix(path string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(path) + "/%"
}

// ListCases reads one page of cases.
func (s *Store) ListCases(ctx context.Context, scope Scope, f CaseFilter, after *Key, limit int) ([]CaseListRow, error) {
	q, args := CaseListQuery(scope, f, after, limit)
	var rows []CaseListRow
	err := s.rows(ctx, &rows, q, args)
	return rows, err
}

// MessageListRow is a message as lists show it.
type MessageListRow struct {
	ID             string       `db:"id"`
	Number         string       `db:"number"`
	Rev            int64        `db:"rev"`
	Stage          string       `db:"stage"`
	Title          string       `db:"title"`
	ClassName      string       `db:"class_name"`
	DepartmentName string       `db:"department_name"`
	Clocks         []byte       `db:"clocks"`
	NextDueAt      sql.NullTime `db:"next_due_at"`
	NextClock      string       `db:"next_clock"`
	Overdue        bool         `db:"overdue"`
	SubmittedAt    time.Time    `db:"submitted_at"`
	Imported       bool         `db:"imported"`
}

// ListMessages reads one page of messages, newest first; stage "" means all, "open" means not closed, "overdue" the late ones.
func (s *Store) ListMessages(ctx context.Context, scope Scope, stage string, after *Key, limit int) ([]MessageListRow, error) {
	var a sqlArgs
	where := []string{scope(a.add)}
	switch stage {
	case "":
	case "open":
		where = append(where, "stage <> 'closed'")
	case "overdue":
		where = append(where, "overdue")
	default:
		where = append(where, "stage = "+a.add(stage))
	}
	if after != nil {
		where = append(where, "(submitted_at, id) < ("+a.add(after.At)+", "+a.add(after.ID)+"::uuid)")
	}
	q := `select c.id, c.number, c.rev, c.stage, c.title, coalesce(k.name,'') as class_name, coalesce(d.short_name,'') as department_name, c.clocks,
 c.next_due_at, c.next_clock, c.overdue, c.submitted_at, c.imported from (select * from (select *, stage as state from message) x where ` +
		strings.Join(where, " and ") + fmt.Sprintf(" order by submitted_at desc, id desc limit %d", limit) +
		`) c left join department d on d.id = c.department left join class k on k.code = c.class order by c.submitted_at desc, c.id desc`
	var rows []MessageListRow
	err := s.rows(ctx, &rows, q, a.list)
	return rows, err
}

// ListConversations reads one page of conversations. view is queue (what came back first, then the longest wait), mine, asked (beside
// whose talk staff was asked), talking, live or ended (newest first). served narrows the queue to what staff serves.
func (s *Store) ListConversations(ctx context.Context, scope Scope, view, staff string, served bool, after *Key, limit int) ([]ConversationRow, error) {
	var a sqlArgs
	where := []string{scope(a.add)}
	column, order, op := "last_at", "last_at desc, id desc", "<"
	switch view {
	case "queue":
		where = append(where, "stage = 'queued'")
		column, order, op = "rank_at", "rank_at, id", ">"
		if served {
			id := a.add(staff)
			where = append(where, "(talk_group(skill_group, scene) = '' or not exists (select 1 from staff_skill where staff_id = "+id+
				"::uuid) or talk_group(skill_group, scene) in (select k.skill_group from staff_skill k where k.staff_id = "+id+"::uuid))")
		}
	case "mine":
		where = append(where, "stage = 'human' and assignee_id = "+a.add(staff)+"::uuid")
	case "asked":
		where = append(where, "stage = 'human' and "+a.add(staff)+"::uuid = any(asked_ids)")
	case "talking":
		where = append(where, "stage = 'human'")
	case "live":
		where = append(where, "stage in ('bot','queued','human')")
	case "ended":
		where = append(where, "stage in ('ended','rated')")
	}
	if after != nil {
		where = append(where, "("+column+", id) "+op+" ("+a.add(after.At)+", "+a.add(after.ID)+"::uuid)")
	}
	q := `select id, rev, stage, state, owner_id, assignee_id, assignee_name, channel, opened_at, last_at, last_speaker, queued_at, taken_at,
 first_reply_at, ended_at, ended_by, turns, questions, answered, confirmed, missed, upvotes, downvotes, queue_reason, satisfied, solved,
 scene, escalated_kind, escalated_id, imported, waits_from, rank_at, unanswered_at, skill_group, asked_ids, warned from (select *, stage as state from conversation) x where ` + strings.Join(where, " and ") +
		" order by " + order + fmt.Sprintf(" limit %d", limit)
	var rows []ConversationRow
	err := s.rows(ctx, &rows, q, a.list)
	return rows, err
}
