package worktime_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	. "minhu/internal/worktime"
	"minhu/internal/worktime/oracle"
)

const day = 24 * time.Hour

func library(t require.TestingT) (*Calendar, *Rules) {
	l, err := Load()
	require.NoError(t, err)
	cal, err := l.Calendar("cn", "")
	require.NoError(t, err)
	rules, err := l.Rules("default", "1")
	require.NoError(t, err)
	return cal, rules
}

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, Zone)
	if err != nil {
		panic(err)
	}
	return t
}

// The vectors of the domain study: a calendar without make-up days, and plain Monday to Friday, both get them wrong.
func TestVectors(t *testing.T) {
	cal, _ := library(t)
	for _, v := range []struct {
		start  string
		amount int
		want   string
	}{
		{"2026-02-13 10:00", 5, "2026-02-27 17:00"},
		{"2026-09-30 10:00", 3, "2026-10-10 17:00"},
		{"2026-09-18 10:00", 2, "2026-09-21 17:00"},
		{"2026-04-30 10:00", 5, "2026-05-11 17:00"},
	} {
		d, err := Due(cal, Limit{Amount: v.amount, Unit: WorkingDay, Start: DayAfter}, at(v.start))
		require.NoError(t, err)
		require.Equal(t, v.want, d.At.In(Zone).Format("2006-01-02 15:04"), v.start)
		require.False(t, d.Provisional)
		slow, err := oracle.Instant(cal, Terms{Limit: d.Limit, Start: d.Start})
		require.NoError(t, err)
		require.True(t, slow.Equal(d.At))
	}
}

func TestDueByUnit(t *testing.T) {
	cal, _ := library(t)
	for _, v := range []struct {
		name   string
		amount int
		unit   Unit
		start  StartRule
		from   string
		want   string
	}{
		{"at once, during office hours: today is the first day", 1, WorkingDay, AtOnce, "2026-03-03 16:59", "2026-03-03 17:00"},
		{"at once, at the close: tomorrow is", 1, WorkingDay, AtOnce, "2026-03-03 17:00", "2026-03-04 17:00"},
		{"at once, on a Saturday: Monday is", 1, WorkingDay, AtOnce, "2026-03-07 10:00", "2026-03-09 17:00"},
		{"at once, on a make-up Saturday: that day is", 1, WorkingDay, AtOnce, "2026-02-28 10:00", "2026-02-28 17:00"},
		{"calendar days that end on a working day", 3, CalendarDay, DayAfter, "2026-03-02 10:00", "2026-03-05 17:00"},
		{"calendar days that end in a holiday move behind it", 15, CalendarDay, DayAfter, "2026-02-01 10:00", "2026-02-24 17:00"},
		{"service hours within the day", 2, ServiceHour, AtOnce, "2026-03-03 10:30", "2026-03-03 12:30"},
		{"service hours overnight", 2, ServiceHour, AtOnce, "2026-03-03 19:00", "2026-03-04 09:00"},
		{"service hours from the night", 2, ServiceHour, AtOnce, "2026-03-03 23:00", "2026-03-04 10:00"},
		{"service hours that end with the day", 2, ServiceHour, AtOnce, "2026-03-03 18:00", "2026-03-03 20:00"},
		{"elapsed hours run at night", 24, ElapsedHour, AtOnce, "2026-02-15 22:00", "2026-02-16 22:00"},
		{"elapsed minutes", 3, ElapsedMinute, AtOnce, "2026-02-15 23:59", "2026-02-16 00:02"},
		{"elapsed hours from the next day", 24, ElapsedHour, DayAfter, "2026-02-15 22:00", "2026-02-17 00:00"},
		{"a start in UTC of the day before", 1, WorkingDay, DayAfter, "2026-03-03 00:30", "2026-03-04 17:00"},
	} {
		t.Run(v.name, func(t *testing.T) {
			d, err := Due(cal, Limit{Amount: v.amount, Unit: v.unit, Start: v.start}, at(v.from))
			require.NoError(t, err)
			require.Equal(t, v.want, d.At.In(Zone).Format("2006-01-02 15:04"))
		})
	}
}

func TestProvisional(t *testing.T) {
	cal, _ := library(t)
	d, err := Due(cal, Limit{Amount: 5, Unit: WorkingDay, Start: DayAfter}, at("2026-12-29 10:00"))
	require.NoError(t, err)
	require.True(t, d.Provisional)
	require.Equal(t, "2027-01-06", d.LastDay.String())
	require.Contains(t, d.Explain(Chinese), "暂定")
	d, err = Due(cal, Limit{Amount: 24, Unit: ElapsedHour, Start: AtOnce}, at("2027-03-01 10:00"))
	require.NoError(t, err)
	require.False(t, d.Provisional, "plain time does not depend on holidays")
	d, err = Due(cal, Limit{Amount: 2, Unit: WorkingDay, Start: DayAfter}, at("2031-04-30 10:00"))
	require.NoError(t, err, "a year without data counts Monday to Friday and the fixed statutory days")
	require.True(t, d.Provisional)
	require.Equal(t, "2031-05-06", d.LastDay.String())
}

func TestRefused(t *testing.T) {
	cal, _ := library(t)
	for _, l := range []Limit{{}, {Amount: 0, Unit: WorkingDay, Start: AtOnce}, {Amount: 1, Unit: "week", Start: AtOnce},
		{Amount: 1, Unit: WorkingDay}, {Amount: 1 << 40, Unit: ElapsedHour, Start: AtOnce},
		{Amount: 1, Unit: WorkingDay, Start: AtOnce, Warn: []int{80, 50}}, {Amount: 1, Unit: WorkingDay, Start: AtOnce, Warn: []int{100}}} {
		_, err := Due(cal, l, at("2026-03-03 10:00"))
		require.Error(t, err, "%+v", l)
		_, err = oracle.Instant(cal, Terms{Limit: l, Start: at("2026-03-03 10:00")})
		require.Error(t, err)
	}
	for _, start := range []time.Time{{}, at("1999-12-31 10:00"), at("2060-01-01 10:00"), at("2059-12-30 10:00")} {
		_, err := Due(cal, Limit{Amount: 5, Unit: WorkingDay, Start: DayAfter}, start)
		require.ErrorIs(t, err, ErrOutOfRange)
	}
}

func TestDeadlineIsJSON(t *testing.T) {
	cal, rules := library(t)
	d, err := rules.Due(cal, ClockReply, Subject{Kind: "complaint", Urgency: "normal"}, at("2026-02-13 10:00"))
	require.NoError(t, err)
	require.Equal(t, "default@1", d.Rule)
	require.Equal(t, "cn@2026.1", d.Calendar)
	b, err := json.Marshal(d)
	require.NoError(t, err)
	require.Contains(t, string(b), `"start_counted":"2026-02-14"`)
	var back Deadline
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, d, back)
}

func drawStart(t *rapid.T, label string) time.Time {
	return at("2023-12-20 00:00").Add(time.Duration(rapid.Int64Range(0, 1500*86400).Draw(t, label)) * time.Second)
}

func drawLimit(t *rapid.T) Limit {
	return Limit{Amount: rapid.IntRange(1, 60).Draw(t, "amount"), Unit: rapid.SampledFrom(Units).Draw(t, "unit"),
		Start: rapid.SampledFrom([]StartRule{AtOnce, DayAfter}).Draw(t, "rule")}
}

// drawCalendar varies the hours, among them a lunch break, nights and closed rest days.
func drawCalendar(t *rapid.T, cal *Calendar) *Calendar {
	hours := [][]Span{nil, {{8 * time.Hour, 20 * time.Hour}}, {{From: 0, To: day}}, {{9 * time.Hour, 12 * time.Hour}, {13*time.Hour + 30*time.Minute, 17 * time.Hour}}, {{0, time.Hour}, {22 * time.Hour, day}}}
	out, err := cal.WithServiceHours(hours[rapid.IntRange(1, 4).Draw(t, "service")], hours[rapid.IntRange(0, 4).Draw(t, "rest service")])
	require.NoError(t, err)
	out, err = out.WithWorkingHours(hours[rapid.IntRange(1, 4).Draw(t, "hours")])
	require.NoError(t, err)
	return out
}

func TestDueProperties(t *testing.T) {
	plain, _ := library(t)
	rapid.Check(t, func(t *rapid.T) {
		cal := drawCalendar(t, plain)
		l, start := drawLimit(t), drawStart(t, "start")
		d, err := Due(cal, l, start)
		require.NoError(t, err)
		require.True(t, d.At.After(start), "after its start")

		slow, err := oracle.Instant(cal, Terms{Limit: l, Start: start})
		require.NoError(t, err)
		require.True(t, slow.Equal(d.At), "fast %s, slow %s", d.At, slow)

		later, err := Due(cal, l, start.Add(time.Duration(rapid.Int64Range(0, 40*86400).Draw(t, "later"))*time.Second))
		require.NoError(t, err)
		require.False(t, later.At.Before(d.At), "monotone in the start")

		more := l
		more.Amount++
		longer, err := Due(cal, more, start)
		require.NoError(t, err)
		require.False(t, longer.At.Before(d.At), "monotone in the amount")

		l.Start = AtOnce
		atOnce, err := Due(cal, l, start)
		require.NoError(t, err)
		require.False(t, d.At.Before(atOnce.At), "day_after is never earlier than at_once")
	})
}

func TestWorkingDayProperties(t *testing.T) {
	cal, _ := library(t)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 40).Draw(t, "n")
		start := drawStart(t, "start")
		d, err := Due(cal, Limit{Amount: n, Unit: WorkingDay, Start: DayAfter}, start)
		require.NoError(t, err)
		require.True(t, cal.Day(d.LastDay).Working(), "never on a rest day")
		counted, skipped := 0, 0
		for _, note := range d.Days {
			switch note.Kind {
			case NoteCounted, NoteMakeup:
				counted++
				require.True(t, cal.Day(note.Date).Working())
				require.Equal(t, cal.Day(note.Date).Kind == Makeup, note.Kind == NoteMakeup)
			case NoteRest:
				skipped++
				require.False(t, cal.Day(note.Date).Working())
				require.NotEmpty(t, note.Name)
			}
		}
		require.Equal(t, n, counted, "exactly n working days")
		require.Equal(t, int(d.LastDay-DateOf(start)), counted+skipped, "every day between is explained")
	})
}

func TestExtendProperties(t *testing.T) {
	cal, _ := library(t)
	rapid.Check(t, func(t *rapid.T) {
		d, err := Due(cal, drawLimit(t), drawStart(t, "start"))
		require.NoError(t, err)
		for range rapid.IntRange(1, 3).Draw(t, "times") {
			longer, err := Extend(cal, d, drawLimit(t))
			require.NoError(t, err)
			require.True(t, longer.At.After(d.At))
			require.Equal(t, d.Start, longer.Start)
			d = longer
		}
		slow, err := oracle.Instant(cal, d.Terms())
		require.NoError(t, err)
		require.True(t, slow.Equal(d.At), "fast %s, slow %s", d.At, slow)
	})
	a, err := Due(cal, Limit{Amount: 2, Unit: WorkingDay, Start: DayAfter}, at("2026-04-28 10:00"))
	require.NoError(t, err)
	b, err := Extend(cal, a, Limit{Amount: 3, Unit: WorkingDay})
	require.NoError(t, err)
	c, err := Due(cal, Limit{Amount: 5, Unit: WorkingDay, Start: DayAfter}, at("2026-04-28 10:00"))
	require.NoError(t, err)
	require.Equal(t, c.At, b.At, "2 and 3 working days are 5")
	require.Contains(t, b.Explain(Chinese), "延期 3 个工作日")
}
