// Package notice says which event tells whom by which text, as data, and is pure: rules, templates with their variables, the length
// of a text in SMS segments, quiet hours. Room notify sends; room activities lets notices be born with their event.
package notice

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"minhu/internal/hotline"
)

//go:embed data/rules.csv
var rulesCSV string

// Who is told, as the rules name them.
const (
	Citizen   = "citizen"
	Holder    = "holder"
	Unit      = "unit"
	Head      = "head"
	Former    = "former"
	Joined    = "joined"
	Worker    = "worker"
	Assignee  = "assignee"
	Mentioned = "mentioned"
	Followers = "followers"
)

var everybody = []string{Citizen, Holder, Unit, Head, Former, Joined, Worker, Assignee, Mentioned, Followers}

// Rule is one row of data/rules.csv.
type Rule struct {
	Aggregate hotline.Aggregate
	Act       string
	When      []term
	Who       string
	Template  string
	Pass      bool // quiet hours do not hold it back
	Alone     bool // never put together with other news
}

// term is one condition on a field of the act; no values mean that it is given, Not that it is not.
type term struct {
	field  string
	not    bool
	values []string // one that ends in "/" is the beginning of a value
}

func (t term) holds(f hotline.Fields) bool {
	v := f[t.field]
	if len(t.values) == 0 {
		return (v != "") != t.not
	}
	return slices.ContainsFunc(t.values, func(w string) bool {
		return v == w || strings.HasSuffix(w, "/") && strings.HasPrefix(v, w)
	})
}

// Rules gives all rules. Broken data stop the program; a test walks them.
var Rules = sync.OnceValue(func() []Rule {
	rules, err := parseRules(rulesCSV)
	if err != nil {
		panic("notice: " + err.Error())
	}
	return rules
})

func parseRules(text string) ([]Rule, error) {
	var out []Rule
	seen := map[string]bool{}
	err := eachRow(text, 7, func(r []string) error {
		if k := strings.Join(r[:5], ","); seen[k] {
			return fmt.Errorf("%s stands twice", k)
		} else {
			seen[k] = true
		}
		rule := Rule{Aggregate: hotline.Aggregate(r[0]), Act: r[1], Who: r[3], Template: r[4], Pass: r[5] == "pass", Alone: r[6] == "yes"}
		fields, known := actFields(rule.Aggregate, rule.Act)
		if !known {
			return fmt.Errorf("%s has no act %s", r[0], r[1])
		}
		for _, w := range strings.Fields(r[2]) {
			name, not := strings.CutPrefix(w, "!")
			name, values, has := strings.Cut(name, "=")
			t := term{field: name, not: not}
			if has {
				t.values = strings.Split(values, "|")
			}
			if !slices.Contains(fields, name) || has && (not || values == "") {
				return fmt.Errorf("%s/%s: when %q", r[0], r[1], w)
			}
			rule.When = append(rule.When, t)
		}
		tmpl := Find(rule.Template)
		switch {
		case !slices.Contains(everybody, rule.Who):
			return fmt.Errorf("%s/%s tells %q, whom nobody knows", r[0], r[1], r[3])
		case tmpl == nil || (tmpl.Audience == Citizen) != (rule.Who == Citizen || rule.Who == Followers):
			return fmt.Errorf("%s/%s: template %q is not for %s", r[0], r[1], r[4], r[3])
		case r[5] != "pass" && r[5] != "wait", r[6] != "yes" && r[6] != "no":
			return fmt.Errorf("%s/%s: quiet is wait or pass, alone is yes or no", r[0], r[1])
		}
		out = append(out, rule)
		return nil
	})
	return out, err
}

// actFields are the fields that an act of the newest table can carry.
func actFields(agg hotline.Aggregate, act string) (fields []string, known bool) {
	for _, t := range hotline.Load().Transitions {
		if t.Aggregate != agg || t.Act != act {
			continue
		}
		known = true
		for _, f := range t.Fields {
			fields = append(fields, f.Name)
		}
	}
	return fields, known
}

// Of lists the rules that an act of a kind of thing calls for.
func Of(agg hotline.Aggregate, act string, f hotline.Fields) []Rule {
	var out []Rule
	for _, r := range Rules() {
		if r.Aggregate == agg && r.Act == act && !slices.ContainsFunc(r.When, func(t term) bool { return !t.holds(f) }) {
			out = append(out, r)
		}
	}
	return out
}

// Warns says whether anybody is told of a clock's marks: others are not worth an entry in the record.
func Warns(agg hotline.Aggregate, clock string) bool {
	for _, mark := range []string{hotline.MarkWarn, hotline.MarkDanger} {
		if len(Of(agg, "warn", hotline.Fields{"clock": clock, "mark": mark})) > 0 {
			return true
		}
	}
	return false
}

// eachRow reads a strict CSV: comment lines, one header, exactly n fields, no padding.
func eachRow(text string, n int, fn func([]string) error) error {
	rd := csv.NewReader(strings.NewReader(text))
	rd.Comment, rd.FieldsPerRecord = '#', n
	if _, err := rd.Read(); err != nil {
		return err
	}
	for {
		r, err := rd.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		line, _ := rd.FieldPos(0)
		for _, v := range r {
			if strings.TrimSpace(v) != v {
				return fmt.Errorf("line %d: padded value %q", line, v)
			}
		}
		if err := fn(r); err != nil {
			return fmt.Errorf("line %d: %w", line, err)
		}
	}
}
