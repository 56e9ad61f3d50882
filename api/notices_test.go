package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"minhu/internal/housetest"
)

// toldOf lists what was born of a case: template and recipient, in order.
func toldOf(t *testing.T, h *housetest.House, id string) []string {
	t.Helper()
	var out []string
	require.NoError(t, h.Store.DB.SelectContext(t.Context(), &out, `select n.template || ' ' || coalesce(s.username, n.recipient_kind) || ' ' || n.state
		from notice n left join staff s on s.id = n.recipient_id where n.subject_id = $1 order by n.seq, 1`, id))
	return out
}

// Notices come into being with their event: the citizen and the people of the unit are told, nobody of his own act, nobody twice, and not
// the unit complained of. What is in the page counts, opens and is read.
func TestNoticesAreBornWithTheirEvent(t *testing.T) {
	h := housetest.Start(t)
	citizen, agent, dispatcher, clerk := h.Citizen("c"), h.Staff("agent"), h.Staff("dispatcher"), h.Staff("clerk")
	id := citizen.Want(201, "POST", "/api/v1/cases", map[string]any{"kind": "complaint", "class": "road", "title": "路面破损", "content": "路面有坑",
		"contact": map[string]string{"name": "示范市民", "phone": "13800000001"}})["id"].(string)
	agent.Act(200, "cases", id, "accept", nil)
	dispatcher.Act(200, "cases", id, "dispatch", map[string]string{"department": "zjj", "departments": "hbj"})
	require.Equal(t, []string{"case_registered citizen waiting", "case_accepted citizen waiting", "case_dispatched citizen waiting", "staff_assist clerk2 page",
		"staff_dispatched clerk page", "staff_dispatched lead page"}, toldOf(t, h, id))
	require.EqualValues(t, 1, clerk.Want(200, "GET", "/api/v1/notice-count", nil)["unread"])
	items := clerk.Want(200, "GET", "/api/v1/notices?unread=yes", nil)["items"].([]any)
	require.Len(t, items, 1)
	first := items[0].(map[string]any)
	require.Contains(t, first["text"], "住建局")
	require.NotContains(t, first["text"], "{")
	require.NotContains(t, first["text"], "路面")
	clerk.Act(200, "cases", id, "sign", nil)
	clerk.Act(200, "cases", id, "supplement", map[string]string{"content": "自己补充的情况"})
	require.NotContains(t, toldOf(t, h, id), "staff_supplemented clerk page", "nobody is told of his own act")
	require.EqualValues(t, 0, clerk.Want(200, "POST", "/api/v1/notices/actions/read", map[string]string{"subject_id": id})["unread"])
	require.Empty(t, clerk.Want(200, "GET", "/api/v1/notices?unread=yes", nil)["items"])
	clerk.Want(422, "POST", "/api/v1/notices/actions/read", map[string]string{"up_to": "x"})
	citizen.Want(403, "GET", "/api/v1/notices", nil)

	// The citizen wants no more messages on this case; it stays on record that one was not sent.
	citizen.Act(200, "cases", id, "set_sms", map[string]string{"no_sms": "yes"})
	clerk.Act(200, "cases", id, "extension_apply", map[string]string{"days": "2", "reason": "材料待到货"})
	h.Staff("supervisor").Act(200, "cases", id, "extension_approve", nil)
	require.Subset(t, toldOf(t, h, id), []string{"case_extended citizen muted", "staff_ruled clerk page"})

	admin := h.Staff("admin")
	rows := admin.Want(200, "GET", "/api/v1/deliveries?state=waiting&limit=2", nil)
	require.Len(t, rows["items"], 2)
	require.Equal(t, "138****0001", rows["items"].([]any)[0].(map[string]any)["recipient"])
	require.Len(t, admin.Want(200, "GET", "/api/v1/deliveries?state=waiting&limit=2&cursor="+rows["next_cursor"].(string), nil)["items"], 1)
	admin.Want(400, "GET", "/api/v1/deliveries?state=lost", nil)
	clerk.Want(403, "GET", "/api/v1/deliveries", nil)
	require.EqualValues(t, 3, admin.Want(200, "GET", "/api/v1/delivery-counts", nil)["waiting"])
	var waiting string
	require.NoError(t, h.Store.DB.GetContext(t.Context(), &waiting, `update notice set state = 'parked', code = 'outcome_unknown' where id = (select min(id) from notice where state = 'waiting') returning id::text`))
	h.Staff("supervisor").Want(403, "POST", "/api/v1/deliveries/"+waiting+"/actions/resend", map[string]any{})
	admin.Want(200, "POST", "/api/v1/deliveries/"+waiting+"/actions/resend", map[string]any{})
	admin.Want(409, "POST", "/api/v1/deliveries/"+waiting+"/actions/resend", map[string]any{})
	admin.Want(404, "POST", "/api/v1/deliveries/99999999/actions/resend", map[string]any{})
	require.Greater(t, len(admin.Want(200, "GET", "/api/v1/notice-texts", nil)["items"].([]any)), 30)
	require.Empty(t, admin.Want(200, "GET", "/api/v1/parked-effects", nil)["items"])
}

// A confidential case tells its citizen that there is news and no more; of the staff only those who may read it are told, and the unit
// complained of hears nothing.
func TestConfidentialNotices(t *testing.T) {
	h := housetest.Start(t)
	id := h.Citizen("c").Want(201, "POST", "/api/v1/cases", map[string]any{"kind": "report", "class": "noise", "title": "夜间施工", "content": "夜间施工扰民", "confidential": true,
		"contact": map[string]string{"name": "示范市民", "phone": "13800000002"}})["id"].(string)
	_, err := h.Store.DB.ExecContext(t.Context(), `update staff set clearance = 1 where username in ('supervisor', 'clerk', 'clerk2', 'analyst')`)
	require.NoError(t, err)
	_, err = h.Store.DB.ExecContext(t.Context(), `insert into role_binding (staff_id, role, dept_path) select id, 'dept_staff', '/city/zjj' from staff where username = 'clerk2'`)
	require.NoError(t, err)
	_, err = h.Store.DB.ExecContext(t.Context(), `with d as (insert into department (id, path, parent_id, name, short_name, level) values ('hbj-x', '/city/hbj/x', 'hbj', '大队', '大队', 3) returning path)
		insert into role_binding (staff_id, role, dept_path) select s.id, 'dept_staff', p from staff s, (select path as p from d union all select '/city/zjj') x where username = 'analyst'`)
	require.NoError(t, err)
	supervisor := h.Staff("supervisor")
	supervisor.Act(200, "cases", id, "accept", nil)
	_, err = h.Store.DB.ExecContext(t.Context(), `update cases set accused = 'hbj', accused_path = '/city/hbj' where id = $1`, id)
	require.NoError(t, err)
	supervisor.Act(200, "cases", id, "dispatch", map[string]string{"department": "zjj"})
	require.Equal(t, []string{"citizen_neutral citizen waiting", "citizen_neutral citizen waiting", "citizen_neutral citizen waiting", "staff_dispatched clerk page"}, toldOf(t, h, id))
	var params []string
	require.NoError(t, h.Store.DB.SelectContext(t.Context(), &params, `select distinct params::text from notice where subject_id = $1 and recipient_kind = 'citizen'`, id))
	require.Equal(t, []string{"{}"}, params)
}

// The catalogue refuses a text that says what its notice does not know, or lacks what it must say, and one that is missing.
func TestTextsOfNoticesAreChecked(t *testing.T) {
	h := housetest.Start(t)
	require.NoError(t, h.Store.InstallNoticeTexts(t.Context()))
	admin := h.Staff("admin")
	rows := admin.Want(200, "GET", "/api/v1/catalogues/template", nil)["rows"].([]any)
	require.Greater(t, len(rows), 30)
	check := func() []any {
		return admin.Want(200, "POST", "/api/v1/catalogues/template/checks", map[string]any{"base_version": 0, "reason": "改短信", "rows": rows})["faults"].([]any)
	}
	require.Empty(t, check())
	first := rows[0].(map[string]any)
	text := first["text"]
	first["text"] = "您的诉求{编号}已登记，联系人{姓名}"
	faults := check()
	require.Len(t, faults, 3)
	require.Contains(t, faults[0].(map[string]any)["zh"], "没有变量{姓名}")
	first["text"] = text
	rows = rows[1:]
	require.Len(t, check(), 1)
}
