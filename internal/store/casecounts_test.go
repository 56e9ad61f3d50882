package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"minhu/internal/store"
	"minhu/internal/testbed"
	"minhu/policies"
)

const manyCases = 30_000

// crowd fills a database with cases of every sort: one in ten is open.
func crowd(t *testing.T, now time.Time) *store.Store {
	st, err := store.Open(t.Context(), testbed.Database(t), store.Options{MaxConns: 2})
	require.NoError(t, err)
	t.Cleanup(func() { _ = st.Close() })
	_, err = st.DB.ExecContext(t.Context(), `insert into cases (id, number, rev, stage, kind, class, title, content, owner_id, department, dept_path, assignee_id,
	 assist_paths, confidential, accused_path, clocks, next_due_at, overdue, supervised, redos, first_contact_at, pending, registered_at)
	select ('00000000-0000-4000-9000-' || lpad(n::text, 12, '0'))::uuid, 'T' || n, 1,
	 case when n % 10 > 0 then (array['closed','archived','declined','withdrawn','merged'])[1 + n / 10 % 5]
	  else (array['registered','accepted','supplementing','dispatched','handling','handling','signing_off','replied','surveying','deferred'])[1 + n / 10 % 10] end,
	 (array['complaint','help'])[1 + n % 2], (array['road','noise'])[1 + n / 3 % 2], '标题', '内容', null, 'd', '/city/d' || n / 10 % 30,
	 case when n % 70 = 0 then '00000000-0000-4000-8000-000000000001'::uuid end,
	 case when n % 130 = 0 then array['/city/d3'] else '{}' end, n % 50 = 0, case when n % 150 = 0 then '/city/d4' else '' end,
	 case when n % 30 = 0 then '[]' else jsonb_build_array(jsonb_build_object('name', 'reply', 'due_at', due, 'warn_at', due - interval '5 hours')) end,
	 case when n % 30 = 0 then null else due end, n % 40 = 0, n % 60 = 0, case when n % 90 = 0 then 1 else 0 end,
	 case when n % 20 = 0 then $1::timestamptz end, case when n % 500 = 0 then array['return'] when n % 300 = 0 then array['extension','deferral'] when n % 501 = 0 then array['appeal'] else '{}' end,
	 $1::timestamptz - n * interval '1 minute' from generate_series(1, $2) n,
	 lateral (select case when n % 20 = 0 then $1::timestamptz + (n % 9 - 1) * interval '17 minutes' else $1::timestamptz + (n % 397 - 40) * interval '37 minutes' end as due) d`, now, manyCases)
	require.NoError(t, err)
	_, err = st.DB.ExecContext(t.Context(), "analyze cases")
	require.NoError(t, err)
	return st
}

// deskReaders are the people whose desks count cases.
func deskReaders() map[string]*policies.Principal {
	at := func(role, path string) *policies.Principal {
		return &policies.Principal{ID: "00000000-0000-4000-8000-000000000001", Kind: policies.KindStaff, Bindings: []policies.Binding{{Role: role, DeptPath: path}}}
	}
	return map[string]*policies.Principal{"clerk": at("dept_staff", "/city/d3"), "lead": at("dept_lead", "/city/d4"), "dispatcher": at("dispatcher", "/city/hotline"),
		"reviewer": at("reviewer", "/city/hotline"), "surveyor": at("surveyor", "/city/hotline"), "supervisor": at("supervisor", "/city/hotline")}
}

func scopeOf(t *testing.T, p *policies.Principal) store.Scope {
	snap, err := policies.Embedded()
	require.NoError(t, err)
	return func(arg func(any) string) string { return snap.Scope(p, "case", "list", arg) }
}

// Every counter equals the length of the list behind it, for every reader.
func TestCountersEqualTheirLists(t *testing.T) {
	now := time.Date(2026, 3, 4, 2, 0, 0, 0, time.UTC)
	st := crowd(t, now)
	for name, p := range deskReaders() {
		scope, unit := scopeOf(t, p), p.Bindings[0].DeptPath
		rows, err := st.CaseCounts(t.Context(), scope, store.CountsFor{Staff: p.ID, Assisting: unit, Now: now})
		require.NoError(t, err)
		got := map[string]int{}
		add := func(r store.CaseCountRow, prefix string) {
			for k, n := range map[string]int{"overdue": r.Overdue, "soon": r.DueSoon, "near": r.Near, "today": r.Today, "tomorrow": r.Tomorrow, "week": r.Week} {
				got[prefix+k] += n
			}
		}
		for _, r := range rows {
			got["pending"] += r.Pending
			for k, n := range map[string]int{"return": r.Return, "extension": r.Extension, "deferral": r.Deferral, "appeal": r.Appeal} {
				got["p:"+k] += n
			}
			if r.Done {
				continue
			}
			got["open"] += r.N
			got["stage:"+r.Stage] += r.N
			add(r, "")
			if r.Working {
				add(r, "working:")
			}
			for k, n := range map[string]int{"redone": r.Redone, "supervised": r.Supervised, "uncontacted": r.Uncontacted, "assisting": r.Assisting, "mine": r.Mine} {
				got[k] += n
			}
		}
		lists := map[string]store.CaseFilter{"open": {Open: true}, "overdue": {Light: "overdue", Open: true}, "soon": {Light: "due"}, "near": {Light: "near"}, "working:near": {Light: "near", Working: true}, "today": {Due: "today"}, "tomorrow": {Due: "tomorrow"},
			"week": {Due: "week"}, "working:overdue": {Light: "overdue", Working: true}, "working:today": {Due: "today", Working: true}, "working:tomorrow": {Due: "tomorrow", Working: true},
			"working:week": {Due: "week", Working: true}, "working:soon": {Light: "due", Working: true}, "redone": {Redone: true}, "supervised": {Light: "supervised"},
			"uncontacted": {Uncontacted: true}, "assisting": {Assisting: unit, Open: true}, "mine": {Holder: p.ID, Open: true}, "pending": {Pending: "any"}, "p:return": {Pending: "return"},
			"p:extension": {Pending: "extension"}, "p:deferral": {Pending: "deferral"}, "p:appeal": {Pending: "appeal"}}
		for _, s := range []string{"registered", "dispatched", "handling", "supplementing", "replied", "surveying"} {
			lists["stage:"+s] = store.CaseFilter{Stage: s}
		}
		for what, f := range lists {
			f.Now = now
			list, err := st.ListCases(t.Context(), scope, f, nil, manyCases)
			require.NoError(t, err)
			require.Equal(t, len(list), got[what], "%s: %s", name, what)
			if name == "supervisor" && what != "assisting" {
				require.NotZero(t, got[what], what)
			}
		}
	}
}

// No counter, load or list of a desk reads the whole table, whoever asks.
func TestDesksReadByIndex(t *testing.T) {
	now := time.Date(2026, 3, 4, 2, 0, 0, 0, time.UTC)
	st := crowd(t, now)
	plan := func(q string, args []any) string {
		var lines []string
		require.NoError(t, st.DB.SelectContext(context.WithoutCancel(t.Context()), &lines, "explain (analyze, costs off) "+q, args...), q)
		return strings.Join(lines, "\n")
	}
	filters := []store.CaseFilter{{}, {Open: true}, {Open: true, ByDue: true}, {Working: true, ByDue: true}, {Due: "today", ByDue: true}, {Due: "tomorrow", ByDue: true}, {Due: "week", ByDue: true}, {Light: "due"},
		{Light: "overdue", Open: true}, {Light: "supervised"}, {Pending: "any"}, {Pending: "return"}, {Stage: "replied", ByDue: true}, {Stage: "surveying"}, {Stage: "accepted", ByDue: true},
		{Redone: true}, {Uncontacted: true}, {Assisting: "/city/d3"}, {Holder: "00000000-0000-4000-8000-000000000001", Open: true}, {Holder: "none"},
		{Department: "/city/d5", Open: true}, {Class: "road"}, {Number: "T77"}}
	for name, p := range deskReaders() {
		scope, unit := scopeOf(t, p), p.Bindings[0].DeptPath
		q, args := store.CaseCountsQuery(scope, store.CountsFor{Staff: p.ID, Assisting: unit, Now: now})
		got := plan(q, args)
		require.NotContains(t, got, "Seq Scan on cases", "%s: counters\n%s", name, got)
		q, args = store.LoadQuery(scope, "/city/d3", now)
		got = plan(q, args)
		require.NotContains(t, got, "Seq Scan on cases", "%s: load\n%s", name, got)
		for _, f := range filters {
			f.Now = now
			q, args := store.CaseListQuery(scope, f, nil, 51)
			got := plan(q, args)
			require.NotContains(t, got, "Seq Scan on cases", "%s: %s\n%s", name, fmt.Sprintf("%+v", f), got)
		}
	}
}
