package worktime

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Walks every day of the embedded calendars and compares the sums with what is known of each year.
func TestEmbeddedCalendar(t *testing.T) {
	l, err := Load()
	require.NoError(t, err)
	cal, err := l.Calendar("cn", "")
	require.NoError(t, err)
	require.Equal(t, []CalendarYear{{2024, false}, {2025, false}, {2026, false}, {2027, true}}, cal.Years())
	for _, v := range []struct{ year, days, holidays, makeups, working int }{
		{2024, 366, 28, 8, 251}, {2025, 365, 28, 5, 248}, {2026, 365, 33, 6, 248}, {2027, 365, 13, 0, 254},
	} {
		kinds := map[DayKind]int{}
		days, working := 0, 0
		for d := NewDate(v.year, time.January, 1); d <= NewDate(v.year, time.December, 31); d++ {
			day := cal.Day(d)
			days++
			kinds[day.Kind]++
			if day.Working() {
				working++
			} else {
				require.NotEmpty(t, day.Name)
				require.NotEmpty(t, day.NameEN)
			}
			require.Equal(t, v.year == 2027, day.Provisional)
			require.Equal(t, working, cal.workingBefore(d+1)-cal.workingBefore(NewDate(v.year, time.January, 1)))
		}
		require.Equal(t, v.days, days)
		require.Equal(t, v.holidays, kinds[Holiday], v.year)
		require.Equal(t, v.makeups, kinds[Makeup], v.year)
		require.Equal(t, v.working, working, v.year)
		require.Len(t, cal.Specials(v.year), v.holidays+v.makeups)
	}
}

func TestEmbeddedRules(t *testing.T) {
	l, err := Load()
	require.NoError(t, err)
	for id, sets := range l.rules {
		for _, r := range sets {
			clocks := Clocks
			if r.Doc().Table == 0 {
				clocks = firstClocks
			}
			for _, clock := range clocks {
				for _, kind := range Kinds {
					for _, urgency := range Urgencies {
						limit, err := r.Find(clock, Subject{Kind: kind, Urgency: urgency})
						require.NoError(t, err, "%s %s %s", id, clock, kind)
						require.NoError(t, limit.Check())
						require.Equal(t, r.Reference(), limit.Rule)
					}
				}
			}
			_, err := r.Find("lunch", Subject{})
			require.Error(t, err)
		}
	}
	r, err := l.Rules("default", "")
	require.NoError(t, err)
	for _, v := range []struct {
		clock         Clock
		kind, urgency string
		want          string
	}{
		{ClockReply, "consultation", "normal", "3 个工作日"},
		{ClockReply, "complaint", "normal", "5 个工作日"},
		{ClockReply, "complaint", "urgent", "24 小时"},
		{ClockReply, "consultation", "urgent", "24 小时"},
		{ClockDispatch, "help", "urgent", "1 小时"},
		{ClockDispatch, "help", "", "24 小时"},
		{ClockAccept, "", "", "2 个服务小时"},
		{ClockChatReply, "", "", "3 分钟"},
	} {
		limit, err := r.Find(v.clock, Subject{Kind: v.kind, Urgency: v.urgency})
		require.NoError(t, err)
		require.Equal(t, v.want, limit.Words(Chinese))
	}
	_, err = l.Rules("default", "9")
	require.Error(t, err)
	_, err = l.Calendar("fr", "")
	require.Error(t, err)
	_, err = l.ByReference("cn@2026.1")
	require.NoError(t, err)
}

func TestStrictLoader(t *testing.T) {
	good, err := data.ReadFile("data/calendar-cn-2026.1.yaml")
	require.NoError(t, err)
	rules, err := data.ReadFile("data/rules-default-1.yaml")
	require.NoError(t, err)
	for _, v := range []struct{ name, old, new string }{
		{"unknown key", "jurisdiction:", "jurisdictoin:"},
		{"duplicate key", "id: cn", "id: cn\nid: cn"},
		{"second document", "id: cn", "id: cn\n---\nid: cn"},
		{"make-up day on a weekday", "2024-02-04", "2024-02-05"},
		{"make-up day inside a holiday", "2024-02-04", "2024-02-10"},
		{"date outside its year", "{from: 2024-01-01, to: 2024-01-01", "{from: 2023-12-31, to: 2024-01-01"},
		{"days in reverse", "{from: 2024-04-04, to: 2024-04-06", "{from: 2024-04-06, to: 2024-04-04"},
		{"no such day", "2024-04-04", "2024-02-30"},
		{"year missing", "year: 2025", "year: 2035"},
		{"unknown status", "status: provisional", "status: guessed"},
		{"overlapping hours", `"13:00-17:00"`, `"11:00-17:00"`},
		{"hours past midnight", `"13:00-17:00"`, `"22:00-25:00"`},
		{"hours without minutes", `"13:00-17:00"`, `"13-17"`},
		{"no name", "name: 元旦", "name: ''"},
	} {
		require.Contains(t, string(good), v.old, v.name)
		_, err := ParseCalendar([]byte(strings.Replace(string(good), v.old, v.new, 1)))
		require.Error(t, err, v.name)
	}
	for _, v := range []struct{ name, old, new string }{
		{"unknown clock", "clock: accept", "clock: acept"},
		{"unknown kind", "kind: consultation", "kind: question"},
		{"unknown unit", "unit: service_hour", "unit: week"},
		{"unknown key", "amount: 2,", "amount: 2, colour: red,"},
		{"twice", "{clock: sign, urgency: urgent", "{clock: sign"},
		{"clock without fallback", "{clock: survey,", "{clock: survey, kind: help,"},
		{"lights reversed", "yellow: 25", "yellow: 5"},
		{"warn above 99", "warn: [50, 80]", "warn: [50, 180]"},
		{"amount zero", "amount: 2,", "amount: 0,"},
	} {
		require.Contains(t, string(rules), v.old, v.name)
		_, err := ParseRules([]byte(strings.Replace(string(rules), v.old, v.new, 1)))
		require.Error(t, err, v.name)
	}
	require.Negative(t, compareVersions("2026.2", "2026.10"))
	require.Positive(t, compareVersions("2027.1", "2026.10"))
	require.Zero(t, compareVersions("1", "1"))
}

func TestDate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		moment := NewDate(2023, time.December, 20).Start().Add(time.Duration(rapid.Int64Range(0, 1500*86400).Draw(t, "t")) * time.Second)
		d := DateOf(moment)
		require.Equal(t, moment.In(Zone).Format(time.DateOnly), d.String())
		require.Equal(t, moment.In(Zone).Weekday(), d.Weekday())
		back, err := ParseDate(d.String())
		require.NoError(t, err)
		require.Equal(t, d, back)
		require.Equal(t, d, DateOf(d.Start()))
		require.Equal(t, d-1, DateOf(d.Start().Add(-1)))
	})
	require.Equal(t, time.Friday, NewDate(1960, time.January, 1).Weekday())
	require.Equal(t, "1960-01-01", DateOf(time.Date(1960, 1, 1, 0, 0, 0, 0, Zone)).String())
}
