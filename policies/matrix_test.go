package policies

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write testdata/matrix.txt anew")

const golden = "testdata/matrix.txt"

// row is one role and act against every relation: + allowed, . refused.
func row(t testing.TB, s *Snapshot, role, kind, act string) string {
	var b strings.Builder
	for i := range relations {
		d, err := s.Enforce(relations[i].principal(role), kind, act, &relations[i].r)
		require.NoError(t, err)
		if d.Allow {
			require.NotEmpty(t, d.Line)
			b.WriteByte('+')
		} else {
			b.WriteByte('.')
		}
	}
	return b.String()
}

// matrix writes every role × kind × act × relation. Roles that may do nothing are left out of an act's block and counted.
func matrix(t testing.TB, s *Snapshot) string {
	var b strings.Builder
	b.WriteString("# Who may do what to which thing. Written by `go test ./policies -run TestGoldenMatrix -update`; read the diff before you commit it.\n")
	b.WriteString("# + allowed, . refused; the caller sits at /c/d0. A role that does not stand under an act may never do it. Columns:\n")
	for i, x := range relations {
		fmt.Fprintf(&b, "#   %2d %s\n", i+1, x.name)
	}
	for _, k := range kinds {
		for _, act := range k.acts {
			fmt.Fprintf(&b, "\n%s %s\n", k.name, act)
			for _, role := range Roles {
				if r := row(t, s, role, k.name, act); strings.Contains(r, "+") {
					fmt.Fprintf(&b, "  %-12s %s\n", role, r)
				}
			}
		}
	}
	return b.String()
}

func TestGoldenMatrix(t *testing.T) {
	s, err := Embedded()
	require.NoError(t, err)
	got := matrix(t, s)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), got, "the policy decides differently; if that is meant, run the test with -update and read the diff")
}

// sqlOf is the compiled condition with its values, for every relation's principal.
func sqlOf(s *Snapshot, role, kind, act string) string {
	var b strings.Builder
	for _, x := range relations {
		b.WriteString(s.Scope(x.principal(role), kind, act, func(v any) string { return fmt.Sprintf("<%v>", v) }))
		b.WriteByte('\n')
	}
	return b.String()
}

// Every line matters: dropping it, turning its effect or replacing its scope changes what the matrix shows. A survivor
// is a line that says nothing, and is deleted.
func TestEveryLineIsProvenByTheMatrix(t *testing.T) {
	src, err := read(files)
	require.NoError(t, err)
	only := func(kind, act string, lines []line) *Snapshot {
		part := *src
		part.lines = nil
		for _, l := range lines {
			if l.kind == kind && (l.act == act || l.act == "read") {
				part.lines = append(part.lines, l)
			}
		}
		s, err := compile(&part)
		require.NoError(t, err)
		return s
	}
	mutants, sqlOnly := 0, 0
	for i, l := range src.lines {
		before := only(l.kind, l.act, src.lines)
		var touched []string
		for _, r := range Roles {
			if before.includes[r][l.role] {
				touched = append(touched, r)
			}
		}
		check := func(what string, mutated []line) {
			mutants++
			after := only(l.kind, l.act, mutated)
			for _, r := range touched {
				if row(t, before, r, l.kind, l.act) != row(t, after, r, l.kind, l.act) {
					return
				}
			}
			for _, r := range touched {
				if sqlOf(before, r, l.kind, l.act) != sqlOf(after, r, l.kind, l.act) {
					sqlOnly++
					return
				}
			}
			t.Errorf("%s: %s changes nothing that anybody would see", l, what)
		}
		with := func(m line) []line {
			out := append([]line(nil), src.lines...)
			out[i] = m
			return out
		}
		check("dropping it", append(append([]line(nil), src.lines[:i]...), src.lines[i+1:]...))
		flipped := l
		flipped.eft = map[string]string{"allow": "deny", "deny": "allow"}[l.eft]
		check("turning its effect", with(flipped))
		// An act is bounded by the right to read, so every scope at least as wide as that says the same.
		wide := map[string]bool{"all": true}
		for _, o := range src.lines {
			if l.act != "read" && o.kind == l.kind && o.act == "read" && o.role == l.role && o.eft == "allow" {
				wide[o.scope] = len(readScopes(src.lines, l)) == 1
			}
		}
		for _, w := range scopeWords {
			if w.name != l.scope && !(l.eft == "allow" && wide[w.name] && wide[l.scope]) {
				m := l
				m.scope = w.name
				check("scope "+w.name, with(m))
			}
		}
	}
	t.Logf("%d lines, %d mutants, all seen; %d of them only in the SQL", len(src.lines), mutants, sqlOnly)
	require.Greater(t, mutants, 1000)
}

func readScopes(lines []line, of line) (out []string) {
	for _, o := range lines {
		if o.kind == of.kind && o.act == "read" && o.role == of.role && o.eft == "allow" {
			out = append(out, o.scope)
		}
	}
	return out
}

// What must hold in any policy of this house, whoever edits the lines.
func TestRulesOfTheHouse(t *testing.T) {
	s, err := Embedded()
	require.NoError(t, err)
	writes := func(act string) bool {
		return act != "read" && act != "list" && !strings.HasSuffix(act, ".read") && act != "own"
	}
	for _, x := range relations {
		for _, k := range kinds {
			for _, act := range k.acts {
				allowed := func(role string) bool {
					d, err := s.Enforce(x.principal(role), k.name, act, &x.r)
					require.NoError(t, err)
					return d.Allow
				}
				if writes(act) {
					require.False(t, allowed(RoleAuditor), "an auditor changes nothing: %s %s", k.name, act)
				}
				if k.name == "case" || k.name == "message" || k.name == "conversation" {
					require.False(t, allowed(RoleAdmin), "an administrator has no part in %s %s", k.name, act)
				}
				if allowed(RoleCitizen) && (k.name == "case" || k.name == "message" || k.name == "conversation") {
					require.Equal(t, me, x.r.OwnerID, "a citizen touches own things only: %s %s %s", k.name, act, x.name)
				}
				if k.name == "case" && Under("/c/d0", x.r.AccusedPath) {
					require.False(t, allowed(RoleDeptStaff), "%s: %s", x.name, act)
					require.False(t, allowed(RoleDeptLead), "%s: %s", x.name, act)
					if act == "pii.reveal" {
						require.False(t, allowed(RoleSupervisor))
					}
				}
			}
		}
	}
}

// Without its session nobody sees a page: no role may be forgotten there.
func TestEveryRoleHasItsSession(t *testing.T) {
	s, err := Embedded()
	require.NoError(t, err)
	for _, r := range Roles {
		if r == RoleSystem {
			continue
		}
		d, err := s.Enforce(&Principal{ID: me, Bindings: []Binding{{Role: r, DeptPath: "/c/d0"}}}, "session", "own", &Resource{})
		require.NoError(t, err)
		require.True(t, d.Allow, r)
	}
}

func TestSeparatedDuties(t *testing.T) {
	s, err := Embedded()
	require.NoError(t, err)
	at := func(roles ...string) (b []Binding) {
		for i, r := range roles {
			b = append(b, Binding{Role: r, DeptPath: fmt.Sprintf("/c/d%d", i)})
		}
		return b
	}
	for _, pair := range s.Apart() {
		for _, order := range [][]string{{pair[0], pair[1]}, {pair[1], pair[0]}, {RoleAnalyst, pair[1], pair[0]}} {
			_, _, clash := s.Clash(at(order...))
			require.True(t, clash, "%v", order)
		}
	}
	a, b, clash := s.Clash(at(RoleReviewer, RoleDeptLead))
	require.True(t, clash, "a head of a department is one of its case workers")
	require.Equal(t, []string{RoleReviewer, RoleDeptLead}, []string{a, b})
	for _, r := range Roles {
		_, _, clash := s.Clash(at(r))
		require.False(t, clash, "one role alone: %s", r)
	}
	_, _, clash = s.Clash(at(RoleAgent, RoleEditor))
	require.False(t, clash)
	for _, three := range [][2]string{{RoleAdmin, RoleSecurity}, {RoleAdmin, RoleAuditor}, {RoleSecurity, RoleAuditor}} {
		_, _, clash := s.Clash(at(three[0], three[1]))
		require.True(t, clash)
	}
}

// Rights are those of the lines: whoever gains a role gains exactly what its lines and those of the roles below say.
func TestRights(t *testing.T) {
	s, err := Embedded()
	require.NoError(t, err)
	require.Empty(t, s.Rights(nil))
	lead := s.Rights([]Binding{{Role: RoleDeptLead, DeptPath: "/c/d0"}})
	staff := s.Rights([]Binding{{Role: RoleDeptStaff, DeptPath: "/c/d0"}})
	require.Subset(t, lead, staff)
	require.Greater(t, len(lead), len(staff))
	require.Equal(t, lead, s.Rights([]Binding{{Role: RoleDeptLead, DeptPath: "/c/d0"}, {Role: RoleDeptStaff, DeptPath: "/c/d0"}}), "each right once")
	for _, r := range staff {
		require.Equal(t, placed[r.Scope], r.DeptPath != "", "%+v", r)
	}
	require.Equal(t, []string{RoleDeptLead, RoleDeptStaff}, s.Includes(RoleDeptLead))
}

func TestMayIsTheCoarseQuestion(t *testing.T) {
	s, err := Embedded()
	require.NoError(t, err)
	for _, role := range Roles {
		for _, k := range kinds {
			for _, act := range k.acts {
				p := &Principal{ID: me, Bindings: []Binding{{Role: role, DeptPath: "/c/d0"}}}
				require.Equal(t, strings.Contains(row(t, s, role, k.name, act), "+"), s.May(p, k.name, act), "%s %s %s", role, k.name, act)
			}
		}
	}
	require.False(t, s.May(nil, "case", "read"))
	require.False(t, s.May(&Principal{}, "case", "read"))
	_, err = s.Enforce(Citizen(me), "case", "fly", nil)
	require.Error(t, err)
}

func BenchmarkEnforce(b *testing.B) {
	s, err := Embedded()
	require.NoError(b, err)
	p := &Principal{ID: me, Kind: KindStaff, Bindings: []Binding{{RoleDeptLead, "/c/d0"}, {RoleSurveyor, "/c"}}}
	r := &Resource{DeptPath: "/c/d0/s1", AssigneeID: other, State: "handling"}
	b.ReportAllocs()
	for b.Loop() {
		if d, err := s.Enforce(p, "case", "reply", r); err != nil || !d.Allow {
			b.Fatal(d, err)
		}
	}
}

func BenchmarkScope(b *testing.B) {
	s, err := Embedded()
	require.NoError(b, err)
	p := &Principal{ID: me, Kind: KindStaff, Bindings: []Binding{{RoleDeptLead, "/c/d0"}, {RoleSurveyor, "/c"}}}
	b.ReportAllocs()
	for b.Loop() {
		s.Scope(p, "case", "list", func(any) string { return "$1" })
	}
}
