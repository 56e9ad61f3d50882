package api_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The counters of a desk follow the reader's scope and what was done, two seconds late at most.
func TestCaseCounts(t *testing.T) {
	l := newLife(t)
	l.to("路面破损甲", "accepted")
	id := l.to("路面破损乙", "handling")
	l.clerk.Act(200, "cases", id, "extension_apply", map[string]string{"days": "3", "reason": "等待材料"})
	counts := l.dispatcher.Want(200, "GET", "/api/v1/case-counts", nil)
	require.EqualValues(t, 2, counts["open"])
	require.Equal(t, map[string]any{"accepted": 1.0, "handling": 1.0}, counts["stages"])
	require.Equal(t, map[string]any{"extension": 1.0}, counts["pending_by_kind"])
	unit := l.clerk.Want(200, "GET", "/api/v1/case-counts", nil)
	require.Equal(t, map[string]any{"handling": 1.0}, unit["stages"], "a unit counts its own")
	require.Equal(t, "/city/zjj", unit["assists"])
	require.EqualValues(t, 1, unit["uncontacted"])
	require.EqualValues(t, 0, l.clerk2.Want(200, "GET", "/api/v1/case-counts", nil)["open"])
	l.citizen.Want(401, "GET", "/api/v1/case-counts", nil)
	l.dispatcher.Want(400, "GET", "/api/v1/case-counts?stage=handling", nil)
	l.clerk.Act(200, "cases", id, "first_contact", map[string]string{"contact_way": "phone", "note": "已联系"})
	require.Eventually(t, func() bool {
		return l.clerk.Want(200, "GET", "/api/v1/case-counts", nil)["uncontacted"] == 0.0
	}, waitLong, 200*time.Millisecond)
}

// Whom a case can be given to, and what each has in hand, is known within the unit and to those above it.
func TestPeopleAndLoad(t *testing.T) {
	l := newLife(t)
	people := l.clerk.Want(200, "GET", "/api/v1/departments/zjj/people", nil)["items"].([]any)
	require.Len(t, people, 2)
	require.Equal(t, "示范lead", people[0].(map[string]any)["name"], "heads first")
	clerkID := people[1].(map[string]any)["id"].(string)
	l.clerk2.Want(404, "GET", "/api/v1/departments/zjj/people", nil)
	l.clerk.Want(404, "GET", "/api/v1/departments/nobody/people", nil)
	l.agent.Want(403, "GET", "/api/v1/departments/zjj/people", nil)
	id := l.to("路面破损丙", "handling")
	l.to("路面破损丁", "dispatched")
	l.lead.Act(200, "cases", id, "assign", map[string]string{"assignee": clerkID})
	load := l.lead.Want(200, "GET", "/api/v1/departments/zjj/load", nil)["items"].([]any)
	require.Len(t, load, 3, "nobody, the clerk, the lead with nothing")
	require.EqualValues(t, 1, load[0].(map[string]any)["to_sign"])
	require.Equal(t, "示范clerk", load[1].(map[string]any)["name"])
	require.EqualValues(t, 1, load[1].(map[string]any)["open"])
	require.Len(t, l.lead.Want(200, "GET", "/api/v1/cases?holder="+clerkID, nil)["items"], 1)
	require.Len(t, l.lead.Want(200, "GET", "/api/v1/cases?holder=none", nil)["items"], 1)
	l.lead.Want(400, "GET", "/api/v1/cases?holder=somebody", nil)
}
