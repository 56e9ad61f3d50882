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
// skipped, a day on which the clock stood still. A limit in calendar days counts rest days too; those after the last of them are
// skipped.
const (
	NoteStart   NoteKind = "start"
	NoteCounted NoteKind = "counted"
	NoteMakeup  NoteKind = "makeup"
	NoteRest    NoteKind = "rest"
	NotePaused  NoteKind = "paused"
)

// DayNote is one day of an explanation.
type DayNote struct {
	Date        Date     `json:"date"`
	Kind        NoteKind `json:"kind"`
	Name        string   `json:"name,omitempty"` // of the holiday
	NameEN      string   `json:"name_en,omitempty"`
	N           int      `json:"n,omitempty"`        // the how-manieth counted day, of the limit or of the extension
	Extended    bool     `json:"extended,omitempty"` // belongs to an extension
	Provisional bool     `json:"provisional,omitempty"`
}

// Notes lists the days of a deadline from its start to its end, extensions included. For service hours and elapsed time it holds
// the first and the last day only: holidays do not matter there, or only through their hours.
func Notes(cal *Calendar, d Deadline) []DayNote {
	_, parts, err := count(cal, d.Terms())
	if err != nil {
		return nil
	}
	return notes(cal, d, parts)
}

func notes(cal *Calendar, d Deadline, parts []part) []DayNote {
	out := make([]DayNote, 0, 2+int(d.LastDay-DateOf(d.Start)))
	out = append(out, dayNote(cal, DateOf(d.Start), NoteStart))
	for i, p := range parts {
		from := len(out)
		if p.limit.Unit == WorkingDay || p.limit.Unit == CalendarDay {
			// A start at once on a working day is itself counted.
			out = p.notes(cal, out, max(p.first, DateOf(d.Start)+1-boolDate(i == 0 && d.StartCounted == DateOf(d.Start))))
		} else if p.last > out[len(out)-1].Date {
			out = append(out, dayNote(cal, p.last, NoteCounted))
		}
		for j := from; i > 0 && j < len(out); j++ {
			out[j].Extended = true
		}
	}
	return out
}

func boolDate(b bool) Date {
	if b {
		return 1
	}
	return 0
}

func dayNote(cal *Calendar, date Date, kind NoteKind) DayNote {
	v := cal.Day(date)
	out := DayNote{Date: date, Kind: kind, Provisional: v.Provisional}
	if kind == NoteRest || v.Kind == Holiday {
		out.Name, out.NameEN = v.Name, v.NameEN
	}
	return out
}

// notes adds the days of one stretch, from a day on.
func (p part) notes(cal *Calendar, out []DayNote, from Date) []DayNote {
	n, unit := 0, p.limit.Unit
	add := func(date Date, kind NoteKind, n int) {
		x := dayNote(cal, date, kind)
		x.N = n
		out = append(out, x)
	}
	for date := from; date <= p.last; date++ {
		v := cal.Day(date)
		paused := false
		for _, x := range p.pauses {
			paused = paused || x.pausedOn(date)
		}
		switch {
		case paused && (v.Working() || unit == CalendarDay) && n < p.limit.Amount:
			add(date, NotePaused, 0)
		case v.Kind == Makeup && n < p.limit.Amount:
			n++
			add(date, NoteMakeup, n)
		case v.Working() && n < p.limit.Amount, unit == CalendarDay && n < p.limit.Amount:
			n++
			add(date, NoteCounted, n)
		case v.Working():
			add(date, NoteCounted, 0) // the working day that a rest day moved the end to
		default:
			add(date, NoteRest, 0)
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
	if d.Limit.Unit == GivenDate {
		return pick(lang, "承诺办理至 "+end+"。", "Promised for "+end+".")
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
		if p := d.pauseWords(lang); p != "" {
			fmt.Fprintf(&b, " The clock stood still %s.", p)
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
	if p := d.pauseWords(lang); p != "" {
		fmt.Fprintf(&b, "其间%s暂停计时，不计入。", p)
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

// pauseWords names the stretches in which the clock stood still, to the minute.
func (d Deadline) pauseWords(lang Lang) string {
	var out []string
	for _, p := range d.Pauses {
		from, to := p.From.In(Zone), p.To.In(Zone)
		out = append(out, shortDay(DateOf(from), lang)+" "+from.Format("15:04")+pick(lang, " 至 ", " to ")+shortDay(DateOf(to), lang)+" "+to.Format("15:04"))
	}
	return strings.Join(out, joinerByLg[lang])
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
