package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/lib/pq"
	"github.com/stretchr/testify/require"

	"minhu/internal/rates"
	"minhu/internal/store"
)

// bigTables are the tables that grow with the years: none of the statements of a page reads one of them from end to end.
var bigTables = []string{"cases", "event", "rate_entry", "rate_half", "utterance", "conversation", "message", "ledger", "party"}

// Board, figures, the cases behind a figure, and what a new matter is compared with: each goes by an index, as the lists and counters do
// (TestDesksReadByIndex).
func TestBoardsAndFiguresReadByIndex(t *testing.T) {
	now := time.Date(2026, 3, 4, 2, 0, 0, 0, time.UTC)
	st := crowd(t, now)
	exec := func(q string, args ...any) {
		_, err := st.DB.ExecContext(t.Context(), q, args...)
		require.NoError(t, err, q)
	}
	exec(`update cases set department = 'd' || n % 30, district = 'q' || n % 9 from (select id, row_number() over () as n from cases) x where x.id = cases.id`)
	exec(`insert into department (id, path, name, short_name, level) select 'd' || n, '/city/d' || n, 'd' || n, 'd' || n, 1 from generate_series(0, 29) n`)
	exec(`insert into rate_entry (case_id, seq, measure, department, period_at, at, n, reason) select ('00000000-0000-4000-9000-' || lpad((1 + n % 30000)::text, 12, '0'))::uuid, 1,
	 (array['due','in_time','satisfied_asked','satisfied_5'])[1 + n % 4], 'd' || n % 30, t, t, 1, 'first' from generate_series(1, 200000) n, lateral (select $1::timestamptz - n * interval '4 minutes' as t) x`, now)
	exec(`insert into conversation (id, rev, stage, opened_at, last_at) select ('00000000-0000-4000-a000-' || lpad(n::text, 12, '0'))::uuid, 1, case when n % 200 = 0 then 'bot' else 'ended' end,
	 $1::timestamptz - n * interval '10 minutes', $1 from generate_series(1, 30000) n`, now)
	exec(`insert into utterance (conversation_id, seq, kind, speaker, body, at, decision) select id, 1, 'text', 'bot', '', opened_at, 'answer' from conversation`)
	exec(`insert into message (id, number, rev, stage, title, content, submitted_at, overdue) select gen_random_uuid(), 'M' || n, 1, case when n % 100 = 0 then 'submitted' else 'closed' end, 't', 'c',
	 $1::timestamptz - n * interval '20 minutes', n % 300 = 0 from generate_series(1, 20000) n`, now)
	exec(`insert into party (id, created_at) select gen_random_uuid(), $1 from generate_series(1, 20000)`, now)
	_, err := st.RollRates(t.Context())
	require.NoError(t, err)
	exec("vacuum analyze")
	plan := func(what, q string, args ...any) {
		for i := len(args); i > 0; i-- {
			lit := "null"
			switch v := args[i-1].(type) {
			case time.Time:
				lit = pq.QuoteLiteral(v.Format(time.RFC3339Nano)) + "::timestamptz"
			case string:
				lit = pq.QuoteLiteral(v)
			case int:
				lit = fmt.Sprint(v)
			}
			q = strings.ReplaceAll(q, fmt.Sprintf("$%d", i), lit)
		}
		var lines []string
		require.NoError(t, st.DB.SelectContext(t.Context(), &lines, "explain "+q), q)
		got := strings.Join(lines, "\n")
		for _, table := range bigTables {
			require.NotRegexp(t, "Seq Scan on "+table+`\b`, got, "%s\n%s", what, got)
		}
	}
	midnight := now.Add(14 * time.Hour)
	plan("board", st.Text("board_queue"), midnight.Add(-24*time.Hour), now)
	plan("board of units", st.Text("board_units"), now, midnight)
	for _, name := range rates.Presets {
		p, err := rates.Preset(name, now)
		require.NoError(t, err)
		in := p.Within()
		plan("figures of a "+name, st.Text("rate_sums"), p.From, p.To, now, in.Half, in.Month, in.MonthEnd, in.HalfEnd)
	}
	for what, args := range map[string][]any{"class": {"road", ""}, "district": {"", "q3"}, "neither": {"", ""}, "both": {"noise", "q4"}} {
		plan("duplicates by "+what, st.Text("duplicate_candidates"), args[0], args[1], nil, now.AddDate(0, 0, -5), "")
	}
	for _, name := range []string{"statistics_talks", "statistics_conversations", "statistics_cases", "statistics_days", "statistics_hours", "statistics_scenes", "statistics_classes", "statistics_units"} {
		plan(name, st.Text(name), now.AddDate(0, 0, -3), now, 3)
	}
	week := rates.Period{From: now.AddDate(0, 0, -7), To: now}
	for name, p := range deskReaders() {
		for _, missed := range [][]string{nil, {"satisfied_5"}} {
			q, args := store.RateCasesQuery(scopeOf(t, p), store.RateCases{Period: week, Cutoff: now, Units: []string{"d3"}, In: []string{"satisfied_asked"}, NotIn: missed, Imported: true}, nil, 51)
			var lines []string
			require.NoError(t, st.DB.SelectContext(t.Context(), &lines, "explain "+q, args...), q)
			got := strings.Join(lines, "\n")
			for _, table := range bigTables {
				require.NotRegexp(t, "Seq Scan on "+table+`\b`, got, "%s: cases behind a figure\n%s", name, got)
			}
		}
	}
}
