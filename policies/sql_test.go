package policies_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/stretchr/testify/require"

	"minhu/internal/testbed"
	"minhu/policies"
)

func TestMain(m *testing.M) { os.Exit(testbed.Main(m)) }

// paths hold every trap: a path that begins like another, wildcards of LIKE, the root.
var paths = []string{"", "/c", "/c/d0", "/c/d0x", "/c/d_0", "/c/dx0", "/c/d0/s1", "/c/d0/s2", "/c/d_0/s1", "/c/dx0/s1", "/c/d1", "/c/d1/s1", "/c/d0-a", "/cc"}

func id(n int) string { return fmt.Sprintf("00000000-0000-0000-0000-%012d", n+1) }

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// Enforce and the compiled SQL say the same about every pair of principal and row, on a real PostgreSQL.
func TestEnforceAndSQLAgree(t *testing.T) {
	db, err := sqlx.Connect("postgres", testbed.EmptyDatabase(t))
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	_, err = db.Exec(`create table thing (id int primary key, owner_id uuid, assignee_id uuid, dept_path text collate "C",
		assist_paths text[], accused_path text collate "C", confidential boolean, stage text, status text, asked_ids uuid[])`)
	require.NoError(t, err)

	r := rand.New(rand.NewPCG(7, 11))
	states := []string{"", "queued", "human", "closed", "withdrawn", "declined", "published", "draft"}
	things := make([]policies.Resource, 400)
	for i := range things {
		x := policies.Resource{DeptPath: pick(r, paths), AccusedPath: pick(r, paths), Confidential: r.IntN(3) == 0, State: pick(r, states)}
		if r.IntN(2) == 0 {
			x.AccusedPath = ""
		}
		if r.IntN(4) > 0 {
			x.OwnerID = id(r.IntN(6))
		}
		if r.IntN(3) > 0 {
			x.AssigneeID = id(r.IntN(6))
		}
		for range r.IntN(3) {
			x.AssistPaths = append(x.AssistPaths, pick(r, paths[1:]))
		}
		for range r.IntN(3) {
			x.AskedIDs = append(x.AskedIDs, id(r.IntN(6)))
		}
		things[i] = x
		// An empty fact stands in the table as NULL or as the empty value; both mean the same.
		null := func(s string) any {
			if s == "" && r.IntN(2) == 0 {
				return nil
			}
			return s
		}
		uuid := func(s string) any {
			if s == "" {
				return nil
			}
			return s
		}
		assist := any(pq.StringArray(x.AssistPaths))
		if len(x.AssistPaths) == 0 && r.IntN(2) == 0 {
			assist = nil
		}
		confidential := any(x.Confidential)
		if !x.Confidential && r.IntN(2) == 0 {
			confidential = nil
		}
		_, err := db.Exec(`insert into thing values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)`, i, uuid(x.OwnerID), uuid(x.AssigneeID), null(x.DeptPath),
			assist, null(x.AccusedPath), confidential, null(x.State), null(x.State), pq.StringArray(x.AskedIDs))
		require.NoError(t, err)
	}

	s, err := policies.Embedded()
	require.NoError(t, err)
	type question struct{ kind, act string }
	var questions []question
	for _, k := range []string{"conversation", "message", "case", "article"} {
		for _, a := range s.Acts(k) {
			questions = append(questions, question{k, a})
		}
	}
	pairs, allowed := 0, 0
	for range 500 {
		p := &policies.Principal{ID: id(r.IntN(6)), Kind: policies.KindStaff, Clearance: r.IntN(2)}
		if r.IntN(20) == 0 {
			p.ID = ""
		}
		for range r.IntN(4) {
			p.Bindings = append(p.Bindings, policies.Binding{Role: pick(r, policies.Roles), DeptPath: pick(r, paths)})
		}
		q := pick(r, questions)
		var args []any
		table := pick(r, []string{"", "x"})
		where := s.ScopeOf(p, q.kind, q.act, table, func(v any) string {
			args = append(args, v)
			return fmt.Sprintf("$%d", len(args))
		})
		var got []int
		require.NoError(t, db.Select(&got, "select id from thing x where "+where+" order by id", args...), where)
		in := map[int]bool{}
		for _, n := range got {
			in[n] = true
		}
		for i := range things {
			d, err := s.Enforce(p, q.kind, q.act, &things[i])
			require.NoError(t, err)
			pairs++
			if d.Allow {
				allowed++
			}
			require.Equal(t, d.Allow, in[i], "%+v may %s %s %+v: Enforce and SQL differ\n%s\n%v", p, q.act, q.kind, things[i], where, args)
		}
	}
	t.Logf("%d pairs, %d allowed, none differs", pairs, allowed)
	require.GreaterOrEqual(t, pairs, 200_000)
	require.Greater(t, allowed, pairs/40)
}

// No condition can be made to hold a value of a person: everything that came from outside is a placeholder.
func TestScopeHoldsNoValues(t *testing.T) {
	s, err := policies.Embedded()
	require.NoError(t, err)
	evil := `x' or true --`
	for _, role := range policies.Roles {
		p := &policies.Principal{ID: evil, Bindings: []policies.Binding{{Role: role, DeptPath: "/c/" + evil}}}
		for _, k := range s.Kinds() {
			for _, a := range s.Acts(k) {
				n := 0
				where := s.Scope(p, k, a, func(any) string { n++; return fmt.Sprintf("$%d", n) })
				require.NotContains(t, where, "x'")
				require.Equal(t, n, strings.Count(where, "$"), "every value stands in the condition once: %s", where)
			}
		}
	}
}
