package worktime

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var classForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.\-/]{0,39}$`)

// RulesDoc is a rule set as it is written down: in a file, in the database, in a form. Table is the list of clocks it was
// written for; 0 is the first.
type RulesDoc struct {
	ID       string      `json:"id" yaml:"id"`
	Version  string      `json:"version" yaml:"version"`
	Table    int         `json:"table,omitempty" yaml:"table"`
	Name     string      `json:"name" yaml:"name"`
	NameEN   string      `json:"name_en" yaml:"name_en"`
	Lights   Lights      `json:"lights" yaml:"lights"`
	Switches *Switches   `json:"switches,omitempty" yaml:"switches"`
	Limits   []LimitLine `json:"limits" yaml:"limits"`
}

// Fault is what is wrong with a rule set or a calendar, for the form it was written in.
type Fault struct {
	Field string `json:"field"`          // of the document; limits, rest and worked name a line
	Line  int    `json:"line,omitempty"` // from 1; 0 for the document as a whole
	ZH    string `json:"zh"`
	EN    string `json:"en"`
}

// Faults is an error that names everything that is wrong.
type Faults []Fault

func (f Faults) Error() string {
	all := make([]string, len(f))
	for i, x := range f {
		all[i] = x.EN
		if x.Line > 0 {
			all[i] = fmt.Sprintf("%s %d: %s", x.Field, x.Line, x.EN)
		}
	}
	return strings.Join(all, "; ")
}

func (f *Faults) add(field string, line int, zh, en string) {
	*f = append(*f, Fault{Field: field, Line: line, ZH: zh, EN: en})
}

// ParseRules reads one rule set. It refuses unknown keys and everything that NewRules refuses.
func ParseRules(b []byte) (*Rules, error) {
	var d RulesDoc
	if err := decodeStrict(b, &d); err != nil {
		return nil, err
	}
	return NewRules(d)
}

// NewRules checks a rule set. It refuses unknown clocks, kinds, urgencies and levels, a rule given twice, and a hole: a clock that
// some kind of case in some urgency would have no limit for. The error is of type Faults and names every fault.
func NewRules(d RulesDoc) (*Rules, error) {
	var f Faults
	if !identifier.MatchString(d.ID) {
		f.add("id", 0, "代号以小写字母开头，只含小写字母、数字和下划线", "id begins with a small letter and holds small letters, digits and _")
	}
	if !versionForm.MatchString(d.Version) {
		f.add("version", 0, "版本号不正确", "version is malformed")
	}
	if d.Name == "" || d.NameEN == "" || len(d.Name) > 120 || len(d.NameEN) > 120 {
		f.add("name", 0, "请填写中文和英文名称，各不超过 40 字", "both names are needed, at most 40 characters each")
	}
	if d.Lights.Red < 1 || d.Lights.Yellow <= d.Lights.Red || d.Lights.Yellow > 99 {
		f.add("lights", 0, "红灯、黄灯比例应满足 0 < 红 < 黄 < 100", "lights need 0 < red < yellow < 100")
	}
	clocks := Clocks
	switch {
	case d.Table == 0 && d.Switches == nil:
		clocks = firstClocks
		s := DefaultSwitches
		d.Switches = &s
	case d.Table != RuleTable:
		f.add("table", 0, fmt.Sprintf("时限种类表应为第 %d 版", RuleTable), fmt.Sprintf("table %d of clocks is needed", RuleTable))
	case d.Switches == nil:
		f.add("switches", 0, "缺少规则开关", "switches are missing")
	}
	if d.Switches != nil {
		s := *d.Switches
		d.Switches = &s
		for _, b := range switchBounds {
			if v := b.of(s); v < b.min || v > b.max {
				f.add("switches."+b.name, 0, fmt.Sprintf("应在 %d 到 %d 之间", b.min, b.max), fmt.Sprintf("%s is not between %d and %d", b.name, b.min, b.max))
			}
		}
	}
	if len(d.Limits) > 500 {
		f.add("limits", 0, "规则行不能超过 500 行", "more than 500 limits")
		return nil, f
	}
	r := &Rules{doc: d, lines: map[Clock][]LimitLine{}}
	r.doc.Limits = slices.Clone(d.Limits)
	f = append(f, r.take(clocks)...)
	for c := range r.lines {
		slices.SortStableFunc(r.lines[c], moreExact)
	}
	if len(f) == 0 {
		f = append(f, r.holes(clocks)...)
	}
	if len(f) > 0 {
		return nil, f
	}
	return r, nil
}

// ruleKey is what two lines must not have in common.
type ruleKey struct {
	clock                       Clock
	urgency, class, kind, level string
}

// take sorts the lines by clock and reports those that cannot be used.
func (r *Rules) take(clocks []Clock) (f Faults) {
	seen := map[ruleKey]int{}
	for i, l := range r.doc.Limits {
		key := ruleKey{l.Clock, l.Urgency, l.Class, l.Kind, l.Level}
		zh, en := "", ""
		switch err := l.Limit.Check(); {
		case !slices.Contains(clocks, l.Clock):
			zh, en = fmt.Sprintf("没有“%s”这种时限", l.Clock), fmt.Sprintf("clock %q is unknown", l.Clock)
		case l.Kind != "" && !slices.Contains(Kinds, l.Kind):
			zh, en = fmt.Sprintf("没有“%s”这种诉求类型", l.Kind), fmt.Sprintf("kind %q is unknown", l.Kind)
		case l.Urgency != "" && !slices.Contains(Urgencies, l.Urgency):
			zh, en = fmt.Sprintf("没有“%s”这种紧急程度", l.Urgency), fmt.Sprintf("urgency %q is unknown", l.Urgency)
		case l.Level != "" && !slices.Contains(Levels, l.Level):
			zh, en = fmt.Sprintf("没有“%s”这一层级", l.Level), fmt.Sprintf("level %q is unknown", l.Level)
		case l.Class != "" && !classForm.MatchString(l.Class):
			zh, en = fmt.Sprintf("分类代码“%s”不正确", l.Class), fmt.Sprintf("class %q is malformed", l.Class)
		case seen[key] > 0:
			zh, en = fmt.Sprintf("与第 %d 行重复", seen[key]), fmt.Sprintf("clock %s is given twice for the same cases, first in line %d", l.Clock, seen[key])
		case err != nil:
			zh, en = limitFault(l.Limit), err.Error()
		}
		if en != "" {
			f.add("limits", i+1, zh, en)
			continue
		}
		seen[key] = i + 1
		r.lines[l.Clock] = append(r.lines[l.Clock], l)
	}
	return f
}

// limitFault words what Limit.Check refuses.
func limitFault(l Limit) string {
	most, ok := maxAmount[l.Unit]
	switch {
	case !ok:
		return "没有“" + string(l.Unit) + "”这种单位"
	case l.Amount < 1 || l.Amount > most:
		return fmt.Sprintf("数量应在 1 到 %d 之间", most)
	case l.Start != AtOnce && l.Start != DayAfter:
		return "起算方式应为即时或次日"
	}
	return "预警点应是 1 到 99 之间递增的百分数"
}

// holes names every clock, kind and urgency that no line answers for. Lines for a class or a level do not fill a hole: other
// classes and levels would fall into it.
func (r *Rules) holes(clocks []Clock) (f Faults) {
	for _, c := range clocks {
		if !r.Knows(c) {
			f.add("limits", 0, fmt.Sprintf("时限“%s”没有任何规则", c), fmt.Sprintf("clock %s has no limit", c))
			continue
		}
		for _, k := range Kinds {
			for _, u := range Urgencies {
				if _, err := r.Find(c, Subject{Kind: k, Urgency: u}); err != nil {
					f.add("limits", 0, fmt.Sprintf("时限“%s”没有覆盖 %s（%s）", c, k, u), fmt.Sprintf("clock %s has no limit for %s, %s", c, k, u))
				}
			}
		}
	}
	return f
}
