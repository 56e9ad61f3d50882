package policies

import (
	"sort"
	"strings"
)

// scopeWord is one word of the closed scope vocabulary: a predicate for one resource, the same thing as SQL, and (in
// scope_test.go) a fixture that tells it from the others. paths are the department paths at which the principal holds
// the role of the line.
type scopeWord struct {
	name string
	// covers is only called with a resource.
	covers func(p *Principal, paths []string, r *Resource) bool
	// sql returns the same as a condition; NULL counts as no. "state" stands for the kind's state column.
	sql func(p *Principal, paths []string, col func(string) string, arg func(any) string) string
}

// States the words queue, asked, closed and published look at. They are words of the transition tables.
var (
	QueueStates     = []string{"queued"}
	TalkStates      = []string{"human"} // a person answers
	ClosedStates    = []string{"closed", "declined", "merged", "archived", "transferred", "withdrawn", "converted"}
	PublishedStates = []string{"published"}
)

const never, always = "false", "true"

var scopeWords = []scopeWord{
	{"all",
		func(*Principal, []string, *Resource) bool { return true },
		func(*Principal, []string, func(string) string, func(any) string) string { return always }},
	{"none",
		func(*Principal, []string, *Resource) bool { return false },
		func(*Principal, []string, func(string) string, func(any) string) string { return never }},
	{"own",
		func(p *Principal, _ []string, r *Resource) bool { return p.ID != "" && r.OwnerID == p.ID },
		func(p *Principal, _ []string, col func(string) string, arg func(any) string) string {
			return sameID(p, col("owner_id"), arg)
		}},
	{"assigned",
		func(p *Principal, _ []string, r *Resource) bool { return p.ID != "" && r.AssigneeID == p.ID },
		func(p *Principal, _ []string, col func(string) string, arg func(any) string) string {
			return sameID(p, col("assignee_id"), arg)
		}},
	{"dept",
		func(_ *Principal, paths []string, r *Resource) bool {
			for _, d := range paths {
				if d != "" && r.DeptPath == d {
					return true
				}
			}
			return false
		},
		func(_ *Principal, paths []string, col func(string) string, arg func(any) string) string {
			var or []string
			for _, d := range paths {
				if d != "" {
					or = append(or, col("dept_path")+" = "+arg(d))
				}
			}
			return anyOf(or)
		}},
	{"subtree",
		func(_ *Principal, paths []string, r *Resource) bool {
			for _, d := range paths {
				if Under(r.DeptPath, d) {
					return true
				}
			}
			return false
		},
		func(_ *Principal, paths []string, col func(string) string, arg func(any) string) string {
			return underSQL(col("dept_path"), paths, arg)
		}},
	{"cooperating",
		func(_ *Principal, paths []string, r *Resource) bool {
			for _, d := range paths {
				for _, a := range r.AssistPaths {
					if Under(a, d) {
						return true
					}
				}
			}
			return false
		},
		func(_ *Principal, paths []string, col func(string) string, arg func(any) string) string {
			cond := underSQL("assist.path", paths, arg)
			if cond == never {
				return never
			}
			return "exists (select 1 from unnest(" + col("assist_paths") + ") as assist(path) where " + cond + ")"
		}},
	{"accused",
		func(_ *Principal, paths []string, r *Resource) bool {
			for _, d := range paths {
				if Under(d, r.AccusedPath) {
					return true
				}
			}
			return false
		},
		func(_ *Principal, paths []string, col func(string) string, arg func(any) string) string {
			var or []string
			for _, d := range paths {
				if d == "" {
					continue
				}
				// The paths at or above d are few and known, so that an index can serve.
				var above []string
				for _, a := range Ancestors(d) {
					above = append(above, arg(a))
				}
				or = append(or, col("accused_path")+" in ("+strings.Join(above, ", ")+")")
			}
			return anyOf(or)
		}},
	{"overclear",
		func(p *Principal, _ []string, r *Resource) bool { return r.Confidential && p.Clearance < 1 },
		func(p *Principal, _ []string, col func(string) string, _ func(any) string) string {
			if p.Clearance >= 1 {
				return never
			}
			return col("confidential")
		}},
	{"queue",
		func(_ *Principal, _ []string, r *Resource) bool {
			return r.AssigneeID == "" && in(QueueStates, r.State)
		},
		func(_ *Principal, _ []string, col func(string) string, arg func(any) string) string {
			return "(" + col("assignee_id") + " is null and " + stateSQL(col, QueueStates) + ")"
		}},
	{"asked",
		func(p *Principal, _ []string, r *Resource) bool {
			return p.ID != "" && in(TalkStates, r.State) && in(r.AskedIDs, p.ID)
		},
		func(p *Principal, _ []string, col func(string) string, arg func(any) string) string {
			if p.ID == "" {
				return never
			}
			return "(" + stateSQL(col, TalkStates) + " and " + arg(p.ID) + " = any(" + col("asked_ids") + "))"
		}},
	{"closed",
		func(_ *Principal, _ []string, r *Resource) bool { return in(ClosedStates, r.State) },
		func(_ *Principal, _ []string, col func(string) string, arg func(any) string) string {
			return stateSQL(col, ClosedStates)
		}},
	{"published",
		func(_ *Principal, _ []string, r *Resource) bool { return in(PublishedStates, r.State) },
		func(_ *Principal, _ []string, col func(string) string, arg func(any) string) string {
			return stateSQL(col, PublishedStates)
		}},
}

func scopeByName(name string) *scopeWord {
	for i := range scopeWords {
		if scopeWords[i].name == name {
			return &scopeWords[i]
		}
	}
	return nil
}

// Ancestors returns path and every path above it, longest first: /c/d0/s1, /c/d0, /c.
func Ancestors(path string) []string {
	var out []string
	for path != "" && path != "/" {
		out = append(out, path)
		i := strings.LastIndexByte(path, '/')
		if i <= 0 {
			break
		}
		path = path[:i]
	}
	return out
}

// underSQL is Under as SQL, in a form that an index on a column with COLLATE "C" (or text_pattern_ops) serves.
func underSQL(col string, paths []string, arg func(any) string) string {
	var or []string
	for _, d := range outermost(paths) {
		or = append(or, col+" = "+arg(d)+" or "+col+" like "+arg(likeEscape.Replace(d)+"/%"))
	}
	return anyOf(or)
}

var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// outermost drops empty and doubled paths and those below another one of the list, and sorts the rest.
func outermost(paths []string) []string {
	var out []string
	for i, d := range paths {
		keep := d != ""
		for j, e := range paths {
			if i != j && Under(d, e) && (d != e || j < i) {
				keep = false
				break
			}
		}
		if keep {
			out = append(out, d)
		}
	}
	sort.Strings(out)
	return out
}

func sameID(p *Principal, col string, arg func(any) string) string {
	if p.ID == "" {
		return never
	}
	return col + " = " + arg(p.ID)
}

func stateSQL(col func(string) string, states []string) string {
	return col("state") + " in ('" + strings.Join(states, "', '") + "')"
}

func anyOf(or []string) string {
	switch len(or) {
	case 0:
		return never
	case 1:
		if or[0] == always {
			return always
		}
	}
	return "(" + strings.Join(or, " or ") + ")"
}

func in(set []string, s string) bool {
	for _, x := range set {
		if x == s {
			return true
		}
	}
	return false
}
