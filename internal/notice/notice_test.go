package notice

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"minhu/internal/hotline"
)

// Every rule leads to a text, every text is some rule's or named in Go, and every text says only what its rules' acts can fill.
func TestRulesAndTemplatesFitTogether(t *testing.T) {
	used := map[string]bool{GroupTemplate: true, NeutralTemplate: true, MissedTemplate: true, OverTemplate: true, JoinedTemplate: true}
	for _, r := range Rules() {
		used[r.Template] = true
	}
	for _, tm := range Templates() {
		require.True(t, used[tm.Code], "%s is nobody's text", tm.Code)
		require.LessOrEqual(t, Segments(Signature("示范市")+Sample(tm.Text)), MaxSegments, tm.Code)
		require.NotContains(t, Sample(tm.Text), "{", tm.Code)
	}
	require.GreaterOrEqual(t, len(Rules()), 60)
	for _, bad := range []string{
		"case,fly,,citizen,case_accepted,wait,no", "case,accept,colour=red,citizen,case_accepted,wait,no", "case,accept,,everybody,case_accepted,wait,no",
		"case,accept,,citizen,staff_redo,wait,no", "case,accept,,unit,case_accepted,wait,no", "case,accept,,citizen,case_accepted,never,no",
		"case,accept,,citizen,case_accepted,wait,no\ncase,accept,,citizen,case_accepted,wait,no", "case,accept,, citizen,case_accepted,wait,no",
	} {
		_, err := parseRules("aggregate,act,when,who,template,quiet,alone\n" + bad)
		require.Error(t, err, bad)
	}
}

// What a citizen must be told by rule (domain rules on 12345 hotlines): receipt, acceptance, refusal with its lawful route, transfer,
// dispatch, a longer limit, the answer.
func TestWhatCitizensAreTold(t *testing.T) {
	for act, must := range map[string][]string{"register": {"code", "link"}, "accept": {"number"}, "decline": {"reason", "route"}, "dispatch": {"number"},
		"extension_approve": {"due"}, "deferral_approve": {"date"}, "review_pass": {"survey"}, "answer_directly": {"survey"}, "reopen": {"number"}, "merged": {"number"},
		"ask_more": {"link"}, "survey_attempt": {"survey"}, "conclude": {"link"}} {
		var told *Template
		for _, r := range Of(hotline.Case, act, hotline.Fields{"reason": "x", "attempt_result": "busy"}) {
			if r.Who == Citizen {
				told = Find(r.Template)
			}
		}
		require.NotNil(t, told, act)
		require.Subset(t, told.Must, must, act)
	}
	require.Empty(t, Of(hotline.Case, "survey_attempt", hotline.Fields{"attempt_result": "wrong_number"}), "a stranger is not told")
	require.True(t, Warns(hotline.Case, "reply") && Warns(hotline.Case, "assist/hbj") && !Warns(hotline.Case, "survey") && !Warns(hotline.Case, "archive"))
}

func TestBirths(t *testing.T) {
	at := time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
	s := hotline.State{Aggregate: hotline.Case, ID: "x", Stage: "accepted", Rev: 2}
	act := hotline.Act{Name: "dispatch", Actor: hotline.Actor{Kind: hotline.ByStaff, Name: "示范派单"}, Fields: hotline.Fields{"department": "zjj", "departments": "hbj gzj", "note": "说明里有张三的电话"}}
	e := hotline.Event{Act: "dispatch", Department: "zjj", Clocks: []hotline.Clock{{Name: "sign", DueAt: at}, {Name: "reply", DueAt: at.Add(72 * time.Hour)}}}
	born := Born(s, act, e)
	kinds := map[string]int{}
	for _, b := range born {
		kinds[b.Template+"/"+b.Kind+"/"+b.Unit]++
		require.NotContains(t, strings.Join(values(b.Params), "\n"), "张三")
	}
	require.Equal(t, map[string]int{"case_dispatched/citizen/": 1, "staff_dispatched/unit/zjj": 1, "staff_assist/unit/hbj": 1, "staff_assist/unit/gzj": 1}, kinds)
	v := Values(hotline.Case, Find("staff_dispatched"), born[0].Params, func(id string) string { return "住建局" })
	require.Equal(t, "11月24日10时00分", v["due"])
	require.Equal(t, "11月27日10时00分", Values(hotline.Case, Find("case_dispatched"), born[0].Params, func(string) string { return "" })["due"])

	s.Confidential = true
	for _, b := range Born(s, act, e) {
		if b.Kind == "citizen" {
			require.Equal(t, NeutralTemplate, b.Template)
			require.Empty(t, b.Params)
		}
	}
	s.Confidential, s.Urgency = false, "urgent"
	require.True(t, Born(s, act, e)[0].Urgent)

	warn := hotline.Act{Name: "warn", Actor: hotline.System, Fields: hotline.Fields{"clock": "assist/hbj", "mark": "warn"}}
	born = Born(hotline.State{Aggregate: hotline.Case, Department: "zjj"}, warn, hotline.Event{Act: "warn", Clocks: []hotline.Clock{{Name: "assist", Of: "hbj", DueAt: at}}})
	require.Len(t, born, 1)
	require.Equal(t, "hbj", born[0].Unit, "the assisting unit is told, not the lead")
	require.Equal(t, "11月24日10时00分", Values(hotline.Case, Find("staff_warn"), born[0].Params, func(string) string { return "" })["due"])
}

func values(p Params) (out []string) {
	for _, v := range p {
		out = append(out, v)
	}
	return out
}

func TestSegments(t *testing.T) {
	for n, want := range map[int]int{0: 0, 1: 1, 70: 1, 71: 2, 134: 2, 135: 3, 201: 3, 202: 4} {
		require.Equal(t, want, Segments(strings.Repeat("字", n)), n)
	}
	require.Equal(t, 2, Segments(strings.Repeat("𠮷", 36)), "characters outside the basic plane count twice")
}

func TestCheckedTexts(t *testing.T) {
	declined := Find("case_declined")
	require.Empty(t, declined.Check(declined.Text))
	for text, want := range map[string]string{
		"您的{编号}{理由}{途径}{链接}{电话}": "没有变量{电话}", "您的{编号}{理由}{途径}{链接}{查询码}": "没有变量{查询码}", "您的{编号}": "必须写上", "{编号}{理由}{途径}{链接}{": "没有成对",
		"{编号}{理由}{途径}{链接}" + strings.Repeat("长", 400): "太长",
	} {
		faults := declined.Check(text)
		require.NotEmpty(t, faults, text)
		require.Contains(t, faults[0].ZH, want)
	}
	require.Equal(t, "a{编号}b", Render("a{查询码}b", map[string]string{"code": "{编号}", "number": "GD1"}), "a value opens no variable of its own")
}

func TestQuietHours(t *testing.T) {
	night, err := ParseQuiet("21:00-08:00")
	require.NoError(t, err)
	noon, err := ParseQuiet("12:30-14:00")
	require.NoError(t, err)
	china := func(s string) time.Time {
		at, err := time.ParseInLocation("2006-01-02 15:04", s, time.FixedZone("", 8*3600))
		require.NoError(t, err)
		return at
	}
	for _, c := range []struct {
		q        Quiet
		at, till string
	}{
		{night, "2026-11-24 20:59", ""}, {night, "2026-11-24 21:00", "2026-11-25 08:00"}, {night, "2026-11-24 23:59", "2026-11-25 08:00"},
		{night, "2026-11-25 00:00", "2026-11-25 08:00"}, {night, "2026-11-25 07:59", "2026-11-25 08:00"}, {night, "2026-11-25 08:00", ""},
		{night, "2026-12-31 22:00", "2027-01-01 08:00"}, {night, "2028-02-28 22:00", "2028-02-29 08:00"},
		// Nights in which clocks change elsewhere: the city's do not.
		{night, "2026-03-29 01:30", "2026-03-29 08:00"}, {night, "2026-10-24 23:30", "2026-10-25 08:00"},
		{noon, "2026-11-24 12:29", ""}, {noon, "2026-11-24 12:30", "2026-11-24 14:00"}, {noon, "2026-11-24 14:00", ""}, {Quiet{}, "2026-11-24 23:00", ""},
	} {
		until, quiet := c.q.Until(china(c.at).UTC())
		require.Equal(t, c.till != "", quiet, c.at)
		if quiet {
			require.True(t, until.Equal(china(c.till)), "%s until %s", c.at, until)
		}
	}
	for _, bad := range []string{"21:00", "21:00-21:00", "25:00-08:00", "9-5", "21:60-08:00"} {
		_, err := ParseQuiet(bad)
		require.Error(t, err, bad)
	}
	from, to := Day(china("2026-11-24 00:10"))
	require.Equal(t, 24*time.Hour, to.Sub(from))
	require.True(t, from.Equal(china("2026-11-24 00:00")))
}
