package hotline

import (
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
)

// fieldTypes are the types a row of data/fields.csv may name.
var fieldTypes = []string{"text", "choice", "code", "uuid", "uuids", "department", "departments", "flag", "hex", "number", "date"}

// maxDepartments is how many departments one act may name in one field.
const maxDepartments = 10

// The years a date may lie in: what is older or later is a slip of the pen.
const (
	firstYear = 1900
	lastYear  = 2100
)

var codeShape = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.\-/]*$`)

// CheckFields tests the fields of an act against the row that governs it: unknown, missing, wrong type, too long. It
// returns nil or a Problem with one entry per fault; nothing is trimmed or repaired silently except outer white space.
func (c *Catalogue) CheckFields(t *Transition, f Fields) error {
	var bad []FieldProblem
	for name := range f {
		if !slices.ContainsFunc(t.Fields, func(u FieldUse) bool { return u.Name == name }) {
			bad = append(bad, FieldProblem{Name: name, Code: "unknown", Detail: "此操作没有这一项"})
		}
	}
	for _, u := range t.Fields {
		v, given := f[u.Name]
		v = strings.TrimSpace(v)
		if v == "" {
			if u.Required {
				bad = append(bad, FieldProblem{Name: u.Name, Code: "required", Detail: "请填写" + c.Fields[u.Name].ZH})
			} else if given {
				delete(f, u.Name)
			}
			continue
		}
		f[u.Name] = v
		if p := c.Fields[u.Name].check(v); p != nil {
			bad = append(bad, *p)
		}
	}
	if len(bad) == 0 {
		return nil
	}
	slices.SortFunc(bad, func(a, b FieldProblem) int { return strings.Compare(a.Name, b.Name) })
	return &Problem{Code: ErrValidationFailed, Fields: bad}
}

func (f FieldInfo) check(v string) *FieldProblem {
	fault := func(code, zh string) *FieldProblem { return &FieldProblem{Name: f.Name, Code: code, Detail: zh} }
	if f.Max > 0 && f.Type != "uuids" && utf8.RuneCountInString(v) > f.Max {
		return fault("too_long", fmt.Sprintf("%s最多 %d 个字", f.ZH, f.Max))
	}
	switch f.Type {
	case "choice":
		if !slices.Contains(f.Values, v) {
			return fault("not_a_choice", f.ZH+"不在可选范围内")
		}
	case "flag":
		if v != "yes" && v != "no" {
			return fault("not_a_choice", f.ZH+"只能是 yes 或 no")
		}
	case "uuid":
		if _, err := uuid.Parse(v); err != nil {
			return fault("malformed", f.ZH+"格式不对")
		}
	case "uuids":
		ids := strings.Fields(v)
		if len(ids) > f.Max {
			return fault("too_long", fmt.Sprintf("%s最多 %d 个", f.ZH, f.Max))
		}
		for i, id := range ids {
			if _, err := uuid.Parse(id); err != nil || len(id) != 36 || slices.Contains(ids[:i], id) {
				return fault("malformed", f.ZH+"格式不对")
			}
		}
	case "code", "department":
		if !codeShape.MatchString(v) || len(v) > 64 {
			return fault("malformed", f.ZH+"格式不对")
		}
	case "departments":
		ids := Departments(v)
		if len(ids) > maxDepartments {
			return fault("too_many", fmt.Sprintf("%s最多 %d 个", f.ZH, maxDepartments))
		}
		for i, id := range ids {
			if !codeShape.MatchString(id) || len(id) > 64 {
				return fault("malformed", f.ZH+"格式不对")
			}
			if slices.Contains(ids[:i], id) {
				return fault("doubled", f.ZH+"有重复的单位")
			}
		}
	case "date":
		at, _, err := ParseDate(v)
		if err != nil {
			return fault("malformed", f.ZH+"不是一个真实的日期")
		}
		if at.Year() < firstYear || at.Year() > lastYear {
			return fault("out_of_range", fmt.Sprintf("%s的年份应在 %d 到 %d 之间", f.ZH, firstYear, lastYear))
		}
	case "hex":
		if _, err := hex.DecodeString(v); err != nil {
			return fault("malformed", f.ZH+"格式不对")
		}
	case "number":
		if n, err := strconv.Atoi(v); err != nil || n < 0 {
			return fault("malformed", f.ZH+"格式不对")
		}
	}
	return nil
}

// ParseDate reads a value of the type date: YYYY-MM-DD (day is true and the instant is that day's midnight in UTC: it names a
// day, not an instant) or an RFC 3339 date and time. 29 February exists in leap years only.
func ParseDate(v string) (at time.Time, day bool, err error) {
	if at, err = time.Parse(time.DateOnly, v); err == nil {
		return at, true, nil
	}
	at, err = time.Parse(time.RFC3339, v)
	return at, false, err
}

// Departments reads a value of the type departments: ids separated by white space.
func Departments(v string) []string { return strings.Fields(v) }
