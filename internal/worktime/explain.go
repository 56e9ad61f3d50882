package worktime

import (
	"fmt"
	"strings"
	"time"
)

// Lang is the language of a sentence.
type Lang string

// The languages.
const (
	Chinese Lang = "zh"
	English Lang = "en"
)

// NoteKind says what a day did to a deadline.
type NoteKind string

// The kinds of note: the day of the start (not counted with day_after), a counted day, a counted make-up day, a rest day that was
// skipped. A limit in calendar days counts rest days too; those after the last of them are skipped.
const (
	NoteStart   NoteKind = "start"
	NoteCounted NoteKind = "counted"
	NoteMakeup  NoteKind = "makeup"
	NoteRest    NoteKind = "rest"
)

// DayNote is one day of an explanation.
type DayNote struct {
	Date        Date     `json:"date"`
	Kind        NoteKind `json:"kind"`
	Name        string   `json:"name,omitempty"` // of the holiday
	NameEN      string   `json:"name_en,omitempty"`
	N           int      `json:"n,omitempty"` // the how-manieth counted day
	Provisional bool     `json:"provisional,omitempty"`
}

// Notes lists the days of a deadline from its start to its end. For service hours and elapsed time it holds the first and the last
// day only: holidays do not matter there, or only through their hours. Of an extended deadline it lists the days before the extensions.
func Notes(cal *Calendar, d Deadline) []DayNote {
	note := func(date Date, kind NoteKind, n int) DayNote {
		v := cal.Day(date)
		out := DayNote{Date: date, Kind: kind, N: n, Provisional: v.Provisional}
		if kind == NoteRest || v.Kind == Holiday {
			out.Name, out.NameEN = v.Name, v.NameEN
		}
		return out
	}
	started := DateOf(d.Start)
	out := []DayNote{note(started, NoteStart, 0)}
	if d.Limit.Unit != WorkingDay && d.Limit.Unit != CalendarDay {
		if d.LastDay > started {
			out = append(out, note(d.LastDay, NoteCounted, 0))
		}
		return out
	}
	first := started + 1
	if d.StartCounted == started {
		first = started
	}
	n := 0
	for date := first; date <= d.LastDay; date++ {
		v := cal.Day(date)
		switch {
		case v.Kind == Makeup && (d.Limit.Unit == WorkingDay || n < d.Limit.Amount):
			n++
			out = append(out, note(date, NoteMakeup, n))
		case v.Working() && n < d.Limit.Amount, d.Limit.Unit == CalendarDay && n < d.Limit.Amount:
			n++
			out = append(out, note(date, NoteCounted, n))
		case v.Working():
			out = append(out, note(date, NoteCounted, 0)) // the working day that a rest day moved the end to
		default:
			out = append(out, note(date, NoteRest, 0))
		}
	}
	return out
}

var (
	weekdays   = map[Lang][]string{Chinese: {"周日", "周一", "周二", "周三", "周四", "周五", "周六"}, English: {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"}}
	unitsZh    = map[Unit]string{WorkingDay: "个工作日", CalendarDay: "天", ServiceHour: "个服务小时", ElapsedHour: "小时", ElapsedMinute: "分钟"}
	unitsEn    = map[Unit]string{WorkingDay: "working day", CalendarDay: "calendar day", ServiceHour: "service hour", ElapsedHour: "hour", ElapsedMinute: "minute"}
	notYetZh   = "其中有尚未公布放假安排的日期，暂定。"
	notYetEn   = " Some of these days are provisional: their holidays have not been announced."
	joinerByLg = map[Lang]string{Chinese: "、", English: ", "}
)

// Words gives the limit itself: "5 个工作日", "5 working days".
func (l Limit) Words(lang Lang) string {
	if lang == English {
		return plural(l.Amount, unitsEn[l.Unit])
	}
	return fmt.Sprintf("%d %s", l.Amount, unitsZh[l.Unit])
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// Explain says in one paragraph why the deadline lies where it lies.
func (d Deadline) Explain(lang Lang) string {
	local := d.At.In(Zone)
	clock := local.Format("15:04")
	if d.LastDay < DateOf(d.At) {
		clock = "24:00"
	}
	end := fullDay(d.LastDay, lang) + " " + clock
	start := fullDay(DateOf(d.Start), lang)
	byDay := d.Limit.Unit == WorkingDay || d.Limit.Unit == CalendarDay
	if !byDay && d.Limit.Start == AtOnce {
		start += " " + d.Start.In(Zone).Format("15:04")
	}
	var rests, makeups []string
	for i := 0; i < len(d.Days); i++ {
		switch n := d.Days[i]; n.Kind {
		case NoteMakeup:
			makeups = append(makeups, shortDay(n.Date, lang))
		case NoteRest:
			j := i
			for j+1 < len(d.Days) && d.Days[j+1].Kind == NoteRest && d.Days[j+1].Name == n.Name && d.Days[j+1].Date == d.Days[j].Date+1 {
				j++
			}
			name := n.Name
			if lang == English {
				name = n.NameEN + " "
			}
			rests = append(rests, name+dayRange(n.Date, d.Days[j].Date, lang))
			i = j
		}
	}
	join := func(list []string) string { return strings.Join(list, joinerByLg[lang]) }
	var b strings.Builder
	if lang == English {
		from := "from " + start
		if d.Limit.Start == DayAfter {
			from = "from the day after " + start
		}
		fmt.Fprintf(&b, "%s %s%s, until %s.", d.Limit.Words(lang), from, d.extensionWords(lang), end)
		if len(rests) > 0 {
			fmt.Fprintf(&b, " Not counted: %s.", join(rests))
		}
		if len(makeups) > 0 {
			fmt.Fprintf(&b, " Counted as make-up working days: %s.", join(makeups))
		}
		if d.Provisional {
			b.WriteString(notYetEn)
		}
		return b.String()
	}
	from := "从 " + start + " 起算 "
	if d.Limit.Start == DayAfter {
		from = "从 " + start + "次日起算 "
	}
	fmt.Fprintf(&b, "%s%s%s，截止 %s。", from, d.Limit.Words(lang), d.extensionWords(lang), end)
	if len(rests) > 0 {
		fmt.Fprintf(&b, "跳过%s。", join(rests))
	}
	if len(makeups) > 0 {
		fmt.Fprintf(&b, "%s调休上班，计入。", join(makeups))
	}
	if d.Provisional {
		b.WriteString(notYetZh)
	}
	return b.String()
}

func (d Deadline) extensionWords(lang Lang) string {
	var b strings.Builder
	for _, more := range d.Extensions {
		if lang == English {
			b.WriteString(", extended by " + more.Words(lang))
		} else {
			b.WriteString("，延期 " + more.Words(lang))
		}
	}
	return b.String()
}

func fullDay(d Date, lang Lang) string {
	w := weekdays[lang][d.Weekday()]
	if lang == English {
		return w + " " + d.String()
	}
	return d.String() + "（" + w + "）"
}

func shortDay(d Date, lang Lang) string {
	if lang == English {
		return d.utc().Format("2 Jan")
	}
	return fmt.Sprintf("%d月%d日", d.Month(), d.Day())
}

func dayRange(from, to Date, lang Lang) string {
	if from == to {
		return shortDay(from, lang)
	}
	if lang == English {
		return shortDay(from, lang) + " to " + shortDay(to, lang)
	}
	if from.Month() == to.Month() {
		return fmt.Sprintf("%d月%d日–%d日", from.Month(), from.Day(), to.Day())
	}
	return shortDay(from, lang) + "–" + shortDay(to, lang)
}

// SayDay gives a date as a citizen reads it: "3 月 6 日（周五）", "Fri 6 Mar".
func SayDay(t time.Time, lang Lang) string {
	d := DateOf(t)
	if lang == English {
		return weekdays[lang][d.Weekday()] + " " + shortDay(d, lang)
	}
	return fmt.Sprintf("%d 月 %d 日（%s）", d.Month(), d.Day(), weekdays[lang][d.Weekday()])
}
