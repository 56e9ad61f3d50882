package rehearsal_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"minhu/internal/hotline"
	"minhu/internal/rehearsal"
	"minhu/internal/worktime"
)

func house(t testing.TB) (*worktime.Library, *worktime.Rules, *worktime.Calendar) {
	l, err := worktime.Load()
	require.NoError(t, err)
	rules, err := l.Rules("default", "")
	require.NoError(t, err)
	cal, err := l.Calendar("cn", "")
	require.NoError(t, err)
	return l, rules, cal
}

var from = time.Date(2026, 1, 5, 0, 0, 0, 0, worktime.Zone)

// The same rules and calendar find exactly the lateness that was recorded; a naive count over the clocks agrees.
func TestNothingChangedNothingMoves(t *testing.T) {
	l, rules, cal := house(t)
	cases, err := rehearsal.Sample(2000, 7, rules, cal, from)
	require.NoError(t, err)
	plan := rehearsal.Plan{Rules: rules, CalendarOf: l.ByReference, Now: from.AddDate(1, 0, 0)}
	var tally rehearsal.Tally
	late := 0
	for _, c := range cases {
		require.NoError(t, plan.Try(c, &tally))
		for _, k := range c[len(c)-1].Clocks {
			if k.OverdueAt != nil {
				late++
				break
			}
		}
	}
	require.Equal(t, len(cases), tally.Total.All)
	require.Equal(t, late, tally.Total.Was)
	require.Positive(t, late)
	require.Equal(t, rehearsal.Count{All: len(cases), Was: late, Would: late}, tally.Total)
	sum := 0
	for _, k := range rehearsal.Rows(tally.Kinds) {
		sum += k.All
	}
	require.Equal(t, len(cases), sum)
}

// Shorter limits make more cases late, longer ones fewer, and neither touches what was recorded.
func TestOtherRules(t *testing.T) {
	l, rules, cal := house(t)
	cases, err := rehearsal.Sample(2000, 11, rules, cal, from)
	require.NoError(t, err)
	before, err := json.Marshal(cases)
	require.NoError(t, err)
	try := func(amount int) rehearsal.Tally {
		d := rules.Doc()
		for i := range d.Limits {
			if d.Limits[i].Clock == worktime.ClockReply && d.Limits[i].Unit == worktime.WorkingDay {
				d.Limits[i].Amount = amount
			}
		}
		changed, err := worktime.NewRules(d)
		require.NoError(t, err)
		var tally rehearsal.Tally
		for _, c := range cases {
			require.NoError(t, rehearsal.Plan{Rules: changed, CalendarOf: l.ByReference, Now: from.AddDate(1, 0, 0)}.Try(c, &tally))
		}
		return tally
	}
	short, long := try(1), try(20)
	require.Greater(t, short.Total.Newly, 100)
	require.Zero(t, short.Total.NoLonger)
	require.Positive(t, long.Clocks["reply"].NoLonger)
	require.Zero(t, long.Total.Newly)
	after, err := json.Marshal(cases)
	require.NoError(t, err)
	require.Equal(t, string(before), string(after))
}

// A clock that is replaced while it runs ends with the event that replaced it; an open one is looked at now.
func TestClocksThatWereNotStopped(t *testing.T) {
	l, rules, cal := house(t)
	at := time.Date(2026, 3, 2, 10, 0, 0, 0, worktime.Zone)
	clock := func(start time.Time) hotline.Clock {
		d, err := rules.Due(cal, worktime.ClockRedo, worktime.Subject{}, start)
		require.NoError(t, err)
		return hotline.Clock{Name: "redo", StartedAt: start, DueAt: d.At, Amount: d.Limit.Amount, Unit: string(d.Limit.Unit), From: string(d.Limit.Start),
			Rule: d.Rule, Calendar: d.Calendar}
	}
	second := at.AddDate(0, 0, 1)
	events := []hotline.Event{{Seq: 1, At: at, Kind: "help", Department: "zjj", Clocks: []hotline.Clock{clock(at)}}, {Seq: 2, At: second, Clocks: []hotline.Clock{clock(second)}}}
	var tally rehearsal.Tally
	require.NoError(t, rehearsal.Plan{Calendar: cal, CalendarOf: l.ByReference, Now: at.AddDate(0, 1, 0)}.Try(events, &tally))
	require.Equal(t, 2, tally.Clocks["redo"].All)
	require.Equal(t, 1, tally.Clocks["redo"].Was, "the first was kept until it was replaced, the second runs still")
	require.Equal(t, 1, tally.Units["zjj"].Would)
}

func BenchmarkTry(b *testing.B) {
	l, rules, cal := house(b)
	cases, err := rehearsal.Sample(5000, 3, rules, cal, from)
	require.NoError(b, err)
	plan := rehearsal.Plan{Rules: rules, CalendarOf: l.ByReference, Now: from.AddDate(1, 0, 0)}
	var tally rehearsal.Tally
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if err := plan.Try(cases[i%len(cases)], &tally); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "cases/s")
}

// A closed case waits to be archived, and an application may be made for a while: nobody is late for either, and no rule set
// needs a limit for them.
func TestClocksThatNobodyWorksTowards(t *testing.T) {
	l, rules, cal := house(t)
	sample, err := rehearsal.Sample(1, 3, rules, cal, from)
	require.NoError(t, err)
	c := sample[0]
	last := c[len(c)-1]
	last.Seq, last.From, last.At = last.Seq+1, last.To, last.At.Add(time.Hour)
	last.Clocks = append(append([]hotline.Clock(nil), last.Clocks...),
		hotline.Clock{Name: "archive", Idle: true, StartedAt: last.At, DueAt: last.At.AddDate(0, 0, 30), Amount: 30, Unit: "calendar_day", From: "day_after", Rule: rules.Reference(), Calendar: cal.Reference()},
		hotline.Clock{Name: "return", Quiet: true, StartedAt: last.At, DueAt: last.At.AddDate(0, 0, 2), Amount: 2, Unit: "working_day", From: "day_after", Rule: rules.Reference(), Calendar: cal.Reference()})
	plan := rehearsal.Plan{Rules: rules, CalendarOf: l.ByReference, Now: from.AddDate(1, 0, 0)}
	var with, without rehearsal.Tally
	require.NoError(t, plan.Try(c, &without))
	require.NoError(t, plan.Try(append(c, last), &with))
	require.Equal(t, without.Total, with.Total)
}
