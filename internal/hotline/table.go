package hotline

import (
	"embed"
	"fmt"
	"io"
	"slices"
	"sync"
)

//go:embed data/*.csv data/v1/*.csv
var dataFiles embed.FS

// TableVersion is the version of data/transitions.csv. Raise it when a row changes its meaning for open cases, and keep the
// old files under data/vN: a case keeps the version it was opened with until a recorded `migrate` event moves it.
const TableVersion = 2

// Transition is one row of the table.
type Transition struct {
	Aggregate Aggregate
	Act       string
	From      []Stage
	AnyFrom   bool // "*": any stage that is not final
	To        Stage
	Stays     bool // "=": to is where it was
	Back      bool // "<": to is the stage that the facts keep
	By        []ActorKind
	When      []Term
	Needs     []string // words of facts.csv
	Fields    []FieldUse
	Effects   []string
	Starts    []string
	Stops     []string
	StopsAll  bool
	ZH, EN    string
}

// Term is one condition of a row: a field with a value, a field that is given (Value ""), or a fact.
type Term struct {
	Field, Value string
	Fact         string
	Not          bool
}

// FactInfo is one row of data/facts.csv: the sentence that refuses an act whose need is not met.
type FactInfo struct{ Name, ZH, EN string }

// FieldUse is a field as one act uses it.
type FieldUse struct {
	Name     string
	Required bool
}

// StageInfo is one row of data/stages.csv.
type StageInfo struct {
	Aggregate            Aggregate
	Stage                Stage
	Final                bool // nothing but looking follows
	Done                 bool // nobody has to work on it; it may come back
	Step                 int
	ZH, EN               string
	CitizenZH, CitizenEN string
}

// ClockInfo is one row of data/clocks.csv.
type ClockInfo struct {
	Aggregate Aggregate
	Name      string
	OnDue     string // the act the system takes when the clock runs out; "" = none
	Rule      string // the limit rule it is counted by; RuleDate, RuleDays
	ZH, EN    string
}

// Limits that no rule set holds: a date given by the case, or a number of days pinned in it.
const (
	RuleDate = "date"
	RuleDays = "days"
)

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
	Facts       map[string]FactInfo
	Choices     map[string][]Choice // words of the values of each choice field, in the order they are offered
	Declines    []DeclineReason
	Version     int
	byAct       map[string][]int // aggregate/act → rows in order
}

// Load returns the newest table. It panics on bad data: the data are part of the program and a test walks all of it.
func Load() *Catalogue { return Version(TableVersion) }

// Version returns a released table; 0, from before tables had versions, is the first.
func Version(n int) *Catalogue {
	if n <= 0 {
		n = 1
	}
	return versions()[min(n, TableVersion)-1]
}

// For is the table that decides an act on a state: the one the case goes by, and the newest for the act that moves it there.
func For(s State, act string) *Catalogue {
	if act == "migrate" {
		return Load()
	}
	return Version(s.Table)
}

var versions = sync.OnceValue(func() []*Catalogue {
	var out []*Catalogue
	for n := 1; n <= TableVersion; n++ {
		folder := "data/"
		if n < TableVersion {
			folder = fmt.Sprintf("data/v%d/", n)
		}
		c, err := load(n, func(name string) (io.ReadCloser, error) { return dataFiles.Open(folder + name) })
		if err != nil {
			panic(err)
		}
		out = append(out, c)
	}
	return out
})

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

// Done reports whether nobody has to work on a thing in this stage: it is over, or may only come back.
func (c *Catalogue) Done(a Aggregate, s Stage) bool {
	i := c.StageInfo(a, s)
	return i != nil && i.Done
}

// DoneStages lists the stages in which nobody has to work on a thing.
func (c *Catalogue) DoneStages(a Aggregate) []string {
	var out []string
	for _, s := range c.Stages {
		if s.Aggregate == a && s.Done {
			out = append(out, string(s.Stage))
		}
	}
	return out
}

// Final reports whether nothing but looking follows after the stage.
func (c *Catalogue) Final(a Aggregate, s Stage) bool {
	i := c.StageInfo(a, s)
	return i != nil && i.Final
}
