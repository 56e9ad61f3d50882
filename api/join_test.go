package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"minhu/internal/housetest"
)

// Neighbours join one matter: each has a code of his own, a number joins once, the unit sees the count, nobody sees another, and everybody
// is told the result.
func TestNeighboursJoinOneMatter(t *testing.T) {
	h := housetest.Start(t)
	h.Server.Config.RateFactor = 1000
	agent, dispatcher, supervisor, clerk := h.Staff("agent"), h.Staff("dispatcher"), h.Staff("supervisor"), h.Staff("clerk")
	matter := map[string]any{"kind": "complaint", "class": "road", "title": "人民路路面塌陷积水", "content": "人民路近建设路口路面塌陷，下雨积水严重，车辆难行", "place": "人民路 12 号"}
	raise := func(name, phone string) (*housetest.Client, string) {
		c := h.Citizen(name)
		body := map[string]any{"contact": map[string]string{"name": name, "phone": phone}}
		for k, v := range matter {
			body[k] = v
		}
		return c, c.Want(201, "POST", "/api/v1/cases", body)["id"].(string)
	}
	owner, id := raise("甲", "13800000101")
	look := map[string]any{"title": matter["title"], "content": matter["content"], "class": "road", "place": matter["place"], "district": "", "call_id": ""}
	require.Nil(t, h.Citizen("x").Want(200, "POST", "/api/v1/duplicates", look)["join"], "one or two people are not pointed at")
	raise("乙", "13800000102")
	raise("丙", "13800000103")
	neighbour := h.Citizen("丁")
	found := neighbour.Want(200, "POST", "/api/v1/duplicates", look)
	require.EqualValues(t, 3, found["similar"])
	offer := found["join"].(map[string]any)
	require.NotContains(t, offer, "title")
	contact := map[string]string{"name": "丁", "phone": "13800000104"}
	joined := neighbour.Want(201, "POST", "/api/v1/joins", map[string]any{"offer": offer["offer"], "contact": contact})
	require.EqualValues(t, 2, joined["people"])
	code := joined["query_code"].(string)
	again := h.Citizen("someone else").Want(200, "POST", "/api/v1/joins", map[string]any{"offer": offer["offer"], "contact": contact})
	require.Nil(t, again["query_code"], "whoever types a number that joined gets no code")
	require.EqualValues(t, 2, again["people"])
	of := dispatcher.Want(200, "GET", "/api/v1/numbers/"+joined["number"].(string), nil)["id"].(string)
	if of != id {
		owner, id = nil, of
	}
	if owner != nil {
		owner.Want(409, "POST", "/api/v1/joins", map[string]any{"offer": offer["offer"], "contact": map[string]string{"name": "甲", "phone": "13800000101"}})
	}
	neighbour.Want(404, "POST", "/api/v1/joins", map[string]any{"case_id": id, "contact": contact})
	neighbour.Want(404, "POST", "/api/v1/joins", map[string]any{"offer": "x" + offer["offer"].(string), "contact": contact})
	neighbour.Want(422, "POST", "/api/v1/joins", map[string]any{"contact": contact})
	neighbour.Want(404, "GET", "/api/v1/cases/"+id, nil)

	mine := neighbour.Want(200, "GET", "/api/v1/mine", nil)["joined"].([]any)
	require.Len(t, mine, 1)
	require.Equal(t, code, mine[0].(map[string]any)["query_code"])
	agent.Act(200, "cases", id, "accept", nil)
	dispatcher.Act(200, "cases", id, "dispatch", map[string]string{"department": "zjj"})
	require.EqualValues(t, 1, clerk.Want(200, "GET", "/api/v1/cases/"+id, nil)["followers"])
	for _, x := range clerk.Want(200, "GET", "/api/v1/cases", nil)["items"].([]any) {
		if row := x.(map[string]any); row["id"] == id {
			require.EqualValues(t, 1, row["followers"])
		}
	}
	clerk.Act(200, "cases", id, "sign", nil)
	clerk.Act(200, "cases", id, "reply", map[string]string{"record": "已修补", "public_reply": "路面已修补。"})
	track := func() map[string]any {
		return neighbour.Want(200, "POST", "/api/v1/tracking", map[string]string{"query_code": code, "phone_last4": "0104"})
	}
	require.Nil(t, track()["public_reply"], "not before its review")
	supervisor.Act(200, "cases", id, "review_pass", nil)
	require.Equal(t, "路面已修补。", track()["public_reply"])
	require.Nil(t, track()["id"])
	neighbour.Want(404, "POST", "/api/v1/tracking", map[string]string{"query_code": code, "phone_last4": "0101"})
	told := strings.Join(toldOf(t, h, id), "\n")
	require.Contains(t, told, "follower_joined follower waiting")
	require.Contains(t, told, "follower_replied follower waiting")
	status, body := clerk.Do(http.MethodGet, "/api/v1/cases/"+id+"/timeline", nil)
	require.Equal(t, 200, status)
	require.NotContains(t, string(body), "丁")
	require.NotContains(t, string(body), "13800000104")
}

// An upheld return proposes a correction of the duty list, which is adopted as a new version or dismissed with a reason; and a unit that
// returned a case does not get it back but by a supervisor's ruling.
func TestReturnsCorrectTheDutyList(t *testing.T) {
	l := newLife(t)
	admin := l.h.Staff("admin")
	returned := func(title string) string {
		id := l.to(title, "handling")
		l.clerk.Act(200, "cases", id, "return_apply", map[string]string{"reason": "属生态环境部门职责"})
		got := l.dispatcher.Act(409, "cases", id, "return_uphold", map[string]string{"department": "zjj"})
		require.Contains(t, got["detail"], "督办员裁定")
		l.dispatcher.Act(200, "cases", id, "return_uphold", map[string]string{"department": "hbj", "reason": "成立"})
		return id
	}
	id := returned("退单一")
	got := l.dispatcher.Act(409, "cases", id, "escalate", map[string]string{"department": "zjj", "reason": "再派回去"})
	require.Contains(t, got["detail"], "该单位已退回过本件")
	returned("退单二")
	items := admin.Want(200, "GET", "/api/v1/duty-proposals", nil)["items"].([]any)
	require.Len(t, items, 1, "the same twice is one proposal")
	p := items[0].(map[string]any)
	require.EqualValues(t, 2, p["count"])
	require.Equal(t, "zjj", p["from_unit"])
	require.Equal(t, "hbj", p["to_unit"])
	require.Equal(t, "属生态环境部门职责", p["ground"])
	path := "/api/v1/duty-proposals/" + p["id"].(string) + "/actions/"
	l.dispatcher.Want(403, "POST", path+"adopt", map[string]any{"base_version": 0, "reason": "x"})
	admin.Want(422, "POST", path+"adopt", map[string]any{"base_version": 0, "reason": " "})
	admin.Want(409, "POST", path+"adopt", map[string]any{"base_version": 7, "reason": "按退单意见"})
	require.EqualValues(t, 1, admin.Want(200, "POST", path+"adopt", map[string]any{"base_version": 0, "reason": "按退单意见"})["version"])
	admin.Want(409, "POST", path+"dismiss", map[string]any{"reason": "不采纳"})
	require.Empty(t, admin.Want(200, "GET", "/api/v1/duty-proposals", nil)["items"])
	found := false
	for _, x := range admin.Want(200, "GET", "/api/v1/catalogues/duty", nil)["rows"].([]any) {
		row := x.(map[string]any)
		found = found || row["class"] == p["class"] && row["department"] == "hbj"
	}
	require.True(t, found)
}

// A note tells whom it names by @, when he may read the case; else it is refused with a sentence and nothing is written.
func TestMentions(t *testing.T) {
	l := newLife(t)
	id := l.to("备注提醒", "handling")
	rev := l.see(l.supervisor, id)["rev"]
	for note, sentence := range map[string]string{"@没有这人 请看": "没有名为", "请 @clerk2 看一下": "不能查看这件诉求", "请@editor 看": ""} {
		status := 422
		if sentence == "" {
			status = 200 // no blank before it: no mention
		}
		got := l.supervisor.Act(status, "cases", id, "note", map[string]string{"note": note})
		if status == 422 {
			require.Contains(t, got["fields"].([]any)[0].(map[string]any)["detail"], sentence)
			require.Equal(t, rev, l.see(l.supervisor, id)["rev"])
		} else {
			rev = l.see(l.supervisor, id)["rev"]
		}
	}
	l.supervisor.Act(422, "cases", id, "note", map[string]string{"note": "x", "mentions": "00000000-0000-4000-8000-000000000011"})
	l.supervisor.Act(200, "cases", id, "note", map[string]string{"note": "@示范clerk 请今天联系，@LEAD 请关注；邮箱 a@b.cn"})
	told := strings.Join(toldOf(t, l.h, id), "\n")
	require.Contains(t, told, "staff_mention clerk page")
	require.Contains(t, told, "staff_mention lead page")
	require.Contains(t, l.clerk.Want(200, "GET", "/api/v1/notices", nil)["items"].([]any)[0].(map[string]any)["text"], "提到了您")
}
