// Package rates is the figures of the hotline: what is booked for a case, the indicators made of it, periods, and an independent
// recount from the recorded events. It is pure but for its embedded data.
package rates

import (
	"embed"
	"encoding/csv"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed data/*.csv
var dataFiles embed.FS

// Measure is something that is booked for a case.
type Measure struct {
	Name  string `json:"name"`
	Group string `json:"group"`
	ZH    string `json:"zh"`
	EN    string `json:"en"`
}

// Term is a measure with the weight it counts with.
type Term struct {
	Measure string  `json:"measure"`
	Weight  float64 `json:"weight"`
}

// Share is an indicator with the weight it has in another.
type Share struct {
	Indicator string  `json:"indicator"`
	Weight    float64 `json:"weight"`
}

// Indicator is a figure: numerator ÷ denominator, with what is left out.
type Indicator struct {
	Key         string   `json:"key"`
	ZH          string   `json:"zh"`
	EN          string   `json:"en"`
	Numerator   []Term   `json:"numerator"`
	Denominator []Term   `json:"denominator"`
	Excluded    []string `json:"excluded"`
	Parts       []Share  `json:"parts,omitempty"` // weighed of other indicators; then what stands above is theirs together
	Down        bool     `json:"down"`            // less is better
	Least       int      `json:"least"`           // a smaller denominator is not ranked
	City        bool     `json:"city"`            // no unit has it
	NoteZH      string   `json:"note_zh"`
	NoteEN      string   `json:"note_en"`
}

// Group is a peer group of units, by their kind.
type Group struct {
	Key   string   `json:"key"`
	Kinds []string `json:"kinds"`
	ZH    string   `json:"zh"`
	EN    string   `json:"en"`
}

// Reason is why a published figure changed.
type Reason struct {
	Key string `json:"key"`
	ZH  string `json:"zh"`
	EN  string `json:"en"`
}

// Catalogue is measures, indicators, peer groups and reasons in the order of their files.
type Catalogue struct {
	Reasons    []Reason
	Measures   []Measure
	Indicators []Indicator
	Groups     []Group
}

// Load returns the catalogue of this program. It panics on bad data: the data are part of the program and a test reads them.
var Load = sync.OnceValue(func() *Catalogue {
	sub, err := fs.Sub(dataFiles, "data")
	if err != nil {
		panic(err)
	}
	c, err := Read(sub)
	if err != nil {
		panic(err)
	}
	return c
})

var key = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// Read reads measures.csv, reasons.csv, groups.csv, indicators.csv and composites.csv: no unknown measure, no name twice, no empty word, no padding.
func Read(files fs.FS) (*Catalogue, error) {
	c := &Catalogue{}
	if err := eachRow(files, "measures.csv", 4, func(r []string) error {
		if !key.MatchString(r[0]) || c.Measure(r[0]) != nil {
			return fmt.Errorf("measure %q is no name or stands twice", r[0])
		}
		c.Measures = append(c.Measures, Measure{r[0], r[1], r[2], r[3]})
		return nil
	}); err != nil {
		return nil, err
	}
	if err := eachRow(files, "reasons.csv", 3, func(r []string) error {
		if !key.MatchString(r[0]) || slices.ContainsFunc(c.Reasons, func(o Reason) bool { return o.Key == r[0] }) {
			return fmt.Errorf("reason %q is no name or stands twice", r[0])
		}
		c.Reasons = append(c.Reasons, Reason{r[0], r[1], r[2]})
		return nil
	}); err != nil {
		return nil, err
	}
	kinds := map[string]bool{}
	if err := eachRow(files, "groups.csv", 4, func(r []string) error {
		g := Group{r[0], strings.Split(r[1], "|"), r[2], r[3]}
		for _, k := range g.Kinds {
			if kinds[k] || !key.MatchString(k) {
				return fmt.Errorf("kind %q is no name or stands twice", k)
			}
			kinds[k] = true
		}
		if !key.MatchString(g.Key) || slices.ContainsFunc(c.Groups, func(o Group) bool { return o.Key == g.Key }) {
			return fmt.Errorf("group %q is no name or stands twice", g.Key)
		}
		c.Groups = append(c.Groups, g)
		return nil
	}); err != nil {
		return nil, err
	}
	err := eachRow(files, "indicators.csv", 11, func(r []string) error {
		i := Indicator{Key: r[0], ZH: r[1], EN: r[2], Excluded: []string{}, NoteZH: r[9], NoteEN: r[10]}
		if !key.MatchString(i.Key) || c.Indicator(i.Key) != nil {
			return fmt.Errorf("indicator %q is no name or stands twice", i.Key)
		}
		var err error
		if i.Numerator, err = c.terms(r[3]); err != nil {
			return fmt.Errorf("numerator: %w", err)
		}
		if i.Denominator, err = c.terms(r[4]); err != nil {
			return fmt.Errorf("denominator: %w", err)
		}
		if r[5] != "" {
			for _, m := range strings.Split(r[5], "+") {
				if k := c.Measure(m); k == nil || k.Group != "excluded" || slices.Contains(i.Excluded, m) {
					return fmt.Errorf("excluded %q is unknown, none, or stands twice", m)
				}
				i.Excluded = append(i.Excluded, m)
			}
		}
		switch r[6] {
		case "up":
		case "down":
			i.Down = true
		default:
			return fmt.Errorf("good is up or down, not %q", r[6])
		}
		if i.Least, err = strconv.Atoi(r[7]); err != nil || i.Least < 1 {
			return fmt.Errorf("least %q", r[7])
		}
		if r[8] != "yes" && r[8] != "no" {
			return fmt.Errorf("city is yes or no, not %q", r[8])
		}
		i.City = r[8] == "yes"
		c.Indicators = append(c.Indicators, i)
		return nil
	})
	if err == nil {
		err = c.composites(files)
	}
	if err == nil && (len(c.Measures) == 0 || len(c.Indicators) == 0) {
		err = fmt.Errorf("no measure or no indicator")
	}
	return c, err
}

// Measure finds a measure by name; nil when there is none.
func (c *Catalogue) Measure(name string) *Measure {
	for i := range c.Measures {
		if c.Measures[i].Name == name {
			return &c.Measures[i]
		}
	}
	return nil
}

// Indicator finds an indicator by key; nil when there is none.
func (c *Catalogue) Indicator(key string) *Indicator {
	for i := range c.Indicators {
		if c.Indicators[i].Key == key {
			return &c.Indicators[i]
		}
	}
	return nil
}

// SatisfiedFrom is the least rating that counts as satisfied: the lowest in the numerator of the indicator of that name.
func (c *Catalogue) SatisfiedFrom() int {
	least := 6
	for _, t := range c.Indicator("satisfied").Numerator {
		if n, err := strconv.Atoi(strings.TrimPrefix(t.Measure, "satisfied_")); err == nil {
			least = min(least, n)
		}
	}
	return least
}

// terms reads measure+measure*0.5.
func (c *Catalogue) terms(s string) ([]Term, error) {
	var out []Term
	for _, part := range strings.Split(s, "+") {
		name, weight, weighed := strings.Cut(part, "*")
		t := Term{Measure: name, Weight: 1}
		if weighed {
			w, err := strconv.ParseFloat(weight, 64)
			if err != nil || w <= 0 || w >= 1 {
				return nil, fmt.Errorf("weight %q lies between 0 and 1", weight)
			}
			t.Weight = w
		}
		if c.Measure(name) == nil || slices.ContainsFunc(out, func(o Term) bool { return o.Measure == name }) {
			return nil, fmt.Errorf("measure %q is unknown or stands twice", name)
		}
		out = append(out, t)
	}
	return out, nil
}

// Names lists the measures of terms.
func Names(terms []Term) []string {
	out := make([]string, len(terms))
	for i, t := range terms {
		out[i] = t.Measure
	}
	return out
}

// eachRow reads a CSV with comment lines and one header line: exactly n fields, none padded, none but the sixth empty.
func eachRow(files fs.FS, name string, n int, fn func([]string) error) error {
	f, err := files.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	rd := csv.NewReader(f)
	rd.Comment, rd.FieldsPerRecord = '#', n
	rows, err := rd.ReadAll()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for i, r := range rows {
		if i == 0 {
			continue
		}
		for j, v := range r {
			if strings.TrimSpace(v) != v || v == "" && j != 5 {
				return fmt.Errorf("%s row %d: empty or padded value %q", name, i, v)
			}
		}
		if err := fn(r); err != nil {
			return fmt.Errorf("%s row %d: %w", name, i, err)
		}
	}
	return nil
}
