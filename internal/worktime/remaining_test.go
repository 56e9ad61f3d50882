package worktime_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	. "minhu/internal/worktime"
)

func TestRemainingWords(t *testing.T) {
	cal, _ := library(t)
	five := Limit{Amount: 5, Unit: WorkingDay, Start: DayAfter}
	for _, v := range []struct {
		limit      Limit
		start, now string
		zh, en     string
		light      Light
	}{
		{five, "2026-03-02 10:00", "2026-03-05 14:00", "剩 2 个工作日 3 小时", "2 working days 3 h left", Green},
		{five, "2026-03-02 10:00", "2026-03-09 09:00", "剩 1 个工作日", "1 working day left", Yellow},
		{five, "2026-03-02 10:00", "2026-03-09 15:10", "剩 1 小时 50 分钟", "1 h 50 min left", Red},
		{five, "2026-03-02 10:00", "2026-03-09 18:00", "已超时", "overdue", Over},
		{five, "2026-03-02 10:00", "2026-03-11 10:00", "已超 1 个工作日 1 小时", "1 working day 1 h over", Over},
		{Limit{Amount: 24, Unit: ElapsedHour, Start: AtOnce}, "2026-03-02 10:00", "2026-03-02 10:00", "剩 1 天", "1 day left", Green},
		{Limit{Amount: 24, Unit: ElapsedHour, Start: AtOnce}, "2026-03-02 10:00", "2026-03-03 04:30", "剩 5 小时 30 分钟", "5 h 30 min left", Yellow},
		{Limit{Amount: 3, Unit: ElapsedMinute, Start: AtOnce}, "2026-03-02 10:00", "2026-03-02 10:02", "剩 1 分钟", "1 min left", Green},
		{Limit{Amount: 2, Unit: ServiceHour, Start: AtOnce}, "2026-03-02 19:30", "2026-03-02 23:00", "剩 1 小时 30 分钟", "1 h 30 min left", Green},
	} {
		d, err := Due(cal, v.limit, at(v.start))
		require.NoError(t, err)
		l := Remaining(cal, d, at(v.now))
		require.Equal(t, v.zh, l.Words(Chinese), v.now)
		require.Equal(t, v.en, l.Words(English))
		require.Equal(t, v.light, l.Light(DefaultLights), "%s share %.3f", v.now, l.Share)
	}
}

func TestRemainingProperties(t *testing.T) {
	plain, _ := library(t)
	rapid.Check(t, func(t *rapid.T) {
		cal := drawCalendar(t, plain)
		l := drawLimit(t)
		l.Warn = []int{50, 80}
		d, err := Due(cal, l, drawStart(t, "start"))
		require.NoError(t, err)
		now := d.Start.Add(time.Duration(rapid.Int64Range(0, 100*86400).Draw(t, "now")) * time.Second)
		left := Remaining(cal, d, now)
		require.Equal(t, Used(cal, d, d.At), Used(cal, d, now)+left.Measure(), "used and remaining are the whole")
		require.Equal(t, now.After(d.At), left.Over)
		if left.Over {
			require.LessOrEqual(t, left.Measure(), time.Duration(0))
			require.Equal(t, Over, left.Light(DefaultLights))
		}
		require.NotEmpty(t, left.Words(Chinese))
		next := Remaining(cal, d, now.Add(time.Hour))
		require.LessOrEqual(t, next.Share, left.Share, "never grows")
		previous := d.Start
		for _, m := range Marks(cal, d) {
			require.False(t, m.At.Before(previous))
			require.True(t, m.At.Before(d.At))
			previous = m.At
			share := Remaining(cal, d, m.At).Share
			require.InDelta(t, 1-float64(m.Percent)/100, share, 0.001)
		}
	})
}

func TestServiceHours(t *testing.T) {
	cal, _ := library(t)
	require.True(t, ServiceOpen(cal, at("2026-02-17 08:00")), "open on New Year's Day of the lunar calendar")
	require.False(t, ServiceOpen(cal, at("2026-02-17 07:59")))
	require.False(t, ServiceOpen(cal, at("2026-02-17 20:00")))
	next, ok := NextOpen(cal, at("2026-02-17 20:00"))
	require.True(t, ok)
	require.True(t, next.Equal(at("2026-02-18 08:00")))

	office, err := cal.WithServiceHours([]Span{{9 * time.Hour, 17 * time.Hour}}, nil)
	require.NoError(t, err)
	next, ok = NextOpen(office, at("2026-02-14 17:00"))
	require.True(t, ok)
	require.True(t, next.Equal(at("2026-02-24 09:00")), "closed through the holiday")
	_, err = cal.WithServiceHours(nil, nil)
	require.Error(t, err)

	rapid.Check(t, func(t *rapid.T) {
		cal := drawCalendar(t, cal)
		now := drawStart(t, "now")
		next, ok := NextOpen(cal, now)
		require.True(t, ok)
		require.False(t, next.Before(now))
		require.True(t, ServiceOpen(cal, next))
		require.Equal(t, ServiceOpen(cal, now), next.Equal(now))
	})
}

func TestExplain(t *testing.T) {
	cal, _ := library(t)
	d, err := Due(cal, Limit{Amount: 5, Unit: WorkingDay, Start: DayAfter}, at("2026-02-13 10:00"))
	require.NoError(t, err)
	require.Equal(t, "从 2026-02-13（周五）次日起算 5 个工作日，截止 2026-02-27（周五） 17:00。跳过春节2月15日–23日。2月14日调休上班，计入。", d.Explain(Chinese))
	require.Equal(t, "5 working days from the day after Fri 2026-02-13, until Fri 2026-02-27 17:00. Not counted: Spring Festival 15 Feb to 23 Feb. Counted as make-up working days: 14 Feb.", d.Explain(English))
	d, err = Due(cal, Limit{Amount: 24, Unit: ElapsedHour, Start: DayAfter}, at("2026-03-02 10:00"))
	require.NoError(t, err)
	require.Equal(t, "从 2026-03-02（周一）次日起算 24 小时，截止 2026-03-03（周二） 24:00。", d.Explain(Chinese))
	require.Equal(t, "3 月 6 日（周五）", SayDay(at("2026-03-06 17:00"), Chinese))
}
