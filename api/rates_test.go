package api_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"minhu/internal/housetest"
)

func rateOf(row any, key string) map[string]any {
	return row.(map[string]any)["rates"].(map[string]any)[key].(map[string]any)
}

func unitOf(t *testing.T, v map[string]any, id string) map[string]any {
	for _, u := range v["units"].([]any) {
		if m := u.(map[string]any); m["id"] == id {
			return m
		}
	}
	require.Fail(t, "no unit", "%s in %v", id, v["units"])
	return nil
}

// The assessment follows the acts; a published edition keeps its figures and says afterwards what changed and why.
func TestRatesAndEditions(t *testing.T) {
	l := newLife(t)
	analyst, auditor := l.h.Staff("analyst"), l.h.Staff("auditor")
	pleased := l.to("路面破损甲", "surveying")
	l.citizen.Act(200, "cases", pleased, "survey", map[string]string{"contacted": "yes", "solved": "yes", "satisfied": "5"})
	bad := l.to("路面破损乙", "closed") // contacted, solved, satisfied 2
	returned := l.to("路面破损丙", "dispatched")
	l.clerk.Act(200, "cases", returned, "return_apply", map[string]string{"reason": "不属本单位"})
	l.dispatcher.Act(200, "cases", returned, "return_uphold", map[string]string{"department": "hbj"})
	direct := l.raise("路面破损丁")
	l.dispatcher.Act(200, "cases", direct, "answer_directly", map[string]string{"public_reply": "已答复。"})

	v := l.supervisor.Want(200, "GET", "/api/v1/rates?period=week", nil)
	zjj := unitOf(t, v, "zjj")
	require.EqualValues(t, 50, rateOf(zjj, "satisfied")["value"])
	require.EqualValues(t, 100, rateOf(zjj, "contacted")["value"])
	require.EqualValues(t, 2, rateOf(zjj, "satisfied")["denominator"])
	require.Equal(t, true, rateOf(zjj, "satisfied")["few"])
	require.EqualValues(t, 100, rateOf(zjj, "in_time")["value"])
	require.InDelta(t, 33.333, rateOf(zjj, "returned")["value"], 0.01)
	require.InDelta(t, 66.667, rateOf(v["total"], "first_right")["value"], 0.01)
	require.EqualValues(t, 25, rateOf(v["total"], "direct")["value"])
	require.NotContains(t, zjj["rates"], "direct", "no unit answers for the hotline")

	// Each figure is explained by its cases.
	list := func(who *housetest.Client, q string) []any {
		return who.Want(200, "GET", "/api/v1/rate-cases?period=week&indicator=satisfied"+q, nil)["items"].([]any)
	}
	require.Len(t, list(l.supervisor, "&part=denominator&unit=zjj"), 2)
	missed := list(l.supervisor, "&part=missed&unit=zjj")
	require.Len(t, missed, 1)
	require.Equal(t, bad, missed[0].(map[string]any)["id"])
	page := l.supervisor.Want(200, "GET", "/api/v1/rate-cases?period=week&indicator=satisfied&part=denominator&limit=1", nil)
	next := l.supervisor.Want(200, "GET", "/api/v1/rate-cases?period=week&indicator=satisfied&part=denominator&limit=1&cursor="+url.QueryEscape(page["next_cursor"].(string)), nil)
	require.NotEqual(t, page["items"], next["items"])

	// A head sees his own unit; a clerk sees none.
	own := l.lead.Want(200, "GET", "/api/v1/rates", nil)
	for _, u := range own["units"].([]any) {
		require.Equal(t, "zjj", u.(map[string]any)["id"])
	}
	require.EqualValues(t, 2, rateOf(own["total"], "satisfied")["denominator"])
	l.lead.Want(404, "GET", "/api/v1/rate-cases?indicator=satisfied&unit=hbj", nil)
	l.clerk.Want(403, "GET", "/api/v1/rates", nil)
	l.supervisor.Want(400, "GET", "/api/v1/rates?period=never", nil)
	l.supervisor.Want(400, "GET", "/api/v1/rates?from=2026-02-02T00:00:00Z&to=2026-01-01T00:00:00Z", nil)

	// Nothing is known at a cut-off before it happened.
	early := l.supervisor.Want(200, "GET", "/api/v1/rates?cutoff="+url.QueryEscape(time.Now().Add(-time.Hour).UTC().Format(time.RFC3339)), nil)
	require.Empty(t, early["units"])

	body := map[string]any{"title": "本周考核", "from": v["period"].(map[string]any)["from"], "to": v["period"].(map[string]any)["to"]}
	analyst.Want(403, "POST", "/api/v1/rate-editions", body)
	id := l.supervisor.Want(201, "POST", "/api/v1/rate-editions", body)["id"].(string)
	later := map[string]any{"title": "未来", "from": body["from"], "to": body["to"], "cutoff": time.Now().Add(time.Hour).UTC()}
	l.supervisor.Want(422, "POST", "/api/v1/rate-editions", later)
	e := analyst.Want(200, "GET", "/api/v1/rate-editions/"+id, nil)
	require.Empty(t, e["changes"])
	require.EqualValues(t, 50, rateOf(e["total"], "satisfied")["value"])

	// An appeal is upheld, and a late survey comes in: the edition stays, the difference has reasons.
	l.clerk.Act(200, "cases", bad, "appeal", map[string]string{"appeal_on": "satisfied", "reason": "已按职责办结"})
	l.supervisor.Act(200, "cases", bad, "appeal_uphold", nil)
	l.surveyor.Act(200, "cases", pleased, "survey", map[string]string{"contacted": "no", "solved": "yes", "satisfied": "4"})
	e = auditor.Want(200, "GET", "/api/v1/rate-editions/"+id, nil)
	require.EqualValues(t, 50, rateOf(e["total"], "satisfied")["value"], "what was published stays")
	changes := map[string]map[string]any{}
	for _, ch := range e["changes"].([]any) {
		if m := ch.(map[string]any); m["unit"] == "zjj" {
			changes[m["indicator"].(string)] = m
		}
	}
	require.EqualValues(t, 50, changes["satisfied"]["then"])
	require.EqualValues(t, 100, changes["satisfied"]["now"])
	require.Equal(t, map[string]any{"appeal": 1.0, "late_survey": 1.0}, changes["satisfied"]["reasons"])
	require.EqualValues(t, 50, changes["contacted"]["now"])
	require.Equal(t, map[string]any{"late_survey": 1.0}, changes["contacted"]["reasons"])
	items := l.supervisor.Want(200, "GET", "/api/v1/rate-editions/"+id+"/cases?indicator=satisfied&reason=appeal", nil)["items"].([]any)
	require.Len(t, items, 1)
	require.Equal(t, bad, items[0].(map[string]any)["id"])
	mine := l.lead.Want(200, "GET", "/api/v1/rate-editions/"+id, nil)
	require.Len(t, mine["units"], 1)
	require.Len(t, l.lead.Want(200, "GET", "/api/v1/rate-editions", nil)["items"], 1)
	_, err := l.h.Store.DB.ExecContext(t.Context(), `update rate_edition set title = 'x'`)
	require.ErrorContains(t, err, "only grows")
	_, err = l.h.Store.DB.ExecContext(t.Context(), `delete from rate_edition_part`)
	require.ErrorContains(t, err, "only grows")
	var n int
	require.NoError(t, l.h.Store.DB.GetContext(t.Context(), &n, `select count(*) from ledger where subject_kind = 'edition' and act = 'publish'`))
	require.Equal(t, 1, n)
}

// The same person tells of the same class soon after the closing: the unit that had answered has it against it. A class of mediation is
// left out, by name.
func TestDemandsThatComeBack(t *testing.T) {
	l := newLife(t)
	l.to("路面破损甲", "closed")
	again := l.raise("路面破损乙")
	l.dispatcher.Act(200, "cases", again, "accept", nil)
	zjj := unitOf(t, l.supervisor.Want(200, "GET", "/api/v1/rates?period=week", nil), "zjj")
	require.EqualValues(t, 1, rateOf(zjj, "repeated")["numerator"])
	require.EqualValues(t, 1, rateOf(zjj, "repeated")["denominator"])
	behind := l.supervisor.Want(200, "GET", "/api/v1/rate-cases?period=week&indicator=repeated&part=numerator&unit=zjj", nil)["items"].([]any)
	require.Equal(t, again, behind[0].(map[string]any)["id"])

	_, err := l.h.Store.DB.ExecContext(t.Context(), `update class set exempt = 'mediation' where code = 'road'`)
	require.NoError(t, err)
	l.to("路面破损丙", "closed")
	three := rateOf(unitOf(t, l.supervisor.Want(200, "GET", "/api/v1/rates?period=week", nil), "zjj"), "three_rates")
	require.EqualValues(t, 1, three["denominator"], "what was settled before stays")
	require.EqualValues(t, 1, three["excluded"].(map[string]any)["out_mediation"])
}
