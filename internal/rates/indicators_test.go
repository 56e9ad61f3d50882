package rates_test

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"minhu/internal/rates"
	"minhu/internal/worktime"
)

func TestLoad(t *testing.T) {
	c := rates.Load()
	solved := c.Indicator("solved")
	require.Equal(t, []rates.Term{{Measure: "solved_yes", Weight: 1}, {Measure: "solved_partly", Weight: 0.5}}, solved.Numerator)
	require.Contains(t, solved.Excluded, "out_appeal_solved")
	require.NotContains(t, solved.Excluded, "out_appeal_satisfied")
}

// Each of these would make a wrong or an unexplained figure; here it stops the start.
func TestReadRefuses(t *testing.T) {
	for name, edit := range map[string][3]string{
		"unknown measure":   {"indicators.csv", "contacted_yes,", "contacted_maybe,"},
		"weight of two":     {"indicators.csv", "solved_partly*0.5", "solved_partly*2"},
		"measure twice":     {"indicators.csv", "satisfied_5+satisfied_4", "satisfied_5+satisfied_5"},
		"not an exclusion":  {"indicators.csv", "out_unreachable+out_unanswered+out_early_end+out_withdrawn+out_merged+out_enforcement+out_mediation+out_appeal_contacted", "accepted"},
		"no least":          {"indicators.csv", ",up,10,no,回访中", ",up,0,no,回访中"},
		"direction unknown": {"indicators.csv", ",down,3,no", ",sideways,3,no"},
		"no note":           {"indicators.csv", "Late,late,due,,down,10,no,超过有效时限 ÷ 已答复或已超期,", "Late,late,due,,down,10,no,,"},
		"indicator twice":   {"indicators.csv", "late,超期率", "in_time,超期率"},
		"padded":            {"indicators.csv", "late,超期率", "late, 超期率"},
		"field missing":     {"measures.csv", "late,answer,超期,late", "late,answer,超期"},
		"weights below 1":   {"composites.csv", "contacted*0.3", "contacted*0.2"},
		"part unknown":      {"composites.csv", "contacted*0.3", "contact*0.3"},
		"part without":      {"composites.csv", "contacted*0.3", "contacted"},
		"part down":         {"composites.csv", "contacted*0.3", "late*0.3"},
		"part twice":        {"composites.csv", "contacted*0.3", "solved*0.3"},
		"kind twice":        {"groups.csv", "street|town|community", "street|town|district"},
	} {
		t.Run(name, func(t *testing.T) {
			files := fstest.MapFS{}
			for _, n := range []string{"measures.csv", "indicators.csv", "groups.csv", "reasons.csv", "composites.csv"} {
				b, err := fs.ReadFile(os.DirFS("data"), n)
				require.NoError(t, err)
				if n == edit[0] {
					require.Contains(t, string(b), edit[1])
					b = []byte(strings.ReplaceAll(string(b), edit[1], edit[2]))
				}
				files[n] = &fstest.MapFile{Data: b}
			}
			_, err := rates.Read(files)
			require.Error(t, err)
		})
	}
}

func TestPeriods(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", s, worktime.Zone)
		require.NoError(t, err)
		return v
	}
	for _, c := range []struct{ preset, now, from, to, before, year string }{
		{"week", "2026-03-06 11:59", "2026-02-27 12:00", "2026-03-06 12:00", "2026-02-20 12:00", "2025-02-28 12:00"},
		{"week", "2026-03-06 12:00", "2026-03-06 12:00", "2026-03-13 12:00", "2026-02-27 12:00", "2025-03-07 12:00"},
		{"last_week", "2026-03-08 09:00", "2026-02-27 12:00", "2026-03-06 12:00", "2026-02-20 12:00", "2025-02-28 12:00"},
		{"month", "2026-03-31 23:59", "2026-03-01 00:00", "2026-04-01 00:00", "2026-02-01 00:00", "2025-03-01 00:00"},
		{"last_month", "2026-01-15 08:00", "2025-12-01 00:00", "2026-01-01 00:00", "2025-11-01 00:00", "2024-12-01 00:00"},
		{"quarter", "2026-02-15 08:00", "2026-01-01 00:00", "2026-04-01 00:00", "2025-10-01 00:00", "2025-01-01 00:00"},
		{"year", "2024-02-29 08:00", "2024-01-01 00:00", "2025-01-01 00:00", "2023-01-01 00:00", "2023-01-01 00:00"},
	} {
		p, err := rates.Preset(c.preset, at(c.now))
		require.NoError(t, err)
		require.Equal(t, c.from, p.From.In(worktime.Zone).Format("2006-01-02 15:04"), c.preset)
		require.Equal(t, c.to, p.To.In(worktime.Zone).Format("2006-01-02 15:04"), c.preset)
		require.NoError(t, p.Check())
		require.Equal(t, c.before, p.Before().From.In(worktime.Zone).Format("2006-01-02 15:04"), c.preset)
		require.Equal(t, p.From, p.Before().To)
		require.Equal(t, c.year, p.LastYear().From.In(worktime.Zone).Format("2006-01-02 15:04"), c.preset)
	}
	_, err := rates.Preset("fortnight", time.Now())
	require.Error(t, err)
	require.Error(t, rates.Period{From: at("2026-01-02 00:00"), To: at("2026-01-02 00:00")}.Check())
}

// Subtrees are rolled up; the total counts nobody twice; imported ones are named and left out.
func TestRoll(t *testing.T) {
	units := []rates.Unit{{ID: "city", Path: "/city"}, {ID: "east", Path: "/city/east", Kind: "district"}, {ID: "qlj", Path: "/city/east/qlj", Kind: "street"}, {ID: "eastx", Path: "/city/eastx", Kind: "district"}}
	sums := []rates.Sum{{Measure: "due", Department: "east", N: 4}, {Measure: "in_time", Department: "east", N: 3}, {Measure: "due", Department: "qlj", N: 6},
		{Measure: "in_time", Department: "qlj", N: 6}, {Measure: "due", Department: "qlj", N: 5, Imported: true}, {Measure: "due", Department: "eastx", N: 1}}
	rows, total := rates.Roll(rates.Load(), units, sums, false, func(u rates.Unit) bool { return u.ID != "city" })
	require.Len(t, rows, 3)
	require.Equal(t, "east", rows[0].ID)
	f := rows[0].Rates["in_time"]
	require.InDelta(t, 90, *f.Value, 1e-9)
	require.Equal(t, 5, f.Imported)
	require.False(t, f.Few)
	require.True(t, rows[2].Rates["in_time"].Few)
	require.InDelta(t, 11, total.Rates["in_time"].Denominator, 1e-9)
	_, withAll := rates.Roll(rates.Load(), units, sums, true, func(u rates.Unit) bool { return u.Kind == "street" })
	require.InDelta(t, 11, withAll.Rates["in_time"].Denominator, 1e-9)
	require.Nil(t, total.Rates["satisfied"].Value, "nothing to divide by")
}

// Statistics and assessment count the same ratings as satisfied.
func TestSatisfiedFrom(t *testing.T) { require.Equal(t, 3, rates.Load().SatisfiedFrom()) }

// The three rates together are the weighed sum of their values; without one of them there is no figure.
func TestComposite(t *testing.T) {
	sums := []rates.Sum{}
	put := func(measure string, n int) {
		sums = append(sums, rates.Sum{Measure: measure, Department: "east", N: n})
	}
	for m, n := range map[string]int{"contacted_asked": 10, "contacted_yes": 9, "solved_asked": 20, "solved_yes": 10, "solved_partly": 10, "out_mediation": 2} {
		put(m, n)
	}
	units := []rates.Unit{{ID: "east", Path: "/east"}}
	of := func() rates.Figure {
		rows, _ := rates.Roll(rates.Load(), units, sums, false, func(rates.Unit) bool { return true })
		return rows[0].Rates["three_rates"]
	}
	require.Nil(t, of().Value)
	put("satisfied_asked", 12)
	put("satisfied_3", 6)
	f := of()
	require.InDelta(t, 0.3*90+0.35*75+0.35*50, *f.Value, 1e-9)
	require.InDelta(t, 10, f.Denominator, 1e-9)
	require.False(t, f.Few)
	require.Equal(t, map[string]int{"out_mediation": 2}, f.Excluded)
	require.Equal(t, "three_rates", rates.Load().Indicators[0].Key)
}
