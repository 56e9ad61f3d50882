// Package policies says who may do what. The files beside it (model.conf and one commented CSV for each kind of thing)
// hold role lines only; the caller's bindings travel on the Principal. The same lines answer for one thing (Enforce) and
// for a list (Scope, as SQL), and a deny always wins.
//
// Columns that Scope expects, by the words a kind uses: owner_id, assignee_id (uuid or text), dept_path, accused_path
// (text collate "C"), assist_paths (text[]), asked_ids (uuid[] or text[]), confidential (boolean), stage (text; status for articles).
package policies

import (
	"fmt"
	"io/fs"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/model"
)

// Snapshot is one validated policy, compiled and never changed. It is safe for concurrent use.
type Snapshot struct {
	version   string
	lines     []line
	apart     [][2]string
	includes  map[string]map[string]bool // role → itself and every role it includes
	enforcers map[string]*casbin.Enforcer
}

// Decision is the answer to one question, with what the audit trail needs to explain it.
type Decision struct {
	Allow   bool
	Line    string // the policy line that decided; empty when no line spoke
	Version string // the policy's version
}

// Current holds the snapshot in force. A new one is built and validated first and then swapped in whole.
type Current struct{ p atomic.Pointer[Snapshot] }

// NewCurrent starts with s.
func NewCurrent(s *Snapshot) *Current {
	c := &Current{}
	c.p.Store(s)
	return c
}

// Load returns the snapshot in force.
func (c *Current) Load() *Snapshot { return c.p.Load() }

// Swap puts s in force; a nil snapshot is ignored, so that a failed build keeps the last good one.
func (c *Current) Swap(s *Snapshot) {
	if s != nil {
		c.p.Store(s)
	}
}

// Embedded compiles the policy this binary carries.
func Embedded() (*Snapshot, error) { return Load(files) }

// Load compiles the policy files of fsys. It refuses the whole set when any line is odd.
func Load(fsys fs.FS) (*Snapshot, error) {
	src, err := read(fsys)
	if err != nil {
		return nil, err
	}
	s, err := compile(src)
	if err != nil {
		return nil, err
	}
	if err := s.selfTest(); err != nil {
		return nil, err
	}
	return s, nil
}

func compile(src *source) (*Snapshot, error) {
	s := &Snapshot{version: src.version, lines: src.lines, apart: src.apart, includes: map[string]map[string]bool{}, enforcers: map[string]*casbin.Enforcer{}}
	for _, r := range Roles {
		s.includes[r] = map[string]bool{r: true}
		for _, b := range src.below(r) {
			s.includes[r][b] = true
		}
	}
	// One enforcer for each kind and act: the cost of a decision is linear in the lines an enforcer holds.
	by := map[string][][]string{}
	for _, l := range src.lines {
		by[l.kind+"/"+l.act] = append(by[l.kind+"/"+l.act], []string{l.role, l.kind, l.act, l.scope, l.eft})
	}
	for key, rules := range by {
		m, err := model.NewModelFromString(src.model)
		if err != nil {
			return nil, fmt.Errorf("policies/model.conf: %w", err)
		}
		e, err := casbin.NewEnforcer(m)
		if err != nil {
			return nil, fmt.Errorf("policies/model.conf: %w", err)
		}
		e.EnableAutoSave(false)
		e.AddFunction("covers", s.covers)
		added, err := e.AddPolicies(rules)
		if err != nil {
			return nil, fmt.Errorf("policy of %s: %w", key, err)
		}
		if !added {
			return nil, fmt.Errorf("policy of %s: the lines were not taken", key)
		}
		s.enforcers[key] = e
	}
	return s, nil
}

// selfTest asks what must be so in any policy: nobody without a role may do anything.
func (s *Snapshot) selfTest() error {
	for _, k := range kinds {
		for _, act := range k.acts {
			for _, p := range []*Principal{nil, {}, {ID: SystemID, Bindings: []Binding{{}}}} {
				d, err := s.Enforce(p, k.name, act, &Resource{})
				if err != nil {
					return fmt.Errorf("policy self-test: %w", err)
				}
				if d.Allow || s.Scope(p, k.name, act, func(any) string { return "null" }) != never {
					return fmt.Errorf("policy self-test: somebody without a role may %s %s", act, k.name)
				}
			}
		}
	}
	return nil
}

// Version names the policy: the beginning of the SHA-256 over its files.
func (s *Snapshot) Version() string { return s.version }

// Acts lists the acts of a kind, nil when the kind is unknown.
func (s *Snapshot) Acts(kind string) []string { return append([]string(nil), actsOf(kind)...) }

// Knows says whether act is an act on kind.
func (s *Snapshot) Knows(kind, act string) bool { return isAct(kind, act) }

// paths returns the department paths at which p holds role, directly or through a role that includes it.
func (s *Snapshot) paths(p *Principal, role string) (paths []string, held bool) {
	for _, b := range p.Bindings {
		if s.includes[b.Role][role] {
			held = true
			if b.DeptPath != "" {
				paths = append(paths, b.DeptPath)
			}
		}
	}
	return paths, held
}

// covers is the matcher's function: does the principal hold the line's role, and does its scope take in the resource?
func (s *Snapshot) covers(args ...any) (any, error) {
	p, ok := args[0].(*Principal)
	if !ok || p == nil {
		return false, nil
	}
	role, _ := args[1].(string)
	scope, _ := args[2].(string)
	r, ok := args[3].(*Resource)
	if !ok || r == nil {
		return false, fmt.Errorf("covers: no resource")
	}
	w := scopeByName(scope)
	if w == nil {
		return false, fmt.Errorf("covers: no scope %q", scope)
	}
	paths, held := s.paths(p, role)
	return held && w.covers(p, paths, r), nil
}

// Enforce answers whether p may do act to r. Whoever may not read a thing may do nothing to it: for kinds that know the
// act read, both must be allowed. A nil resource stands for a thing without an owner, department or state.
func (s *Snapshot) Enforce(p *Principal, kind, act string, r *Resource) (Decision, error) {
	d := Decision{Version: s.version}
	if p == nil {
		return d, nil
	}
	if !isAct(kind, act) {
		return d, fmt.Errorf("policies: %q is no act on %q", act, kind)
	}
	if r == nil {
		r = &Resource{}
	}
	var err error
	if act != "read" && isAct(kind, "read") {
		if d.Allow, d.Line, err = s.ask(p, kind, "read", r); err != nil || !d.Allow {
			return d, err
		}
	}
	d.Allow, d.Line, err = s.ask(p, kind, act, r)
	return d, err
}

func (s *Snapshot) ask(p *Principal, kind, act string, r *Resource) (bool, string, error) {
	e := s.enforcers[kind+"/"+act]
	if e == nil {
		return false, "", nil
	}
	ok, why, err := e.EnforceEx(p, kind, act, r)
	if err != nil {
		return false, "", fmt.Errorf("policies: %s %s: %w", kind, act, err)
	}
	return ok, strings.Join(why, ", "), nil
}

// May answers the coarse question before a thing is known: does any line allow p this act on some thing of the kind?
// A route asks it first; the handler then asks Enforce with the thing, or puts Scope into its query.
func (s *Snapshot) May(p *Principal, kind, act string) bool {
	if p == nil {
		return false
	}
	for _, l := range s.lines {
		if l.kind == kind && l.act == act && l.eft == "allow" && l.scope != "none" {
			if _, held := s.paths(p, l.role); held {
				return true
			}
		}
	}
	return false
}

// Scope returns the SQL condition for the things of kind to which p may do act: (allow or …) and not (deny or …), and
// "false" when no line allows anything. arg registers a value and returns its placeholder. An absent column counts as no in
// an allow and in a deny alike.
func (s *Snapshot) Scope(p *Principal, kind, act string, arg func(v any) string) string {
	return s.ScopeOf(p, kind, act, "", arg)
}

// ScopeOf is Scope with the columns taken from the table or alias named table.
func (s *Snapshot) ScopeOf(p *Principal, kind, act, table string, arg func(v any) string) string {
	if p == nil || !isAct(kind, act) {
		return never
	}
	col := func(name string) string {
		if name == "state" {
			name = stateColumn(kind)
		}
		if table == "" {
			return name
		}
		return table + "." + name
	}
	// Values are only registered when their place is in the final condition: a statement with a value that stands
	// nowhere is refused by the database.
	var values []any
	mark := func(v any) string {
		values = append(values, v)
		return fmt.Sprintf("\x01%d\x02", len(values)-1)
	}
	cond := s.condition(p, kind, act, col, mark)
	if act != "read" && isAct(kind, "read") {
		cond = both(cond, s.condition(p, kind, "read", col, mark))
	}
	return marks.ReplaceAllStringFunc(cond, func(m string) string {
		i, _ := strconv.Atoi(m[1 : len(m)-1])
		return arg(values[i])
	})
}

var marks = regexp.MustCompile("\x01[0-9]+\x02")

func both(a, b string) string {
	switch {
	case a == never || b == never:
		return never
	case a == always:
		return b
	case b == always || a == b:
		return a
	}
	return "(" + a + " and " + b + ")"
}

// condition compiles the lines of one act. Lines of several roles with the same word are joined into one condition.
func (s *Snapshot) condition(p *Principal, kind, act string, col func(string) string, arg func(any) string) string {
	collect := func(eft string) []string {
		var out []string
		for i := range scopeWords {
			w := &scopeWords[i]
			var paths []string
			found := false
			for _, l := range s.lines {
				if l.kind != kind || l.act != act || l.eft != eft || l.scope != w.name {
					continue
				}
				if ps, held := s.paths(p, l.role); held {
					found = true
					paths = append(paths, ps...)
				}
			}
			if !found {
				continue
			}
			switch c := w.sql(p, paths, col, arg); c {
			case never:
			case always:
				return []string{always}
			default:
				out = append(out, c)
			}
		}
		return out
	}
	allow := collect("allow")
	if len(allow) == 0 {
		return never
	}
	deny := collect("deny")
	switch {
	case len(deny) == 0:
		return anyOf(allow)
	case deny[0] == always:
		return never
	case allow[0] == always:
		return "not coalesce(" + anyOf(deny) + ", false)"
	}
	return "(" + anyOf(allow) + " and not coalesce(" + anyOf(deny) + ", false))"
}

// Kinds lists every kind of thing.
func (s *Snapshot) Kinds() []string { return Kinds() }
