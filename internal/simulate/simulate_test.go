package simulate_test

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"minhu/internal/simulate"
	"minhu/internal/store"
	"minhu/internal/testbed"
)

func TestMain(m *testing.M) { os.Exit(testbed.Main(m)) }

// A small year: every case comes to an end, clocks act at their deadlines, and what the boards read equals a recount of the
// events.
func TestASmallYear(t *testing.T) {
	dsn := testbed.Database(t)
	_, err := store.Migrate(t.Context(), dsn)
	require.NoError(t, err)
	from := time.Date(2026, 1, 5, 1, 0, 0, 0, time.UTC)
	now := from
	h, err := simulate.Open(t.Context(), dsn, func() time.Time { return now })
	require.NoError(t, err)
	defer h.Store.Close()
	var matters []simulate.Matter
	for i := range 40 {
		matters = append(matters, simulate.Matter{Title: fmt.Sprintf("路面破损 %d", i), Content: "路面破损，请修补。", Class: "city-road", Place: "示范路",
			At: from.Add(time.Duration(i) * 7 * time.Hour)})
	}
	rep, err := simulate.Run(t.Context(), h, simulate.Options{Matters: matters, From: from, Seed: 7})
	require.NoError(t, err)
	require.Greater(t, rep.Acts, 200)
	faults, counts, err := simulate.Recount(t.Context(), h, simulate.IDs(h, 7, len(matters)))
	require.NoError(t, err)
	require.Empty(t, faults)
	more, err := simulate.Boards(t.Context(), h, counts)
	require.NoError(t, err)
	require.Empty(t, more)
	t.Logf("%+v", rep)

	// A recount that cannot see a difference proves nothing.
	_, err = h.Store.DB.ExecContext(t.Context(), `update cases set overdue = not overdue where id = $1`, simulate.IDs(h, 7, 1)[0])
	require.NoError(t, err)
	faults, _, err = simulate.Recount(t.Context(), h, simulate.IDs(h, 7, len(matters)))
	require.NoError(t, err)
	require.Len(t, faults, 1)
}
