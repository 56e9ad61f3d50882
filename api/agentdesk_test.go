package api_test

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"minhu/internal/housetest"
)

// Ids of the small city's people.
const (
	agentID      = "00000000-0000-4000-8000-000000000001"
	agent2ID     = "00000000-0000-4000-8000-000000000002"
	supervisorID = "00000000-0000-4000-8000-000000000004"
)

// talking opens a talk and puts it into an agent's hands.
func talking(t *testing.T, citizen, agent *housetest.Client) string {
	t.Helper()
	id := citizen.Want(http.StatusCreated, "POST", "/api/v1/conversations", map[string]string{"text": "居住证怎么办理？"})["id"].(string)
	citizen.Act(200, "conversations", id, "request_human", nil)
	agent.Act(200, "conversations", id, "take", nil)
	return id
}

func say(c *housetest.Client, status int, id, text string) {
	c.Want(status, "POST", "/api/v1/conversations/"+id+"/utterances", map[string]string{"text": text})
}

func actsOf(v map[string]any) []string {
	var out []string
	for _, a := range v["allowed_actions"].([]any) {
		out = append(out, a.(map[string]any)["act"].(string))
	}
	return out
}

func notices(v map[string]any) []string {
	var out []string
	for _, u := range v["utterances"].([]any) {
		if n, _ := u.(map[string]any)["notice"].(string); n != "" {
			out = append(out, n)
		}
	}
	return out
}

// secret is whispered and must never reach the citizen.
const secret = "此人上周投诉过三次请勿承诺时限"

// A talk goes from hand to hand: to a colleague, to the queue's front, to the leader. Everybody sees what is theirs to see.
func TestATalkChangesHands(t *testing.T) {
	h := housetest.Start(t)
	citizen, agent, agent2, leader := h.Citizen("c1"), h.Staff("agent"), h.Staff("agent2"), h.Staff("supervisor")
	id := talking(t, citizen, agent)
	show := func(c *housetest.Client, status int) map[string]any {
		return c.Want(status, "GET", "/api/v1/conversations/"+id, nil)
	}

	require.ElementsMatch(t, []string{"say", "escalate", "end", "transfer", "consult", "consult_close", "whisper", "warn"}, actsOf(show(agent, 200)))
	require.ElementsMatch(t, []string{"end", "transfer", "take_over", "consult_close", "whisper"}, actsOf(show(leader, 200)), "a leader watches, whispers, takes over")
	show(agent2, 404)

	// Asked beside the talk, a colleague reads and whispers, and says nothing to the citizen.
	agent.Act(422, "conversations", id, "consult", map[string]string{"colleague": "00000000-0000-4000-8000-000000000010", "note": "x"})
	agent.Act(409, "conversations", id, "consult", map[string]string{"colleague": agentID})
	agent.Act(200, "conversations", id, "consult", map[string]string{"colleague": agent2ID, "note": "居住证跨区怎么办？"})
	require.Equal(t, []string{"whisper"}, actsOf(show(agent2, 200)))
	require.Len(t, agent2.Want(200, "GET", "/api/v1/conversations?view=asked", nil)["items"], 1)
	say(agent2, 403, id, "您好")
	agent2.Act(200, "conversations", id, "whisper", map[string]string{"text": secret})
	leader.Act(200, "conversations", id, "whisper", map[string]string{"text": "请先核实住址"})
	beside := show(agent, 200)["beside"].(map[string]any)
	require.Len(t, beside["items"], 3)
	require.Equal(t, secret, beside["items"].([]any)[1].(map[string]any)["text"])
	require.Equal(t, "示范agent2", beside["asked"].([]any)[0].(map[string]any)["name"])
	agent.Act(200, "conversations", id, "consult_close", map[string]string{"colleague": agent2ID})
	show(agent2, 404)
	agent2.Act(404, "conversations", id, "whisper", map[string]string{"text": "x"})

	// To a colleague, with a note; the one before has it no more, and the same key gives the first answer.
	body := map[string]any{"rev": 0, "fields": map[string]string{"colleague": agent2ID, "note": "已核身份"}}
	status, first := agent.Send("POST", "/api/v1/conversations/"+id+"/actions/transfer", "transfer-key-1", body)
	require.Equal(t, 200, status, string(first))
	status, again := agent.Send("POST", "/api/v1/conversations/"+id+"/actions/transfer", "transfer-key-1", body)
	require.Equal(t, 200, status, string(again))
	require.JSONEq(t, string(first), string(again))
	say(agent, 404, id, "还在吗")
	say(agent2, 200, id, "您好，我来接着办。")
	require.Equal(t, "已核身份", show(agent2, 200)["beside"].(map[string]any)["items"].([]any)[4].(map[string]any)["text"])

	// Back to the queue: before those who wait for the first time.
	other := h.Citizen("c2")
	waits := other.Want(201, "POST", "/api/v1/conversations", map[string]string{"text": "公积金提取条件是什么"})["id"].(string)
	other.Act(200, "conversations", waits, "request_human", nil)
	agent2.Act(422, "conversations", id, "transfer", map[string]string{"group": "nowhere"})
	agent2.Act(422, "conversations", id, "transfer", nil)
	agent2.Act(200, "conversations", id, "transfer", map[string]string{"group": "all"})
	queue := agent.Want(200, "GET", "/api/v1/conversations?view=queue", nil)["items"].([]any)
	require.Equal(t, id, queue[0].(map[string]any)["id"])
	require.Equal(t, true, queue[0].(map[string]any)["returned"])
	require.EqualValues(t, 1, show(citizen, 200)["queue"].(map[string]any)["place"])
	require.NotContains(t, show(citizen, 200), "agent_name")
	agent.Act(200, "conversations", id, "take", nil)

	// The leader takes over from whom he saw; from anybody else it is refused.
	agent2.Act(403, "conversations", id, "take_over", map[string]string{"holder": agentID})
	agent.Act(403, "conversations", id, "take_over", map[string]string{"holder": agentID})
	leader.Act(422, "conversations", id, "take_over", nil)
	require.Contains(t, leader.Act(409, "conversations", id, "take_over", map[string]string{"holder": agent2ID})["detail"], "已由他人接手")
	leader.Act(200, "conversations", id, "take_over", map[string]string{"holder": agentID})
	say(leader, 200, id, "您好，我是值班长。")
	v := show(citizen, 200)
	require.Equal(t, "示范supervisor", v["agent_name"])
	require.NotContains(t, v, "agent_id")
	require.NotContains(t, v, "beside")
	require.Equal(t, []string{"queued", "taken", "transferred", "transferred", "taken", "transferred"}, notices(v))
}

// Abuse: nobody is cut off without a warning, and afterwards the citizen is not shown who the agent was.
func TestAbuseEndsCivilly(t *testing.T) {
	h := housetest.Start(t)
	citizen, agent := h.Citizen("c1"), h.Staff("agent")
	id := talking(t, citizen, agent)
	say(agent, 200, id, "您好")
	refused := agent.Act(409, "conversations", id, "abuse_end", map[string]string{"abuse_reason": "insult"})
	require.Contains(t, refused["detail"], "须先发送文明提示")
	require.Equal(t, "abuse_end", agent.Want(200, "GET", "/api/v1/conversations/"+id, nil)["refused_actions"].([]any)[0].(map[string]any)["act"])
	agent.Act(200, "conversations", id, "warn", map[string]string{"text": "请文明用语，否则我们将结束本次会话。"})
	agent.Act(422, "conversations", id, "abuse_end", map[string]string{"abuse_reason": "ugly"})
	agent.Act(200, "conversations", id, "abuse_end", map[string]string{"abuse_reason": "insult", "note": "持续辱骂"})
	for _, path := range []string{"/api/v1/conversations/" + id, "/api/v1/conversations/" + id + "/utterances", "/api/v1/current-conversation"} {
		status, body := citizen.Do("GET", path, nil)
		require.Equal(t, 200, status)
		require.NotContains(t, string(body), "示范agent", path)
		require.NotContains(t, string(body), agentID, path)
		require.NotContains(t, string(body), "持续辱骂", path)
		require.NotContains(t, string(body), "insult", path)
		require.Contains(t, string(body), "ended_civil", path)
		require.Contains(t, string(body), "请文明用语", path)
	}
	auditor := h.Staff("auditor").Want(200, "GET", "/api/v1/conversations/"+id, nil)
	require.Equal(t, "示范agent", auditor["agent_name"])
	items := auditor["beside"].(map[string]any)["items"].([]any)
	require.Equal(t, "insult", items[0].(map[string]any)["reason"])
	require.Equal(t, "持续辱骂", items[0].(map[string]any)["text"])
	var acts []string
	require.NoError(t, h.Store.DB.SelectContext(t.Context(), &acts, `select act from ledger where subject_id = $1 and act in ('warn','abuse_end') and outcome = 'applied' order by id`, id))
	require.Equal(t, []string{"warn", "abuse_end"}, acts)
}

// Whatever route a citizen asks, and whatever their stream carries, nothing of what was said beside the talk is in it.
func TestWhispersReachNoCitizen(t *testing.T) {
	h := housetest.Start(t)
	citizen, agent, leader := h.Citizen("c1"), h.Staff("agent"), h.Staff("supervisor")
	id := talking(t, citizen, agent)
	from := citizen.Want(200, "GET", "/api/v1/events/poll", nil)["position"].(string)
	agent.Act(200, "conversations", id, "consult", map[string]string{"colleague": supervisorID, "note": secret})
	leader.Act(200, "conversations", id, "whisper", map[string]string{"text": secret})
	agent.Act(200, "conversations", id, "consult_close", map[string]string{"colleague": supervisorID})
	status, before := citizen.Do("GET", "/api/v1/conversations/"+id+"/utterances", nil)
	require.Equal(t, 200, status)
	agent.Act(200, "conversations", id, "escalate", map[string]string{"target": "case", "kind": "complaint", "class": "road", "title": "小区门口道路破损", "content": "门口路面有大坑。"})
	agent.Act(200, "conversations", id, "transfer", map[string]string{"colleague": agent2ID, "note": secret})
	var caseID string
	require.Eventually(t, func() bool {
		mine := citizen.Want(200, "GET", "/api/v1/mine", nil)["cases"].([]any)
		if len(mine) == 1 {
			caseID = mine[0].(map[string]any)["id"].(string)
		}
		return caseID != ""
	}, waitLong, tick)
	require.NotContains(t, string(before), "whisper")
	bad := []string{secret, "whisper", `"consult"`, `"consult_close"`, "beside", agentID, agent2ID, supervisorID}
	asked := 0
	for _, r := range h.Server.Routes() {
		if r.Method != http.MethodGet || r.Path == "/api/v1/events" || r.Path == "/api/v1/openapi.yaml" || r.Path == "/api/v1/contract" || r.Path == "/metrics" ||
			strings.HasPrefix(r.Path, "/desk") || strings.HasPrefix(r.Path, "/survey") {
			continue
		}
		for _, x := range []string{id, caseID} {
			path := r.Path
			for _, part := range strings.Split(path, "/") {
				if strings.HasPrefix(part, ":") {
					path = strings.Replace(path, part, x, 1)
				}
			}
			if r.Path == "/api/v1/events/poll" {
				path += "?wait=0&after=" + from
			}
			_, body := citizen.Do("GET", path, nil)
			asked++
			for _, b := range bad {
				require.NotContains(t, string(body), b, path)
			}
		}
	}
	require.Greater(t, asked, 80)
	// The stream said that the talk changed hands and that the case was opened, and nothing of the rest.
	require.Eventually(t, func() bool {
		changed := false
		for _, e := range citizen.Want(200, "GET", "/api/v1/events/poll?wait=0&after="+from, nil)["items"].([]any) {
			if e := e.(map[string]any); e["subject_kind"] == "conversation" {
				require.Contains(t, []string{"ask", "request_human", "take", "escalate", "transfer"}, e["name"])
				changed = changed || e["name"] == "transfer"
			}
		}
		return changed
	}, waitLong, tick)
	// In the database it is sealed.
	var plain int
	require.NoError(t, h.Store.DB.GetContext(t.Context(), &plain, `select count(*) from event where subject_id = $1 and (data::text like '%' || $2 || '%')`, id, secret))
	require.Zero(t, plain)
	// A look of the leader is on the record.
	require.NoError(t, h.Store.DB.GetContext(t.Context(), &plain, `select count(*) from ledger where subject_id = $1 and act = 'look'`, id))
	require.Zero(t, plain)
	leader.Want(200, "GET", "/api/v1/conversations/"+id, nil)
	require.NoError(t, h.Store.DB.GetContext(t.Context(), &plain, `select count(*) from ledger where subject_id = $1 and act = 'look' and actor_id = $2`, id, supervisorID))
	require.Equal(t, 1, plain)
}

// Two leaders take over at once: one has it, the other is told. And a citizen who writes while the talk changes hands loses no line.
func TestHandsAtOnce(t *testing.T) {
	h := housetest.Start(t)
	_, err := h.Store.DB.ExecContext(t.Context(), `insert into role_binding (staff_id, role, dept_path, valid_from) select id, 'supervisor', '/city/hotline', now() - interval '1 day' from staff where username = 'surveyor'`)
	require.NoError(t, err)
	citizen, agent := h.Citizen("c1"), h.Staff("agent")
	leaders := []*housetest.Client{h.Staff("supervisor"), h.Staff("surveyor")}
	for range 3 {
		id := talking(t, citizen, agent)
		var wg sync.WaitGroup
		got := make([]int, 2)
		for i := range leaders {
			wg.Go(func() {
				got[i], _ = leaders[i].Do("POST", "/api/v1/conversations/"+id+"/actions/take_over", map[string]any{"rev": 0, "fields": map[string]string{"holder": agentID}})
			})
		}
		wg.Wait()
		require.ElementsMatch(t, []int{200, 409}, got)
		leaders[0].Act(200, "conversations", id, "end", nil)
	}
	id := talking(t, citizen, agent)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			status, body := citizen.Do("POST", "/api/v1/conversations/"+id+"/utterances", map[string]string{"text": "第" + string(rune('一'+i)) + "句"})
			require.Equal(t, 200, status, string(body))
		})
	}
	agent.Act(200, "conversations", id, "transfer", map[string]string{"colleague": agent2ID})
	wg.Wait()
	v := h.Staff("agent2").Want(200, "GET", "/api/v1/conversations/"+id, nil)
	said := 0
	for i, u := range v["utterances"].([]any) {
		require.EqualValues(t, i+1, u.(map[string]any)["seq"])
		if u.(map[string]any)["speaker"] == "citizen" && u.(map[string]any)["kind"] == "line" {
			said++
		}
	}
	require.Equal(t, 8, said)
	require.NotEmpty(t, v["beside"].(map[string]any)["unanswered_at"])
}

// States with reasons and history; a page that disappears makes its agent away, and its return brings them back.
func TestPresence(t *testing.T) {
	h := housetest.Start(t)
	agent, leader, clerk := h.Staff("agent"), h.Staff("supervisor"), h.Staff("clerk")
	agent.Want(422, "POST", "/api/v1/presence", map[string]string{"presence": "asleep"})
	agent.Want(200, "POST", "/api/v1/presence", map[string]string{"presence": "busy", "reason": "整理工单"})
	agent.Want(200, "POST", "/api/v1/presence", map[string]string{"presence": "break"})
	require.Equal(t, "break", agent.Want(200, "GET", "/api/v1/presence", nil)["presence"])
	history := leader.Want(200, "GET", "/api/v1/agents/"+agentID+"/presences", nil)["items"].([]any)
	require.Len(t, history, 2)
	require.Equal(t, "整理工单", history[1].(map[string]any)["reason"])
	agent.Want(403, "GET", "/api/v1/agents/"+agentID+"/presences", nil)
	clerk.Want(403, "GET", "/api/v1/agents", nil)
	all := leader.Want(200, "GET", "/api/v1/agents", nil)["items"].([]any)
	require.Len(t, all, 3, "two agents and a leader")

	// Nobody is judged by a page that was never there.
	now := time.Now().UTC()
	gone, err := h.Store.MarkGone(t.Context(), now.Add(time.Hour), now)
	require.NoError(t, err)
	require.Empty(t, gone)
	agent.Want(200, "POST", "/api/v1/presence", map[string]string{"presence": "online"})
	agent.Want(200, "GET", "/api/v1/events/poll", nil)
	gone, err = h.Store.MarkGone(t.Context(), now.Add(-time.Minute), now)
	require.NoError(t, err)
	require.Empty(t, gone)
	gone, err = h.Store.MarkGone(t.Context(), now.Add(time.Hour), now)
	require.NoError(t, err)
	require.Equal(t, []string{agentID}, gone)
	p := agent.Want(200, "GET", "/api/v1/presence", nil)
	require.Equal(t, "away", p["presence"])
	require.Equal(t, "page_gone", p["reason"])
	agent.Want(200, "GET", "/api/v1/events/poll", nil)
	require.Equal(t, "online", agent.Want(200, "GET", "/api/v1/presence", nil)["presence"])
	agent.Want(204, "DELETE", "/api/v1/session", nil)
	for _, a := range leader.Want(200, "GET", "/api/v1/agents", nil)["items"].([]any) {
		if a := a.(map[string]any); a["id"] == agentID {
			require.Equal(t, "offline", a["presence"], "who has signed out is given no more talks")
		}
	}
}

// A shift is handed over by one act; what the colleague has no room for goes to the front of the queue.
func TestHandOverAShift(t *testing.T) {
	h := housetest.Start(t)
	agent, agent2 := h.Staff("agent"), h.Staff("agent2")
	var talks []string
	for i := range 3 {
		talks = append(talks, talking(t, h.Citizen("c"+string(rune('0'+i))), agent))
	}
	_, err := h.Store.DB.ExecContext(t.Context(), `update staff set capacity = 2 where username = 'agent2'`)
	require.NoError(t, err)
	typed := agent.Want(201, "POST", "/api/v1/typed-calls", map[string]string{"number": "13800002031"})
	call := typed["id"].(string)
	agent.Want(422, "POST", "/api/v1/handovers", map[string]string{"colleague": agent2ID})
	agent.Want(422, "POST", "/api/v1/handovers", map[string]string{"colleague": agentID, "note": "x"})
	agent.Want(422, "POST", "/api/v1/handovers", map[string]string{"colleague": agent2ID, "group": "all", "note": "x"})
	h.Staff("clerk").Want(403, "POST", "/api/v1/handovers", map[string]string{"colleague": agent2ID, "note": "x"})
	body := map[string]string{"colleague": agent2ID, "note": "第一个会话等市民补照片"}
	key := "handover-" + rand.Text()
	status, first := agent.Send("POST", "/api/v1/handovers", key, body)
	require.Equal(t, 200, status, string(first))
	status, again := agent.Send("POST", "/api/v1/handovers", key, body)
	require.Equal(t, 200, status, string(again))
	require.JSONEq(t, string(first), string(again), "the same key gives the same hand-over")
	var v struct {
		ID    string
		Items []struct{ Kind, ID, To string }
	}
	require.NoError(t, json.Unmarshal(first, &v))
	went := map[string]int{}
	for _, i := range v.Items {
		went[i.Kind+" "+i.To]++
	}
	require.Equal(t, map[string]int{"conversation colleague": 2, "conversation queue": 1, "call colleague": 1}, went)
	require.Empty(t, agent.Want(200, "GET", "/api/v1/conversations?view=mine", nil)["items"])
	require.Len(t, agent2.Want(200, "GET", "/api/v1/conversations?view=mine", nil)["items"], 2)
	require.Len(t, agent.Want(200, "GET", "/api/v1/conversations?view=queue", nil)["items"], 1)
	require.Equal(t, true, agent2.Want(200, "GET", "/api/v1/calls/"+call, nil)["call"].(map[string]any)["mine"])
	got := agent2.Want(200, "GET", "/api/v1/handovers", nil)["items"].([]any)
	require.Len(t, got, 1)
	require.Equal(t, true, got[0].(map[string]any)["for_me"])
	require.Equal(t, body["note"], got[0].(map[string]any)["note"])
	h.Staff("supervisor").Want(404, "POST", "/api/v1/handovers/"+v.ID+"/actions/see", nil)
	agent2.Want(204, "POST", "/api/v1/handovers/"+v.ID+"/actions/see", nil)
	require.NotEmpty(t, agent2.Want(200, "GET", "/api/v1/handovers", nil)["items"].([]any)[0].(map[string]any)["seen_at"])
	var recorded int
	require.NoError(t, h.Store.DB.GetContext(t.Context(), &recorded, `select count(*) from ledger where act in ('transfer','hand_over') and actor_id = $1`, agentID))
	require.Equal(t, 4, recorded)
}

// Skill groups and seats are catalogues; talks of a group's scene are handed to who serves it, the longest waiting first.
func TestWaitingTalksAreHandedOut(t *testing.T) {
	h := housetest.Start(t)
	admin, agent, agent2 := h.Staff("admin"), h.Staff("agent"), h.Staff("agent2")
	publish := func(status int, kind string, rows []map[string]string) map[string]any {
		base := admin.Want(200, "GET", "/api/v1/catalogues/"+kind, nil)["version"]
		return admin.Want(status, "POST", "/api/v1/catalogues/"+kind, map[string]any{"rows": rows, "base_version": base, "reason": "试验"})
	}
	publish(201, "skill_group", []map[string]string{{"code": "hukou", "name": "户籍专席", "scenes": "户籍 出入境", "active": "yes"}, {"code": "fund", "name": "公积金专席", "scenes": "公积金", "active": "yes"}})
	publish(422, "seat", []map[string]string{{"username": "agent", "capacity": "2", "groups": "nowhere", "auto": "no"}})
	publish(409, "seat", []map[string]string{{"username": "nobody", "capacity": "2", "auto": "no"}})
	agent.Want(403, "POST", "/api/v1/catalogues/seat", map[string]any{"rows": []any{}, "base_version": 0, "reason": "x"})
	publish(201, "seat", []map[string]string{{"username": "agent", "number": "8001", "capacity": "2", "groups": "hukou", "auto": "no"}, {"username": "agent2", "number": "8002", "capacity": "2", "groups": "fund", "auto": "no"}})
	wait := func(name, question string) string {
		c := h.Citizen(name)
		id := c.Want(201, "POST", "/api/v1/conversations", map[string]string{"text": question})["id"].(string)
		c.Act(200, "conversations", id, "request_human", nil)
		return id
	}
	first, second, fund := wait("a", "居住证怎么办理"), wait("b", "居住证怎么办理"), wait("c", "公积金提取条件是什么")
	ids := func(c *housetest.Client, view string) []string {
		out := []string{}
		for _, i := range c.Want(200, "GET", "/api/v1/conversations?view="+view, nil)["items"].([]any) {
			out = append(out, i.(map[string]any)["id"].(string))
		}
		return out
	}
	require.Equal(t, []string{first, second}, ids(agent, "queue"))
	require.Equal(t, []string{fund}, ids(agent2, "queue"))
	require.Equal(t, []string{first, second, fund}, ids(h.Staff("supervisor"), "queue"))
	groups := agent.Want(200, "GET", "/api/v1/agents", nil)["groups"].([]any)
	require.EqualValues(t, 2, groups[0].(map[string]any)["waiting"])
	require.EqualValues(t, 1, groups[0].(map[string]any)["online"])

	// From now on they are handed out: what waits longest first, and no more than there is room for.
	third := wait("d", "居住证怎么办理")
	publish(201, "seat", []map[string]string{{"username": "agent", "number": "8001", "capacity": "2", "groups": "hukou", "auto": "yes"}, {"username": "agent2", "number": "8002", "capacity": "2", "groups": "fund", "auto": "yes"}})
	agent2.Want(200, "POST", "/api/v1/presence", map[string]string{"presence": "busy"})
	require.Eventually(t, func() bool { return len(ids(agent, "mine")) == 2 }, waitLong, tick)
	require.ElementsMatch(t, []string{first, second}, ids(agent, "mine"))
	require.Equal(t, []string{third}, ids(agent, "queue"))
	require.Equal(t, []string{fund}, ids(agent2, "queue"), "who is busy is given nothing")
	agent.Act(200, "conversations", first, "end", nil)
	require.Eventually(t, func() bool { return len(ids(agent, "queue")) == 0 }, waitLong, tick)
	agent2.Want(200, "POST", "/api/v1/presence", map[string]string{"presence": "online"})
	require.Eventually(t, func() bool { return len(ids(agent2, "mine")) == 1 }, waitLong, tick)
	// A talk that is transferred to a group waits for that group alone.
	agent.Act(200, "conversations", second, "transfer", map[string]string{"group": "fund"})
	require.Eventually(t, func() bool { return len(ids(agent2, "mine")) == 2 }, waitLong, tick)
}
