package api_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"minhu/internal/housetest"
	"minhu/internal/store"
	"minhu/internal/worktime"
)

// openCase opens a case and takes it to the clerk's desk, so that its reply clock runs.
func openCase(h *housetest.House, citizen, dispatcher *housetest.Client, key string) string {
	id := citizen.Want(201, "POST", "/api/v1/cases", map[string]any{"kind": "complaint", "class": "noise", "title": "夜间施工 " + key, "content": "夜里十二点还在施工。", "contact": contact})["id"].(string)
	dispatcher.Act(200, "cases", id, "accept", nil)
	dispatcher.Act(200, "cases", id, "dispatch", map[string]string{"department": "hbj"})
	return id
}

// clockOf gives a clock of a case as the desk sees it.
func clockOf(c *housetest.Client, id, name string) map[string]any {
	for _, k := range c.Want(200, "GET", "/api/v1/cases/"+id, nil)["clocks"].([]any) {
		if k := k.(map[string]any); k["name"] == name {
			return k
		}
	}
	return nil
}

// nextRest makes the calendar in force with one more day off: the next working day but one.
func nextRest(t *testing.T, h *housetest.House) (worktime.CalendarDoc, worktime.Date) {
	_, cal := h.Time.InForce()
	d := cal.Doc()
	d.Years = slices.Clone(d.Years)
	day := worktime.DateOf(time.Now()) + 2
	for !cal.Day(day).Working() || cal.Day(day).Kind == worktime.Makeup {
		day++
	}
	for y := d.Years[len(d.Years)-1].Year + 1; y <= day.Year(); y++ {
		d.Years = append(d.Years, worktime.YearDoc{Year: y, Status: worktime.YearProvisional, Source: "测试"})
	}
	i := slices.IndexFunc(d.Years, func(y worktime.YearDoc) bool { return y.Year == day.Year() })
	d.Years[i].Rest = append(slices.Clone(d.Years[i].Rest), worktime.RestDoc{From: day.String(), To: day.String(), Name: "全市停工", NameEN: "city closed"})
	return d, day
}

func waitJob(t *testing.T, c *housetest.Client, id string) map[string]any {
	var j map[string]any
	require.Eventually(t, func() bool {
		j = c.Want(200, "GET", "/api/v1/time-jobs/"+id, nil)
		return j["state"] == store.JobDone || j["state"] == store.JobFailed || j["state"] == store.JobCancelled
	}, 30*time.Second, tick)
	return j
}

// A calendar published while cases are open: the preview says what moves, the recount moves exactly that, each on record, and a
// slow recount agrees afterwards. Nothing else changes.
func TestPublishCalendar(t *testing.T) {
	h := housetest.Start(t)
	citizen, dispatcher, admin := h.Citizen("c1"), h.Staff("dispatcher"), h.Staff("admin")
	moved := []string{openCase(h, citizen, dispatcher, "1"), openCase(h, citizen, dispatcher, "2")}
	urgent := citizen.Want(201, "POST", "/api/v1/cases", map[string]any{"kind": "help", "class": "road", "title": "路面塌陷", "content": "路中间有个洞。", "contact": contact})["id"].(string)
	before := clockOf(dispatcher, moved[0], "reply")
	doc, day := nextRest(t, h)

	p := admin.Want(200, "POST", "/api/v1/calendar-previews", map[string]any{"calendar": doc})
	require.Empty(t, p["faults"])
	m := p["moves"].(map[string]any)
	require.EqualValues(t, 2, m["cases"])
	require.EqualValues(t, 3, m["scanned"])
	require.Len(t, m["units"], 1)
	require.Equal(t, before["due_at"], clockOf(dispatcher, moved[0], "reply")["due_at"], "a preview changes nothing")

	admin.Want(422, "POST", "/api/v1/calendars", map[string]any{"calendar": doc, "reason": ""})
	twice := doc
	twice.Years = slices.Clone(doc.Years)
	for i := range twice.Years {
		twice.Years[i].Rest = append(slices.Clone(twice.Years[i].Rest), twice.Years[i].Rest...)
	}
	require.Contains(t, fmt.Sprint(admin.Want(422, "POST", "/api/v1/calendars", map[string]any{"calendar": twice, "reason": "重复"})["fields"]), "出现了两次")
	for _, who := range []string{"supervisor", "auditor"} {
		h.Staff(who).Want(200, "GET", "/api/v1/calendars", nil)
		h.Staff(who).Want(403, "POST", "/api/v1/calendars", map[string]any{"calendar": doc, "reason": "不该成功"})
	}
	h.Staff("clerk").Want(403, "GET", "/api/v1/calendars", nil)

	out := admin.Want(201, "POST", "/api/v1/calendars", map[string]any{"calendar": doc, "reason": "全市停工一日"})
	require.Equal(t, "cn@2026.2", out["reference"])
	j := waitJob(t, admin, out["job"].(string))
	require.Equal(t, store.JobDone, j["state"])
	require.EqualValues(t, 2, j["recount"].(map[string]any)["moved"])
	for _, id := range moved {
		after := clockOf(dispatcher, id, "reply")
		require.Greater(t, after["due_at"], before["due_at"])
		require.Equal(t, "cn@2026.2", after["calendar"])
		require.Contains(t, fmt.Sprint(after["days"]), day.String())
		found := 0
		events, err := h.Store.EventsAfter(t.Context(), id, 0)
		require.NoError(t, err)
		for _, e := range events {
			if e.Act == "recount" {
				found++
			}
		}
		require.Equal(t, 1, found, "one act on record for each moved case")
	}
	events, err := h.Store.EventsAfter(t.Context(), urgent, 0)
	require.NoError(t, err)
	require.Len(t, events, 1, "what does not move is left alone")

	s := waitJob(t, admin, admin.Want(201, "POST", "/api/v1/clock-sweeps", map[string]any{})["job"].(string))
	require.EqualValues(t, 0, s["sweep"].(map[string]any)["differences"])
	require.EqualValues(t, 0, s["sweep"].(map[string]any)["stale"])
	health := h.Staff("auditor").Want(200, "GET", "/api/v1/health", nil)
	require.Equal(t, "cn@2026.2", health["calendar"])
	require.NotNil(t, health["sweep"])
	h.Staff("supervisor").Want(403, "GET", "/api/v1/health", nil)

	// A clock that somebody falsified is found.
	_, err = h.Store.DB.ExecContext(t.Context(), `update cases set clocks = jsonb_set(clocks, '{0,due_at}', '"2026-11-01T00:00:00Z"') where id = $1`, urgent)
	require.NoError(t, err)
	s = waitJob(t, admin, admin.Want(201, "POST", "/api/v1/clock-sweeps", map[string]any{})["job"].(string))
	require.EqualValues(t, 1, s["sweep"].(map[string]any)["differences"])
	found := h.Staff("auditor").Want(200, "GET", "/api/v1/ledger?act=clock.difference", nil)["items"].([]any)
	require.Len(t, found, 1)
}

// Open cases stay with the rules they were opened with; new ones take the new. A hole is refused and named.
func TestPublishRules(t *testing.T) {
	h := housetest.Start(t)
	citizen, dispatcher, admin := h.Citizen("c1"), h.Staff("dispatcher"), h.Staff("admin")
	old := citizen.Want(201, "POST", "/api/v1/cases", map[string]any{"kind": "complaint", "class": "noise", "title": "夜间施工", "content": "夜里十二点还在施工。", "contact": contact})["id"].(string)
	rules, _ := h.Time.InForce()
	doc := rules.Doc()
	for i := range doc.Limits {
		if doc.Limits[i].Clock == worktime.ClockReply && doc.Limits[i].Unit == worktime.WorkingDay {
			doc.Limits[i].Amount = 9
		}
	}
	hole := doc
	hole.Limits = slices.DeleteFunc(slices.Clone(doc.Limits), func(l worktime.LimitLine) bool {
		return l.Clock == worktime.ClockReply && l.Kind == "" && l.Urgency == ""
	})
	checked := admin.Want(200, "POST", "/api/v1/rule-set-checks", map[string]any{"rules": hole})
	require.Contains(t, fmt.Sprint(checked["faults"]), "clock reply has no limit for help, normal")
	require.Contains(t, fmt.Sprint(admin.Want(422, "POST", "/api/v1/rule-sets", map[string]any{"rules": hole, "reason": "试试"})["fields"]), "clock reply has no limit for help, normal")
	for _, who := range []string{"supervisor", "auditor"} {
		h.Staff(who).Want(403, "POST", "/api/v1/rule-sets", map[string]any{"rules": doc, "reason": "不该成功"})
		require.False(t, h.Staff(who).Want(200, "GET", "/api/v1/rule-sets", nil)["may_edit"].(bool))
	}
	ref := admin.Want(201, "POST", "/api/v1/rule-sets", map[string]any{"rules": doc, "reason": "答复时限改为九个工作日"})["reference"].(string)
	require.Equal(t, "default@3", ref)
	dispatcher.Act(200, "cases", old, "accept", nil)
	dispatcher.Act(200, "cases", old, "dispatch", map[string]string{"department": "hbj"})
	require.Equal(t, rules.Reference(), clockOf(dispatcher, old, "reply")["rule"])
	fresh := openCase(h, citizen, dispatcher, "新规则")
	require.Equal(t, ref, clockOf(dispatcher, fresh, "reply")["rule"])
	require.Equal(t, "9 个工作日", clockOf(dispatcher, fresh, "reply")["limit_zh"])
	// Undone by putting the earlier version in force again; that is recorded too.
	admin.Want(200, "POST", "/api/v1/rule-sets/"+rules.Reference()+"/adopt", map[string]any{"reason": "改回"})
	back := openCase(h, citizen, dispatcher, "改回")
	require.Equal(t, rules.Reference(), clockOf(dispatcher, back, "reply")["rule"])
	admin.Want(409, "POST", "/api/v1/rule-sets/default@1/adopt", map[string]any{"reason": "太旧"})
	list := admin.Want(200, "GET", "/api/v1/rule-sets", nil)
	require.Len(t, list["history"], 2)
	require.GreaterOrEqual(t, len(list["items"].([]any)), 6)
	writes := h.Staff("auditor").Want(200, "GET", "/api/v1/ledger?act=publish", nil)["items"].([]any)
	require.Len(t, writes, 1)
}

// A rehearsal tells what would have been late and changes nothing; it can be stopped, and a wrong role cannot start it.
func TestRehearsal(t *testing.T) {
	h := housetest.Start(t)
	citizen, dispatcher, admin := h.Citizen("c1"), h.Staff("dispatcher"), h.Staff("admin")
	for i := range 3 {
		openCase(h, citizen, dispatcher, fmt.Sprint(i))
	}
	rules, _ := h.Time.InForce()
	doc := rules.Doc()
	var before int
	require.NoError(t, h.Store.DB.GetContext(t.Context(), &before, `select count(*) from event`))
	today := worktime.DateOf(time.Now())
	body := map[string]any{"rules": doc, "from": (today - 30).String(), "to": today.String()}
	h.Staff("supervisor").Want(403, "POST", "/api/v1/rehearsals", body)
	admin.Want(422, "POST", "/api/v1/rehearsals", map[string]any{"rules": doc, "from": "2026-02-29", "to": "9999-12-31"})
	admin.Want(422, "POST", "/api/v1/rehearsals", map[string]any{"from": "2026-02-01", "to": "2026-02-02"})
	j := waitJob(t, admin, admin.Want(201, "POST", "/api/v1/rehearsals", body)["job"].(string))
	require.Equal(t, store.JobDone, j["state"], j["fault"])
	require.EqualValues(t, 3, j["done"])
	total := j["rehearsal"].(map[string]any)["total"].(map[string]any)
	require.EqualValues(t, 3, total["all"])
	require.EqualValues(t, 0, total["newly_late"])
	var after int
	require.NoError(t, h.Store.DB.GetContext(t.Context(), &after, `select count(*) from event`))
	require.Equal(t, before, after)
	admin.Want(409, "POST", "/api/v1/time-jobs/"+j["id"].(string)+"/cancel", map[string]any{})
}
