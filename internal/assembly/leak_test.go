package assembly_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"google.golang.org/protobuf/encoding/protojson"

	"minhu/internal/housetest"
	"minhu/internal/testbed"
)

func TestMain(m *testing.M) { os.Exit(testbed.Main(m)) }

// A person's name, phone and address stand nowhere but in the sealed row: not in any other column, not in a history, an id, a
// search attribute or a log. What was said in a talk stands readable nowhere at all.
func TestNothingPersonalLeaks(t *testing.T) {
	var log bytes.Buffer
	h := housetest.StartWith(t, &log)
	citizen := h.Citizen("c1")
	secrets := []string{"欧阳保密", "13812345678", "城东区机密路 77 号"}
	said := "我的身份证号是 330102 这是说过的话"
	talk := citizen.Want(201, "POST", "/api/v1/conversations", map[string]string{"text": said})["id"].(string)
	citizen.Act(200, "conversations", talk, "request_human", nil)
	h.Staff("agent").Act(200, "conversations", talk, "take", nil)
	r := citizen.Want(201, "POST", "/api/v1/cases", map[string]any{"kind": "report", "class": "noise", "title": "夜间施工", "content": "保密举报的内容说的是这件事", "confidential": true,
		"contact": map[string]string{"name": secrets[0], "phone": secrets[1], "address": secrets[2]}})
	id := r["id"].(string)
	h.Staff("dispatcher").Want(404, "GET", "/api/v1/cases/"+id, nil)
	citizen.Act(200, "cases", id, "withdraw", map[string]string{"reason": "撤回的理由是私事"})
	citizen.Act(409, "cases", id, "withdraw", map[string]string{"reason": "撤回的理由是私事"})
	require.Equal(t, http.StatusOK, must(citizen.Do("GET", "/api/v1/cases/"+id, nil)))
	secrets = append(secrets, said, "保密举报的内容", "撤回的理由是私事")

	everything := dump(t, h)
	for _, s := range secrets {
		for _, form := range []string{s, strings.ReplaceAll(s, " ", ""), jsonEscaped(s)} {
			require.NotContains(t, everything, form, "readable in the database")
			require.NotContains(t, log.String(), form, "readable in the log")
		}
	}
	for _, wf := range []string{"conversation/" + talk, "case/" + id} {
		it := h.Temporal.GetWorkflowHistory(t.Context(), wf, "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
		n := 0
		for it.HasNext() {
			e, err := it.Next()
			require.NoError(t, err)
			b, err := protojson.Marshal(e)
			require.NoError(t, err)
			for _, s := range secrets {
				require.NotContains(t, string(b), s)
				require.NotContains(t, string(b), jsonEscaped(s))
			}
			n++
		}
		require.Positive(t, n)
	}
}

func must(status int, _ []byte) int { return status }

func jsonEscaped(s string) string {
	b, _ := json.Marshal(s)
	return strings.Trim(string(b), `"`)
}

// dump writes every row of every table of ours as text.
func dump(t *testing.T, h *housetest.House) string {
	var tables []string
	require.NoError(t, h.Store.DB.SelectContext(t.Context(), &tables, `select tablename from pg_tables where schemaname = 'public'`))
	require.Greater(t, len(tables), 15)
	var all strings.Builder
	for _, name := range tables {
		var rows []string
		require.NoError(t, h.Store.DB.SelectContext(t.Context(), &rows, `select to_jsonb(x)::text from "`+name+`" x`))
		all.WriteString(strings.Join(rows, "\n"))
	}
	return all.String()
}

// An edit that was committed while the listener was away is live when it is back.
func TestArticlesAfterALostListener(t *testing.T) {
	h := housetest.Start(t)
	editor := h.Staff("editor")
	_, err := h.Store.DB.ExecContext(t.Context(), `select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%' and datname = current_database()`)
	require.NoError(t, err)
	id := editor.Want(201, "POST", "/api/v1/articles", map[string]any{"category": "交通/停车", "question": "路边停车怎么收费", "blocks": []map[string]any{{"kind": "text", "text": "首小时三元。"}}})["id"].(string)
	editor.Want(200, "POST", "/api/v1/articles/"+id+"/actions/publish", map[string]any{"rev": 1})
	require.Eventually(t, func() bool {
		u := h.Citizen("x").Want(201, "POST", "/api/v1/conversations", map[string]string{"text": "路边停车怎么收费"})["utterances"].([]any)
		return u[1].(map[string]any)["article_id"] == id
	}, 30*time.Second, 200*time.Millisecond)
}
