package policies

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

// edited returns the embedded files with one of them replaced.
func edited(t *testing.T, name string, edit func(string) string) fs.FS {
	t.Helper()
	out := fstest.MapFS{}
	names, err := fs.Glob(files, "*")
	require.NoError(t, err)
	for _, n := range names {
		b, err := fs.ReadFile(files, n)
		require.NoError(t, err)
		if n == name {
			b = []byte(edit(string(b)))
		}
		out[n] = &fstest.MapFile{Data: b}
	}
	if _, ok := out[name]; !ok {
		out[name] = &fstest.MapFile{Data: []byte(edit(""))}
	}
	return out
}

func TestEmbeddedPolicyLoads(t *testing.T) {
	s, err := Embedded()
	require.NoError(t, err)
	require.Len(t, s.Version(), 12)
}

// Each of these loads into casbin without a word; here it refuses the set.
func TestLoaderRefusesOddLines(t *testing.T) {
	for name, c := range map[string]struct {
		file, add, says string
	}{
		"field missing":         {"case.csv", "p, agent, case, read, own", "5 fields"},
		"field too many":        {"case.csv", "p, agent, case, read, own, allow, x", "7 fields"},
		"effect in capitals":    {"case.csv", "p, agent, case, read, own, Deny", "a–z"},
		"effect misspelt":       {"case.csv", "p, agent, case, read, own, denied", "neither allow nor deny"},
		"comment behind a line": {"case.csv", "p, agent, case, read, own, deny # never", "a–z"},
		"trailing space":        {"case.csv", "p, agent, case, read, own, deny ", "a–z"},
		"two spaces":            {"case.csv", "p, agent,  case, read, own, deny", "a–z"},
		"no space":              {"case.csv", "p,agent, case, read, own, deny", "one space"},
		"carriage return":       {"case.csv", "p, agent, case, read, own, deny\r", "a–z"},
		"quotes":                {"case.csv", `p, agent, case, read, own, "deny"`, "a–z"},
		"unknown role":          {"case.csv", "p, agents, case, read, own, allow", "no role"},
		"unknown act":           {"case.csv", "p, agent, case, reads, own, allow", "no act"},
		"unknown scope":         {"case.csv", "p, agent, case, read, mine, allow", "no scope"},
		"kind of another file":  {"case.csv", "p, agent, message, read, own, allow", "stands in the file"},
		"a line twice":          {"case.csv", "p, citizen, case, read, own, deny", "twice"},
		"indented comment":      {"case.csv", "  # note", "1 fields"},
		"empty field":           {"case.csv", "p, , case, read, own, allow", "empty"},
		"role line in a kind":   {"case.csv", "g, agent, editor", "3 fields"},
		"circle of roles":       {"roles.csv", "g, dept_staff, dept_lead", "includes itself"},
		"role includes itself":  {"roles.csv", "g, agent, agent", "two roles"},
		"unknown role included": {"roles.csv", "g, agent, chief", "two roles"},
		"separated twice":       {"separation.csv", "x, security, admin", "separated twice"},
		"separated from itself": {"separation.csv", "x, agent, agent", "two roles"},
		"separation misspelt":   {"separation.csv", "g, agent, editor", "begins with x"},
		"file of no kind":       {"cases.csv", "p, agent, cases, read, own, allow", "no kind"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Load(edited(t, c.file, func(s string) string { return s + c.add + "\n" }))
			require.ErrorContains(t, err, c.says)
		})
	}
}

func TestLoaderRefusesTruncatedSets(t *testing.T) {
	_, err := Load(edited(t, "case.csv", func(s string) string { return s[:len(s)/2] }))
	require.Error(t, err)
	_, err = Load(edited(t, "audit.csv", func(string) string { return "" }))
	require.ErrorContains(t, err, "incomplete")
	_, err = Load(edited(t, "model.conf", func(s string) string { return strings.Replace(s, "[matchers]", "[matcher]", 1) }))
	require.Error(t, err)
	// A model that forgets the deny would still load; the self-test and the matrix look at what it decides.
	_, err = Load(fstest.MapFS{})
	require.Error(t, err)
}

func TestAFailedBuildKeepsTheLastGoodSnapshot(t *testing.T) {
	good, err := Embedded()
	require.NoError(t, err)
	cur := NewCurrent(good)
	bad, err := Load(edited(t, "case.csv", func(s string) string { return s + "p, agent, case\n" }))
	require.Error(t, err)
	cur.Swap(bad)
	require.Same(t, good, cur.Load())
}
