package store_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"minhu/internal/store"
	"minhu/internal/testbed"
)

// The public lists walk their index in order, and a search is narrowed by the pairs of characters: the plans of 5,000 matters, a
// fifth of them published.
func TestPublicListsUseTheirIndexes(t *testing.T) {
	st, err := store.Open(t.Context(), testbed.Database(t), store.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = st.Close() })
	for _, q := range []string{
		`insert into cases (id, number, rev, stage, kind, title, content, facts, registered_at, closed_at, published, public_reply)
		 select gen_random_uuid(), 'C' || i, 1, 'closed', 'help', md5(i::text), md5('c' || i), '{"agreed":true}', now(), now() - i * interval '1 minute', i % 5 = 0,
		   case when i = 5 then '路灯已修复' else md5('r' || i) end from generate_series(1, 5000) i`,
		`insert into message (id, number, rev, stage, title, content, may_publish, submitted_at, replied_at, published, public_reply)
		 select gen_random_uuid(), 'M' || i, 1, 'replied', md5(i::text), md5('c' || i), true, now(), now() - i * interval '1 minute', i % 5 = 0,
		   case when i = 5 then '路灯已修复' else md5('r' || i) end from generate_series(1, 5000) i`,
		`vacuum analyze cases`, `vacuum analyze message`,
	} {
		_, err := st.DB.ExecContext(t.Context(), q)
		require.NoError(t, err)
	}
	for name, want := range map[string]string{"public_cases": "cases_published", "search_public_cases": "cases_public_text",
		"public_messages": "message_published", "search_public_messages": "message_public_text"} {
		query := strings.NewReplacer("$1", "'9999-01-01'", "$2", "'ffffffff-ffff-ffff-ffff-ffffffffffff'", "$3", "20", "$4", "'路灯'").Replace(st.Text(name))
		var plan []string
		require.NoError(t, st.DB.Select(&plan, "explain "+query))
		require.Contains(t, strings.Join(plan, "\n"), want, name)
	}
	rows, err := st.PublicCases(t.Context(), "路灯", nil, 20)
	require.NoError(t, err)
	require.Len(t, rows, 1)
	rows, err = st.PublicMessages(t.Context(), "路灯", nil, 20)
	require.NoError(t, err)
	require.Len(t, rows, 1)
}

// Pairs ignore case and blanks, and a text of one character has none.
func TestTextPairs(t *testing.T) {
	st, err := store.Open(t.Context(), testbed.Database(t), store.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = st.Close() })
	for text, want := range map[string]string{"路灯 不亮": "{不亮,灯不,路灯}", "Ab c": "{ab,bc}", "路": "{}", "": "{}"} {
		var got string
		require.NoError(t, st.DB.Get(&got, "select coalesce((select array_agg(p order by p collate \"C\") from unnest(text_pairs($1)) p)::text, '')", text))
		require.Equal(t, strings.Trim(want, "{}"), strings.Trim(got, "{}"), text)
	}
}
