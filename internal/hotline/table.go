package hotline

import (
	"embed"
	"encoding/csv"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed data/*.csv
var dataFiles embed.FS

// TableVersion is the version of data/transitions.csv. Raise it when a row changes its meaning for open cases; a case keeps
// the version it was opened with until a recorded `migrate` event moves it.
const TableVersion = 1

// Transition is one row of the table.
type Transition struct {
	Aggregate Aggregate
	Act       string
	From      []Stage
	AnyFrom   bool // "*": any stage that is not final
	To        Stage
	Stays     bool // "=": to is where it was
	By        []ActorKind
	WhenField string
	WhenValue string
	Fields    []FieldUse
	Starts    []string
	Stops     []string
	StopsAll  bool
	ZH, EN    string
}

// FieldUse is a field as one act uses it.
type FieldUse struct {
	Name     string
	Required bool
}

// StageInfo is one row of data/stages.csv.
type StageInfo struct {
	Aggregate            Aggregate
	Stage                Stage
	Final                bool
	Step                 int
	ZH, EN               string
	CitizenZH, CitizenEN string
}

// ClockInfo is one row of data/clocks.csv.
type ClockInfo struct {
	Aggregate Aggregate
	Name      string
	OnDue     string // the act the system takes when the clock runs out
	ZH, EN    string
}

// FieldInfo is one row of data/fields.csv.
type FieldInfo struct {
	Name     string
	Type     string
	Max      int
	Values   []string
	Personal bool
	ZH, EN   string
}

// Catalogue is the loaded data of this package.
type Catalogue struct {
	Transitions []Transition
	Stages      []StageInfo
	Clocks      []ClockInfo
	Fields      map[string]FieldInfo
	Choices     map[string][]Choice // words of the values of each choice field, in the order they are offered
	Declines    []DeclineReason
	byAct       map[string][]int // aggregate/act → rows in order
}

// Load returns the embedded catalogue. It panics on bad data: the data are part of the program and a test walks all of it.
var Load = sync.OnceValue(func() *Catalogue {
	c, err := load(func(name string) (io.ReadCloser, error) { return dataFiles.Open("data/" + name) })
	if err != nil {
		panic(err)
	}
	return c
})

var identifier = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

func load(open func(string) (io.ReadCloser, error)) (*Catalogue, error) {
	c := &Catalogue{Fields: map[string]FieldInfo{}, byAct: map[string][]int{}}
	if err := eachRow(open, "stages.csv", 8, func(r []string) error {
		step, err := strconv.Atoi(r[3])
		if err != nil {
			return err
		}
		if r[2] != "yes" && r[2] != "no" {
			return fmt.Errorf("final is yes or no, not %q", r[2])
		}
		if c.StageInfo(Aggregate(r[0]), Stage(r[1])) != nil {
			return fmt.Errorf("stage %s/%s stands twice", r[0], r[1])
		}
		c.Stages = append(c.Stages, StageInfo{Aggregate(r[0]), Stage(r[1]), r[2] == "yes", step, r[4], r[5], r[6], r[7]})
		return nil
	}); err != nil {
		return nil, err
	}
	if err := eachRow(open, "clocks.csv", 5, func(r []string) error {
		if c.ClockInfo(Aggregate(r[0]), r[1]) != nil {
			return fmt.Errorf("clock %s stands twice", r[1])
		}
		c.Clocks = append(c.Clocks, ClockInfo{Aggregate(r[0]), r[1], r[2], r[3], r[4]})
		return nil
	}); err != nil {
		return nil, err
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
	if err := c.loadChoices(open); err != nil {
		return nil, err
	}
	if err := eachRow(open, "transitions.csv", 11, c.addTransition); err != nil {
		return nil, err
	}
	for _, k := range c.Clocks {
		if len(c.byAct[string(k.Aggregate)+"/"+k.OnDue]) == 0 {
			return nil, fmt.Errorf("clock %s: on_due act %q is not in the table", k.Name, k.OnDue)
		}
	}
	return c, nil
}

func (c *Catalogue) addTransition(r []string) error {
	t := Transition{Aggregate: Aggregate(r[0]), Act: r[1], ZH: r[9], EN: r[10]}
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
	if r[5] != "" {
		f, v, ok := strings.Cut(r[5], "=")
		if !ok || c.Fields[f].Name == "" {
			return fmt.Errorf("act %s: when %q", t.Act, r[5])
		}
		t.WhenField, t.WhenValue = f, v
	}
	for _, f := range strings.Fields(r[6]) {
		u := FieldUse{Name: strings.TrimSuffix(f, "!"), Required: strings.HasSuffix(f, "!")}
		if c.Fields[u.Name].Name == "" {
			return fmt.Errorf("act %s: unknown field %q", t.Act, u.Name)
		}
		t.Fields = append(t.Fields, u)
	}
	for _, k := range strings.Fields(r[7]) {
		if c.ClockInfo(t.Aggregate, k) == nil {
			return fmt.Errorf("act %s starts unknown clock %q", t.Act, k)
		}
		t.Starts = append(t.Starts, k)
	}
	for _, k := range strings.Fields(r[8]) {
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

// StageInfo returns the row of a stage, nil when there is none.
func (c *Catalogue) StageInfo(a Aggregate, s Stage) *StageInfo {
	for i := range c.Stages {
		if c.Stages[i].Aggregate == a && c.Stages[i].Stage == s {
			return &c.Stages[i]
		}
	}
	return nil
}

// ClockInfo returns the row of a clock, nil when there is none.
func (c *Catalogue) ClockInfo(a Aggregate, name string) *ClockInfo {
	for i := range c.Clocks {
		if c.Clocks[i].Aggregate == a && c.Clocks[i].Name == name {
			return &c.Clocks[i]
		}
	}
	return nil
}

// ActNames lists the acts of an aggregate in the order of the table, each once.
func (c *Catalogue) ActNames(a Aggregate) []string {
	var out []string
	for _, t := range c.Transitions {
		if t.Aggregate == a && !slices.Contains(out, t.Act) {
			out = append(out, t.Act)
		}
	}
	return out
}

// Final reports whether nothing but looking follows after the stage.
func (c *Catalogue) Final(a Aggregate, s Stage) bool {
	i := c.StageInfo(a, s)
	return i != nil && i.Final
}
