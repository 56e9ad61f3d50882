package api_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"minhu/internal/housetest"
)

// call is a word of the call centre.
func call(id, state string, more map[string]any) map[string]any {
	b := map[string]any{"call_id": id, "number": "13900000011", "direction": "in", "state": state, "at": time.Now().UTC().Format(time.RFC3339), "extension": ""}
	for k, v := range more {
		b[k] = v
	}
	return b
}

func centre(h *housetest.House) *housetest.Client {
	return h.Citizen("centre").With(map[string]string{"Authorization": "Bearer " + housetest.CallToken})
}

func TestTheCallCentreShowsItsToken(t *testing.T) {
	h := housetest.Start(t)
	body := call("c-1", "ringing", nil)
	for _, header := range []map[string]string{nil, {"Authorization": "Bearer "}, {"Authorization": "Bearer wrong"}, {"Authorization": housetest.CallToken}} {
		h.Citizen("nobody").With(header).Want(401, "POST", "/api/v1/calls", body)
	}
	c := centre(h)
	c.Want(200, "POST", "/api/v1/calls", body)
	for name, bad := range map[string]map[string]any{
		"state": {"state": "busy"}, "at": {"at": "2001-01-01T00:00:00Z"}, "number": {"number": "abc"}, "recording_url": {"recording_url": "javascript:alert(1)"},
		"extension": {"extension": "12ab"}, "direction": {"direction": "sideways"}, "call_id": {"call_id": "../x"},
	} {
		got := c.Want(422, "POST", "/api/v1/calls", call("c-2", "ringing", bad))
		require.Equal(t, name, got["fields"].([]any)[0].(map[string]any)["name"])
	}
	c.Want(400, "POST", "/api/v1/calls", map[string]any{"call_id": "c-3", "admin": true})
}

// Whatever order the words of a call come in, and however often, the call is the same.
func TestWordsOfACallInAnyOrder(t *testing.T) {
	h := housetest.Start(t)
	c, agent := centre(h), h.Staff("agent")
	words := []map[string]any{call("x", "ringing", nil), call("x", "answered", map[string]any{"extension": "8001"}), call("x", "ended", map[string]any{"recording_url": "https://rec.example/x.wav"})}
	agent.Want(200, "PUT", "/api/v1/extension", map[string]string{"extension": "8001"})
	h.Staff("agent2").Want(409, "PUT", "/api/v1/extension", map[string]string{"extension": "8001"})
	var want map[string]any
	for n, order := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 0, 2}, {2, 0, 1, 0, 2, 1}} {
		id := ""
		for _, i := range order {
			w := map[string]any{}
			for k, v := range words[i] {
				w[k] = v
			}
			w["call_id"] = "x-" + string(rune('a'+n))
			id = c.Want(200, "POST", "/api/v1/calls", w)["id"].(string)
		}
		got := agent.Want(200, "GET", "/api/v1/calls/"+id, nil)["call"].(map[string]any)
		delete(got, "id")
		if want == nil {
			want = got
		}
		require.Equal(t, want, got, "order %v", order)
	}
	require.Equal(t, "ended", want["state"])
	require.Equal(t, "139****0011", want["number"])
	require.Equal(t, true, want["mine"], "who answers has the call")
	require.Equal(t, "https://rec.example/x.wav", want["recording_url"])
	// The same state with another content is another word, and refused.
	c.Want(422, "POST", "/api/v1/calls", call("x-a", "ended", map[string]any{"recording_url": "https://rec.example/other.wav"}))
	c.Want(422, "POST", "/api/v1/calls", call("x-a", "missed", map[string]any{"number": "13900000012"}))
	// Who may not listen sees no link.
	dept := h.Staff("clerk")
	dept.Want(403, "GET", "/api/v1/calls", nil)
	require.NotContains(t, h.Staff("agent2").Want(200, "GET", "/api/v1/calls?view=all", nil)["items"].([]any)[0], "recording_url")
}

func TestACallBecomesACase(t *testing.T) {
	h := housetest.Start(t)
	c, agent, other := centre(h), h.Staff("agent"), h.Staff("agent2")
	before := h.Citizen("c1").Want(201, "POST", "/api/v1/cases", map[string]any{"kind": "complaint", "title": "小区门口路面塌陷", "content": "东门外的路面塌了一块，下雨积水，电动车摔了好几次。",
		"place": "示范路 12 号", "contact": map[string]string{"name": "王示范", "phone": "139-0000-0011"}})
	secret := h.Citizen("c2").Want(201, "POST", "/api/v1/cases", map[string]any{"kind": "report", "title": "举报某单位", "content": "保密内容保密内容保密内容。", "confidential": true,
		"contact": map[string]string{"name": "王示范", "phone": "13900000011"}})
	id := c.Want(200, "POST", "/api/v1/calls", call("k", "ringing", nil))["id"].(string)
	live := agent.Want(200, "GET", "/api/v1/calls", nil)["items"].([]any)
	require.Len(t, live, 1)
	agent.Want(200, "POST", "/api/v1/calls/"+id+"/actions/take", map[string]any{})
	other.Want(409, "POST", "/api/v1/calls/"+id+"/actions/take", map[string]any{})
	view := agent.Want(200, "GET", "/api/v1/calls/"+id, nil)
	cases := view["cases"].([]any)
	require.Len(t, cases, 1, "a confidential case is not shown to who lacks the clearance")
	require.Equal(t, before["id"], cases[0].(map[string]any)["id"])
	require.NotEqual(t, secret["id"], cases[0].(map[string]any)["id"])
	// One case line over web and telephone: near in place and words.
	near := agent.Want(200, "POST", "/api/v1/duplicates", map[string]any{"title": "东门路面塌陷", "content": "小区东门外路面塌了一块，电动车摔倒", "place": "示范路12号", "call_id": id})
	require.Len(t, near["items"], 1)
	require.Equal(t, true, near["items"].([]any)[0].(map[string]any)["same_person"])
	matter := map[string]any{"kind": "complaint", "class": "road", "title": "东门路面塌陷", "content": "来电人说东门外路面塌陷，要求尽快修复。", "place": "示范路 12 号", "call_id": id,
		"contact": map[string]string{"name": "", "phone": "", "address": ""}}
	other.Want(403, "POST", "/api/v1/cases", matter)
	made := agent.Want(201, "POST", "/api/v1/cases", matter)
	v := agent.Want(200, "GET", "/api/v1/cases/"+made["id"].(string), nil)
	require.Equal(t, "phone", v["channel"])
	require.Equal(t, "139****0011", v["party"].(map[string]any)["phone"])
	require.Equal(t, id, v["call"].(map[string]any)["id"])
	require.Len(t, v["earlier"], 1, "within the scope: the confidential one stays out")
	got := agent.Want(200, "GET", "/api/v1/calls/"+id, nil)["call"].(map[string]any)
	require.Equal(t, "case", got["outcome"])
	require.Equal(t, made["id"], got["subject_id"])
	var kept string
	require.NoError(t, h.Store.DB.Get(&kept, `select call_id::text from cases where id = $1`, made["id"]))
	require.Equal(t, id, kept)
	require.Empty(t, agent.Want(200, "GET", "/api/v1/calls", nil)["items"], "a call that became a case is off the list")
	agent.Want(409, "POST", "/api/v1/calls/"+id+"/actions/close", map[string]any{"reason": "hung_up"})
	// The number is shown for a reason, on record.
	agent.Want(422, "POST", "/api/v1/calls/"+id+"/reveal", map[string]any{"reason": "curiosity"})
	require.Equal(t, "13900000011", agent.Want(200, "POST", "/api/v1/calls/"+id+"/reveal", map[string]any{"reason": "contact_citizen"})["value"])
	ledger := h.Staff("auditor").Want(200, "GET", "/api/v1/ledger?subject="+id, nil)["items"].([]any)
	require.True(t, slices.ContainsFunc(ledger, func(e any) bool { return e.(map[string]any)["act"] == "reveal" }))
}

func TestAnsweredWhileTheCallerListens(t *testing.T) {
	h := housetest.Start(t)
	agent := h.Staff("agent")
	id := agent.Want(201, "POST", "/api/v1/typed-calls", map[string]any{"number": "13900000021"})["id"].(string)
	body := map[string]any{"case": map[string]any{"kind": "consultation", "class": "road", "title": "问居住证", "content": "问居住证在哪里办理。",
		"contact": map[string]string{"name": "", "phone": "", "address": ""}}, "record": "口头答复", "public_reply": "到居住地派出所办理。"}
	status, first := agent.Send("POST", "/api/v1/calls/"+id+"/actions/answer", "the-same-key-1", body)
	require.Equal(t, http.StatusCreated, status, string(first))
	status, again := agent.Send("POST", "/api/v1/calls/"+id+"/actions/answer", "the-same-key-1", body)
	require.Equal(t, http.StatusCreated, status)
	require.JSONEq(t, string(first), string(again), "the same key gives the same case")
	got := agent.Want(200, "GET", "/api/v1/calls/"+id, nil)["call"].(map[string]any)
	require.Equal(t, "answered", got["outcome"])
	v := agent.Want(200, "GET", "/api/v1/cases/"+got["subject_id"].(string), nil)
	require.Equal(t, "surveying", v["stage"])
	// A withheld number and a caller who hangs up.
	id = agent.Want(201, "POST", "/api/v1/typed-calls", map[string]any{"number": ""})["id"].(string)
	agent.Want(422, "POST", "/api/v1/calls/"+id+"/actions/close", map[string]any{"reason": "bored"})
	agent.Want(200, "POST", "/api/v1/calls/"+id+"/actions/close", map[string]any{"reason": "silent", "note": "无人应答"})
}

func TestCallBacks(t *testing.T) {
	h := housetest.Start(t)
	c, agent, other, citizen := centre(h), h.Staff("agent"), h.Staff("agent2"), h.Citizen("c1")
	// A missed call makes a wish; one that was answered after all takes it back.
	missed := c.Want(200, "POST", "/api/v1/calls", call("m", "missed", nil))["id"].(string)
	open := agent.Want(200, "GET", "/api/v1/callbacks", nil)["items"].([]any)
	require.Len(t, open, 1)
	require.Equal(t, missed, open[0].(map[string]any)["call_id"])
	c.Want(200, "POST", "/api/v1/calls", call("m", "answered", nil))
	require.Empty(t, agent.Want(200, "GET", "/api/v1/callbacks", nil)["items"])
	wish := citizen.Want(201, "POST", "/api/v1/callbacks", map[string]any{"name": "李示范", "phone": "13900000031", "topic": "问公积金"})
	require.Equal(t, "waiting", wish["stage"])
	require.NotEmpty(t, wish["clock"].(map[string]any)["why_zh"])
	require.NotContains(t, wish, "topic")
	citizen.Want(422, "POST", "/api/v1/callbacks", map[string]any{"name": "", "phone": "", "topic": ""})
	// Who asks twice is called once, and a stranger learns nothing of the first wish.
	require.Empty(t, h.Citizen("c2").Want(201, "POST", "/api/v1/callbacks", map[string]any{"phone": "139 0000 0031", "name": "", "topic": ""})["id"])
	id := wish["id"].(string)
	h.Citizen("c3").Want(404, "POST", "/api/v1/callbacks/"+id+"/actions/withdraw", map[string]any{})
	agent.Want(403, "POST", "/api/v1/callbacks/"+id+"/actions/attempt", map[string]any{"outcome": "reached"})
	for n, want := range []string{"waiting", "waiting", "unreachable"} {
		agent.Want(200, "POST", "/api/v1/callbacks/"+id+"/actions/take", map[string]any{})
		other.Want(409, "POST", "/api/v1/callbacks/"+id+"/actions/take", map[string]any{})
		got := agent.Want(200, "POST", "/api/v1/callbacks/"+id+"/actions/attempt", map[string]any{"outcome": "no_answer", "note": "第几次"})
		require.Equal(t, want, got["stage"], "attempt %d", n+1)
	}
	v := agent.Want(200, "GET", "/api/v1/callbacks/"+id, nil)
	require.Len(t, v["tries"], 3)
	require.NotEmpty(t, v["clock"].(map[string]any)["stopped_at"])
	// A new wish after that; the call that answers it carries the number without showing it.
	id = citizen.Want(201, "POST", "/api/v1/callbacks", map[string]any{"name": "", "phone": "13900000031", "topic": ""})["id"].(string)
	agent.Want(200, "POST", "/api/v1/callbacks/"+id+"/actions/take", map[string]any{})
	out := agent.Want(201, "POST", "/api/v1/callbacks/"+id+"/actions/call", map[string]any{})
	require.Equal(t, "139****0031", out["number"])
	require.Equal(t, "out", out["direction"])
	agent.Want(200, "POST", "/api/v1/callbacks/"+id+"/actions/attempt", map[string]any{"outcome": "reached"})
	require.Len(t, citizen.Want(200, "GET", "/api/v1/my-callbacks", nil)["items"], 2)
	board := h.Staff("supervisor").Want(200, "GET", "/api/v1/board", nil)
	require.EqualValues(t, 0, board["callbacks"].(map[string]any)["open"])
}
