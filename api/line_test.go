package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"minhu/internal/housetest"
)

var contact = map[string]string{"name": "王测试", "phone": "13800002031", "address": "城东区样板路 12 号"}

// The whole line: question, answer, downvote, agent, complaint, department, reply, review, survey.
func TestWholeLine(t *testing.T) {
	h := housetest.Start(t)
	citizen, agent, dispatcher, clerk, supervisor := h.Citizen("c1"), h.Staff("agent"), h.Staff("dispatcher"), h.Staff("clerk"), h.Staff("supervisor")

	first := citizen.Want(http.StatusCreated, "POST", "/api/v1/conversations", map[string]string{"text": "居住证怎么办理？"})
	id := first["id"].(string)
	lines := first["utterances"].([]any)
	require.Len(t, lines, 2)
	answer := lines[1].(map[string]any)
	require.Equal(t, "answer", answer["decision"])
	require.Equal(t, "居住证怎么办理", answer["heading"])

	more := citizen.Want(http.StatusOK, "POST", "/api/v1/conversations/"+id+"/utterances", map[string]string{"text": "那需要什么材料？"})
	second := more["utterances"].([]any)[1].(map[string]any)
	require.Equal(t, "art-2", second["article_id"], "the matter is remembered")

	citizen.Act(200, "conversations", id, "downvote", map[string]string{"utterance": "4", "downvote_reason": "unsolved"})
	citizen.Act(200, "conversations", id, "request_human", nil)
	queued := agent.Want(200, "GET", "/api/v1/conversations?view=queue", nil)
	require.Len(t, queued["items"], 1)
	seen := agent.Want(200, "GET", "/api/v1/conversations/"+id, nil)
	require.Equal(t, "queued", seen["stage"])
	agent.Act(200, "conversations", id, "take", nil)
	agent.Want(200, "POST", "/api/v1/conversations/"+id+"/utterances", map[string]string{"text": "您好，我帮您看看。"})
	silent := citizen.Want(200, "POST", "/api/v1/conversations/"+id+"/utterances", map[string]string{"text": "门口的路也坏了"})
	for _, u := range silent["utterances"].([]any) {
		require.NotEqual(t, "bot", u.(map[string]any)["speaker"], "the bot is silent while a person has the talk")
	}
	h.Staff("agent2").Act(404, "conversations", id, "take", nil)

	escalated := agent.Act(200, "conversations", id, "escalate", map[string]string{"target": "case", "kind": "complaint", "class": "road",
		"title": "小区门口道路破损", "content": "门口路面有大坑，下雨积水，请尽快修补。", "place": "城东区样板路"})
	require.NotEmpty(t, escalated["rev"])
	var caseID string
	require.Eventually(t, func() bool {
		mine := citizen.Want(200, "GET", "/api/v1/mine", nil)["cases"].([]any)
		if len(mine) == 1 {
			caseID = mine[0].(map[string]any)["id"].(string)
		}
		return caseID != ""
	}, waitLong, tick)
	citizen.Act(200, "conversations", id, "end", nil)
	citizen.Act(200, "conversations", id, "rate", map[string]string{"satisfied": "4"})

	v := citizen.Want(200, "GET", "/api/v1/cases/"+caseID, nil)
	require.Equal(t, "registered", v["stage"])
	require.NotContains(t, v, "party")
	dispatcher.Act(200, "cases", caseID, "accept", nil)
	d := dispatcher.Want(200, "GET", "/api/v1/cases/"+caseID, nil)
	require.Equal(t, "zjj", d["suggested_department"])
	clerk.Act(404, "cases", caseID, "sign", nil)
	dispatcher.Act(200, "cases", caseID, "dispatch", map[string]string{"department": "zjj"})
	h.Staff("clerk2").Want(404, "GET", "/api/v1/cases/"+caseID, nil)
	clerk.Act(200, "cases", caseID, "sign", nil)
	v = citizen.Want(200, "GET", "/api/v1/cases/"+caseID, nil)
	require.Contains(t, v["sentence_zh"], "住建局正在办理，最晚")
	citizen.Act(200, "cases", caseID, "remind", map[string]string{"note": "请快一点"})
	clerk.Act(200, "cases", caseID, "reply", map[string]string{"record": "已派施工队修补。", "public_reply": "路面已于今日修补完成。"})
	v = citizen.Want(200, "GET", "/api/v1/cases/"+caseID, nil)
	require.NotContains(t, v, "public_reply", "a reply is read after review")
	supervisor.Act(200, "cases", caseID, "review_pass", nil)
	v = citizen.Want(200, "GET", "/api/v1/cases/"+caseID, nil)
	require.Equal(t, "路面已于今日修补完成。", v["public_reply"])
	citizen.Act(200, "cases", caseID, "survey", map[string]string{"contacted": "yes", "solved": "yes", "satisfied": "5"})
	v = citizen.Want(200, "GET", "/api/v1/cases/"+caseID, nil)
	require.Equal(t, "closed", v["stage"])
	for _, k := range v["clocks"].([]any) {
		if k.(map[string]any)["name"] != "archive" {
			require.Contains(t, k.(map[string]any), "stopped_at")
		}
	}
	citizen.Act(409, "cases", caseID, "remind", nil)
	line := supervisor.Want(200, "GET", "/api/v1/cases/"+caseID+"/timeline", nil)["items"].([]any)
	var acts []string
	for _, i := range line {
		acts = append(acts, i.(map[string]any)["act"].(string))
	}
	require.Equal(t, []string{"register", "accept", "dispatch", "sign", "remind", "reply", "review_pass", "survey"}, acts)
	viewers := h.Staff("auditor").Want(200, "GET", "/api/v1/cases/"+caseID+"/viewers", nil)["items"].([]any)
	require.NotEmpty(t, viewers)
}

func TestComplaintByForm(t *testing.T) {
	h := housetest.Start(t)
	citizen, clerk, dispatcher := h.Citizen("c1"), h.Staff("clerk"), h.Staff("dispatcher")
	body := map[string]any{"kind": "complaint", "class": "road", "title": "路灯不亮", "content": "样板路路灯坏了三天。", "contact": contact}
	status, first := citizen.Send("POST", "/api/v1/cases", "form-key-0001", body)
	require.Equal(t, 201, status, string(first))
	status, again := citizen.Send("POST", "/api/v1/cases", "form-key-0001", body)
	require.Equal(t, 201, status)
	require.JSONEq(t, string(first), string(again), "the same key gives the first receipt again")
	body["title"] = "别的标题"
	status, other := citizen.Send("POST", "/api/v1/cases", "form-key-0001", body)
	require.Equal(t, 422, status)
	require.Contains(t, string(other), "idempotency_key_reused")

	r := decode(t, first)
	id := r["id"].(string)
	require.Len(t, r["query_code"], 14)
	tracked := h.Citizen("c2").Want(200, "POST", "/api/v1/tracking", map[string]string{"query_code": r["query_code"].(string), "phone_last4": "2031"})
	require.Equal(t, r["number"], tracked["number"])
	require.NotContains(t, tracked, "id")
	h.Citizen("c3").Want(404, "POST", "/api/v1/tracking", map[string]string{"query_code": r["query_code"].(string), "phone_last4": "0000"})
	h.Citizen("c4").Want(404, "GET", "/api/v1/cases/"+id, nil)

	dispatcher.Act(200, "cases", id, "accept", nil)
	stale := dispatcher.Want(409, "POST", "/api/v1/cases/"+id+"/actions/dispatch", map[string]any{"rev": 1, "fields": map[string]string{"department": "zjj"}})
	require.Equal(t, "state_changed", stale["code"])
	require.EqualValues(t, 2, stale["rev"])
	bad := dispatcher.Want(422, "POST", "/api/v1/cases/"+id+"/actions/dispatch", map[string]any{"rev": 2, "fields": map[string]string{"department": "nowhere"}})
	require.Equal(t, "validation_failed", bad["code"])
	dispatcher.Act(200, "cases", id, "dispatch", map[string]string{"department": "zjj"})
	got := clerk.Want(200, "GET", "/api/v1/cases?sort=due&open=true", nil)["items"].([]any)
	require.Len(t, got, 1)
	v := clerk.Want(200, "GET", "/api/v1/cases/"+id, nil)
	require.Equal(t, "138****2031", v["party"].(map[string]any)["phone"])
	shown := clerk.Want(200, "POST", "/api/v1/cases/"+id+"/reveal", map[string]string{"field": "phone", "reason": "contact_citizen"})
	require.Equal(t, "13800002031", shown["value"])
	clerk.Want(422, "POST", "/api/v1/cases/"+id+"/reveal", map[string]string{"field": "phone", "reason": "curious"})
}

func TestMessageLine(t *testing.T) {
	h := housetest.Start(t)
	citizen, supervisor := h.Citizen("c1"), h.Staff("supervisor")
	r := citizen.Want(201, "POST", "/api/v1/messages", map[string]any{"title": "想了解政策", "content": "请问人才补贴什么时候发？", "contact": map[string]string{"phone": "13800002031"}})
	id := r["id"].(string)
	supervisor.Act(200, "messages", id, "assign", map[string]string{"department": "zjj"})
	h.Staff("clerk").Act(200, "messages", id, "reply", map[string]string{"public_reply": "每年六月发放。"})
	citizen.Act(200, "messages", id, "ask_again", map[string]string{"content": "今年的呢？"})
	h.Staff("clerk").Act(200, "messages", id, "reply", map[string]string{"public_reply": "今年七月发放。"})
	citizen.Act(200, "messages", id, "rate", map[string]string{"satisfied": "5"})
	v := citizen.Want(200, "GET", "/api/v1/messages/"+id, nil)
	require.Equal(t, "closed", v["stage"])
	require.Len(t, supervisor.Want(200, "GET", "/api/v1/messages?stage=closed", nil)["items"], 1)
}
