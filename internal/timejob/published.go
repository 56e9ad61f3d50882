// Package timejob is the long work on clocks: what a new calendar moves, the recount that moves it, the rehearsal of a change,
// and the sweep that compares every clock with a slow recount.
package timejob

import (
	"context"
	"encoding/json"
	"fmt"

	"minhu/activities"
	"minhu/internal/store"
	"minhu/internal/worktime"
)

// Hold reads everything that was published and takes it into use in this process.
func Hold(ctx context.Context, st *store.Store, keeper *activities.Timekeeper) error {
	versions, err := st.TimeVersions(ctx)
	if err != nil {
		return err
	}
	var rules []*worktime.Rules
	var calendars []*worktime.Calendar
	for _, v := range versions {
		var err error
		switch v.Kind {
		case store.RuleSetKind:
			var d worktime.RulesDoc
			var r *worktime.Rules
			if err = json.Unmarshal(v.Body, &d); err == nil {
				r, err = worktime.NewRules(d)
				rules = append(rules, r)
			}
		case store.CalendarKind:
			var d worktime.CalendarDoc
			var c *worktime.Calendar
			if err = json.Unmarshal(v.Body, &d); err == nil {
				c, err = worktime.NewCalendar(d)
				calendars = append(calendars, c)
			}
		}
		if err != nil {
			return fmt.Errorf("published %s %s@%s: %w", v.Kind, v.ID, v.Version, err)
		}
	}
	force, err := st.TimeInForce(ctx)
	if err != nil {
		return err
	}
	var ruleSet, calendar string
	for _, f := range force {
		if f.Kind == store.RuleSetKind {
			ruleSet = f.Reference
		} else {
			calendar = f.Reference
		}
	}
	return keeper.Hold(rules, calendars, ruleSet, calendar)
}
