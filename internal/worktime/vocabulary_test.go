package worktime_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"minhu/internal/hotline"
	"minhu/internal/worktime"
)

// Both rooms speak the same words: every clock of the transition table has a limit, every kind of case a rule can be written for.
func TestWordsOfTheHotline(t *testing.T) {
	l, err := worktime.Load()
	require.NoError(t, err)
	rules, err := l.Rules("default", "")
	require.NoError(t, err)
	c := hotline.Load()
	for _, clock := range c.Clocks {
		if clock.Rule == hotline.RuleDate || clock.Rule == hotline.RuleDays {
			continue // the case itself gives it
		}
		_, err := rules.Find(worktime.Clock(clock.Rule), worktime.Subject{})
		require.NoError(t, err)
	}
	for field, known := range map[string][]string{"kind": worktime.Kinds, "urgency": worktime.Urgencies} {
		for _, v := range c.Fields[field].Values {
			require.True(t, slices.Contains(known, strings.TrimSpace(v)), "%s %s", field, v)
		}
	}
}
