package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"minhu/internal/hotline"
	"minhu/internal/store"
	"minhu/internal/timejob"
	"minhu/internal/worktime"
	"minhu/policies"
)

// TimeJobView is long work on clocks, with how far it has come.
type TimeJobView struct {
	ID         string                   `json:"id"`
	Kind       string                   `json:"kind"`
	State      string                   `json:"state"`
	Done       int                      `json:"done"`
	Total      int                      `json:"total"`
	Calendar   string                   `json:"calendar,omitempty"` // of a recount
	CreatedAt  time.Time                `json:"created_at"`
	CreatedBy  string                   `json:"created_by,omitempty"`
	FinishedAt *time.Time               `json:"finished_at,omitempty"`
	Fault      string                   `json:"fault,omitempty"`
	Recount    *timejob.RecountResult   `json:"recount,omitempty"`
	Rehearsal  *timejob.RehearsalResult `json:"rehearsal,omitempty"`
	Sweep      *timejob.SweepResult     `json:"sweep,omitempty"`
}

func timeJobView(j store.TimeJob) (TimeJobView, error) {
	v := TimeJobView{ID: j.ID, Kind: j.Kind, State: j.State, Done: j.Done, Total: j.Total, CreatedAt: j.CreatedAt.UTC(), CreatedBy: j.CreatedName,
		FinishedAt: timePtr(j.FinishedAt), Fault: j.Fault}
	if j.Kind == store.JobRecount {
		var p timejob.RecountParams
		if err := json.Unmarshal(j.Params, &p); err != nil {
			return v, err
		}
		v.Calendar = p.Calendar
	}
	if j.Result == nil {
		return v, nil
	}
	var into any
	switch j.Kind {
	case store.JobRecount:
		v.Recount = &timejob.RecountResult{}
		into = v.Recount
	case store.JobRehearsal:
		v.Rehearsal = &timejob.RehearsalResult{}
		into = v.Rehearsal
	default:
		v.Sweep = &timejob.SweepResult{}
		into = v.Sweep
	}
	return v, json.Unmarshal(*j.Result, into)
}

// listTimeJobs reads the newest jobs of a kind.
func (s *Server) listTimeJobs(c *gin.Context) error {
	if err := onlyQuery(c, "kind"); err != nil {
		return err
	}
	kind, err := choice(c, "kind", store.JobRecount, store.JobRehearsal, store.JobSweep)
	if err != nil {
		return err
	}
	if kind == "" {
		return badQuery("kind")
	}
	rows, err := s.Store.TimeJobs(c.Request.Context(), kind, 20)
	if err != nil {
		return err
	}
	items := make([]TimeJobView, 0, len(rows))
	for _, r := range rows {
		v, err := timeJobView(r)
		if err != nil {
			return err
		}
		items = append(items, v)
	}
	writePage(c, items, "")
	return nil
}

func (s *Server) showTimeJob(c *gin.Context) error {
	id := strings.ToLower(c.Param("id"))
	if !isUUID(id) {
		return hotline.ErrNotFound
	}
	j, err := s.Store.TimeJob(c.Request.Context(), id)
	if err != nil {
		return err
	}
	v, err := timeJobView(j)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, v)
	return nil
}

// cancelTimeJob stops a rehearsal; a recount goes on to its end.
func (s *Server) cancelTimeJob(c *gin.Context) error {
	id := strings.ToLower(c.Param("id"))
	if !isUUID(id) {
		return hotline.ErrNotFound
	}
	if _, err := Bind[struct{}](c); err != nil {
		return err
	}
	return s.once(c, func(ctx context.Context, tx *sqlx.Tx) (int, any, error) {
		ok, err := s.Store.CancelTimeJob(ctx, tx, id, s.Clock().UTC())
		if err != nil {
			return 0, nil, err
		}
		if !ok {
			return 0, nil, hotline.Fail(hotline.ErrActNotAllowed, "演练已结束，或此项工作不能取消。")
		}
		return http.StatusOK, gin.H{"id": id}, s.recordWrite(ctx, c, tx, "rule_set", "cancel", id)
	})
}

// RehearsalBody is what is tried out, on the cases registered between two days, both included.
type RehearsalBody struct {
	Rules    *worktime.RulesDoc    `json:"rules"`
	Calendar *worktime.CalendarDoc `json:"calendar"`
	From     string                `json:"from"`
	To       string                `json:"to"`
}

// startRehearsal queues a rehearsal. It changes nothing but the list of jobs.
func (s *Server) startRehearsal(c *gin.Context) error {
	body, err := Bind[RehearsalBody](c)
	if err != nil {
		return err
	}
	if _, err := s.Authorize(c, "rule_set", "rehearse", &policies.Resource{}); err != nil {
		return err
	}
	from, err1 := worktime.ParseDate(body.From)
	to, err2 := worktime.ParseDate(body.To)
	if err1 != nil || err2 != nil || to < from || from.Year() < 2000 || to.Year() > 2059 {
		return hotline.Invalid(hotline.FieldProblem{Name: "from", Code: "out_of_range", Detail: "请填写先后相接的起止日期"})
	}
	if body.Rules == nil && body.Calendar == nil {
		return hotline.Invalid(hotline.FieldProblem{Name: "rules", Code: "required", Detail: "请选择要演练的时限规则或工作日历"})
	}
	p := timejob.RehearsalParams{From: from.Start(), To: (to + 1).Start()}
	if body.Rules != nil {
		d := s.nextRules(*body.Rules)
		p.Rules = &d
	}
	if body.Calendar != nil {
		d := s.nextCalendar(*body.Calendar)
		p.Calendar = &d
	}
	if _, _, err := p.Check(); err != nil {
		return invalidDoc(err)
	}
	params, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return s.queueJob(c, store.JobRehearsal, params, "rule_set", "rehearse")
}

// startSweep compares every clock with a slow recount, now.
func (s *Server) startSweep(c *gin.Context) error {
	if _, err := Bind[struct{}](c); err != nil {
		return err
	}
	return s.queueJob(c, store.JobSweep, json.RawMessage(`{"cause":"asked"}`), "system", "clocks.sweep")
}

func (s *Server) queueJob(c *gin.Context, kind string, params json.RawMessage, subject, act string) error {
	return s.once(c, func(ctx context.Context, tx *sqlx.Tx) (int, any, error) {
		j := store.TimeJob{ID: uuid.NewString(), Kind: kind, Params: params, CreatedAt: s.Clock().UTC(), CreatedBy: principal(c).ID, CreatedName: principal(c).Name}
		if err := s.Store.AddTimeJob(ctx, tx, j); err != nil {
			return 0, nil, err
		}
		if err := s.recordWrite(ctx, c, tx, subject, act, j.ID); err != nil {
			return 0, nil, err
		}
		return http.StatusCreated, PublishedAnswer{Job: j.ID}, nil
	})
}

func itoa(n int) string { return strconv.Itoa(n) }

// HealthView is the state of the parts behind the pages, for those who look after them.
type HealthView struct {
	RuleSet     string       `json:"rule_set"`
	Calendar    string       `json:"calendar"`
	Provisional []int        `json:"provisional_years"` // of the years that deadlines reach now
	Sweep       *TimeJobView `json:"sweep,omitempty"`   // the newest comparison of every clock
	Recount     *TimeJobView `json:"recount,omitempty"`
	MaySweep    bool         `json:"may_sweep"`
	Search      SearchState  `json:"search"`
}

// SearchState tells which engine finds answers, and since when the embedded one stands in.
type SearchState struct {
	Engine     string     `json:"engine"` // embedded or meilisearch
	Degraded   bool       `json:"degraded"`
	Since      *time.Time `json:"since,omitempty"`
	Error      string     `json:"error,omitempty"`
	MirroredAt *time.Time `json:"mirrored_at,omitempty"` // when it was last found to hold what is published
}

// showHealth tells what is in force and whether every clock was right.
func (s *Server) showHealth(c *gin.Context) error {
	ctx := c.Request.Context()
	rules, cal := s.Time.InForce()
	v := HealthView{RuleSet: rules.Reference(), Calendar: cal.Reference(), Provisional: []int{}, MaySweep: s.Policies.Load().May(principal(c), "system", "clocks.sweep")}
	if s.Search != nil {
		v.Search = s.Search()
	}
	today := worktime.DateOf(s.Clock())
	for y := today.Year(); y <= today.Year()+1; y++ {
		if cal.Day(worktime.NewDate(y, time.July, 1)).Provisional {
			v.Provisional = append(v.Provisional, y)
		}
	}
	for kind, into := range map[string]**TimeJobView{store.JobSweep: &v.Sweep, store.JobRecount: &v.Recount} {
		rows, err := s.Store.TimeJobs(ctx, kind, 10)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if kind == store.JobSweep && r.State != store.JobDone {
				continue // the newest finished one says how things are
			}
			x, err := timeJobView(r)
			if err != nil {
				return err
			}
			*into = &x
			break
		}
	}
	c.JSON(http.StatusOK, v)
	return nil
}
