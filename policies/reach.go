package policies

import "sort"

// Line is one policy line as it is shown.
type Line struct {
	Role   string `json:"role"`
	Kind   string `json:"kind"`
	Act    string `json:"act"`
	Scope  string `json:"scope"`
	Effect string `json:"effect"` // allow or deny
}

// Lines lists the lines in the order of the files; of one kind, or of all for "".
func (s *Snapshot) Lines(kind string) []Line {
	out := []Line{}
	for _, l := range s.lines {
		if kind == "" || l.kind == kind {
			out = append(out, Line{l.role, l.kind, l.act, l.scope, l.eft})
		}
	}
	return out
}

// Includes lists the roles that role includes, itself first.
func (s *Snapshot) Includes(role string) []string {
	out := []string{role}
	for _, r := range Roles {
		if r != role && s.includes[role][r] {
			out = append(out, r)
		}
	}
	return out
}

// Right is one thing that a person may do, or is kept from, by a binding.
type Right struct {
	Kind     string `json:"kind"`
	Act      string `json:"act"`
	Scope    string `json:"scope"`
	Effect   string `json:"effect"`
	DeptPath string `json:"dept_path,omitempty"` // where the binding is held; empty for words that do not look at it
}

// placed are the scope words that look at the department of the binding.
var placed = map[string]bool{"dept": true, "subtree": true, "cooperating": true, "accused": true}

// Rights lists what bindings allow and deny, each once, sorted. Two lists compared say what a change of bindings changes.
func (s *Snapshot) Rights(held []Binding) []Right {
	seen := map[Right]bool{}
	for _, b := range held {
		for _, l := range s.lines {
			if !s.includes[b.Role][l.role] || l.scope == "none" {
				continue
			}
			r := Right{Kind: l.kind, Act: l.act, Scope: l.scope, Effect: l.eft}
			if placed[l.scope] {
				r.DeptPath = b.DeptPath
			}
			seen[r] = true
		}
	}
	out := make([]Right, 0, len(seen))
	for r := range seen {
		out = append(out, r)
	}
	sort.Slice(out, func(i, j int) bool {
		a, b := out[i], out[j]
		switch {
		case a.Kind != b.Kind:
			return a.Kind < b.Kind
		case a.Act != b.Act:
			return a.Act < b.Act
		case a.Scope != b.Scope:
			return a.Scope < b.Scope
		case a.Effect != b.Effect:
			return a.Effect < b.Effect
		}
		return a.DeptPath < b.DeptPath
	})
	return out
}
