package policies

import (
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	me    = "11111111-1111-1111-1111-111111111111"
	other = "22222222-2222-2222-2222-222222222222"
)

// relation is one way in which a thing can stand to somebody at /c/d0 with the identifier me. word is the scope word the
// fixture is the proof of; the others prove what a word must not take in.
type relation struct {
	name, word string
	r          Resource
	clearance  int
	nobody     bool // the principal's bindings have run out
}

var relations = []relation{
	{name: "foreign", word: "none", r: Resource{DeptPath: "/c/d9", OwnerID: other, AssigneeID: other}},
	{name: "own", word: "own", r: Resource{DeptPath: "/c/d1/s1", OwnerID: me}},
	{name: "assigned", word: "assigned", r: Resource{DeptPath: "/c/d1/s1", AssigneeID: me}},
	{name: "assigned_here", r: Resource{DeptPath: "/c/d0", AssigneeID: me}},
	{name: "same_dept", word: "dept", r: Resource{DeptPath: "/c/d0"}},
	{name: "child", word: "subtree", r: Resource{DeptPath: "/c/d0/s3"}},
	{name: "sibling", r: Resource{DeptPath: "/c/d1"}},
	{name: "prefix_trap", r: Resource{DeptPath: "/c/d0x"}},
	{name: "like_trap", r: Resource{DeptPath: "/c/d0%"}},
	{name: "parent", word: "all", r: Resource{DeptPath: "/c"}},
	{name: "cooperating", word: "cooperating", r: Resource{DeptPath: "/c/d1", AssistPaths: []string{"/c/d2", "/c/d0/s1"}}},
	{name: "coop_trap", r: Resource{DeptPath: "/c/d1", AssistPaths: []string{"/c/d0x"}}},
	{name: "queued", word: "queue", r: Resource{State: "queued"}},
	{name: "queued_taken", r: Resource{State: "queued", AssigneeID: other}},
	{name: "asked", word: "asked", r: Resource{DeptPath: "/c/d1", State: "human", AssigneeID: other, AskedIDs: []string{other, me}}},
	{name: "asked_over", r: Resource{DeptPath: "/c/d1", State: "ended", AssigneeID: other, AskedIDs: []string{me}}},
	{name: "asked_other", r: Resource{State: "human", AskedIDs: []string{other}}},
	{name: "closed", word: "closed", r: Resource{DeptPath: "/c/d0", AssigneeID: me, State: "closed"}},
	{name: "published", word: "published", r: Resource{State: "published"}},
	{name: "secret", word: "overclear", r: Resource{DeptPath: "/c/d0", Confidential: true}},
	{name: "secret_own", r: Resource{DeptPath: "/c/d0", Confidential: true, OwnerID: me, AssigneeID: me}},
	{name: "secret_cleared", r: Resource{DeptPath: "/c/d0", Confidential: true}, clearance: 1},
	{name: "accused", word: "accused", r: Resource{DeptPath: "/c/d0", AccusedPath: "/c/d0"}},
	{name: "accused_above", r: Resource{DeptPath: "/c/d0", AccusedPath: "/c"}},
	{name: "accused_below", r: Resource{DeptPath: "/c/d0", AccusedPath: "/c/d0/s1"}},
	{name: "accused_trap", r: Resource{DeptPath: "/c/d0", AccusedPath: "/c/d"}},
	{name: "accused_elsewhere", r: Resource{DeptPath: "/c/d1", AccusedPath: "/c/d0"}},
	{name: "expired", r: Resource{DeptPath: "/c/d0", OwnerID: me, AssigneeID: me}, nobody: true},
}

func (x relation) principal(role string) *Principal {
	p := &Principal{ID: me, Kind: KindStaff, Clearance: x.clearance}
	if !x.nobody {
		p.Bindings = []Binding{{Role: role, DeptPath: "/c/d0"}}
	}
	return p
}

// Each word has a predicate, an SQL form and a fixture that tells it from every other word.
func TestEachScopeWordIsWhole(t *testing.T) {
	fixture := map[string]bool{}
	prints := map[string]string{}
	for _, x := range relations {
		if x.word != "" {
			require.NotNil(t, scopeByName(x.word), x.word)
			fixture[x.word] = true
		}
	}
	for _, w := range scopeWords {
		require.True(t, fixture[w.name], "scope word %q has no fixture in relations", w.name)
		require.NotNil(t, w.covers, w.name)
		require.NotNil(t, w.sql, w.name)
		print := ""
		for _, x := range relations {
			p := x.principal(RoleDeptStaff)
			covered := w.covers(p, []string{"/c/d0"}, &x.r)
			if x.word == w.name && w.name != "none" {
				require.True(t, covered, "%s does not cover its own fixture", w.name)
			}
			print += map[bool]string{true: "+", false: "."}[covered]
		}
		require.Empty(t, prints[print], "%s and %s cover the same fixtures", w.name, prints[print])
		prints[print] = w.name
	}
}

func TestUnder(t *testing.T) {
	for _, c := range []struct {
		path, anc string
		want      bool
	}{
		{"/c/d0", "/c/d0", true}, {"/c/d0/s1", "/c/d0", true}, {"/c/d0x", "/c/d0", false}, {"/c", "/c/d0", false},
		{"", "/c", false}, {"/c", "", false}, {"", "", false},
	} {
		require.Equal(t, c.want, Under(c.path, c.anc), "%s under %s", c.path, c.anc)
	}
	require.Equal(t, []string{"/c/d0/s1", "/c/d0", "/c"}, Ancestors("/c/d0/s1"))
	require.Empty(t, Ancestors(""))
}
