package workflows_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"minhu/internal/hotline"
	"minhu/internal/simulate"
	"minhu/internal/store"
	"minhu/internal/testbed"
)

// left is where a case ends up that nobody touches any more; a stage that is not named stays where it is, late.
var left = map[hotline.Stage]hotline.Stage{"supplementing": "registered", "surveying": "archived", "closed": "archived", "declined": "archived", "deferred": "handling"}

// Each stage is reached and then left alone for two hundred days of skipped time: every clock that runs there does what the
// table says, at its deadline and not before, once.
func TestEveryStageLeftAlone(t *testing.T) {
	dsn := testbed.Database(t)
	_, err := store.Migrate(t.Context(), dsn)
	require.NoError(t, err)
	h, err := simulate.Open(t.Context(), dsn, time.Now)
	require.NoError(t, err)
	defer h.Store.Close()
	table := hotline.Load()
	from := time.Date(2026, 2, 10, 2, 0, 0, 0, time.UTC) // before the spring holiday with its make-up days
	told := 0
	for _, st := range table.Stages {
		if st.Aggregate != hotline.Case || st.Final || slices.Contains(alone, st.Stage) {
			continue
		}
		acts := path(table, hotline.Case, st.Stage)
		if acts == nil {
			require.Equal(t, hotline.Stage("signing_off"), st.Stage, "only another profile reaches it")
			continue
		}
		t.Run(string(st.Stage), func(t *testing.T) {
			told++
			acts := slices.Clone(acts)
			for i := range acts {
				acts[i].Fields = maps.Clone(acts[i].Fields)
				if acts[i].Fields["until"] != "" {
					acts[i].Fields["until"] = "2026-03-20"
				}
			}
			id, err := simulate.Play(t.Context(), h, string(st.Stage), from, acts, 200*24*time.Hour)
			require.NoError(t, err)
			rows, err := h.Store.EventsAfter(t.Context(), id, 0)
			require.NoError(t, err)
			state := hotline.State{Aggregate: hotline.Case, ID: id, Table: hotline.TableVersion}
			rung := map[string]time.Time{}
			for _, r := range rows {
				e := r.Event()
				if e.Actor.Kind == hotline.BySystem {
					k := ringing(t, state, e)
					require.NotContains(t, rung, k.Key()+k.DueAt.String(), "%s rang twice", k.Key())
					rung[k.Key()+k.DueAt.String()] = e.At
					require.WithinRange(t, e.At, k.DueAt, k.DueAt.Add(2*time.Second), "%s", k.Key())
				}
				state, err = state.Apply(e)
				require.NoError(t, err)
			}
			want := st.Stage
			if to, ok := left[st.Stage]; ok {
				want = to
			}
			require.Equal(t, want, state.Stage)
			require.NotEmpty(t, rung, "no clock ran in %s", st.Stage)
			for _, k := range state.Clocks {
				require.True(t, k.Quiet || !k.Running(), "%s neither ended nor rang", k.Key())
			}
		})
	}
	require.GreaterOrEqual(t, told, 10)
}

// ringing is the clock whose deadline an act of the system answers.
func ringing(t *testing.T, s hotline.State, e hotline.Event) hotline.Clock {
	k, ok := s.Nearest()
	require.True(t, ok, "the system acts and no clock runs")
	info := hotline.Load().ClockInfo(hotline.Case, k.Name)
	require.Equal(t, info.OnDue, e.Act, "the nearest clock %s", k.Key())
	return k
}
