package api_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"minhu/internal/hotline"
	"minhu/internal/housetest"
)

// played is one line of testdata/acts.csv.
type played struct {
	act   string
	roles []string
	spec  string // of ui/e2e; "-" for an act of the house
	test  string
}

func readPlayed(t *testing.T) []played {
	f, err := os.Open("testdata/acts.csv")
	require.NoError(t, err)
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment, r.FieldsPerRecord = '#', 4
	rows, err := r.ReadAll()
	require.NoError(t, err)
	var out []played
	for _, row := range rows[1:] {
		out = append(out, played{row[0], strings.Fields(row[1]), row[2], row[3]})
	}
	return out
}

// Every act on a case is played by somebody in the browser, or by the house before a test.
func TestEveryActIsPlayed(t *testing.T) {
	var acts []string
	for _, row := range hotline.Load().Transitions {
		if row.Aggregate == hotline.Case && !slices.Contains(acts, row.Act) {
			acts = append(acts, row.Act)
		}
	}
	files := map[string]string{}
	read := func(pattern string) string {
		if files[pattern] == "" {
			names, err := filepath.Glob(pattern)
			require.NoError(t, err)
			for _, name := range names {
				b, err := os.ReadFile(name)
				require.NoError(t, err)
				files[pattern] += string(b)
			}
		}
		return files[pattern]
	}
	var told []string
	for _, p := range readPlayed(t) {
		told = append(told, p.act)
		require.NotEmpty(t, p.test, p.act)
		if p.spec == "-" {
			require.Equal(t, []string{"system"}, p.roles, "%s is taken by people: it belongs in the browser", p.act)
			require.Contains(t, read("*_test.go")+read("../workflows/*_test.go")+read("../worker/*_test.go"), "func "+p.test+"(", p.act)
			continue
		}
		text := read("../ui/e2e/" + p.spec)
		require.Contains(t, text, "test('"+p.test, "%s is to be played by %s", p.act, p.spec)
	}
	require.ElementsMatch(t, acts, told)
}

// Who has no line for an act is refused it, whatever stage the case is in: 403 where his role never has it, 404 where it is not his
// case, 401 for a citizen at a staff act. Nothing is changed by it.
func TestEveryActIsRefusedToOthers(t *testing.T) {
	l := newLife(t)
	l.h.Server.Config.RateFactor = 1000
	accounts := map[string]string{"agent": "agent", "dispatcher": "dispatcher", "reviewer": "reviewer", "surveyor": "surveyor", "supervisor": "supervisor",
		"dept_staff": "clerk", "dept_lead": "lead", "editor": "editor", "analyst": "analyst", "auditor": "auditor", "admin": "admin"}
	clients := map[string]*housetest.Client{}
	for role, name := range accounts {
		clients[role] = l.h.Staff(name)
	}
	stranger := l.h.Citizen("stranger")
	tried := 0
	for _, stage := range []string{"registered", "accepted", "dispatched", "handling", "replied", "surveying", "closed"} {
		id := ""
		if stage == "registered" {
			id = l.raise("拒绝 " + stage)
		} else {
			id = l.to("拒绝 "+stage, stage)
		}
		before := l.see(l.supervisor, id)["rev"]
		for _, p := range readPlayed(t) {
			if p.act == "register" {
				continue
			}
			path, body := "/api/v1/cases/"+id+"/actions/"+p.act, map[string]any{"rev": 0, "fields": map[string]string{}}
			for role, c := range clients {
				if slices.Contains(p.roles, role) || role == "dept_lead" && slices.Contains(p.roles, "dept_staff") {
					continue
				}
				got, text := c.Do("POST", path, body)
				require.Contains(t, []int{403, 404}, got, "%s %s %s: %s", role, p.act, stage, text)
				tried++
			}
			// A unit that has nothing to do with it does not learn that it is there.
			got, text := l.clerk2.Do("POST", path, body)
			want := []int{403, 404} // no unit may, or no such act for people
			if slices.Contains(p.roles, "dept_staff") {
				want = []int{404}
			}
			require.Contains(t, want, got, "another unit, %s %s: %s", p.act, stage, text)
			got, text = stranger.Do("POST", path, body)
			require.Contains(t, []int{401, 404}, got, "another citizen, %s %s: %s", p.act, stage, text)
			if !slices.Contains(p.roles, "citizen") {
				got, text = l.citizen.Do("POST", path, body)
				require.Contains(t, []int{401, 403, 404}, got, "the citizen, %s %s: %s", p.act, stage, text)
			}
			tried += 3
		}
		require.Equal(t, before, l.see(l.supervisor, id)["rev"], "a refused act changed the case")
	}
	require.Greater(t, tried, 4000)
}
