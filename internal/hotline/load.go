package hotline

import (
	"encoding/csv"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var identifier = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// load reads one version of the table. Version 1 knew no facts, effects and clock rules; its rows are read as rows without.
func load(version int, open func(string) (io.ReadCloser, error)) (*Catalogue, error) {
	c := &Catalogue{Version: version, Fields: map[string]FieldInfo{}, Facts: map[string]FactInfo{}, byAct: map[string][]int{}}
	if err := eachRow(open, "stages.csv", 8, func(r []string) error {
		step, err := strconv.Atoi(r[3])
		if err != nil {
			return err
		}
		if !slices.Contains([]string{"yes", "done", "no"}, r[2]) {
			return fmt.Errorf("final is yes, done or no, not %q", r[2])
		}
		if c.StageInfo(Aggregate(r[0]), Stage(r[1])) != nil {
			return fmt.Errorf("stage %s/%s stands twice", r[0], r[1])
		}
		c.Stages = append(c.Stages, StageInfo{Aggregate(r[0]), Stage(r[1]), r[2] == "yes", r[2] != "no", step, r[4], r[5], r[6], r[7]})
		return nil
	}); err != nil {
		return nil, err
	}
	clocks, transitions := 6, 13
	if version == 1 {
		clocks, transitions = 5, 11
	}
	if err := eachRow(open, "clocks.csv", clocks, c.addClock); err != nil {
		return nil, err
	}
	if version > 1 {
		if err := eachRow(open, "facts.csv", 3, c.addFact); err != nil {
			return nil, err
		}
	}
	if err := eachRow(open, "fields.csv", 7, func(r []string) error {
		f := FieldInfo{Name: r[0], Type: r[1], Personal: r[4] == "yes", ZH: r[5], EN: r[6]}
		if !slices.Contains(fieldTypes, f.Type) {
			return fmt.Errorf("field %s: unknown type %q", f.Name, f.Type)
		}
		if r[2] != "" {
			n, err := strconv.Atoi(r[2])
			if err != nil || n <= 0 {
				return fmt.Errorf("field %s: max %q", f.Name, r[2])
			}
			f.Max = n
		}
		if r[3] != "" {
			f.Values = strings.Split(r[3], "|")
		}
		if (f.Type == "choice") != (len(f.Values) > 0) {
			return fmt.Errorf("field %s: values belong to a choice, and a choice has values", f.Name)
		}
		if _, dup := c.Fields[f.Name]; dup {
			return fmt.Errorf("field %s stands twice", f.Name)
		}
		c.Fields[f.Name] = f
		return nil
	}); err != nil {
		return nil, err
	}
	if version > 1 {
		if err := c.loadChoices(open); err != nil {
			return nil, err
		}
	}
	if err := eachRow(open, "transitions.csv", transitions, func(r []string) error {
		if version == 1 {
			r = slices.Concat(r[:6], []string{""}, r[6:7], []string{""}, r[7:])
		}
		return c.addTransition(r)
	}); err != nil {
		return nil, err
	}
	for _, k := range c.Clocks {
		if k.OnDue == "" {
			continue
		}
		if len(c.byAct[string(k.Aggregate)+"/"+k.OnDue]) == 0 {
			return nil, fmt.Errorf("clock %s: on_due act %q is not in the table", k.Name, k.OnDue)
		}
	}
	return c, nil
}

func (c *Catalogue) addClock(r []string) error {
	k := ClockInfo{Aggregate: Aggregate(r[0]), Name: r[1], OnDue: strings.TrimPrefix(r[2], "-"), Rule: r[1], ZH: r[3], EN: r[4]}
	if len(r) == 6 {
		k.ZH, k.EN = r[4], r[5]
		if r[3] != "=" {
			k.Rule = r[3]
		}
	}
	if c.ClockInfo(k.Aggregate, k.Name) != nil {
		return fmt.Errorf("clock %s stands twice", k.Name)
	}
	c.Clocks = append(c.Clocks, k)
	return nil
}

func (c *Catalogue) addFact(r []string) error {
	if facts[r[0]] == nil {
		return fmt.Errorf("fact %q is unknown", r[0])
	}
	if _, dup := c.Facts[r[0]]; dup || r[1] == "" || r[2] == "" {
		return fmt.Errorf("fact %q stands twice or lacks a sentence", r[0])
	}
	c.Facts[r[0]] = FactInfo{r[0], r[1], r[2]}
	return nil
}

func (c *Catalogue) addTransition(r []string) error {
	t := Transition{Aggregate: Aggregate(r[0]), Act: r[1], ZH: r[11], EN: r[12]}
	if !identifier.MatchString(t.Act) || t.ZH == "" || t.EN == "" {
		return fmt.Errorf("act %q needs a name in both languages", t.Act)
	}
	for _, s := range strings.Split(r[2], "|") {
		switch s {
		case "-":
			t.From = append(t.From, StageNone)
		case "*":
			t.AnyFrom = true
		default:
			if c.StageInfo(t.Aggregate, Stage(s)) == nil {
				return fmt.Errorf("act %s: unknown stage %q", t.Act, s)
			}
			t.From = append(t.From, Stage(s))
		}
	}
	if r[3] == "=" {
		t.Stays = true
	} else if r[3] == "<" {
		t.Back = true
	} else if c.StageInfo(t.Aggregate, Stage(r[3])) == nil {
		return fmt.Errorf("act %s: unknown stage %q", t.Act, r[3])
	} else {
		t.To = Stage(r[3])
	}
	for _, b := range strings.Split(r[4], "|") {
		k := ActorKind(b)
		if k != ByCitizen && k != ByStaff && k != BySystem {
			return fmt.Errorf("act %s: unknown actor %q", t.Act, b)
		}
		t.By = append(t.By, k)
	}
	for _, w := range strings.Fields(r[5]) {
		term, err := c.term(w)
		if err != nil {
			return fmt.Errorf("act %s: %w", t.Act, err)
		}
		t.When = append(t.When, term)
	}
	for _, n := range strings.Fields(r[6]) {
		if c.Facts[n].Name == "" {
			return fmt.Errorf("act %s: needs %q, which facts.csv does not have", t.Act, n)
		}
		t.Needs = append(t.Needs, n)
	}
	for _, w := range strings.Fields(r[8]) {
		if effects[w] == nil {
			return fmt.Errorf("act %s: unknown effect %q", t.Act, w)
		}
		t.Effects = append(t.Effects, w)
	}
	for _, f := range strings.Fields(r[7]) {
		u := FieldUse{Name: strings.TrimSuffix(f, "!"), Required: strings.HasSuffix(f, "!")}
		if c.Fields[u.Name].Name == "" {
			return fmt.Errorf("act %s: unknown field %q", t.Act, u.Name)
		}
		t.Fields = append(t.Fields, u)
	}
	for _, k := range strings.Fields(r[9]) {
		if c.ClockInfo(t.Aggregate, k) == nil {
			return fmt.Errorf("act %s starts unknown clock %q", t.Act, k)
		}
		t.Starts = append(t.Starts, k)
	}
	for _, k := range strings.Fields(r[10]) {
		if k == "*" {
			t.StopsAll = true
			continue
		}
		if c.ClockInfo(t.Aggregate, k) == nil {
			return fmt.Errorf("act %s stops unknown clock %q", t.Act, k)
		}
		t.Stops = append(t.Stops, k)
	}
	key := r[0] + "/" + r[1]
	c.byAct[key] = append(c.byAct[key], len(c.Transitions))
	c.Transitions = append(c.Transitions, t)
	return nil
}

// term reads one condition: field=value, field, @fact or !@fact.
func (c *Catalogue) term(w string) (Term, error) {
	name, not := strings.CutPrefix(w, "!")
	if name, isFact := strings.CutPrefix(name, "@"); isFact {
		if facts[name] == nil {
			return Term{}, fmt.Errorf("when %q: unknown fact", w)
		}
		return Term{Fact: name, Not: not}, nil
	}
	f, v, _ := strings.Cut(name, "=")
	if not || c.Fields[f].Name == "" {
		return Term{}, fmt.Errorf("when %q", w)
	}
	return Term{Field: f, Value: v}, nil
}

// eachRow reads a strict CSV: comment lines, one header line, exactly n fields, no padding.
func eachRow(open func(string) (io.ReadCloser, error), name string, n int, fn func([]string) error) error {
	f, err := open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	rd := csv.NewReader(f)
	rd.Comment, rd.FieldsPerRecord = '#', n
	header := true
	for {
		r, err := rd.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if header {
			header = false
			continue
		}
		line, _ := rd.FieldPos(0)
		for _, v := range r {
			if strings.TrimSpace(v) != v {
				return fmt.Errorf("%s line %d: padded value %q", name, line, v)
			}
		}
		if err := fn(r); err != nil {
			return fmt.Errorf("%s line %d: %w", name, line, err)
		}
	}
}
