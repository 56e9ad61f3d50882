package hotline

import (
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
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
		used := slices.ContainsFunc(c.Transitions, func(tr Transition) bool {
			return tr.Aggregate == k.Aggregate && slices.Contains(tr.Starts, k.Name)
		})
		require.True(t, used, "clock %s is never started", k.Name)
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
		{"unknown field", "transitions.csv", "department! note,sign reply", "departmnt! note,sign reply", "unknown field"},
		{"unknown clock", "transitions.csv", "note,sign reply", "note,sgn reply", "unknown clock"},
		{"padding", "transitions.csv", "case,sign,dispatched", "case,sign ,dispatched", "padded"},
		{"missing column", "transitions.csv", "签收,sign", "签收", "wrong number of fields"},
		{"bad final", "stages.csv", "human,no,", "human,maybe,", "yes or no"},
		{"doubled stage", "stages.csv", "case,closed,yes", "case,handling,yes", "twice"},
		{"choice without values", "fields.csv", "contacted,choice,,yes|no", "contacted,choice,,", "values belong"},
		{"bad max", "fields.csv", "title,text,60", "title,text,sixty", "max"},
		{"act of a clock", "clocks.csv", "case,sign,overdue", "case,sign,explode", "not in the table"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			require.Contains(t, good(tc.file), tc.from)
			_, err := load(func(name string) (io.ReadCloser, error) {
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

// Random legal and illegal acts: the revision grows by one per legal act, nothing changes on an illegal one, a final stage
// is never left, stopped clocks never run again, and folding the events from nothing gives the same state.
func TestRandomLives(t *testing.T) {
	c := Load()
	start := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	rapid.Check(t, func(r *rapid.T) {
		agg := rapid.SampledFrom([]Aggregate{Conversation, Message, Case}).Draw(r, "aggregate")
		acts := append(c.ActNames(agg), "no_such_act")
		s := State{Aggregate: agg, ID: "x"}
		var events []Event
		at := start
		for i := range rapid.IntRange(1, 40).Draw(r, "steps") {
			at = at.Add(time.Hour)
			act := Act{Name: rapid.SampledFrom(acts).Draw(r, "act"), Actor: Actor{Kind: rapid.SampledFrom([]ActorKind{ByCitizen, ByStaff, BySystem}).Draw(r, "by"), ID: "p"},
				Fields: Fields{"solved": rapid.SampledFrom([]string{"yes", "no"}).Draw(r, "solved"), "clock": "reply"}}
			before := s
			tr, err := c.Decide(s, act)
			legal := slices.Contains(c.Legal(agg, s.Stage, act.Actor.Kind), act.Name)
			if err != nil {
				if legal {
					r.Fatalf("step %d: %s is listed as legal in %q but refused: %v", i, act.Name, s.Stage, err)
				}
				continue
			}
			if c.Final(agg, s.Stage) {
				r.Fatalf("%s leaves the final stage %q", act.Name, s.Stage)
			}
			e, err := tr.Next(s, act, at, func(name, _, _ string) (Clock, error) {
				return Clock{Name: name, StartedAt: at, DueAt: at.Add(24 * time.Hour)}, nil
			})
			if err != nil {
				r.Fatal(err)
			}
			s, err = s.Apply(e)
			if err != nil {
				r.Fatal(err)
			}
			if s.Rev != before.Rev+1 {
				r.Fatalf("revision %d after %d", s.Rev, before.Rev)
			}
			if c.Final(agg, s.Stage) {
				if _, runs := s.Nearest(); runs {
					r.Fatalf("a clock runs in the final stage %q", s.Stage)
				}
			}
			if _, err := s.Apply(e); err == nil {
				r.Fatal("the same event was folded twice")
			}
			events = append(events, e)
		}
		folded := State{Aggregate: agg, ID: "x"}
		for _, e := range events {
			var err error
			if folded, err = folded.Apply(e); err != nil {
				r.Fatal(err)
			}
		}
		require.Equal(r, s, folded)
	})
}

func TestStaleRevisionAndWrongStage(t *testing.T) {
	c := Load()
	s := State{Aggregate: Case, ID: "x", Stage: "accepted", Rev: 2}
	_, err := c.Decide(s, Act{Name: "dispatch", Actor: Actor{Kind: ByStaff}, Rev: 1})
	require.ErrorIs(t, err, ErrStateChanged)
	_, err = c.Decide(s, Act{Name: "sign", Actor: Actor{Kind: ByStaff}, Rev: 2})
	require.ErrorIs(t, err, ErrActNotAllowed)
	_, err = c.Decide(s, Act{Name: "dispatch", Actor: Actor{Kind: ByCitizen}, Rev: 2})
	require.ErrorIs(t, err, ErrActNotAllowed)
	_, err = c.Decide(s, Act{Name: "dispatch", Actor: Actor{Kind: ByStaff}, Rev: 2})
	require.NoError(t, err)
}

func TestFieldChecks(t *testing.T) {
	c := Load()
	tr, err := c.Find(Case, "accepted", "dispatch", ByStaff, nil)
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
