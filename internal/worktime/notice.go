package worktime

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

var (
	brackets    = regexp.MustCompile(`（[^（）]*）|\([^()]*\)|\s`)
	ordinal     = regexp.MustCompile(`^[（(]?[一二三四五六七八九十0-9]+[）)]?[、.．]`)
	spokenRange = regexp.MustCompile(`(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日(?:(?:至|到|—|–|-)(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日)?`)
	listed      = regexp.MustCompile(`^\d{4}-\d{1,2}-\d{1,2}`)
)

// festivals are the English names of the holidays of the yearly notice.
var festivals = map[string]string{"元旦": "New Year's Day", "春节": "Spring Festival", "清明节": "Qingming Festival", "劳动节": "Labour Day",
	"端午节": "Dragon Boat Festival", "中秋节": "Mid-Autumn Festival", "国庆节": "National Day"}

// noticeLimit bounds a notice; the longest so far has about 800 characters.
const noticeLimit = 20000

// ReadNotice reads the yearly notice on holidays (国务院办公厅关于某年部分节假日安排的通知) as it is printed, or lines of dates
// ("2026-02-15,2026-02-23,休,春节", "2026-02-14,班"; rest and worked are understood too). It gives the year with everything that could
// be read, and Faults when a day stands twice, a date does not exist, or a line with a date was not understood.
func ReadNotice(year int, text string) (YearDoc, error) {
	y := YearDoc{Year: year, Status: YearAnnounced, Source: fmt.Sprintf("国务院办公厅关于%d年部分节假日安排的通知", year), Rest: []RestDoc{}, Worked: []string{}}
	var f Faults
	if year < firstDate.Year() || year > lastDate.Year() {
		f.add("year", 0, "年份超出范围", "the year is out of range")
		return y, f
	}
	if len(text) > noticeLimit {
		f.add("text", 0, "文字过长", "the text is too long")
		return y, f
	}
	for i, line := range strings.Split(text, "\n") {
		r := noticeLine{year: year, y: &y}
		if listed.MatchString(strings.TrimSpace(line)) {
			r.csv(strings.TrimSpace(line))
		} else {
			r.prose(brackets.ReplaceAllString(line, ""))
		}
		for _, x := range r.faults {
			x.Line = i + 1
			f = append(f, x)
		}
	}
	if len(y.Rest)+len(y.Worked) == 0 && len(f) == 0 {
		f.add("text", 0, "没有读到放假或上班的日期", "no day off and no day worked was found")
	}
	blank := &Calendar{days: map[Date]Day{}, announced: map[int]bool{}, listed: map[int]bool{}}
	f = append(f, blank.year(0, y)...)
	if len(f) > 0 {
		return y, f
	}
	return y, nil
}

type noticeLine struct {
	year   int
	y      *YearDoc
	faults Faults
}

func (r *noticeLine) date(year, month, day int) (string, bool) {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.Month() != time.Month(month) || t.Day() != day {
		said := fmt.Sprintf("%d-%02d-%02d", year, month, day)
		r.faults.add("text", 0, "没有 "+said+" 这一天", said+" is no date")
		return "", false
	}
	return t.Format(time.DateOnly), true
}

// prose reads one line of the printed notice: "二、春节：2月15日至23日放假调休，共9天。2月14日、2月28日上班。"
func (r *noticeLine) prose(line string) {
	line = ordinal.ReplaceAllString(line, "")
	name, rest, ok := strings.Cut(line, "：")
	if !ok {
		name, rest, ok = strings.Cut(line, ":")
	}
	if !ok {
		name, rest = "", line
	}
	for _, sentence := range strings.FieldsFunc(rest, func(c rune) bool { return c == '。' || c == '；' || c == ';' }) {
		found := spokenRange.FindAllStringSubmatch(sentence, -1)
		switch {
		case len(found) == 0:
		case strings.Contains(sentence, "上班"):
			for _, m := range found {
				if from, to, ok := r.span(m); ok && from == to {
					r.y.Worked = append(r.y.Worked, from)
				}
			}
		case strings.Contains(sentence, "放假") || strings.Contains(sentence, "休息"):
			for _, m := range found {
				if from, to, ok := r.span(m); ok {
					r.y.Rest = append(r.y.Rest, RestDoc{From: from, To: to, Name: orName(name), NameEN: english(orName(name))})
				}
			}
		case name != "" && !strings.Contains(sentence, "年"):
			r.faults.add("text", 0, "看不出是放假还是上班："+sentence, "neither a day off nor a day worked: "+sentence)
		}
	}
}

func orName(name string) string {
	if name == "" {
		return "放假"
	}
	return name
}

func (r *noticeLine) span(m []string) (from, to string, ok bool) {
	n := func(s string, other int) int {
		if v, err := strconv.Atoi(s); err == nil {
			return v
		}
		return other
	}
	year, month := n(m[1], r.year), n(m[2], 0)
	from, ok = r.date(year, month, n(m[3], 0))
	if !ok || m[6] == "" {
		return from, from, ok
	}
	to, ok = r.date(n(m[4], year), n(m[5], month), n(m[6], 0))
	return from, to, ok
}

// csv reads one line of dates.
func (r *noticeLine) csv(line string) {
	cells := strings.FieldsFunc(line, func(c rune) bool { return c == ',' || c == '，' || c == '\t' || c == ';' })
	var dates []string
	for len(cells) > 0 {
		var y, m, d int
		if n, err := fmt.Sscanf(strings.TrimSpace(cells[0]), "%d-%d-%d", &y, &m, &d); n != 3 || err != nil {
			break
		}
		date, ok := r.date(y, m, d)
		if !ok {
			return
		}
		dates, cells = append(dates, date), cells[1:]
	}
	kind, name := "", ""
	if len(cells) > 0 {
		kind = strings.ToLower(strings.TrimSpace(cells[0]))
	}
	if len(cells) > 1 {
		name = strings.TrimSpace(cells[1])
	}
	switch {
	case len(dates) == 0 || len(dates) > 2:
		r.faults.add("text", 0, "每行一个或两个日期", "one or two dates a line")
	case kind == "班" || kind == "上班" || kind == "worked":
		r.y.Worked = append(r.y.Worked, dates...)
	case kind == "休" || kind == "放假" || kind == "rest":
		en := english(orName(name))
		if len(cells) > 2 {
			en = strings.TrimSpace(cells[2])
		}
		r.y.Rest = append(r.y.Rest, RestDoc{From: dates[0], To: dates[len(dates)-1], Name: orName(name), NameEN: en})
	default:
		r.faults.add("text", 0, "日期之后写“休”或“班”", "a date is followed by rest or worked")
	}
}

// english words the name of a holiday, or of two that fall together.
func english(name string) string {
	var out []string
	for _, part := range strings.FieldsFunc(name, func(c rune) bool { return c == '、' || c == '和' || c == '，' }) {
		if en, ok := festivals[part]; ok {
			out = append(out, en)
		}
	}
	if len(out) == 0 {
		return "day off"
	}
	return strings.Join(out, " and ")
}
