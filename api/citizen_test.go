package api_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"minhu/internal/housetest"
)

// timelineOf gives the acts that somebody reads of a case, and the whole answer as text.
func (l *lifeOf) timelineOf(t *testing.T, who *housetest.Client, id string) (acts []string, text string, items []any) {
	items = who.Want(200, "GET", "/api/v1/cases/"+id+"/timeline", nil)["items"].([]any)
	for _, i := range items {
		acts = append(acts, i.(map[string]any)["act"].(string))
	}
	b, err := json.Marshal(items)
	require.NoError(t, err)
	return acts, string(b), items
}

// What is the house's own stays in the house: a citizen reads no internal reason, no assisting record, no rejected reply.
func TestACitizenReadsNothingInternal(t *testing.T) {
	l := newLife(t)
	id := l.to("路面破损内情", "accepted")
	l.dispatcher.Act(200, "cases", id, "exclude", map[string]string{"departments": "hotline", "reason": "秘密一"})
	l.dispatcher.Act(200, "cases", id, "dispatch", map[string]string{"department": "zjj", "departments": "hbj", "note": "秘密二"})
	l.clerk.Act(200, "cases", id, "return_apply", map[string]string{"reason": "秘密三", "department_suggested": "hbj"})
	require.NotContains(t, clockNames(l.see(l.citizen, id)), "return_ruling")
	l.supervisor.Act(200, "cases", id, "return_reject", map[string]string{"reason": "秘密四"})
	l.clerk.Act(200, "cases", id, "sign", nil)
	l.clerk2.Act(200, "cases", id, "assist_report", map[string]string{"record": "秘密五"})
	l.clerk.Act(200, "cases", id, "extension_apply", map[string]string{"days": "5", "reason": "材料需要采购"})
	l.supervisor.Act(200, "cases", id, "extension_approve", map[string]string{"reason": "秘密六"})
	l.clerk.Act(200, "cases", id, "early_end_apply", map[string]string{"early_end_ground": "unreasonable", "reason": "秘密七"})
	l.supervisor.Act(200, "cases", id, "early_end_reject", map[string]string{"reason": "秘密八"})
	l.supervisor.Act(200, "cases", id, "supervise", map[string]string{"supervision_form": "daily", "note": "秘密九"})
	l.clerk.Act(200, "cases", id, "reply", map[string]string{"record": "秘密十", "public_reply": "秘密：未通过的答复"})
	l.supervisor.Act(200, "cases", id, "review_redo", map[string]string{"reason": "秘密十一"})
	l.clerk.Act(200, "cases", id, "reply", map[string]string{"record": "秘密十二", "public_reply": "路面已修补。"})
	_, text, _ := l.timelineOf(t, l.citizen, id)
	require.NotContains(t, text, "路面已修补", "the reply waits for its review")
	l.supervisor.Act(200, "cases", id, "review_pass", map[string]string{"note": "秘密十三"})
	acts, text, items := l.timelineOf(t, l.citizen, id)
	require.NotContains(t, text, "秘密")
	require.Contains(t, text, "路面已修补。")
	for _, act := range []string{"exclude", "return_apply", "return_reject", "assist_report", "early_end_apply", "supervise", "review_redo", "extension_apply"} {
		require.NotContains(t, acts, act)
	}
	for _, i := range items {
		m := i.(map[string]any)
		if m["act"] == "extension_approve" {
			require.Equal(t, "材料需要采购", m["fields"].(map[string]any)["reason"])
			require.Contains(t, m, "due_at")
		}
	}
	require.Contains(t, acts, "extension_approve")
	view, err := json.Marshal(l.see(l.citizen, id))
	require.NoError(t, err)
	require.NotContains(t, string(view), "秘密")
	_, text, _ = l.timelineOf(t, l.supervisor, id)
	require.Contains(t, text, "秘密五")
}

func clockNames(v map[string]any) []string {
	var out []string
	for _, k := range v["clocks"].([]any) {
		out = append(out, k.(map[string]any)["name"].(string))
	}
	return out
}

func TestWhatTheCitizenIsTold(t *testing.T) {
	l := newLife(t)
	id := l.citizen.Want(201, "POST", "/api/v1/cases", map[string]any{"kind": "help", "title": "楼道灯不亮", "content": "三楼到五楼。", "on_behalf_relation": "family",
		"contact": map[string]string{"name": "张三", "phone": "13800000009"}})["id"].(string)
	l.agent.Act(200, "cases", id, "ask_more", map[string]string{"question": "请问是哪个单元"})
	v := l.see(l.citizen, id)
	require.Equal(t, "请问是哪个单元", v["question"])
	require.Equal(t, "family", v["on_behalf_relation"])
	l.citizen.Act(200, "cases", id, "supplement", map[string]string{"content": "二单元"})
	require.NotContains(t, l.see(l.citizen, id), "question")
	l.dispatcher.Act(200, "cases", id, "accept", nil)
	require.EqualValues(t, 3, l.see(l.citizen, id)["reminders_left"])
	l.citizen.Act(200, "cases", id, "remind", nil)
	v = l.see(l.citizen, id)
	require.EqualValues(t, 2, v["reminders_left"])
	next, err := time.Parse(time.RFC3339, v["next_reminder_at"].(string))
	require.NoError(t, err)
	require.WithinDuration(t, time.Now().Add(24*time.Hour), next, time.Minute)
	require.NotContains(t, l.see(l.dispatcher, id), "reminders_left")
	l.dispatcher.Act(200, "cases", id, "transfer", map[string]string{"line": "utility"})
	require.Contains(t, l.see(l.citizen, id)["sentence_zh"], "水电气热抢修")
}

// Cases of the same phone are shown within the reader's scope: of a confidential one an agent without clearance learns nothing.
func TestEarlierCasesKeepToTheScope(t *testing.T) {
	l := newLife(t)
	secret := l.citizen.Want(201, "POST", "/api/v1/cases", map[string]any{"kind": "report", "title": "举报", "content": "不便公开。", "confidential": true,
		"contact": map[string]string{"name": "张三", "phone": "13800000001"}})["id"].(string)
	open := l.raise("路面破损甲")
	id := l.raise("路面破损乙")
	v := l.see(l.agent, id)
	require.Len(t, v["earlier"], 1)
	require.Equal(t, open, v["earlier"].([]any)[0].(map[string]any)["id"])
	b, err := json.Marshal(v)
	require.NoError(t, err)
	require.NotContains(t, string(b), secret)
}

func TestPublicLists(t *testing.T) {
	l := newLife(t)
	visitor := l.h.Citizen("visitor")
	id := l.to("公园长椅损坏", "closed")
	require.Empty(t, visitor.Want(200, "GET", "/api/v1/public-cases", nil)["items"])
	l.supervisor.Act(200, "cases", id, "publish", nil)
	other := l.to("公园灌木过高", "closed")
	l.supervisor.Act(200, "cases", other, "publish", nil)
	items := visitor.Want(200, "GET", "/api/v1/public-cases?q="+url.QueryEscape("长椅"), nil)["items"].([]any)
	require.Len(t, items, 1)
	one := items[0].(map[string]any)
	require.Equal(t, "公园长椅损坏", one["title"])
	require.Equal(t, "住建局", one["department_name"])
	b, _ := json.Marshal(one)
	for _, secret := range []string{"13800000001", "张三", "和平路 8 号"} {
		require.NotContains(t, string(b), secret)
	}
	require.Empty(t, visitor.Want(200, "GET", "/api/v1/public-cases?q="+url.QueryEscape("椅长"), nil)["items"])
	visitor.Want(422, "GET", "/api/v1/public-cases?q=x", nil)
	visitor.Want(422, "GET", "/api/v1/public-cases?q="+strings.Repeat("x", 41), nil)
	page := visitor.Want(200, "GET", "/api/v1/public-cases?limit=1", nil)
	require.Equal(t, other, page["items"].([]any)[0].(map[string]any)["id"])
	page = l.citizen.Want(200, "GET", "/api/v1/public-cases?limit=1&cursor="+page["next_cursor"].(string), nil)
	require.Equal(t, id, page["items"].([]any)[0].(map[string]any)["id"])
	require.NotContains(t, page, "next_cursor")
	l.supervisor.Act(200, "cases", other, "unpublish", map[string]string{"reason": "含个人信息"})
	require.Len(t, visitor.Want(200, "GET", "/api/v1/public-cases", nil)["items"], 1)
	l.citizen.Act(200, "cases", id, "reopen", nil)
	require.Empty(t, visitor.Want(200, "GET", "/api/v1/public-cases", nil)["items"], "an opened case is nobody else's")

	silent := l.citizen.Want(201, "POST", "/api/v1/messages", map[string]any{"title": "不想公开的标题", "content": "不想公开的内容", "class": "road"})["id"].(string)
	said := l.citizen.Want(201, "POST", "/api/v1/messages", map[string]any{"title": "公交站牌看不清", "content": "站牌褪色", "may_publish": true})["id"].(string)
	for _, m := range []string{silent, said} {
		l.dispatcher.Act(200, "messages", m, "assign", map[string]string{"department": "zjj"})
		l.clerk.Act(200, "messages", m, "reply", map[string]string{"public_reply": "已更换站牌。"})
	}
	l.supervisor.Act(409, "messages", silent, "publish", nil) // the citizen did not agree
	l.supervisor.Act(200, "messages", said, "publish", nil)
	items = visitor.Want(200, "GET", "/api/v1/public-messages", nil)["items"].([]any)
	require.Len(t, items, 1)
	b, _ = json.Marshal(items)
	require.NotContains(t, string(b), "不想公开")
	require.Len(t, visitor.Want(200, "GET", "/api/v1/public-messages?q="+url.QueryEscape("站牌褪"), nil)["items"], 1)
	require.Empty(t, visitor.Want(200, "GET", "/api/v1/public-messages?q="+url.QueryEscape("不想公开"), nil)["items"])
}

// send posts a form as a browser without script does and gives status, page and policy.
func (l *lifeOf) send(t *testing.T, path string, f url.Values) (int, string, string) {
	t.Helper()
	var res *http.Response
	var err error
	if f == nil {
		res, err = http.Get(l.h.URL + path)
	} else {
		res, err = http.PostForm(l.h.URL+path, f)
	}
	require.NoError(t, err)
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return res.StatusCode, string(b), res.Header.Get("Content-Security-Policy")
}

func TestTrackingWithoutScript(t *testing.T) {
	l := newLife(t)
	r := l.citizen.Want(201, "POST", "/api/v1/cases", map[string]any{"kind": "complaint", "class": "road", "title": "不应出现的标题", "content": "不应出现的内容",
		"contact": map[string]string{"name": "张三", "phone": "13800004321"}})
	id, code := r["id"].(string), r["query_code"].(string)
	status, page, policy := l.send(t, "/t/"+strings.ReplaceAll(strings.ToLower(code), "-", ""), nil)
	require.Equal(t, 200, status)
	require.Contains(t, page, `value="`+code+`"`)
	require.NotContains(t, policy, "script-src")
	require.Contains(t, policy, "default-src 'none'")
	require.NotContains(t, page, "<script")
	status, page, _ = l.send(t, "/track", url.Values{"query_code": {code}, "phone_last4": {"0000"}})
	require.Equal(t, 404, status)
	require.Contains(t, page, "没有查到")
	status, other, _ := l.send(t, "/track", url.Values{"query_code": {"ZZZZ-ZZZZ-ZZZZ"}, "phone_last4": {"4321"}})
	require.Equal(t, 404, status)
	require.Equal(t, strings.ReplaceAll(other, "ZZZZ-ZZZZ-ZZZZ", code), page, "a wrong code and a wrong number look alike")
	l.dispatcher.Act(200, "cases", id, "accept", nil)
	l.dispatcher.Act(200, "cases", id, "dispatch", map[string]string{"department": "zjj"})
	status, page, _ = l.send(t, "/track", url.Values{"query_code": {code}, "phone_last4": {"4321"}})
	require.Equal(t, 200, status)
	require.Contains(t, page, "住建局")
	require.Contains(t, page, "为什么是这个时间")
	require.NotContains(t, page, "不应出现")
	for path, f := range map[string]url.Values{"/t/" + strings.Repeat("x", 120): nil, "/t/%3Cscript%3E": nil} {
		_, page, _ = l.send(t, path, f)
		require.NotContains(t, page, "<script")
	}
	status, _, _ = l.send(t, "/track", url.Values{"query_code": {code, code}})
	require.Equal(t, 400, status)
}

func TestSurveyByLink(t *testing.T) {
	l := newLife(t)
	id := l.to("路面破损链接", "surveying")
	path := l.see(l.citizen, id)["survey_path"].(string)
	good := url.Values{"contacted": {"yes"}, "solved": {"no"}, "satisfied": {"2"}, "comment": {"还是坏的"}}
	with := func(name string, v ...string) url.Values {
		f := url.Values{}
		for k, x := range good {
			f[k] = x
		}
		f[name] = v
		return f
	}
	status, page, policy := l.send(t, path, nil)
	require.Equal(t, 200, status)
	require.Contains(t, page, "问题解决了吗")
	require.NotContains(t, policy, "script")
	for name, c := range map[string]struct {
		path string
		f    url.Values
		want int
	}{
		"a token that was not made here": {"/survey/" + strings.Repeat("A", 48), good, 404},
		"a changed token":                {path[:len(path)-1] + map[bool]string{true: "B", false: "A"}[strings.HasSuffix(path, "A")], good, 404},
		"a short token":                  {"/survey/AAAA", good, 404},
		"an answer missing":              {path, with("solved"), 422},
		"an answer that is none":         {path, with("satisfied", "9"), 422},
		"two answers":                    {path, with("satisfied", "1", "5"), 400},
	} {
		status, _, _ := l.send(t, c.path, c.f)
		require.Equal(t, c.want, status, name)
	}
	require.Equal(t, "surveying", l.see(l.citizen, id)["stage"])
	status, page, _ = l.send(t, path, good)
	require.Equal(t, 200, status, page)
	require.Contains(t, page, "感谢您的评价")
	status, _, _ = l.send(t, path, with("satisfied", "5"))
	require.Equal(t, 410, status, "used twice")
	status, _, _ = l.send(t, path, nil)
	require.Equal(t, 410, status)
	v := l.see(l.citizen, id)
	require.EqualValues(t, 2, v["satisfied"])
	require.Equal(t, "no", v["solved"])

	// The next round has a link of its own; the old one stays dead, and one whose stage was left is dead too.
	l.citizen.Act(200, "cases", id, "reopen", nil)
	require.NotContains(t, l.see(l.citizen, id), "survey_path")
	l.clerk.Act(200, "cases", id, "reply", map[string]string{"record": "x", "public_reply": "重新修补。"})
	l.supervisor.Act(200, "cases", id, "review_pass", nil)
	second := l.see(l.citizen, id)["survey_path"].(string)
	require.NotEqual(t, path, second)
	status, _, _ = l.send(t, path, good)
	require.Equal(t, 410, status)
	l.surveyor.Act(200, "cases", id, "survey", map[string]string{"contacted": "yes", "solved": "yes", "satisfied": "4"})
	status, _, _ = l.send(t, second, good)
	require.Equal(t, 410, status, "expired")

	// A case taken by telephone belongs to no browser; the link stands for the person it was sent to.
	phone := l.agent.Want(201, "POST", "/api/v1/cases", map[string]any{"kind": "complaint", "class": "road", "title": "电话登记", "content": "x",
		"contact": map[string]string{"name": "李四", "phone": "13800000077"}})["id"].(string)
	l.agent.Act(200, "cases", phone, "answer_directly", map[string]string{"public_reply": "已答复。"})
	row, err := l.h.Store.CaseByID(t.Context(), phone)
	require.NoError(t, err)
	st, err := row.State()
	require.NoError(t, err)
	token := ""
	for _, k := range st.Clocks {
		if k.Name == "survey" {
			token = l.h.Ring.Root().SurveyToken(phone, k.StartedAt)
		}
	}
	status, page, _ = l.send(t, "/survey/"+token, with("solved", "yes"))
	require.Equal(t, 200, status, page)
	require.Equal(t, "closed", l.see(l.supervisor, phone)["stage"])
}
