package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"minhu/internal/housetest"
)

func roles(pairs ...string) []map[string]string {
	out := []map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, map[string]string{"role": pairs[i], "dept_path": pairs[i+1]})
	}
	return out
}

func idOfStaff(c *housetest.Client, username string) (id string, file map[string]any) {
	for _, p := range c.Want(200, "GET", "/api/v1/staff?q="+username, nil)["items"].([]any) {
		if p := p.(map[string]any); p["username"] == username {
			id = p["id"].(string)
		}
	}
	return id, c.Want(200, "GET", "/api/v1/staff/"+id, nil)
}

// A new person: proposed by one administrator, agreed to by another, let in by a link that works once; roles that no one person may
// hold together are refused with their names; every step is on record.
func TestAPersonIsProposedAndAgreedTo(t *testing.T) {
	h := housetest.Start(t)
	admin, security, auditor := h.Staff("admin"), h.Staff("security"), h.Staff("auditor")
	state := func(r []map[string]string) map[string]any {
		return map[string]any{"name": "示范新人", "title": "坐席", "department": "hotline", "clearance": 0, "disabled": false, "roles": r}
	}
	body := func(r []map[string]string, reason string) map[string]any {
		return map[string]any{"staff_id": "", "username": "newcomer", "rev": 0, "after": state(r), "reason": reason}
	}
	p := admin.Want(200, "POST", "/api/v1/access-previews", body(roles("agent", "/city/hotline"), ""))
	require.Empty(t, p["faults"])
	require.NotEmpty(t, p["gained"])
	require.Empty(t, p["lost"])
	for why, bad := range map[string][]map[string]string{
		"不得由同一人担任": roles("reviewer", "/city/hotline", "dept_lead", "/city/zjj"),
		"没有角色":     roles("citizen", "/city"),
		"不存在":      roles("agent", "/city/nowhere"),
		"只需一次":     roles("agent", "/city/hotline", "agent", "/city/hotline"),
	} {
		require.Contains(t, fmt.Sprint(admin.Want(422, "POST", "/api/v1/access-changes", body(bad, "新人"))["fields"]), why)
	}
	admin.Want(422, "POST", "/api/v1/access-changes", body(roles("agent", "/city/hotline"), " "))
	bad := body(roles("agent", "/city/hotline"), "新人")
	bad["username"] = "No Spaces"
	admin.Want(422, "POST", "/api/v1/access-changes", bad)
	bad["username"] = "AGENT"
	admin.Want(422, "POST", "/api/v1/access-changes", bad)
	bad["username"] = "agent"
	require.Contains(t, fmt.Sprint(admin.Want(422, "POST", "/api/v1/access-changes", bad)["fields"]), "占用")

	change := admin.Want(201, "POST", "/api/v1/access-changes", body(roles("agent", "/city/hotline"), "新人到岗"))
	path := "/api/v1/access-changes/" + change["id"].(string)
	admin.Want(422, "POST", "/api/v1/access-changes", body(roles("agent", "/city/hotline"), "再来一次")) // the name is spoken for
	admin.Want(403, "POST", path+"/actions/approve", map[string]any{"note": ""})
	auditor.Want(403, "POST", path+"/actions/approve", map[string]any{"note": ""})
	security.Want(403, "POST", path+"/actions/withdraw", map[string]any{"note": ""})
	security.Want(422, "POST", path+"/actions/reject", map[string]any{"note": ""})
	open := security.Want(200, "GET", "/api/v1/access-changes?show=open", nil)["items"].([]any)
	require.Len(t, open, 1)
	require.Equal(t, []any{"approve", "reject"}, open[0].(map[string]any)["allowed_actions"])
	admin.Want(404, "GET", "/api/v1/staff/"+change["staff_id"].(string), nil)
	security.Want(200, "POST", path+"/actions/approve", map[string]any{"note": "同意"})
	security.Want(409, "POST", path+"/actions/approve", map[string]any{"note": "又同意"})

	id, file := idOfStaff(admin, "newcomer")
	require.Equal(t, change["staff_id"], id)
	require.Equal(t, false, file["has_password"])
	require.Len(t, file["bindings"], 1)
	security.Want(403, "POST", "/api/v1/staff/"+id+"/invitations", map[string]any{})
	first := admin.Want(201, "POST", "/api/v1/staff/"+id+"/invitations", map[string]any{})["path"].(string)
	second := admin.Want(201, "POST", "/api/v1/staff/"+id+"/invitations", map[string]any{})["path"].(string)
	token := func(path string) string { return "/api/v1/invitations/" + path[strings.LastIndex(path, "/")+1:] }
	visitor := h.Citizen("visitor")
	visitor.Want(404, "GET", token(first), nil) // a newer link took its place
	visitor.Want(404, "GET", "/api/v1/invitations/nonsense", nil)
	require.Equal(t, "newcomer", visitor.Want(200, "GET", token(second), nil)["username"])
	visitor.Want(422, "POST", token(second), map[string]any{"password": "short"})
	visitor.Want(422, "POST", token(second), map[string]any{"password": "aaaaaaaaaa"})
	visitor.Want(200, "POST", token(second), map[string]any{"password": housetest.Password})
	visitor.Want(404, "POST", token(second), map[string]any{"password": housetest.Password + "x"})
	me := h.Staff("newcomer").Want(200, "GET", "/api/v1/session", nil)
	require.Contains(t, fmt.Sprint(me["acts"]), "conversation.say")

	acts := map[string]bool{}
	ledger, err := h.Store.DB.QueryxContext(t.Context(), `select act, outcome from ledger where subject_kind = 'staff'`)
	require.NoError(t, err)
	defer ledger.Close()
	for ledger.Next() {
		var act, outcome string
		require.NoError(t, ledger.Scan(&act, &outcome))
		acts[act+" "+outcome] = true
	}
	for _, want := range []string{"edit applied", "approve applied", "invite applied"} {
		require.True(t, acts[want], "%s in %v", want, acts)
	}
}

// A role taken away ends what it allowed with the next request; a disabled account is out at once; the last administrator stays.
func TestARoleTakenAway(t *testing.T) {
	h := housetest.Start(t)
	admin, security, agent := h.Staff("admin"), h.Staff("security"), h.Staff("agent")
	id, file := idOfStaff(admin, "agent")
	to := file["state"].(map[string]any)
	propose := func(status int, who *housetest.Client, staff string, rev any, after map[string]any) map[string]any {
		return who.Want(status, "POST", "/api/v1/access-changes", map[string]any{"staff_id": staff, "username": "", "rev": rev, "after": after, "reason": "调岗"})
	}
	with := func(st map[string]any, name string, v any) map[string]any {
		out := map[string]any{}
		for k, x := range st {
			out[k] = x
		}
		out[name] = v
		return out
	}
	propose(422, admin, id, file["rev"], to) // nothing changed
	propose(409, admin, id, 99, with(to, "title", "组长"))
	propose(403, agent, id, file["rev"], with(to, "title", "组长"))
	agent.Want(200, "GET", "/api/v1/conversations", nil)
	p := admin.Want(200, "POST", "/api/v1/access-previews", map[string]any{"staff_id": id, "username": "", "rev": 0, "after": with(to, "roles", roles("editor", "/city/hotline")), "reason": ""})
	require.NotEmpty(t, p["lost"])
	require.NotEmpty(t, p["gained"])

	c1 := propose(201, admin, id, file["rev"], with(to, "roles", roles("editor", "/city/hotline")))
	propose(409, admin, id, file["rev"], with(to, "title", "组长")) // one at a time
	security.Want(200, "POST", "/api/v1/access-changes/"+c1["id"].(string)+"/actions/approve", map[string]any{"note": ""})
	agent.Want(403, "GET", "/api/v1/conversations", nil)
	agent.Want(200, "GET", "/api/v1/articles", nil)
	_, file = idOfStaff(admin, "agent")
	require.Len(t, file["bindings"], 2, "what was in force stays readable")
	require.Len(t, file["changes"], 1)

	// What is kept elsewhere (the seat, the extension) makes no proposal stale.
	seat := propose(201, admin, id, file["rev"], with(file["state"].(map[string]any), "title", "采编"))
	_, err := h.Store.DB.ExecContext(t.Context(), `update staff set capacity = 5, rev = rev + 1 where id = $1`, id)
	require.NoError(t, err)
	security.Want(200, "POST", "/api/v1/access-changes/"+seat["id"].(string)+"/actions/approve", map[string]any{"note": ""})
	_, file = idOfStaff(admin, "agent")

	// Undone by a new version: the roles of before, and a proposal that grew stale in between.
	c2 := propose(201, admin, id, file["rev"], to)
	_, err = h.Store.DB.ExecContext(t.Context(), `update staff set title = '代班' where id = $1`, id)
	require.NoError(t, err)
	security.Want(409, "POST", "/api/v1/access-changes/"+c2["id"].(string)+"/actions/approve", map[string]any{"note": ""})
	admin.Want(200, "POST", "/api/v1/access-changes/"+c2["id"].(string)+"/actions/withdraw", map[string]any{"note": ""})
	_, file = idOfStaff(admin, "agent")
	c3 := propose(201, admin, id, file["rev"], to)
	security.Want(200, "POST", "/api/v1/access-changes/"+c3["id"].(string)+"/actions/approve", map[string]any{"note": ""})
	agent.Want(200, "GET", "/api/v1/conversations", nil)
	_, file = idOfStaff(admin, "agent")
	require.Len(t, file["bindings"], 3)

	c4 := propose(201, admin, id, file["rev"], with(to, "disabled", true))
	security.Want(200, "POST", "/api/v1/access-changes/"+c4["id"].(string)+"/actions/approve", map[string]any{"note": ""})
	require.NotEqual(t, "staff", agent.Want(200, "GET", "/api/v1/session", nil)["kind"], "the session is gone")
	require.Empty(t, admin.Want(200, "GET", "/api/v1/staff?q=agent&role=agent", nil)["items"].([]any)[0].(map[string]any)["disabled_at"], "agent2 only")
	require.Len(t, admin.Want(200, "GET", "/api/v1/staff?q=agent&disabled=true", nil)["items"], 2)

	sid, sfile := idOfStaff(admin, "security")
	require.Contains(t, fmt.Sprint(propose(422, admin, sid, sfile["rev"], with(sfile["state"].(map[string]any), "disabled", true))["fields"]), "最后一名安全管理员")
	aid, afile := idOfStaff(admin, "admin")
	propose(403, admin, aid, afile["rev"], with(afile["state"].(map[string]any), "title", "总管"))
	var refused int
	require.NoError(t, h.Store.DB.Get(&refused, `select count(*) from ledger where subject_kind = 'staff' and act = 'edit' and outcome = 'forbidden'`))
	require.Equal(t, 1, refused, "who asks for himself is on record")
	for _, who := range []string{"agent2", "supervisor", "clerk", "lead", "dispatcher"} {
		h.Staff(who).Want(403, "GET", "/api/v1/staff", nil)
		h.Staff(who).Want(403, "GET", "/api/v1/access-changes", nil)
	}
	for path, status := range map[string]int{"/api/v1/staff?role=king": 400, "/api/v1/staff?department=none": 400, "/api/v1/staff?cursor=x": 400, "/api/v1/staff?x=1": 400, "/api/v1/staff/none": 404, "/api/v1/access-changes?show=all": 400} {
		admin.Want(status, "GET", path, nil)
	}
	page := admin.Want(200, "GET", "/api/v1/staff?limit=5", nil)
	require.Len(t, page["items"], 5)
	require.Len(t, admin.Want(200, "GET", "/api/v1/staff?limit=5&cursor="+page["next_cursor"].(string), nil)["items"], 5)
}

// "以某人身份试算" gives the answer the person gets, and the line that decides; who asks is on record.
func TestPolicyTrial(t *testing.T) {
	h := housetest.Start(t)
	security := h.Staff("security")
	citizen, dispatcher := h.Citizen("c1"), h.Staff("dispatcher")
	id := openCase(h, citizen, dispatcher, "trial")
	number := dispatcher.Want(200, "GET", "/api/v1/cases/"+id, nil)["number"].(string)
	ask := func(who string) map[string]bool {
		staff, _ := idOfStaff(security, who)
		out := map[string]bool{}
		a := security.Want(200, "POST", "/api/v1/policy-trials", map[string]any{"staff_id": staff, "kind": "case", "number": number})
		for _, l := range a["acts"].([]any) {
			l := l.(map[string]any)
			out[l["act"].(string)] = l["allow"].(bool)
			if l["allow"].(bool) {
				require.NotEmpty(t, l["line"])
			}
		}
		return out
	}
	require.True(t, ask("clerk2")["read"], "the department that has it")
	require.True(t, ask("clerk2")["sign"])
	require.False(t, ask("clerk")["read"], "another department")
	require.False(t, ask("admin")["read"])
	for who, status := range map[string]int{"clerk2": http.StatusOK, "clerk": http.StatusNotFound} {
		h.Staff(who).Want(status, "GET", "/api/v1/cases/"+id, nil)
	}
	staff, _ := idOfStaff(security, "clerk")
	security.Want(422, "POST", "/api/v1/policy-trials", map[string]any{"staff_id": staff, "kind": "case", "number": "GD0"})
	security.Want(422, "POST", "/api/v1/policy-trials", map[string]any{"staff_id": staff, "kind": "nothing", "number": ""})
	require.Contains(t, fmt.Sprint(security.Want(422, "POST", "/api/v1/policy-trials", map[string]any{"staff_id": staff, "kind": "case", "number": ""})["fields"]), "哪一件")
	security.Want(200, "POST", "/api/v1/policy-trials", map[string]any{"staff_id": staff, "kind": "rates", "number": ""})
	h.Staff("admin").Want(403, "POST", "/api/v1/policy-trials", map[string]any{"staff_id": staff, "kind": "case", "number": ""})
	p := h.Staff("auditor").Want(200, "GET", "/api/v1/policy", nil)
	require.NotEmpty(t, p["lines"])
	require.NotEmpty(t, p["apart"])
	h.Staff("agent").Want(403, "GET", "/api/v1/policy", nil)
	var n int
	require.NoError(t, h.Store.DB.Get(&n, `select count(*) from ledger where act = 'trial'`))
	require.GreaterOrEqual(t, n, 4)
}
