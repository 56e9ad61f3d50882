package api

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"minhu/internal/hotline"
)

var updateTimeline = flag.Bool("update-timeline", false, "write testdata/citizen_timeline.txt anew")

// Every act of the table stands in the golden file with what a citizen may read of it: a new act is hidden until somebody
// decides otherwise, in a change that shows here.
func TestWhatACitizensTimelineHolds(t *testing.T) {
	var b strings.Builder
	table := hotline.Load()
	for _, agg := range []hotline.Aggregate{hotline.Case, hotline.Message} {
		acts := slices.Clone(table.ActNames(agg))
		slices.Sort(acts)
		for _, act := range acts {
			how, ok := citizenReads[agg][act]
			line := "hidden"
			if ok {
				line = "shown"
				if how.as != "" {
					line += " as " + how.as
				}
				if len(how.fields) > 0 {
					line += ": " + strings.Join(how.fields, " ")
				}
				if len(how.own) > 0 {
					line += "; of the citizen's own: " + strings.Join(how.own, " ")
				}
			}
			fmt.Fprintf(&b, "%s %s %s\n", agg, act, line)
		}
		for act := range citizenReads[agg] {
			require.Contains(t, acts, act, "an act that the table does not know")
		}
	}
	const file = "testdata/citizen_timeline.txt"
	if *updateTimeline {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(file, []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), b.String(), "renew with: go test ./api -run TestWhatACitizensTimelineHolds -update-timeline")
}
