package worktime

import (
	"fmt"
	"strings"
	"time"
)

// Light is the state of a clock at a glance.
type Light string

// The lights.
const (
	Green  Light = "green"
	Yellow Light = "yellow"
	Red    Light = "red"
	Over   Light = "over"
)

// Left is what remains of a deadline, or by how much it is over, in the measure of its limit: for working days, working days of
// office hours; for service hours, hours of service; else plain time.
type Left struct {
	Over    bool    `json:"over,omitempty"`
	Unit    Unit    `json:"unit"`
	Days    int     `json:"days,omitempty"` // working days for working_day, else days of 24 hours; 0 for service hours
	Hours   int     `json:"hours,omitempty"`
	Minutes int     `json:"minutes,omitempty"`
	Share   float64 `json:"share"` // of the limit, 1 at its start, 0 at and after its end
	measure time.Duration
}

// Used gives how much of the limit has passed at now, in the measure of the limit. Used and Remaining together are the whole limit.
func Used(cal *Calendar, d Deadline, now time.Time) time.Duration {
	return cal.rulerFor(d.Limit.Unit).between(d.Start, now)
}

// Remaining gives what is left at now. A now outside the range of dates is taken as plain time.
func Remaining(cal *Calendar, d Deadline, now time.Time) Left {
	r := cal.rulerFor(d.Limit.Unit)
	l := Left{Unit: d.Limit.Unit, Over: now.After(d.At)}
	var whole time.Duration
	if inRange(now) && inRange(d.Start) && inRange(d.At) {
		l.measure, whole = r.between(now, d.At), r.between(d.Start, d.At)
	} else {
		l.measure, whole = d.At.Sub(now), d.At.Sub(d.Start)
	}
	if whole > 0 {
		l.Share = min(1, max(0, float64(l.measure)/float64(whole)))
	}
	if l.Over {
		l.Share = 0
	}
	rest := max(l.measure, -l.measure)
	oneDay := day
	switch d.Limit.Unit {
	case WorkingDay:
		oneDay = total(cal.working)
	case ServiceHour:
		oneDay = 0
	}
	if oneDay > 0 {
		l.Days = int(rest / oneDay)
		rest %= oneDay
	}
	l.Hours = int(rest / time.Hour)
	l.Minutes = int(rest % time.Hour / time.Minute)
	return l
}

// Measure is the time left in the measure of the limit; negative when over.
func (l Left) Measure() time.Duration { return l.measure }

// Light gives the light for the given thresholds.
func (l Left) Light(t Lights) Light {
	switch percent := l.Share * 100; {
	case l.Over:
		return Over
	case percent <= float64(t.Red):
		return Red
	case percent <= float64(t.Yellow):
		return Yellow
	}
	return Green
}

// Words gives "剩 2 个工作日 3 小时", "已超 1 天", "2 working days 3 h left", "1 day over". The two largest parts are named.
func (l Left) Words(lang Lang) string {
	dayWord := "天"
	if lang == English {
		dayWord = "day"
	}
	if l.Unit == WorkingDay {
		dayWord = "个工作日"
		if lang == English {
			dayWord = "working day"
		}
	}
	var parts []string
	if l.Days > 0 {
		if lang == English {
			parts = append(parts, plural(l.Days, dayWord))
		} else {
			parts = append(parts, fmt.Sprintf("%d %s", l.Days, dayWord))
		}
	}
	if l.Hours > 0 {
		parts = append(parts, fmt.Sprintf("%d %s", l.Hours, pick(lang, "小时", "h")))
	}
	if l.Minutes > 0 && len(parts) < 2 && l.Days == 0 {
		parts = append(parts, fmt.Sprintf("%d %s", l.Minutes, pick(lang, "分钟", "min")))
	}
	said := strings.Join(parts, " ")
	switch {
	case l.Over && said == "":
		return pick(lang, "已超时", "overdue")
	case l.Over && lang == English:
		return said + " over"
	case l.Over:
		return "已超 " + said
	case said == "":
		return pick(lang, "不足 1 分钟", "less than 1 min left")
	case lang == English:
		return said + " left"
	}
	return "剩 " + said
}

func pick(lang Lang, zh, en string) string {
	if lang == English {
		return en
	}
	return zh
}
