package catalogue

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"minhu/internal/notice"
)

// TableFault is one thing that is wrong with a table. Line counts from 1, without the heading; 0 is the table as a whole.
type TableFault struct {
	Line   int    `json:"line"`
	Column string `json:"column,omitempty"`
	Code   string `json:"code"` // required, too_long, malformed, unknown_value, duplicate, unknown_column, too_many, overlap, cycle
	ZH     string `json:"zh"`
	EN     string `json:"en"`
}

var codeShape = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.\-]*$`)

// maxFaults is how many faults a report holds: enough to work through, not enough to drown.
const maxFaults = 500

// Check tests a whole table; known gives the keys of the other catalogues, by name. The rows come back trimmed.
func (k *Kind) Check(rows []Row, known map[string]map[string]bool) ([]Row, []TableFault) {
	var faults []TableFault
	say := func(line int, c Column, code, zh, en string) {
		if len(faults) < maxFaults {
			faults = append(faults, TableFault{line, c.Name, code, zh, en})
		}
	}
	if len(rows) > MaxRows {
		return nil, []TableFault{{Code: "too_many", ZH: fmt.Sprintf("最多 %d 行", MaxRows), EN: fmt.Sprintf("at most %d rows", MaxRows)}}
	}
	if len(rows) == 0 {
		return nil, []TableFault{{Code: "required", ZH: "表中没有内容", EN: "the table is empty"}}
	}
	out := make([]Row, 0, len(rows))
	first := map[string]int{}
	own := map[string]bool{}
	for _, r := range rows {
		own[strings.TrimSpace(r[k.Columns[0].Name])] = true
	}
	for i, r := range rows {
		line := i + 1
		clean := Row{}
		for name := range r {
			if !slices.ContainsFunc(k.Columns, func(c Column) bool { return c.Name == name }) {
				say(line, Column{Name: name}, "unknown_column", "没有“"+name+"”这一列", "there is no column "+name)
			}
		}
		for _, c := range k.Columns {
			v := strings.TrimSpace(r[c.Name])
			if v == "" {
				if c.Required {
					say(line, c, "required", "请填写"+c.ZH, c.EN+" is needed")
				}
				continue
			}
			clean[c.Name] = v
			k.value(line, c, v, own, known, say)
		}
		key := k.key(clean)
		if at, twice := first[key]; twice {
			say(line, k.Columns[0], "duplicate", fmt.Sprintf("与第 %d 行重复", at), fmt.Sprintf("the same as line %d", at))
		} else {
			first[key] = line
		}
		out = append(out, clean)
	}
	faults = append(faults, k.whole(out)...)
	return out, faults
}

func (k *Kind) value(line int, c Column, v string, own map[string]bool, known map[string]map[string]bool, say func(int, Column, string, string, string)) {
	if c.Max > 0 && c.Type != "number" && utf8.RuneCountInString(v) > c.Max {
		say(line, c, "too_long", fmt.Sprintf("%s最多 %d 个字", c.ZH, c.Max), fmt.Sprintf("%s has at most %d characters", c.EN, c.Max))
	}
	switch c.Type {
	case "code":
		if !codeShape.MatchString(v) {
			say(line, c, "malformed", c.ZH+"只能用字母、数字、点、横线", c.EN+" takes letters, digits, dots and dashes")
			return
		}
	case "flag":
		if v != "yes" && v != "no" {
			say(line, c, "malformed", c.ZH+"只能是 yes 或 no", c.EN+" is yes or no")
		}
	case "hour":
		if n, err := strconv.Atoi(v); err != nil || n < 0 || n > 24 {
			say(line, c, "malformed", c.ZH+"是 0 到 24 的整数", c.EN+" is a whole number from 0 to 24")
		}
	case "number":
		if n, err := strconv.Atoi(v); err != nil || n < 0 || n > c.Max {
			say(line, c, "malformed", fmt.Sprintf("%s是 0 到 %d 的整数", c.ZH, c.Max), fmt.Sprintf("%s is a whole number from 0 to %d", c.EN, c.Max))
		}
	}
	if c.Refers == "" {
		return
	}
	set := known[c.Refers]
	if c.Refers == k.Name {
		set = own
	}
	parts := []string{v}
	if c.Type == "codes" {
		parts = strings.Fields(v)
	}
	for _, p := range parts {
		if !set[p] {
			say(line, c, "unknown_value", "没有“"+p+"”", p+" is not known")
		}
	}
}

// whole checks what only the table as a whole shows.
func (k *Kind) whole(rows []Row) []TableFault {
	switch k.Name {
	case "class":
		return append(cycles(rows, "code"), exemptions(rows)...)
	case "department":
		return cycles(rows, k.Columns[0].Name)
	case "duty":
		return overlaps(rows)
	case "template":
		return noticeTexts(rows)
	}
	return nil
}

// Exempt are the grounds on which a class is left out of the rates of satisfaction: 执法类, 调解类.
var Exempt = []string{"enforcement", "mediation"}

func exemptions(rows []Row) []TableFault {
	var out []TableFault
	for i, r := range rows {
		if v := r["exempt"]; v != "" && !slices.Contains(Exempt, v) {
			out = append(out, TableFault{i + 1, "exempt", "unknown_value", "“不计入三率”只能是 enforcement（执法类）或 mediation（调解类），或留空", "left out of the rates is enforcement, mediation or empty"})
		}
	}
	return out
}

// noticeTexts checks the texts of notices: variables, length, use. Rules point to their codes, so none may be missing; one that is not
// wanted is switched off.
func noticeTexts(rows []Row) []TableFault {
	var out []TableFault
	have := map[string]bool{}
	for i, r := range rows {
		t := notice.Find(r["code"])
		if t == nil {
			if r["use"] == notice.UseSMS || r["use"] == notice.UseNotice {
				out = append(out, TableFault{i + 1, "code", "unknown_value", "没有编号为“" + r["code"] + "”的通知", "no notice has the code " + r["code"]})
			}
			continue
		}
		have[t.Code] = true
		if r["use"] != t.Use() {
			out = append(out, TableFault{i + 1, "use", "unknown_value", "这条通知的用途是 " + t.Use(), "the use of this notice is " + t.Use()})
		}
		for _, f := range t.Check(r["text"]) {
			out = append(out, TableFault{i + 1, "text", "malformed", f.ZH, f.EN})
		}
	}
	for _, t := range notice.Templates() {
		if len(have) > 0 && !have[t.Code] {
			out = append(out, TableFault{0, "code", "required", "缺少通知“" + t.Title + "”（" + t.Code + "）；不想发送时请把它设为不启用", "the notice " + t.Code + " is missing; to stop it, make it inactive"})
		}
	}
	return out
}

// cycles finds rows that are their own ancestors.
func cycles(rows []Row, key string) []TableFault {
	parent := map[string]string{}
	for _, r := range rows {
		parent[r[key]] = r["parent"]
	}
	var out []TableFault
	for i, r := range rows {
		at := r["parent"]
		for n := 0; at != "" && n <= len(rows); n++ {
			if at == r[key] {
				out = append(out, TableFault{i + 1, "parent", "cycle", "上级绕回了自己", "the parents lead back to the row itself"})
				break
			}
			at = parent[at]
		}
	}
	return out
}

// Hours gives the span of a duty row in hours; one without hours covers the day. A span may run over midnight.
func Hours(r Row) (from, to int) {
	from, to = 0, 24
	if v, err := strconv.Atoi(r["from"]); err == nil {
		from = v
	}
	if v, err := strconv.Atoi(r["to"]); err == nil {
		to = v
	}
	return from, to
}

// covers reports whether an hour of the day lies in a span.
func covers(from, to, hour int) bool {
	if from < to {
		return hour >= from && hour < to
	}
	return hour >= from || hour < to
}

// overlaps finds rows with hours that say two things for the same class, district and hour. A row without hours is what holds
// when no other does, so it overlaps nothing.
func overlaps(rows []Row) []TableFault {
	byPlace := map[string][]int{}
	for i, r := range rows {
		if r["from"] != "" || r["to"] != "" {
			byPlace[r["class"]+"\x1f"+r["district"]] = append(byPlace[r["class"]+"\x1f"+r["district"]], i)
		}
	}
	var out []TableFault
	for _, list := range byPlace {
		for a := range list {
			for b := range a {
				f1, t1 := Hours(rows[list[a]])
				f2, t2 := Hours(rows[list[b]])
				for h := range 24 {
					if covers(f1, t1, h) && covers(f2, t2, h) {
						out = append(out, TableFault{list[a] + 1, "from", "overlap", fmt.Sprintf("与第 %d 行的时段重叠", list[b]+1), fmt.Sprintf("its hours overlap those of line %d", list[b]+1)})
						break
					}
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b TableFault) int { return a.Line - b.Line })
	return out
}
