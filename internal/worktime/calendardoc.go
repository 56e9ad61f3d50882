package worktime

import (
	"errors"
	"fmt"
)

// CalendarDoc is a calendar as it is written down: in a file, in the database, in a form.
type CalendarDoc struct {
	ID               string    `json:"id" yaml:"id"`
	Version          string    `json:"version" yaml:"version"`
	Jurisdiction     string    `json:"jurisdiction" yaml:"jurisdiction"`
	WorkingHours     []string  `json:"working_hours" yaml:"working_hours"`
	ServiceHours     []string  `json:"service_hours" yaml:"service_hours"`
	ServiceHoursRest []string  `json:"service_hours_rest" yaml:"service_hours_rest"`
	Years            []YearDoc `json:"years" yaml:"years"`
}

// The two states of a year: an official notice is out, or it is not and the days may change.
const (
	YearAnnounced   = "announced"
	YearProvisional = "provisional"
)

// YearDoc is one year of a calendar: the days off, and the weekend days worked in exchange (调休).
type YearDoc struct {
	Year   int       `json:"year" yaml:"year"`
	Status string    `json:"status" yaml:"status"`
	Source string    `json:"source" yaml:"source"`
	Rest   []RestDoc `json:"rest" yaml:"rest"`
	Worked []string  `json:"worked" yaml:"worked"`
}

// RestDoc is a run of days off, both ends included.
type RestDoc struct {
	From   string `json:"from" yaml:"from"`
	To     string `json:"to" yaml:"to"`
	Name   string `json:"name" yaml:"name"`
	NameEN string `json:"name_en" yaml:"name_en"`
}

// ParseCalendar reads one calendar file. It refuses unknown keys and everything that NewCalendar refuses.
func ParseCalendar(b []byte) (*Calendar, error) {
	var d CalendarDoc
	if err := decodeStrict(b, &d); err != nil {
		return nil, err
	}
	return NewCalendar(d)
}

// NewCalendar checks a calendar. It refuses missing names, dates outside their year, a date listed twice, a make-up day that is
// not a weekend day, gaps between years and hours that overlap. The error is of type Faults and names every fault.
func NewCalendar(d CalendarDoc) (*Calendar, error) {
	var f Faults
	if !identifier.MatchString(d.ID) || !versionForm.MatchString(d.Version) || d.Jurisdiction == "" || len(d.Jurisdiction) > 120 {
		f.add("id", 0, "代号、版本和适用地区必填", "id, version and jurisdiction are needed")
	}
	c := &Calendar{ID: d.ID, Version: d.Version, Jurisdiction: d.Jurisdiction, doc: d,
		days: map[Date]Day{}, announced: map[int]bool{}, listed: map[int]bool{}}
	hours := func(field string, in []string, needed bool) []Span {
		out, err := parseSpans(in)
		if err == nil && needed && len(out) == 0 {
			err = errors.New("empty")
		}
		if err != nil {
			f.add(field, 0, "时段应写作 09:00-12:00，按先后排列、互不重叠", err.Error())
		}
		return out
	}
	c.working = hours("working_hours", d.WorkingHours, true)
	c.service = hours("service_hours", d.ServiceHours, true)
	c.serviceRest = hours("service_hours_rest", d.ServiceHoursRest, false)
	if len(d.Years) == 0 {
		f.add("years", 0, "至少要有一年", "no years")
	}
	for i, y := range d.Years {
		if y.Year < firstDate.Year() || y.Year > lastDate.Year() || i > 0 && y.Year != d.Years[i-1].Year+1 {
			f.add("years", i+1, fmt.Sprintf("%d 年超出范围，或年份不连续", y.Year), fmt.Sprintf("year %d is out of order or out of range", y.Year))
			continue
		}
		f = append(f, c.year(i+1, y)...)
	}
	if len(f) > 0 {
		return nil, f
	}
	c.index()
	return c, nil
}

// year takes one year's days; line is its place in the document.
func (c *Calendar) year(line int, y YearDoc) (f Faults) {
	at := func(zh, en string, args ...any) {
		f.add("years", line, fmt.Sprintf("%d 年：", y.Year)+fmt.Sprintf(zh, args...), fmt.Sprintf("year %d: ", y.Year)+fmt.Sprintf(en, args...))
	}
	if y.Source == "" || len(y.Source) > 300 || y.Status != YearAnnounced && y.Status != YearProvisional {
		at("请填写依据，并注明已公布或暂定", "source is needed and status is announced or provisional")
	}
	c.listed[y.Year] = true
	c.announced[y.Year] = y.Status == YearAnnounced
	put := func(d Date, v Day) {
		switch _, twice := c.days[d]; {
		case d.Year() != y.Year:
			at("%s 不在这一年内", "%s lies outside", d)
		case twice:
			at("%s 出现了两次", "%s is listed twice", d)
		default:
			c.days[d] = v
		}
	}
	for _, r := range y.Rest {
		from, err1 := ParseDate(r.From)
		to, err2 := ParseDate(r.To)
		if err := errors.Join(err1, err2); err != nil {
			at("日期“%s”至“%s”无效", "%s to %s is no range of dates", r.From, r.To)
			continue
		}
		if from > to || to-from > 30 || r.Name == "" || r.NameEN == "" || len(r.Name) > 60 || len(r.NameEN) > 80 {
			at("%s 至 %s 应有先后，并填写中英文名称", "rest %s to %s needs order and both names", from, to)
			continue
		}
		for d := from; d <= to; d++ {
			put(d, Day{Kind: Holiday, Name: r.Name, NameEN: r.NameEN})
		}
	}
	for _, w := range y.Worked {
		d, err := ParseDate(w)
		switch {
		case err != nil:
			at("日期“%s”无效", "%s is no date", w)
		case !d.weekend():
			at("调休上班日 %s 不是周末", "make-up day %s is not a weekend day", d)
		default:
			put(d, Day{Kind: Makeup})
		}
	}
	return f
}

// Doc gives the calendar as it is written down.
func (c *Calendar) Doc() CalendarDoc { return c.doc }
