package store_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"minhu/internal/rates"
	"minhu/internal/store"
	"minhu/internal/testbed"
)

// booked puts n bookings of two years into the database, as the booking function would.
func booked(t *testing.T, st *store.Store, n int, seed uint64, now time.Time) {
	rng := rand.New(rand.NewPCG(seed, 1))
	var rows []string
	for range n {
		period := now.Add(-time.Duration(rng.Int64N(int64(2 * 365 * 24 * time.Hour))))
		at := period.Add(time.Duration(rng.Int64N(int64(20 * 24 * time.Hour))))
		sign := 1
		if rng.IntN(5) == 0 {
			sign = -1
		}
		rows = append(rows, fmt.Sprintf("(gen_random_uuid(), 1, '%s', '%s', '%s', '%s', %d, 'first', %t)", []string{"due", "late", "arrived"}[rng.IntN(3)],
			[]string{"", "d1", "d2"}[rng.IntN(3)], period.Format(time.RFC3339Nano), at.Format(time.RFC3339Nano), sign, rng.IntN(4) == 0))
	}
	_, err := st.DB.ExecContext(t.Context(), "insert into rate_entry (case_id, seq, measure, department, period_at, at, n, reason, imported) values "+strings.Join(rows, ","))
	require.NoError(t, err)
}

// Whatever the period and the cut-off, before, between and after summing: the sums and the bookings give the same figures.
func TestSumsAreTheBookings(t *testing.T) {
	st, err := store.Open(t.Context(), testbed.Database(t), store.Options{MaxConns: 4})
	require.NoError(t, err)
	t.Cleanup(func() { _ = st.Close() })
	now := time.Date(2026, 11, 20, 3, 4, 5, 0, time.UTC)
	rng := rand.New(rand.NewPCG(9, 9))
	same := func(p rates.Period, cutoff time.Time) {
		got, err := st.RateSums(t.Context(), p, cutoff)
		require.NoError(t, err)
		want, err := st.RateRawSums(t.Context(), p, cutoff)
		require.NoError(t, err)
		require.ElementsMatch(t, want, got, "%s to %s as known at %s", p.From, p.To, cutoff)
	}
	compare := func() {
		for _, name := range rates.Presets {
			p, err := rates.Preset(name, now)
			require.NoError(t, err)
			for _, q := range []rates.Period{p, p.Before(), p.LastYear()} {
				same(q, now.AddDate(0, 1, 0))
				same(q, q.To.Add(-time.Hour))
			}
		}
		for range 60 {
			from := now.Add(-time.Duration(rng.Int64N(int64(700 * 24 * time.Hour))))
			length := time.Duration(rng.Int64N(int64(80 * 24 * time.Hour)))
			if rng.IntN(3) == 0 {
				length = time.Duration(rng.Int64N(int64(30 * time.Hour)))
			}
			same(rates.Period{From: from, To: from.Add(length + time.Minute)}, from.Add(time.Duration(rng.Int64N(int64(90*24*time.Hour)))))
		}
		n, err := st.RateSumDifferences(t.Context())
		require.NoError(t, err)
		require.Zero(t, n)
	}
	booked(t, st, 3000, 1, now)
	compare()
	n, err := st.RollRates(t.Context())
	require.NoError(t, err)
	require.Equal(t, 3000, n)
	compare()
	booked(t, st, 500, 2, now)
	compare()

	// A transaction that is still open is not summed, nor one that began after it; nothing is lost or counted twice.
	tx, err := st.DB.BeginTxx(t.Context(), nil)
	require.NoError(t, err)
	_, err = tx.ExecContext(t.Context(), `insert into rate_entry (case_id, seq, measure, department, period_at, at, n, reason) values (gen_random_uuid(), 1, 'due', 'd1', $1, $1, 1, 'first')`, now.AddDate(0, 0, -3))
	require.NoError(t, err)
	booked(t, st, 300, 3, now)
	n, err = st.RollRates(t.Context())
	require.NoError(t, err)
	require.Equal(t, 500, n)
	compare()
	require.NoError(t, tx.Commit())
	compare()
	n, err = st.RollRates(t.Context())
	require.NoError(t, err)
	require.Equal(t, 301, n)
	compare()

	// A case that is marked as imported moves from one sum to the other.
	id := "00000000-0000-4000-8000-00000000abcd"
	_, err = st.DB.ExecContext(t.Context(), `insert into cases (id, number, rev, stage, kind, class, title, content, registered_at, clocks) values ($1, 'T1', 1, 'closed', 'help', '', 't', 'c', $2, '[]')`, id, now)
	require.NoError(t, err)
	_, err = st.DB.ExecContext(t.Context(), `insert into rate_entry (case_id, seq, measure, department, period_at, at, n, reason) values ($1, 1, 'due', 'd1', $2, $2, 1, 'first'), ($1, 2, 'late', 'd1', $2, $2, 1, 'first')`, id, now.AddDate(0, -2, 0))
	require.NoError(t, err)
	_, err = st.RollRates(t.Context())
	require.NoError(t, err)
	_, err = st.DB.ExecContext(t.Context(), `update cases set imported = true where id = $1`, id)
	require.NoError(t, err)
	compare()

	// A sum that somebody altered is found.
	_, err = st.DB.ExecContext(t.Context(), `update rate_month set n = n + 1 where (since, measure, department, imported) = (select since, measure, department, imported from rate_month limit 1)`)
	require.NoError(t, err)
	n, err = st.RateSumDifferences(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, n)
}
