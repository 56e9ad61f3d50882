package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"minhu/internal/housetest"
)

// lifeOf is a case of one citizen and those who work on it.
type lifeOf struct {
	h                                                               *housetest.House
	citizen, dispatcher, supervisor, surveyor, clerk, clerk2, agent *housetest.Client
	lead                                                            *housetest.Client
}

func newLife(t *testing.T) *lifeOf {
	h := housetest.Start(t)
	return &lifeOf{h: h, citizen: h.Citizen("citizen"), dispatcher: h.Staff("dispatcher"), supervisor: h.Staff("supervisor"), surveyor: h.Staff("surveyor"),
		clerk: h.Staff("clerk"), clerk2: h.Staff("clerk2"), agent: h.Staff("agent"), lead: h.Staff("lead")}
}

func (l *lifeOf) raise(title string) string {
	return l.citizen.Want(201, "POST", "/api/v1/cases", map[string]any{"kind": "complaint", "class": "road", "title": title, "content": "和平路路面破损多日，无人修补。",
		"place": "和平路 8 号", "may_publish": true, "contact": map[string]string{"name": "张三", "phone": "13800000001"}})["id"].(string)
}

// to brings a new case to a stage of handling.
func (l *lifeOf) to(title, stage string) string {
	id := l.raise(title)
	l.dispatcher.Act(200, "cases", id, "accept", nil)
	if stage == "accepted" {
		return id
	}
	l.dispatcher.Act(200, "cases", id, "dispatch", map[string]string{"department": "zjj"})
	if stage == "dispatched" {
		return id
	}
	l.clerk.Act(200, "cases", id, "sign", nil)
	if stage == "handling" {
		return id
	}
	l.clerk.Act(200, "cases", id, "reply", map[string]string{"record": "已修补。", "public_reply": "路面已修补完成。"})
	if stage == "replied" {
		return id
	}
	l.supervisor.Act(200, "cases", id, "review_pass", nil)
	if stage == "surveying" {
		return id
	}
	l.citizen.Act(200, "cases", id, "survey", map[string]string{"contacted": "yes", "solved": "yes", "satisfied": "2"})
	return id
}

func (l *lifeOf) see(who *housetest.Client, id string) map[string]any {
	return who.Want(200, "GET", "/api/v1/cases/"+id, nil)
}

func allowed(v map[string]any) []string {
	var out []string
	for _, a := range v["allowed_actions"].([]any) {
		out = append(out, a.(map[string]any)["act"].(string))
	}
	return out
}

func why(v map[string]any, act string) string {
	list, _ := v["refused_actions"].([]any)
	for _, a := range list {
		if m := a.(map[string]any); m["act"] == act {
			return m["why_zh"].(string)
		}
	}
	return ""
}

// A return is an application; after the ruling nobody returns it again (潍坊市12345政务服务便民热线条例 第二十二条).
func TestReturnAndRuling(t *testing.T) {
	l := newLife(t)
	id := l.to("路面破损一", "dispatched")
	l.dispatcher.Act(403, "cases", id, "return_apply", map[string]string{"reason": "x"})
	l.clerk.Act(200, "cases", id, "return_apply", map[string]string{"reason": "不属本单位职责", "department_suggested": "hbj"})
	v := l.see(l.dispatcher, id)
	require.Equal(t, "return", v["pending"].([]any)[0].(map[string]any)["kind"])
	require.Equal(t, "生态环境局", v["pending"].([]any)[0].(map[string]any)["suggested_unit"])
	items := l.dispatcher.Want(200, "GET", "/api/v1/cases?pending=return", nil)["items"].([]any)
	require.Len(t, items, 1)
	v = l.see(l.clerk, id)
	require.Equal(t, "已有一项退单申请等待审定。", why(v, "return_apply"))
	l.dispatcher.Act(200, "cases", id, "return_uphold", map[string]string{"department": "hbj"})
	require.Equal(t, 404, status(l.clerk, id), "the unit that returned it has nothing to do with it any more")
	v = l.see(l.clerk2, id)
	require.Equal(t, "dispatched", v["stage"])
	require.Equal(t, "已审定的工单不得再次退回。", why(v, "return_apply"))
	code := l.clerk2.Want(409, "POST", "/api/v1/cases/"+id+"/actions/return_apply", map[string]any{"rev": 0, "fields": map[string]string{"reason": "也不归我"}})
	require.Equal(t, "act_not_allowed", code["code"])
	require.Contains(t, code["detail"], "已审定的工单不得再次退回")
}

func status(c *housetest.Client, id string) int {
	s, _ := c.Do(http.MethodGet, "/api/v1/cases/"+id, nil)
	return s
}

func TestAssistingUnits(t *testing.T) {
	l := newLife(t)
	id := l.to("路面破损二", "accepted")
	l.dispatcher.Act(422, "cases", id, "dispatch", map[string]string{"department": "zjj", "departments": "nobody"})
	l.dispatcher.Act(200, "cases", id, "dispatch", map[string]string{"department": "zjj", "departments": "hbj"})
	v := l.see(l.clerk2, id)
	require.Contains(t, allowed(v), "assist_sign")
	require.NotContains(t, allowed(v), "sign", "an assisting unit does not sign for the lead")
	l.clerk2.Act(200, "cases", id, "assist_sign", nil)
	l.clerk2.Act(409, "cases", id, "assist_sign", nil)
	l.clerk.Act(200, "cases", id, "sign", nil)
	l.clerk.Act(200, "cases", id, "first_contact", map[string]string{"contact_way": "phone", "note": "已电话联系，约定上门"})
	l.clerk2.Act(200, "cases", id, "assist_report", map[string]string{"record": "现场核查无扬尘"})
	v = l.see(l.clerk, id)
	require.Contains(t, v, "first_contact_at")
	require.NotContains(t, v, "record", "an assisting unit's report is not the case's record")
	require.Contains(t, v["assists"].([]any)[0].(map[string]any), "reported_at")
	for _, k := range v["clocks"].([]any) {
		if m := k.(map[string]any); m["name"] == "assist" {
			require.Equal(t, "hbj", m["of"])
			require.Contains(t, m, "stopped_at")
		}
	}
}

func TestExtensionDeferralEarlyEnd(t *testing.T) {
	l := newLife(t)
	id := l.to("路面破损三", "handling")
	before := due(l.see(l.clerk, id), "reply")
	l.clerk.Act(409, "cases", id, "extension_apply", map[string]string{"days": "11", "reason": "x"})
	l.clerk.Act(200, "cases", id, "extension_apply", map[string]string{"days": "5", "reason": "材料采购"})
	l.clerk.Act(409, "cases", id, "reply", map[string]string{"record": "x", "public_reply": "y"})
	l.clerk.Act(403, "cases", id, "extension_approve", nil) // nobody rules on his own application
	l.supervisor.Act(200, "cases", id, "extension_reject", map[string]string{"reason": "理由不足"})
	l.clerk.Act(200, "cases", id, "extension_apply", map[string]string{"days": "5", "reason": "雨季施工"})
	l.supervisor.Act(200, "cases", id, "extension_approve", map[string]string{"days": "3"})
	after := due(l.see(l.clerk, id), "reply")
	require.True(t, after.After(before), "%s is after %s", after, before)
	require.Equal(t, "延期次数已用完。", why(l.see(l.clerk, id), "extension_apply"))

	l.clerk.Act(422, "cases", id, "deferral_apply", map[string]string{"until": "2026-02-30", "record": "x", "reason": "x"})
	l.clerk.Act(409, "cases", id, "deferral_apply", map[string]string{"until": "2020-01-01", "record": "x", "reason": "x"})
	promised := time.Now().AddDate(0, 2, 0).Format(time.DateOnly)
	l.clerk.Act(200, "cases", id, "deferral_apply", map[string]string{"until": promised, "record": "列入明年改造计划", "reason": "需立项"})
	l.supervisor.Act(200, "cases", id, "deferral_approve", nil)
	v := l.see(l.citizen, id)
	require.Equal(t, "deferred", v["stage"])
	require.Equal(t, promised, v["promised"])
	require.Contains(t, v["sentence_zh"], "承诺")
	l.supervisor.Act(200, "cases", id, "wake", nil)
	l.clerk.Act(200, "cases", id, "early_end_apply", map[string]string{"early_end_ground": "unreasonable", "reason": "反复提出同一不合理要求"})
	l.supervisor.Act(200, "cases", id, "early_end_approve", nil)
	require.Equal(t, "early_end", l.see(l.supervisor, id)["excepted"])
}

func due(v map[string]any, clock string) time.Time {
	for _, k := range v["clocks"].([]any) {
		if m := k.(map[string]any); m["name"] == clock {
			at, _ := time.Parse(time.RFC3339Nano, m["due_at"].(string))
			return at
		}
	}
	return time.Time{}
}

func TestMergeLinkAndUndo(t *testing.T) {
	l := newLife(t)
	master, one, two := l.to("路面破损主件", "handling"), l.to("路面破损副件一", "accepted"), l.raise("路面破损副件二")
	l.dispatcher.Act(409, "cases", one, "merge", map[string]string{"master": one})
	l.dispatcher.Act(422, "cases", one, "merge", map[string]string{"master": "00000000-0000-4000-8000-00000000dead"})
	for _, id := range []string{one, two} {
		l.dispatcher.Act(200, "cases", id, "merge", map[string]string{"master": master})
	}
	in := func(id, stage string) func() bool {
		return func() bool { return l.see(l.dispatcher, id)["stage"] == stage }
	}
	require.Eventually(t, in(one, "merged"), 10*time.Second, 30*time.Millisecond)
	require.Eventually(t, in(two, "merged"), 10*time.Second, 30*time.Millisecond)
	require.Len(t, l.see(l.dispatcher, master)["members"], 2)
	require.Equal(t, master, l.see(l.dispatcher, one)["master"].(map[string]any)["id"])
	require.NotContains(t, l.see(l.citizen, one), "master", "a citizen does not see the others'")
	l.dispatcher.Act(200, "cases", two, "unmerge", map[string]string{"reason": "不是同一处"})
	require.Eventually(t, func() bool { return len(l.see(l.dispatcher, master)["members"].([]any)) == 1 }, 10*time.Second, 30*time.Millisecond)
	l.dispatcher.Act(200, "cases", two, "link", map[string]string{"other": master, "relation": "related"})
	require.Eventually(t, func() bool { return l.see(l.dispatcher, master)["links"] != nil }, 10*time.Second, 30*time.Millisecond)

	// What was merged is closed with its master, with its answer.
	l.clerk.Act(200, "cases", master, "reply", map[string]string{"record": "已修补。", "public_reply": "已全部修补。"})
	l.supervisor.Act(200, "cases", master, "review_pass", nil)
	l.citizen.Act(200, "cases", master, "survey", map[string]string{"contacted": "yes", "solved": "yes", "satisfied": "5"})
	require.Eventually(t, in(one, "closed"), 10*time.Second, 30*time.Millisecond)
	require.Equal(t, "已全部修补。", l.see(l.citizen, one)["public_reply"])

	// A master that is over takes nothing in: the source comes back to where it was.
	late := l.to("路面破损又一件", "accepted")
	l.dispatcher.Act(200, "cases", late, "merge", map[string]string{"master": master})
	require.Eventually(t, in(late, "accepted"), 10*time.Second, 30*time.Millisecond)
}

func TestRedoTwiceThenSupervision(t *testing.T) {
	l := newLife(t)
	id := l.to("路面破损四", "replied")
	for i := range 3 {
		l.supervisor.Act(200, "cases", id, "review_redo", map[string]string{"reason": "未答复诉求"})
		v := l.see(l.supervisor, id)
		require.Equal(t, i == 2, due(v, "supervision") != time.Time{}, "supervision after two redos")
		l.clerk.Act(200, "cases", id, "reply", map[string]string{"record": "已再次修补。", "public_reply": "已再次修补。"})
	}
	v := l.see(l.clerk, id)
	require.Contains(t, allowed(v), "supervise_reply")
	l.clerk.Act(200, "cases", id, "supervise_reply", map[string]string{"record": "已整改"})
	l.supervisor.Act(200, "cases", id, "supervise_close", nil)
	v = l.see(l.supervisor, id)
	require.NotContains(t, allowed(v), "supervise_close")
	require.Equal(t, false, v["supervised"], "the flag goes with the order")
}

func TestAfterTheClose(t *testing.T) {
	l := newLife(t)
	id := l.to("路面破损五", "closed")
	l.clerk.Act(200, "cases", id, "appeal", map[string]string{"appeal_on": "satisfied", "reason": "已按规定办理"})
	l.clerk.Act(409, "cases", id, "appeal", map[string]string{"appeal_on": "satisfied", "reason": "再次"})
	l.supervisor.Act(200, "cases", id, "appeal_uphold", nil)
	require.Equal(t, "appeal", l.see(l.supervisor, id)["excepted"])
	l.supervisor.Act(200, "cases", id, "publish", nil)
	l.citizen.Act(200, "cases", id, "reopen", nil)
	v := l.see(l.citizen, id)
	require.Equal(t, "handling", v["stage"])
	require.NotContains(t, v, "closed_at")
	l.clerk.Act(200, "cases", id, "reply", map[string]string{"record": "已重新修补。", "public_reply": "已重新修补。"})
	l.supervisor.Act(200, "cases", id, "review_pass", nil)
	l.surveyor.Act(409, "cases", id, "survey_unreachable", nil)
	for range 3 {
		l.surveyor.Act(200, "cases", id, "survey_attempt", map[string]string{"attempt_result": "no_answer"})
	}
	l.surveyor.Act(200, "cases", id, "survey_unreachable", nil)
	require.Equal(t, "unreachable", l.see(l.supervisor, id)["excepted"])
	l.citizen.Act(200, "cases", id, "contest", map[string]string{"content": "仍未解决"})
	l.citizen.Act(409, "cases", id, "contest", map[string]string{"content": "仍未解决"})
	l.supervisor.Act(200, "cases", id, "contest_uphold", nil)
	require.Equal(t, "accepted", l.see(l.citizen, id)["stage"])
}

func TestNeverToThePartyComplainedOf(t *testing.T) {
	l := newLife(t)
	id := l.citizen.Want(201, "POST", "/api/v1/cases", map[string]any{"kind": "report", "title": "住建局工作人员推诿", "content": "多次推诿不办。", "accused": "zjj",
		"contact": map[string]string{"name": "张三", "phone": "13800000001"}})["id"].(string)
	l.dispatcher.Act(200, "cases", id, "accept", nil)
	for _, unit := range []string{"zjj", "zjj-east"} {
		p := l.dispatcher.Act(409, "cases", id, "dispatch", map[string]string{"department": unit})
		require.Contains(t, p["detail"], "不得派给被反映单位")
	}
	l.dispatcher.Act(403, "cases", id, "dispatch_despite", map[string]string{"department": "zjj", "reason": "x"})
	l.dispatcher.Act(200, "cases", id, "exclude", map[string]string{"departments": "hbj", "reason": "有利害关系"})
	l.dispatcher.Act(409, "cases", id, "dispatch", map[string]string{"department": "hbj"})
	l.supervisor.Act(200, "cases", id, "dispatch_despite", map[string]string{"department": "zjj-east", "reason": "唯一有权处理的单位"})
	require.Equal(t, 404, status(l.clerk, id), "the unit complained of still does not see it")
}

func TestSupplementConsultTransferAndBadFields(t *testing.T) {
	l := newLife(t)
	id := l.raise("路面破损六")
	l.agent.Act(200, "cases", id, "ask_more", map[string]string{"question": "请说明具体位置"})
	v := l.see(l.citizen, id)
	require.Equal(t, "supplementing", v["stage"])
	l.citizen.Act(200, "cases", id, "supplement", map[string]string{"content": "和平路与人民路口"})
	require.Equal(t, "registered", l.see(l.citizen, id)["stage"])
	l.dispatcher.Act(200, "cases", id, "accept", nil)
	l.dispatcher.Act(200, "cases", id, "consult", map[string]string{"departments": "hbj", "question": "是否属贵单位职责"})
	l.clerk2.Act(200, "cases", id, "consult_reply", map[string]string{"record": "不属我单位"})
	l.dispatcher.Act(200, "cases", id, "consult_close", nil)
	require.Equal(t, 404, status(l.clerk2, id))
	l.citizen.Act(200, "cases", id, "remind", nil)
	require.Equal(t, "距上次催办时间太短，请稍后再催。", why(l.see(l.citizen, id), "remind"))
	l.dispatcher.Act(200, "cases", id, "transfer", map[string]string{"line": "utility"})
	require.Equal(t, "transferred", l.see(l.citizen, id)["stage"])
	l.dispatcher.Act(409, "cases", id, "note", map[string]string{"note": "x"})

	other := l.to("路面破损七", "handling")
	for fields, want := range map[string]int{"days=-1": 422, "days=0": 409, "days=1000000": 409, "days=一": 422} {
		name, v, _ := strings.Cut(fields, "=")
		l.clerk.Act(want, "cases", other, "extension_apply", map[string]string{name: v, "reason": "x"})
	}
	for _, until := range []string{"9999-01-01", "2027-02-29", "昨天"} {
		s, _ := l.clerk.Do("POST", "/api/v1/cases/"+other+"/actions/deferral_apply", map[string]any{"rev": 0, "fields": map[string]string{"until": until, "record": "x", "reason": "x"}})
		require.Contains(t, []int{409, 422}, s, until)
	}
	l.clerk.Act(422, "cases", other, "assign", map[string]string{"assignee": "00000000-0000-4000-8000-000000000011"})
	l.clerk.Act(200, "cases", other, "assign", map[string]string{"assignee": "00000000-0000-4000-8000-000000000010"})
	l.clerk.Act(422, "cases", other, "send_down", map[string]string{"department": "hbj"})
	l.clerk.Act(200, "cases", other, "send_down", map[string]string{"department": "zjj-east"})
}

// A message that needs a department becomes a case of the same citizen, and both sides name each other.
func TestMessageBecomesACase(t *testing.T) {
	l := newLife(t)
	id := l.citizen.Want(201, "POST", "/api/v1/messages", map[string]any{"title": "路灯不亮", "content": "和平路路灯不亮", "contact": map[string]string{"name": "张三", "phone": "13800000001"}})["id"].(string)
	l.agent.Act(200, "messages", id, "escalate", map[string]string{"kind": "help", "title": "路灯不亮", "content": "和平路路灯不亮，请维修"})
	v := l.citizen.Want(200, "GET", "/api/v1/messages/"+id, nil)
	require.Equal(t, "converted", v["stage"])
	require.Eventually(t, func() bool { return status(l.citizen, v["case_id"].(string)) == 200 }, 10*time.Second, 30*time.Millisecond)
	require.Equal(t, "board", l.see(l.agent, v["case_id"].(string))["channel"])
}

// A unit that assists works by its own clock; the lead, and whoever looks at the case as a whole, by the one that is due first.
func TestTheNextClockOfAnAssistingUnit(t *testing.T) {
	l := newLife(t)
	id := l.to("路面破损协办时限", "accepted")
	l.dispatcher.Act(200, "cases", id, "dispatch", map[string]string{"department": "zjj", "departments": "hbj"})
	next := func(who *housetest.Client) string {
		var name string
		for _, i := range who.Want(200, "GET", "/api/v1/cases", nil)["items"].([]any) {
			if m := i.(map[string]any); m["id"] == id {
				if n, ok := m["next"].(map[string]any); ok {
					name = n["name"].(string)
				}
			}
		}
		return name
	}
	require.Equal(t, "assist", next(l.clerk2))
	require.Equal(t, "assist", l.see(l.clerk2, id)["next"].(map[string]any)["name"])
	require.NotEqual(t, "assist", next(l.clerk))
	require.NotEqual(t, "assist", next(l.supervisor))
	l.clerk2.Act(200, "cases", id, "assist_sign", nil)
	l.clerk2.Act(200, "cases", id, "assist_report", map[string]string{"record": "已核查"})
	require.Empty(t, next(l.clerk2), "who has reported waits for others")
}
