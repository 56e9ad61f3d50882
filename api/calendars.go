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

// CalendarItem is one version of a calendar.
type CalendarItem struct {
	VersionItem
	Years []worktime.CalendarYear `json:"years"`
}

// CalendarsView lists the versions of the calendars.
type CalendarsView struct {
	Items   []CalendarItem    `json:"items"`
	History []store.TimeForce `json:"history"`
	MayEdit bool              `json:"may_edit"`
}

// listCalendars reads every version of every calendar.
func (s *Server) listCalendars(c *gin.Context) error {
	ctx := c.Request.Context()
	published, err := s.published(ctx, store.CalendarKind)
	if err != nil {
		return err
	}
	_, inForce := s.Time.InForce()
	v := CalendarsView{Items: []CalendarItem{}, MayEdit: s.Policies.Load().May(principal(c), "calendar", "publish")}
	for _, cal := range s.Time.Library().AllCalendars() {
		i := published.mark(VersionItem{Reference: cal.Reference(), ID: cal.ID, Version: cal.Version, Name: cal.Jurisdiction, NameEN: cal.Jurisdiction,
			InForce: cal.Reference() == inForce.Reference()})
		v.Items = append(v.Items, CalendarItem{i, yearsOf(cal)})
	}
	if v.History, err = s.Store.TimeForceHistory(ctx, store.CalendarKind); err != nil {
		return err
	}
	c.JSON(http.StatusOK, v)
	return nil
}

// CalendarDay is one day of a year's picture.
type CalendarDay struct {
	Date string `json:"date"`
	Kind string `json:"kind"` // weekday, makeup, weekend, holiday
	Name string `json:"name,omitempty"`
	EN   string `json:"name_en,omitempty"`
}

// CalendarView is one version with the days of one year.
type CalendarView struct {
	Calendar    worktime.CalendarDoc `json:"calendar"`
	Year        int                  `json:"year"`
	Provisional bool                 `json:"provisional"`
	Source      string               `json:"source,omitempty"`
	Working     int                  `json:"working_days"`
	Days        []CalendarDay        `json:"days"`
}

// showCalendar reads one version: ?year= says which year is shown, this one by default.
func (s *Server) showCalendar(c *gin.Context) error {
	if err := onlyQuery(c, "year"); err != nil {
		return err
	}
	cal, err := s.Time.Library().ByReference(c.Param("ref"))
	if err != nil {
		return hotline.ErrNotFound
	}
	year := worktime.DateOf(s.Clock()).Year()
	if q := c.Query("year"); q != "" {
		if year, err = strconv.Atoi(q); err != nil || year < 2000 || year > 2059 {
			return badQuery("year")
		}
	}
	c.JSON(http.StatusOK, calendarView(cal, year))
	return nil
}

func calendarView(cal *worktime.Calendar, year int) CalendarView {
	v := CalendarView{Calendar: cal.Doc(), Year: year, Provisional: true}
	for _, y := range cal.Doc().Years {
		if y.Year == year {
			v.Source, v.Provisional = y.Source, y.Status != worktime.YearAnnounced
		}
	}
	for d := worktime.NewDate(year, time.January, 1); d.Year() == year; d++ {
		day := cal.Day(d)
		if day.Working() {
			v.Working++
		}
		i := CalendarDay{Date: d.String(), Kind: string(day.Kind)}
		if day.Kind == worktime.Holiday {
			i.Name, i.EN = day.Name, day.NameEN
		}
		v.Days = append(v.Days, i)
	}
	return v
}

// NoticeBody is the text of a yearly notice, or lines of dates.
type NoticeBody struct {
	Year int    `json:"year"`
	Text string `json:"text"`
}

// NoticeAnswer is the year that was read from it.
type NoticeAnswer struct {
	Year   worktime.YearDoc `json:"year"`
	Faults []worktime.Fault `json:"faults"`
}

// readNotice reads a yearly notice into a year of a calendar; nothing is stored.
func (s *Server) readNotice(c *gin.Context) error {
	body, err := Bind[NoticeBody](c)
	if err != nil {
		return err
	}
	y, err := worktime.ReadNotice(body.Year, body.Text)
	c.JSON(http.StatusOK, NoticeAnswer{Year: y, Faults: faultsOf(err)})
	return nil
}

// CalendarBody is a calendar that somebody wants to publish. The server gives the version.
type CalendarBody struct {
	Calendar worktime.CalendarDoc `json:"calendar"`
	Reason   string               `json:"reason"`
	Rate     int                  `json:"rate"` // cases a second that are moved; 0 is the usual pace
}

// nextCalendar gives the document the version that follows the newest of its id.
func (s *Server) nextCalendar(d worktime.CalendarDoc) worktime.CalendarDoc {
	d.ID, d.Jurisdiction = strings.TrimSpace(d.ID), strings.TrimSpace(d.Jurisdiction)
	d.Version = "1"
	if newest, err := s.Time.Library().Calendar(d.ID, ""); err == nil {
		d.Version = worktime.NextVersion(newest.Version)
	}
	return d
}

// CalendarPreview says what a calendar would move, or what is wrong with it.
type CalendarPreview struct {
	Faults []worktime.Fault `json:"faults"`
	Moves  *timejob.Moves   `json:"moves,omitempty"`
	Years  []CalendarView   `json:"years,omitempty"` // those whose days differ from the calendar in force
}

// previewCalendar finds what a calendar would move. It changes nothing.
func (s *Server) previewCalendar(c *gin.Context) error {
	body, err := Bind[CalendarBody](c)
	if err != nil {
		return err
	}
	cal, err := worktime.NewCalendar(s.nextCalendar(body.Calendar))
	if err != nil {
		c.JSON(http.StatusOK, CalendarPreview{Faults: faultsOf(err)})
		return nil
	}
	m, err := timejob.Preview(c.Request.Context(), s.Store, cal, s.Clock())
	if err != nil {
		return err
	}
	v := CalendarPreview{Faults: []worktime.Fault{}, Moves: &m}
	_, now := s.Time.InForce()
	for _, y := range cal.Years() {
		if differs(now, cal, y.Year) {
			v.Years = append(v.Years, calendarView(cal, y.Year))
		}
	}
	c.JSON(http.StatusOK, v)
	return nil
}

// differs reports whether a year has another day, or another standing, in two calendars.
func differs(a, b *worktime.Calendar, year int) bool {
	for d := worktime.NewDate(year, time.January, 1); d.Year() == year; d++ {
		x, y := a.Day(d), b.Day(d)
		if x.Kind != y.Kind || x.Provisional != y.Provisional {
			return true
		}
	}
	return false
}

// publishCalendar makes a new version, puts it in force and queues the recount of the cases it moves.
func (s *Server) publishCalendar(c *gin.Context) error {
	body, err := Bind[CalendarBody](c)
	if err != nil {
		return err
	}
	if _, err := s.Authorize(c, "calendar", "publish", &policies.Resource{}); err != nil {
		return err
	}
	reason, err := reasonOf(body.Reason)
	if err != nil {
		return err
	}
	if body.Rate < 0 || body.Rate > timejob.MaxRate {
		return hotline.Invalid(hotline.FieldProblem{Name: "rate", Code: "out_of_range", Detail: "每秒 1 到 " + strconv.Itoa(timejob.MaxRate) + " 件"})
	}
	_, now := s.Time.InForce()
	if body.Calendar.ID != now.ID {
		return hotline.Invalid(hotline.FieldProblem{Name: "id", Code: "invalid", Detail: "只能发布现行日历的新版"})
	}
	total := 0
	if cal, err := worktime.NewCalendar(s.nextCalendar(body.Calendar)); err != nil {
		return invalidDoc(err)
	} else if m, err := timejob.Preview(c.Request.Context(), s.Store, cal, s.Clock()); err != nil {
		return err
	} else {
		total = m.Cases + m.Messages
	}
	err = s.once(c, func(ctx context.Context, tx *sqlx.Tx) (int, any, error) {
		if err := s.Store.LockTime(ctx, tx); err != nil {
			return 0, nil, err
		}
		if err := timejob.Hold(ctx, s.Store, s.Time); err != nil {
			return 0, nil, err
		}
		d := s.nextCalendar(body.Calendar)
		ref := d.ID + "@" + d.Version
		if err := s.addVersion(ctx, c, tx, store.CalendarKind, d.ID, d.Version, reason, d); err != nil {
			return 0, nil, err
		}
		params, err := json.Marshal(timejob.RecountParams{Calendar: ref, Rate: body.Rate, Cause: "publish"})
		if err != nil {
			return 0, nil, err
		}
		j := store.TimeJob{ID: uuid.NewString(), Kind: store.JobRecount, Params: params, Total: total, CreatedAt: s.Clock().UTC(), CreatedBy: principal(c).ID,
			CreatedName: principal(c).Name}
		if err := s.Store.AddTimeJob(ctx, tx, j); err != nil {
			return 0, nil, err
		}
		return http.StatusCreated, PublishedAnswer{Reference: ref, Job: j.ID}, nil
	})
	s.holdAnew(c, err)
	return err
}
