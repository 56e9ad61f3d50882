// Package catalogue is the tables that an office keeps itself: classes of matters, duty list, departments, reply templates, skill groups, seats. It
// is pure: columns as data, strict checks of a whole table with one fault per line and column, and the difference of two
// tables. What is wrong is never repaired silently, and a table with a fault is not taken in part.
package catalogue

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Column is one column of a catalogue.
type Column struct {
	Name     string `json:"name"`
	Type     string `json:"type"` // code, name, flag, hour, number, codes
	Max      int    `json:"max,omitempty"`
	Required bool   `json:"required"`
	Key      bool   `json:"key"`
	Refers   string `json:"refers,omitempty"`
	ZH       string `json:"zh"`
	EN       string `json:"en"`
}

// Kind is one catalogue.
type Kind struct {
	Name    string   `json:"name"`
	ZH      string   `json:"zh"`
	EN      string   `json:"en"`
	Columns []Column `json:"columns"`
}

// Row is one line of a catalogue, by column name; an empty value is absent.
type Row map[string]string

// MaxRows bounds a catalogue.
const MaxRows = 20_000

//go:embed data/columns.csv
var columnsCSV string

var names = []struct{ name, zh, en string }{{"class", "诉求分类", "classes of matters"}, {"duty", "派单目录", "duty list"}, {"department", "承办单位", "departments"},
	{"template", "常用语与模板", "templates"}, {"skill_group", "技能组", "skill groups"}, {"seat", "坐席", "seats"}}

// Kinds lists the catalogues. Broken data stop the program; a test walks them.
var Kinds = sync.OnceValue(func() []Kind {
	kinds, err := parseKinds(columnsCSV)
	if err != nil {
		panic("catalogue: " + err.Error())
	}
	return kinds
})

// Find gives a catalogue by name; nil when there is none.
func Find(name string) *Kind {
	for i, k := range Kinds() {
		if k.Name == name {
			return &Kinds()[i]
		}
	}
	return nil
}

func parseKinds(text string) ([]Kind, error) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comment, r.FieldsPerRecord = '#', 9
	rows, err := r.ReadAll()
	if err != nil {
		return nil, err
	}
	var out []Kind
	for _, n := range names {
		k := Kind{Name: n.name, ZH: n.zh, EN: n.en}
		for _, row := range rows[1:] {
			if row[0] != n.name {
				continue
			}
			c := Column{Name: row[1], Type: row[2], Required: row[4] == "yes", Key: row[5] == "yes", Refers: row[6], ZH: row[7], EN: row[8]}
			if row[3] != "" {
				if c.Max, err = strconv.Atoi(row[3]); err != nil {
					return nil, err
				}
			}
			if !slices.Contains([]string{"code", "name", "flag", "hour", "number", "codes"}, c.Type) || c.ZH == "" || c.EN == "" {
				return nil, fmt.Errorf("column %s.%s: type %q, or a name is missing", n.name, c.Name, c.Type)
			}
			k.Columns = append(k.Columns, c)
		}
		if len(k.key(Row{})) == 0 {
			return nil, fmt.Errorf("%s has no key", n.name)
		}
		out = append(out, k)
	}
	return out, nil
}

// key joins the values of a row's key columns.
func (k *Kind) key(r Row) string {
	var parts []string
	for _, c := range k.Columns {
		if c.Key {
			parts = append(parts, r[c.Name])
		}
	}
	return strings.Join(parts, "\x1f") + "\x1f"
}

// Keys are the first key column's values of the active rows, for the catalogues that refer to them.
func (k *Kind) Keys(rows []Row) map[string]bool {
	out := map[string]bool{}
	for _, r := range rows {
		if r["active"] != "no" {
			out[r[k.Columns[0].Name]] = true
		}
	}
	return out
}

// Change is the difference of one row.
type Change struct {
	Key  string `json:"key"`
	What string `json:"what"` // added, removed, changed
	From Row    `json:"from,omitempty"`
	To   Row    `json:"to,omitempty"`
}

// Diff lists what changes from one table to another, in the order of the new one, removed rows last.
func (k *Kind) Diff(from, to []Row) []Change {
	before := map[string]Row{}
	for _, r := range from {
		before[k.key(r)] = r
	}
	out := []Change{}
	seen := map[string]bool{}
	say := func(r Row) string { return strings.Trim(strings.ReplaceAll(k.key(r), "\x1f", " "), " ") }
	for _, r := range to {
		key := k.key(r)
		seen[key] = true
		old, was := before[key]
		switch {
		case !was:
			out = append(out, Change{Key: say(r), What: "added", To: r})
		case !k.same(old, r):
			out = append(out, Change{Key: say(r), What: "changed", From: old, To: r})
		}
	}
	for _, r := range from {
		if !seen[k.key(r)] {
			out = append(out, Change{Key: say(r), What: "removed", From: r})
		}
	}
	return out
}

func (k *Kind) same(a, b Row) bool {
	for _, c := range k.Columns {
		if a[c.Name] != b[c.Name] {
			return false
		}
	}
	return true
}
