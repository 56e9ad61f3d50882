package worktime_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	. "minhu/internal/worktime"
	"minhu/internal/worktime/oracle"
)

// Every limit of every shipped profile, started at many instants of every day of a year, ends where the slow walk ends.
func TestEveryProfileOverAYear(t *testing.T) {
	l, err := Load()
	require.NoError(t, err)
	cal, err := l.Calendar("cn", "")
	require.NoError(t, err)
	type key struct {
		unit   Unit
		amount int
		start  StartRule
	}
	seen := map[key]bool{}
	ids := map[string]bool{}
	n := 0
	for _, r := range l.AllRules() {
		ids[r.ID()] = true
		for _, line := range r.Doc().Limits {
			k := key{line.Unit, line.Amount, line.Start}
			if seen[k] {
				continue
			}
			seen[k] = true
			for i, d := 0, NewDate(2026, time.January, 1); d <= NewDate(2026, time.December, 31); d++ {
				// Times of day move on from day to day, so that the year meets every minute of the office day.
				for _, passed := range []time.Duration{time.Duration(i*397%1440) * time.Minute, 16*time.Hour + 59*time.Minute + time.Duration(i%120)*time.Second} {
					terms := Terms{Limit: line.Limit, Start: d.At(passed)}
					fast, err := Instant(cal, terms)
					require.NoError(t, err)
					slow, err := oracle.Instant(cal, terms)
					require.NoError(t, err)
					require.True(t, fast.Equal(slow), "%s %s from %s: %s and %s", r.Reference(), line.Words(English), terms.Start, fast, slow)
					n++
				}
				i++
			}
		}
	}
	require.Len(t, ids, 3)
	require.Greater(t, n, 10000)
}

// Pauses and extensions in any mixture are counted alike by both.
func TestPausesAndExtensions(t *testing.T) {
	plain, _ := library(t)
	rapid.Check(t, func(t *rapid.T) {
		cal := drawCalendar(t, plain)
		terms := Terms{Limit: drawLimit(t), Start: drawStart(t, "start")}
		from := terms.Start
		for range rapid.IntRange(0, 3).Draw(t, "pauses") {
			from = from.Add(time.Duration(rapid.Int64Range(0, 5*86400).Draw(t, "gap")) * time.Second)
			to := from.Add(time.Duration(rapid.Int64Range(1, 9*86400).Draw(t, "length")) * time.Second)
			terms.Pauses = append(terms.Pauses, Pause{From: from, To: to})
			from = to
		}
		for range rapid.IntRange(0, 2).Draw(t, "extensions") {
			terms.Extensions = append(terms.Extensions, drawLimit(t))
		}
		d, err := Count(cal, terms)
		require.NoError(t, err)
		slow, err := oracle.Instant(cal, terms)
		require.NoError(t, err)
		require.True(t, slow.Equal(d.At), "fast %s, slow %s", d.At, slow)
		bare, err := Due(cal, terms.Limit, terms.Start)
		require.NoError(t, err)
		require.False(t, d.At.Before(bare.At), "a pause or an extension never shortens")
		require.Equal(t, d.LastDay, d.Days[len(d.Days)-1].Date, "the last day is explained")
		// The day of a start at once stands twice when it is itself counted.
		for i := 2; i < len(d.Days) && byDays(d); i++ {
			require.Equal(t, d.Days[i-1].Date+1, d.Days[i].Date, "no day is left out")
		}
		again := Notes(cal, d)
		require.Equal(t, d.Days, again)
	})
}

func byDays(d Deadline) bool {
	days := func(u Unit) bool { return u == WorkingDay || u == CalendarDay }
	all := days(d.Limit.Unit)
	for _, x := range d.Extensions {
		all = all && days(x.Unit)
	}
	return all
}

func TestAPausedClock(t *testing.T) {
	cal, _ := library(t)
	d, err := Count(cal, Terms{Limit: Limit{Amount: 5, Unit: WorkingDay, Start: DayAfter}, Start: at("2026-03-02 10:00"),
		Pauses:     []Pause{{From: at("2026-03-04 09:00"), To: at("2026-03-06 11:00")}},
		Extensions: []Limit{{Amount: 2, Unit: WorkingDay}}})
	require.NoError(t, err)
	require.Equal(t, "2026-03-13 17:00", d.At.In(Zone).Format("2006-01-02 15:04"))
	kinds := map[NoteKind]int{}
	for _, n := range d.Days {
		kinds[n.Kind]++
	}
	require.Equal(t, map[NoteKind]int{NoteStart: 1, NoteCounted: 7, NotePaused: 2, NoteRest: 2}, kinds)
	require.Contains(t, d.Explain(Chinese), "暂停计时")
	require.Contains(t, d.Explain(English), "stood still")
	same, err := Count(cal, Terms{Limit: Limit{Amount: 2, Unit: ElapsedHour, Start: AtOnce}, Start: at("2026-03-02 10:00"),
		Pauses: []Pause{{From: at("2026-03-02 11:00"), To: at("2026-03-02 11:30")}}})
	require.NoError(t, err)
	require.Equal(t, "2026-03-02 12:30", same.At.In(Zone).Format("2006-01-02 15:04"))
}

// 29 February is a day like others where it exists and no date where it does not; the year 9999 is refused, not counted.
func TestOddDates(t *testing.T) {
	cal, _ := library(t)
	d, err := Due(cal, Limit{Amount: 1, Unit: WorkingDay, Start: DayAfter}, at("2024-02-28 10:00"))
	require.NoError(t, err)
	require.Equal(t, "2024-02-29", d.LastDay.String())
	_, err = ParseDate("2026-02-29")
	require.Error(t, err)
	for _, start := range []time.Time{time.Date(9999, 12, 31, 23, 0, 0, 0, Zone), {}} {
		_, err = Due(cal, Limit{Amount: 1, Unit: WorkingDay, Start: DayAfter}, start)
		require.ErrorIs(t, err, ErrOutOfRange)
		_, err = oracle.Instant(cal, Terms{Limit: Limit{Amount: 1, Unit: WorkingDay, Start: DayAfter}, Start: start})
		require.ErrorIs(t, err, ErrOutOfRange)
	}
}
