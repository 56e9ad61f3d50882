package hotline

import (
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
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
	if f.Max > 0 && utf8.RuneCountInString(v) > f.Max {
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
	case "code", "department":
		if !codeShape.MatchString(v) || len(v) > 64 {
			return fault("malformed", f.ZH+"格式不对")
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
