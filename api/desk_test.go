package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"minhu/internal/housetest"
)

func TestAnEditIsLiveAtOnce(t *testing.T) {
	h := housetest.Start(t)
	editor, citizen := h.Staff("editor"), h.Citizen("c1")
	made := editor.Want(201, "POST", "/api/v1/articles", map[string]any{"category": "交通/停车", "question": "路边停车怎么收费", "variants": []string{"停车费多少钱一小时"},
		"blocks": []map[string]any{{"kind": "text", "text": "首小时三元。"}}})
	id := made["id"].(string)
	miss := citizen.Want(201, "POST", "/api/v1/conversations", map[string]string{"text": "路边停车怎么收费"})
	require.NotEqual(t, "answer", miss["utterances"].([]any)[1].(map[string]any)["decision"], "a draft is not searched")
	editor.Want(200, "POST", "/api/v1/articles/"+id+"/actions/publish", map[string]any{"rev": 1})
	talk := miss["id"].(string)
	require.Eventually(t, func() bool {
		u := citizen.Want(200, "POST", "/api/v1/conversations/"+talk+"/utterances", map[string]string{"text": "路边停车怎么收费"})["utterances"].([]any)
		return u[1].(map[string]any)["article_id"] == id
	}, waitLong, tick)
	editor.Want(409, "PUT", "/api/v1/articles/"+id, map[string]any{"rev": 1, "question": "路边停车怎么收费", "category": "交通", "blocks": []any{}})
	why := editor.Want(200, "POST", "/api/v1/article-tries", map[string]string{"text": "停车一小时多少钱"})
	require.NotEmpty(t, why["candidates"])
	editor.Want(200, "POST", "/api/v1/articles/"+id+"/actions/withdraw", map[string]any{"rev": 2})
	require.Eventually(t, func() bool {
		u := citizen.Want(200, "POST", "/api/v1/conversations/"+talk+"/utterances", map[string]string{"text": "路边停车怎么收费"})["utterances"].([]any)
		return u[1].(map[string]any)["decision"] != "answer"
	}, waitLong, tick)
	h.Staff("agent").Want(403, "POST", "/api/v1/articles", map[string]any{"question": "x"})
}

func TestDeskNumbers(t *testing.T) {
	h := housetest.Start(t)
	citizen, dispatcher, supervisor, auditor := h.Citizen("c1"), h.Staff("dispatcher"), h.Staff("supervisor"), h.Staff("auditor")
	citizen.Want(201, "POST", "/api/v1/conversations", map[string]string{"text": "火星移民怎么申请"})
	talk := citizen.Want(201, "POST", "/api/v1/conversations", map[string]string{"text": "居住证怎么办理"})["id"].(string)
	citizen.Act(200, "conversations", talk, "downvote", map[string]string{"utterance": "2", "downvote_reason": "outdated"})
	citizen.Act(200, "conversations", talk, "request_human", nil)
	id := citizen.Want(201, "POST", "/api/v1/cases", map[string]any{"kind": "report", "class": "noise", "title": "夜间施工", "content": "夜里十二点还在施工。", "contact": contact})["id"].(string)
	dispatcher.Act(200, "cases", id, "accept", nil)
	dispatcher.Act(200, "cases", id, "dispatch", map[string]string{"department": "hbj"})
	board := supervisor.Want(200, "GET", "/api/v1/board", nil)
	require.EqualValues(t, 1, board["queue"].(map[string]any)["waiting"])
	require.Len(t, board["units"], 1)
	stats := h.Staff("analyst").Want(200, "GET", "/api/v1/statistics?days=7", nil)
	present := stats["present"].(map[string]any)
	require.EqualValues(t, 2, present["questions"])
	require.EqualValues(t, 1, present["answered"])
	require.EqualValues(t, 1, present["missed"])
	misses := h.Staff("analyst").Want(200, "GET", "/api/v1/statistics/misses", nil)["items"].([]any)
	require.Len(t, misses, 2)
	history := auditor.Want(200, "GET", "/api/v1/cases/"+id+"/history", nil)["items"].([]any)
	require.NotEmpty(t, history)
	ledger := auditor.Want(200, "GET", "/api/v1/ledger?subject="+id, nil)["items"].([]any)
	require.GreaterOrEqual(t, len(ledger), 4)
	h.Staff("clerk").Want(http.StatusForbidden, "GET", "/api/v1/ledger", nil)
	hot := citizen.Want(200, "GET", "/api/v1/hot-questions", nil)["items"].([]any)
	require.NotEmpty(t, hot)
	require.NotEmpty(t, citizen.Want(200, "GET", "/api/v1/demo", nil)["story"])
	supervisor.Want(200, "POST", "/api/v1/presence", map[string]string{"presence": "away"})
}
