package activities

import (
	"fmt"
	"time"

	"minhu/internal/hotline"
	"minhu/internal/worktime"
)

// ruler counts clocks for one act on one case: by the rule set and calendar that the case is bound to.
type ruler struct {
	keeper *Timekeeper
	state  hotline.State
	level  string // of the unit that holds the case after the act
}

// Ruler binds the timekeeper to a case and the level of the unit that will hold it.
func (k *Timekeeper) Ruler(s hotline.State, level string) hotline.Ruler { return ruler{k, s, level} }

// Limits implements hotline.Ruler.
func (r ruler) Limits() hotline.Limits {
	rules, _, err := r.keeper.inForce(r.state)
	if err != nil {
		return hotline.DefaultLimits
	}
	s := rules.Switches()
	return hotline.Limits{ReturnPauses: s.ReturnPausesClock, HeadSignsOff: s.HeadSignsOff, Extensions: s.MaxExtensions, ExtensionDays: s.MaxExtensionDays,
		Redos: s.MaxRedos, Returns: s.MaxReturns, Reopens: s.MaxReopens, ReopenDays: s.ReopenDays, ReminderHours: s.ReminderHours, Reminders: s.MaxCitizenReminders,
		SurveyAttempts: s.SurveyAttempts, DeferralMaxDays: s.DeferralMaxDays}
}

// Start implements hotline.Ruler.
func (r ruler) Start(info hotline.ClockInfo, s hotline.State, at time.Time) (hotline.Clock, error) {
	rules, cal, err := r.keeper.inForce(r.state)
	if err != nil {
		return hotline.Clock{}, err
	}
	var d worktime.Deadline
	if info.Rule == hotline.RuleDays {
		d, err = worktime.Due(cal, worktime.Limit{Amount: max(s.Facts.Limits.ReopenDays, 1), Unit: worktime.CalendarDay, Start: worktime.DayAfter, Rule: rules.Reference()}, at)
	} else {
		d, err = rules.Due(cal, worktime.Clock(info.Rule), worktime.Subject{Kind: s.Kind, Class: s.Class, Urgency: s.Urgency, Level: r.level}, at)
	}
	if err != nil {
		return hotline.Clock{}, fmt.Errorf("%s for %s/%s: %w", info.Name, s.Kind, s.Urgency, err)
	}
	c := hotline.Clock{Name: info.Name, StartedAt: at, Amount: d.Limit.Amount, Unit: string(d.Limit.Unit), From: string(d.Limit.Start), Rule: d.Rule}
	return counted(c, cal, d), nil
}

// Until implements hotline.Ruler: on a promised date the case is taken up again in the morning, when offices open.
func (r ruler) Until(info hotline.ClockInfo, date string, at time.Time) (hotline.Clock, error) {
	day, err := time.ParseInLocation(time.DateOnly, date, worktime.Zone)
	if err != nil {
		return hotline.Clock{}, fmt.Errorf("promised date %q: %w", date, err)
	}
	rules, cal, err := r.keeper.inForce(r.state)
	if err != nil {
		return hotline.Clock{}, err
	}
	d := worktime.Given(at, day.Add(8*time.Hour+30*time.Minute))
	return hotline.Clock{Name: info.Name, StartedAt: at, DueAt: d.At, Unit: string(d.Limit.Unit), From: string(d.Limit.Start), Rule: rules.Reference(),
		Calendar: cal.Reference()}, nil
}

// Extend implements hotline.Ruler.
func (r ruler) Extend(k hotline.Clock, days int, at time.Time) (hotline.Clock, error) {
	k.Longer = append(append([]hotline.Longer(nil), k.Longer...), hotline.Longer{Amount: days, Unit: string(worktime.WorkingDay), At: at})
	return r.again(k)
}

// Resume implements hotline.Ruler.
func (r ruler) Resume(k hotline.Clock, at time.Time) (hotline.Clock, error) {
	if k.PausedAt != nil {
		k.Pauses = append(append([]hotline.Pause(nil), k.Pauses...), hotline.Pause{From: *k.PausedAt, To: at})
		k.PausedAt = nil
	}
	return r.again(k)
}

// again counts a clock anew, with the calendar in force.
func (r ruler) again(k hotline.Clock) (hotline.Clock, error) {
	_, cal := r.keeper.InForce()
	d, err := r.keeper.count(k, cal)
	if err != nil {
		return k, err
	}
	return counted(k, cal, d), nil
}

// counted puts what was computed into a clock: deadline, calendar, marks.
func counted(c hotline.Clock, cal *worktime.Calendar, d worktime.Deadline) hotline.Clock {
	c.DueAt, c.Calendar, c.Estimate = d.At.UTC(), d.Calendar, d.Provisional
	c.WarnAt, c.DangerAt = time.Time{}, time.Time{}
	for _, m := range worktime.Marks(cal, d) {
		if c.WarnAt.IsZero() {
			c.WarnAt = m.At.UTC()
		} else {
			c.DangerAt = m.At.UTC()
		}
	}
	return c
}
