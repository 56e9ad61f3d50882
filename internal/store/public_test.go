package store_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"minhu/internal/store"
	"minhu/internal/testbed"
)

// The public lists walk their index in order, and a search is narrowed by the pairs of characters. Sequential scans are switched
// off: in an empty table they are the cheapest plan, which says nothing.
func TestPublicListsUseTheirIndexes(t *testing.T) {
	st, err := store.Open(t.Context(), testbed.Database(t), store.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = st.Close() })
	for name, want := range map[string]string{"public_cases": "cases_published", "search_public_cases": "cases_public_text",
		"public_messages": "message_published", "search_public_messages": "message_public_text"} {
		query := strings.NewReplacer("$1", "'9999-01-01'", "$2", "'ffffffff-ffff-ffff-ffff-ffffffffffff'", "$3", "20", "$4", "'路灯'").Replace(st.Text(name))
		tx, err := st.DB.BeginTxx(t.Context(), nil)
		require.NoError(t, err)
		_, err = tx.Exec("set local enable_seqscan = off")
		require.NoError(t, err)
		if strings.HasPrefix(name, "search") {
			_, err = tx.Exec("set local enable_indexscan = off")
			require.NoError(t, err)
		}
		var plan []string
		require.NoError(t, tx.Select(&plan, "explain "+query))
		require.NoError(t, tx.Rollback())
		require.Contains(t, strings.Join(plan, "\n"), want, name)
	}
}

// Pairs ignore case and blanks, and a text of one character has none.
func TestTextPairs(t *testing.T) {
	st, err := store.Open(t.Context(), testbed.Database(t), store.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = st.Close() })
	for text, want := range map[string]string{"路灯 不亮": "{不亮,灯不,路灯}", "Ab c": "{ab,bc}", "路": "{}", "": "{}"} {
		var got string
		require.NoError(t, st.DB.Get(&got, "select (select array_agg(p order by p collate \"C\") from unnest(text_pairs($1)) p)::text", text))
		require.Equal(t, strings.Trim(want, "{}"), strings.Trim(got, "{}"), text)
	}
}
