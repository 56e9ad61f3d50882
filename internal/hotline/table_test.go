package hotline

import (
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestEveryStageIsReachableAndEveryOpenStageLeaves(t *testing.T) {
	c := Load()
	for _, s := range c.Stages {
		reached := slices.ContainsFunc(c.Transitions, func(tr Transition) bool { return tr.Aggregate == s.Aggregate && tr.To == s.Stage && !tr.Stays })
		require.True(t, reached, "%s/%s is never reached", s.Aggregate, s.Stage)
		leaves := slices.ContainsFunc(c.Transitions, func(tr Transition) bool {
			return tr.Aggregate == s.Aggregate && !tr.Stays && slices.Contains(tr.From, s.Stage)
		})
		require.Equal(t, !s.Final, leaves, "%s/%s: final stages have no way out, others have one", s.Aggregate, s.Stage)
		require.False(t, s.Final && !s.Done, "%s/%s: what is final is done", s.Aggregate, s.Stage)
	}
}

func TestEveryFieldAndClockIsUsed(t *testing.T) {
	c := Load()
	for name := range c.Fields {
		used := slices.ContainsFunc(c.Transitions, func(tr Transition) bool {
			return slices.ContainsFunc(tr.Fields, func(u FieldUse) bool { return u.Name == name })
		})
		require.True(t, used, "field %s is used by no act", name)
	}
	for _, k := range c.Clocks {
		used := k.Name == "assist" || slices.ContainsFunc(c.Transitions, func(tr Transition) bool {
			return tr.Aggregate == k.Aggregate && slices.Contains(tr.Starts, k.Name)
		})
		require.True(t, used, "clock %s is never started", k.Name)
	}
	for name := range c.Facts {
		require.True(t, slices.ContainsFunc(c.Transitions, func(tr Transition) bool { return slices.Contains(tr.Needs, name) }),
			"fact %s refuses nothing", name)
	}
	for word := range effects {
		require.True(t, slices.ContainsFunc(c.Transitions, func(tr Transition) bool { return slices.Contains(tr.Effects, word) }),
			"effect %s is used by no act", word)
	}
	for name := range facts {
		require.True(t, slices.ContainsFunc(c.Transitions, func(tr Transition) bool {
			return slices.Contains(tr.Needs, name) || slices.ContainsFunc(tr.When, func(w Term) bool { return w.Fact == name })
		}), "no row asks for the fact %s", name)
	}
}

// A released table never changes: cases in the field go by it.
func TestReleasedTablesStand(t *testing.T) {
	first := Version(1)
	require.Equal(t, first, Version(0), "what was opened before versions goes by the first")
	require.True(t, first.Final(Case, StageClosed))
	require.False(t, Load().Final(Case, StageClosed), "the newest keeps closed cases for a while")
	for _, s := range first.Stages {
		require.NotNil(t, Load().StageInfo(s.Aggregate, s.Stage), "a case that moves to the newest table finds its stage there")
	}
}

func TestClocksStopOnEveryWayOut(t *testing.T) {
	c := Load()
	for _, tr := range c.Transitions {
		if tr.Stays || tr.Aggregate == Conversation {
			continue
		}
		if c.Final(tr.Aggregate, tr.To) {
			require.True(t, tr.StopsAll, "%s/%s ends without stopping the clocks", tr.Aggregate, tr.Act)
		}
	}
}

func TestLoaderRefuses(t *testing.T) {
	good := func(name string) string {
		b, err := dataFiles.ReadFile("data/" + name)
		require.NoError(t, err)
		return string(b)
	}
	cases := []struct{ name, file, from, to, want string }{
		{"unknown stage", "transitions.csv", "case,sign,dispatched,handling", "case,sign,dispatched,nowhere", "unknown stage"},
		{"unknown actor", "transitions.csv", "case,sign,dispatched,handling,staff", "case,sign,dispatched,handling,dog", "unknown actor"},
		{"unknown field", "transitions.csv", "department! departments note,add", "departmnt! departments note,add", "unknown field"},
		{"unknown clock", "transitions.csv", "add_assists,sign reply first_contact,dispatch", "add_assists,sgn reply first_contact,dispatch", "unknown clock"},
		{"unknown effect", "transitions.csv", ",set_published,", ",set_publishd,", "unknown effect"},
		{"unknown need", "transitions.csv", ",attempts_spent,", ",attempts_spend,", "facts.csv"},
		{"unknown fact in when", "transitions.csv", "staff,@head_signs_off", "staff,@head_signs_of", "unknown fact"},
		{"unknown field in when", "transitions.csv", "citizen,solved=yes", "citizen,solvd=yes", "when"},
		{"fact without a sentence", "facts.csv", "agreed,诉求人未同意公开。", "agreed,", "lacks a sentence"},
		{"fact that nobody knows", "facts.csv", "agreed,", "agreeed,", "unknown"},
		{"padding", "transitions.csv", "case,sign,dispatched", "case,sign ,dispatched", "padded"},
		{"missing column", "transitions.csv", "签收,sign\n", "签收\n", "wrong number of fields"},
		{"bad final", "stages.csv", "human,no,", "human,maybe,", "yes, done or no"},
		{"doubled stage", "stages.csv", "case,closed,done", "case,handling,done", "twice"},
		{"choice without values", "fields.csv", "contacted,choice,,yes|no", "contacted,choice,,", "values belong"},
		{"bad max", "fields.csv", "title,text,60", "title,text,sixty", "max"},
		{"act of a clock", "clocks.csv", "case,sign,overdue", "case,sign,explode", "not in the table"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			require.Contains(t, good(tc.file), tc.from)
			_, err := load(TableVersion, func(name string) (io.ReadCloser, error) {
				s := good(name)
				if name == tc.file {
					s = strings.Replace(s, tc.from, tc.to, 1)
				}
				return io.NopCloser(strings.NewReader(s)), nil
			})
			require.ErrorContains(t, err, tc.want)
		})
	}
}

func TestStaleRevisionAndWrongStage(t *testing.T) {
	c := Load()
	s := State{Aggregate: Case, ID: "x", Stage: "accepted", Rev: 2}
	_, err := c.Decide(s, Act{Name: "dispatch", Actor: Actor{Kind: ByStaff}, Rev: 1}, time.Time{})
	require.ErrorIs(t, err, ErrStateChanged)
	_, err = c.Decide(s, Act{Name: "sign", Actor: Actor{Kind: ByStaff}, Rev: 2}, time.Time{})
	require.ErrorIs(t, err, ErrActNotAllowed)
	_, err = c.Decide(s, Act{Name: "dispatch", Actor: Actor{Kind: ByCitizen}, Rev: 2}, time.Time{})
	require.ErrorIs(t, err, ErrActNotAllowed)
	_, err = c.Decide(s, Act{Name: "dispatch", Actor: Actor{Kind: ByStaff}, Rev: 2}, time.Time{})
	require.NoError(t, err)
}

func TestFieldChecks(t *testing.T) {
	c := Load()
	tr, err := c.Find(State{Aggregate: Case, Stage: "accepted"}, Act{Name: "dispatch", Actor: Actor{Kind: ByStaff}}, time.Time{})
	require.NoError(t, err)
	codes := func(f Fields) []string {
		var out []string
		if p, ok := c.CheckFields(tr, f).(*Problem); ok {
			for _, x := range p.Fields {
				out = append(out, x.Name+":"+x.Code)
			}
		}
		return out
	}
	require.Empty(t, codes(Fields{"department": "cgj", "note": " 请尽快 "}))
	require.Equal(t, []string{"department:required"}, codes(Fields{"department": "  "}))
	require.Equal(t, []string{"department:malformed"}, codes(Fields{"department": "a b"}))
	require.Equal(t, []string{"note:too_long"}, codes(Fields{"department": "cgj", "note": strings.Repeat("长", 501)}))
	require.Equal(t, []string{"stage:unknown"}, codes(Fields{"department": "cgj", "stage": "closed"}))
}
