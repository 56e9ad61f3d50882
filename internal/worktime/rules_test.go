package worktime_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	. "minhu/internal/worktime"
)

func document(t *testing.T, id string) RulesDoc {
	l, err := Load()
	require.NoError(t, err)
	r, err := l.Rules(id, "")
	require.NoError(t, err)
	return r.Doc()
}

// The most exact line wins: urgency, then class, then kind, then level.
func TestMostExactLineWins(t *testing.T) {
	d := document(t, "default")
	line := func(n int, l LimitLine) LimitLine {
		l.Clock, l.Limit = ClockReply, Limit{Amount: n, Unit: WorkingDay, Start: DayAfter}
		return l
	}
	d.Limits = append(slices.DeleteFunc(d.Limits, func(l LimitLine) bool { return l.Clock == ClockReply }),
		line(10, LimitLine{}), line(11, LimitLine{Level: "street"}), line(12, LimitLine{Kind: "help"}), line(13, LimitLine{Class: "no"}),
		line(14, LimitLine{Class: "noise", Level: "street"}), line(15, LimitLine{Urgency: "urgent"}), line(16, LimitLine{Urgency: "urgent", Kind: "help"}))
	r, err := NewRules(d)
	require.NoError(t, err)
	for _, v := range []struct {
		s    Subject
		want int
	}{
		{Subject{}, 10},
		{Subject{Level: "street"}, 11},
		{Subject{Kind: "help", Level: "street"}, 12},
		{Subject{Kind: "help", Class: "northern"}, 13},
		{Subject{Kind: "help", Class: "noise.night", Level: "street"}, 14},
		{Subject{Kind: "help", Class: "noise", Level: "city"}, 13},
		{Subject{Class: "noise", Urgency: "urgent"}, 15},
		{Subject{Kind: "help", Class: "noise", Urgency: "urgent", Level: "street"}, 16},
	} {
		l, err := r.Find(ClockReply, v.s)
		require.NoError(t, err)
		require.Equal(t, v.want, l.Amount, "%+v", v.s)
	}
}

// A hole is refused and named; so is everything else that is wrong, each in its line.
func TestFaultsOfRules(t *testing.T) {
	for _, v := range []struct {
		name  string
		spoil func(*RulesDoc)
		field string
		says  string
	}{
		{"no limit for a kind", func(d *RulesDoc) {
			for i := range d.Limits {
				if d.Limits[i].Clock == ClockReply && d.Limits[i].Kind == "" && d.Limits[i].Urgency == "" {
					d.Limits[i].Kind = "complaint"
				}
			}
		}, "limits", "clock reply has no limit for help, normal"},
		{"a class does not fill a hole", func(d *RulesDoc) {
			for i := range d.Limits {
				if d.Limits[i].Clock == ClockRedo && d.Limits[i].Urgency == "" {
					d.Limits[i].Class = "noise"
				}
			}
		}, "limits", "clock redo has no limit for consultation, normal"},
		{"a clock without any", func(d *RulesDoc) {
			d.Limits = slices.DeleteFunc(d.Limits, func(l LimitLine) bool { return l.Clock == ClockSupervision })
		}, "limits", "clock supervision has no limit"},
		{"twice", func(d *RulesDoc) { d.Limits = append(d.Limits, d.Limits[0]) }, "limits", "given twice"},
		{"unit", func(d *RulesDoc) { d.Limits[0].Unit = GivenDate }, "limits", `unit "date" is unknown`},
		{"level", func(d *RulesDoc) { d.Limits[0].Level = "moon" }, "limits", `level "moon"`},
		{"switch", func(d *RulesDoc) { d.Switches.ReopenDays = -1 }, "switches.reopen_days", "between"},
		{"no switches", func(d *RulesDoc) { d.Switches = nil }, "switches", "missing"},
		{"table", func(d *RulesDoc) { d.Table = 9 }, "table", "table 2"},
	} {
		d := document(t, "default")
		v.spoil(&d)
		_, err := NewRules(d)
		var f Faults
		require.True(t, errors.As(err, &f), v.name)
		require.Equal(t, v.field, f[0].Field, v.name)
		require.Contains(t, err.Error(), v.says, v.name)
		require.NotEmpty(t, f[0].ZH)
	}
}

// A rule set that was released before a clock existed counts it by the nearest clock it knows.
func TestOlderRuleSetsStandIn(t *testing.T) {
	l, err := Load()
	require.NoError(t, err)
	old, err := l.RulesByReference("default@1")
	require.NoError(t, err)
	for _, clock := range Clocks {
		limit, err := old.Find(clock, Subject{Kind: "complaint", Urgency: "normal"})
		require.NoError(t, err, clock)
		require.Equal(t, "default@1", limit.Rule)
	}
	require.Equal(t, DefaultSwitches, old.Switches())
}

func TestFaultsOfCalendars(t *testing.T) {
	l, err := Load()
	require.NoError(t, err)
	cal, err := l.Calendar("cn", "")
	require.NoError(t, err)
	d := cal.Doc()
	d.Years = slices.Clone(d.Years)
	d.Years[2].Worked = append(slices.Clone(d.Years[2].Worked), "2026-01-04", "2026-02-29", "2026-03-03")
	_, err = NewCalendar(d)
	var f Faults
	require.True(t, errors.As(err, &f))
	require.Len(t, f, 3)
	require.Contains(t, f[0].ZH, "2026-01-04 出现了两次")
	require.Contains(t, f[1].ZH, "2026-02-29")
	require.Contains(t, f[2].EN, "not a weekend day")
	_, err = NewCalendar(cal.Doc())
	require.NoError(t, err, "the calendar itself was not touched")
	require.Equal(t, "2026.2", NextVersion("2026.1"))
	require.Equal(t, "3", NextVersion("2"))
}
