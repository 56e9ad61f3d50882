package hotline

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// plainRuler counts in plain days, so that the table can be tested without a calendar.
type plainRuler struct{ limits Limits }

func (r plainRuler) Limits() Limits { return r.limits }
func (plainRuler) Start(info ClockInfo, s State, at time.Time) (Clock, error) {
	days := map[string]int{"accept": 1, "dispatch": 1, "sign": 1, "return": 2, "reply": 5, "redo": 3, "archive": s.Facts.Limits.ReopenDays}[info.Name]
	due := at.AddDate(0, 0, max(days, 1))
	return Clock{Name: info.Name, StartedAt: at, DueAt: due, WarnAt: at.Add(due.Sub(at) / 4), DangerAt: at.Add(due.Sub(at) / 2)}, nil
}
func (plainRuler) Until(info ClockInfo, date string, at time.Time) (Clock, error) {
	d, err := time.Parse(time.DateOnly, date)
	return Clock{Name: info.Name, StartedAt: at, DueAt: d}, err
}
func (plainRuler) Extend(k Clock, days int, at time.Time) (Clock, error) {
	k.DueAt = k.DueAt.AddDate(0, 0, days)
	k.Longer = append(slices.Clone(k.Longer), Longer{Amount: days, Unit: "working_day", At: at})
	return k, nil
}
func (plainRuler) Resume(k Clock, at time.Time) (Clock, error) {
	k.DueAt = k.DueAt.Add(at.Sub(*k.PausedAt))
	k.Pauses = append(slices.Clone(k.Pauses), Pause{*k.PausedAt, at})
	k.PausedAt = nil
	return k, nil
}

var randomActs = flag.Int("random-acts", 50_000, "acts that TestRandomLives takes; `make proof` takes a million and more")

// walker lives random lives by the table and checks after every act that what must hold holds.
type walker struct {
	t      *testing.T
	rng    *rand.Rand
	c      *Catalogue
	limits Limits
	s      State
	at     time.Time
	events []Event
	legal  int
}

func (w *walker) fields(row *Transition) Fields {
	f := Fields{}
	for _, u := range row.Fields {
		if u.Name == "call" || w.c.Fields[u.Name].Type == "uuids" {
			continue // where a matter came from and its files move no state
		}
		if !u.Required && w.rng.IntN(2) == 0 {
			continue
		}
		switch info := w.c.Fields[u.Name]; {
		case info.Type == "choice":
			f[u.Name] = info.Values[w.rng.IntN(len(info.Values))]
		case info.Type == "flag":
			f[u.Name] = []string{"yes", "no"}[w.rng.IntN(2)]
		case info.Type == "department":
			f[u.Name] = fmt.Sprintf("d%d", w.rng.IntN(3))
		case info.Type == "departments":
			f[u.Name] = fmt.Sprintf("d%d d%d", w.rng.IntN(5), w.rng.IntN(5))
		case info.Type == "number":
			f[u.Name] = fmt.Sprint(1 + w.rng.IntN(12))
		case info.Type == "date":
			f[u.Name] = w.at.AddDate(0, 0, w.rng.IntN(900)-100).Format(time.DateOnly)
		case u.Name == "holder" && w.s.Agent != "":
			f[u.Name] = w.s.Agent
		case u.Name == "clock":
			f[u.Name] = "reply"
			if k, ok := w.s.Nearest(); ok {
				f[u.Name] = k.Key()
			}
		default:
			f[u.Name] = fmt.Sprintf("m%d", w.rng.IntN(4))
		}
	}
	return f
}

func (w *walker) step() {
	w.at = w.at.Add(time.Minute + time.Duration(w.rng.IntN(12))*time.Hour)
	by := Actor{Kind: []ActorKind{ByCitizen, ByStaff, ByStaff, BySystem}[w.rng.IntN(4)], ID: fmt.Sprintf("m%d", w.rng.IntN(3)), DeptPath: fmt.Sprintf("/c/d%d", w.rng.IntN(3))}
	if w.s.Agent != "" && w.rng.IntN(2) == 0 {
		by.ID = w.s.Agent
	}
	row := &w.c.Transitions[w.rng.IntN(len(w.c.Transitions))]
	if choices := w.c.Options(w.s, by, w.at); len(choices) > 0 && w.rng.IntN(8) > 0 {
		for range 8 { // most lives are long: what ends them, or is refused anyway, is drawn less often
			choice := choices[w.rng.IntN(len(choices))]
			if row = choice.Row; choice.Unmet == "" && row.Act != "end" && row.Act != "idle_close" && (row.To == StageClosed || row.To == "merged" || !w.c.Done(w.s.Aggregate, row.To)) {
				break
			}
		}
	}
	if row.Aggregate != w.s.Aggregate {
		return
	}
	act := Act{Name: row.Act, Actor: by, Fields: w.fields(row), Paths: map[string]string{"d0": "/c/d0", "d1": "/c/d1", "d2": "/c/d2", "d3": "/c/d3", "d4": "/c/d4"}}
	before := w.s
	t, err := w.c.Decide(w.s, act, w.at)
	if err != nil {
		require.Equal(w.t, before, w.s)
		return
	}
	require.False(w.t, w.c.Final(w.s.Aggregate, before.Stage), "%s leaves the final stage %q", act.Name, before.Stage)
	e, err := w.c.Next(t, w.s, act, w.at, plainRuler{w.limits})
	require.NoError(w.t, err, act.Name)
	w.s, err = w.s.Apply(e)
	require.NoError(w.t, err)
	require.Equal(w.t, before.Rev+1, w.s.Rev)
	w.events = append(w.events, e)
	w.legal++
	w.invariants(before, e)
}

// untimed are acts that may move a deadline without starting or stopping one of the row's clocks.
var untimed = []string{"extension_approve", "return_reject", "recount"}

func (w *walker) invariants(before State, e Event) {
	t, s, say := w.t, w.s, e.Act+" in "+string(before.Stage)
	if w.c.Final(s.Aggregate, s.Stage) {
		_, runs := s.Nearest()
		require.False(t, runs, "%s: a clock runs in a final stage", say)
	}
	keys := map[string]bool{}
	for _, k := range s.Clocks {
		require.False(t, keys[k.Key()], "%s: two clocks %s", say, k.Key())
		keys[k.Key()] = true
		for _, o := range before.Clocks {
			if o.Key() == k.Key() && o.StartedAt.Equal(k.StartedAt) && !slices.Contains(untimed, e.Act) {
				require.Equal(t, o.DueAt, k.DueAt, "%s: the deadline of %s moved", say, k.Key())
				require.False(t, o.StoppedAt != nil && k.StoppedAt == nil, "%s: %s runs again", say, k.Key())
			}
		}
	}
	if s.Aggregate == Conversation {
		require.Equal(t, s.Stage == StageHuman, s.Stage == StageHuman && s.Agent != "", "%s: somebody has a talk that a person answers", say)
		require.False(t, s.Stage == StageQueued && s.Agent != "", "%s: a talk in the queue is in nobody's hands", say)
		require.LessOrEqual(t, len(s.Facts.Asked), maxAsked, say)
		if Aside(Conversation, e.Act) {
			require.Equal(t, before.Stage, s.Stage, "%s: what happens beside the talk leaves it where it is", say)
			require.Equal(t, before.LastAt, s.LastAt, say)
			require.Equal(t, before.Agent, s.Agent, say)
		}
		if e.Act == "abuse_end" {
			require.True(t, before.Facts.Warned, "nobody is cut off without a warning")
		}
		if e.Act == "transfer" || e.Act == "take_over" {
			require.NotEqual(t, before.Agent, s.Agent, "%s: it changes hands", say)
			require.Empty(t, s.Facts.Asked, "%s: who was asked by the one before is asked no more", say)
		}
	}
	if s.Aggregate != Case {
		return
	}
	require.Equal(t, w.limits, s.Facts.Limits, "%s: the limits are pinned", say)
	kinds := map[string]bool{}
	for _, p := range s.Facts.Pending {
		require.False(t, kinds[p.Kind], "%s: two applications of one kind", say)
		kinds[p.Kind] = true
	}
	if before.Facts.Ruled {
		require.NotEqual(t, "return_apply", e.Act, "after a ruling nobody returns it again")
		require.True(t, s.Facts.Ruled)
	}
	units := map[string]bool{}
	for _, a := range s.Facts.Assists {
		require.False(t, units[a.Department], "%s: a unit assists twice", say)
		units[a.Department] = true
		require.False(t, a.ReportedAt != nil && a.SignedAt == nil, "%s: reported without having signed", say)
	}
	if e.Department != "" && e.Department != NoDepartment {
		require.False(t, e.Act != "dispatch_despite" && slices.Contains(before.Facts.Excluded, e.Department), "%s: an excluded unit got it", say)
	}
	if before.Stage == StageClosed && s.Stage != StageClosed {
		require.Contains(t, []string{"reopen", "recur", "contest_uphold", "archive"}, e.Act, "a closed case changes only by these")
	}
	if s.Stage == StageMerging || s.Stage == "merged" {
		require.NotEmpty(t, s.Facts.Master, say)
		require.Empty(t, s.Facts.Members, "%s: what is merged has no members", say)
	}
	require.LessOrEqual(t, s.Facts.Extensions, s.Facts.Limits.Extensions)
	require.LessOrEqual(t, s.Facts.Appeals, 1)
	require.LessOrEqual(t, s.Facts.Contests, 1)
	require.NotContains(t, []Stage{"dispatched", StageHandling, "deferred", "signing_off", StageReplied}, cond(s.Department == "", s.Stage), "%s: a stage of handling without a lead", say)
}

func cond(ok bool, s Stage) Stage {
	if ok {
		return s
	}
	return StageNone
}

// recount counts what the facts count, from the events alone.
func recount(events []Event) (redos, reminders, attempts, reopens int) {
	for _, e := range events {
		switch e.Act {
		case "redo", "review_redo":
			redos++
		case "remind":
			reminders++
		case "survey_attempt":
			attempts++
		case "reopen", "recur", "contest_uphold":
			reopens++
		}
	}
	return
}

// Random legal and illegal acts over whole lives: the revision grows by one per legal act, an illegal one changes nothing,
// what must hold holds after each, and folding the events from nothing gives the same state.
func TestRandomLives(t *testing.T) {
	taken, lives := 0, 0
	seen := map[string]bool{}
	all := func() bool {
		return !slices.ContainsFunc(Load().Transitions, func(tr Transition) bool { return !seen[string(tr.Aggregate)+"/"+tr.Act] })
	}
	// The rarest acts are met late: a few more lives are lived for them.
	for seed := uint64(1); taken < *randomActs || *randomActs >= 50_000 && taken < 6**randomActs && !all(); seed++ {
		agg := []Aggregate{Case, Case, Case, Message, Conversation}[seed%5]
		w := &walker{t: t, rng: rand.New(rand.NewPCG(seed, 12345)), c: Load(), at: time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC),
			s: State{Aggregate: agg, ID: "x", Table: TableVersion}}
		w.limits = DefaultLimits
		w.limits.HeadSignsOff, w.limits.ReturnPauses = w.rng.IntN(2) == 0, w.rng.IntN(2) == 0
		for range 20 + w.rng.IntN(120) {
			w.step()
			taken++
			if w.c.Final(agg, w.s.Stage) {
				break
			}
		}
		folded := State{Aggregate: agg, ID: "x", Table: TableVersion}
		for _, e := range w.events {
			var err error
			folded, err = folded.Apply(e)
			require.NoError(t, err)
			seen[string(agg)+"/"+e.Act] = true
		}
		require.Equal(t, w.s, folded)
		if len(w.events) > 0 {
			_, err := w.s.Apply(w.events[len(w.events)-1])
			require.Error(t, err, "the same event is not folded twice")
		}
		redos, reminders, attempts, reopens := recount(w.events)
		require.Equal(t, []int{redos, reminders, attempts, reopens}, []int{w.s.Redos, w.s.Reminders, w.s.Facts.Attempts, w.s.Facts.Reopens})
		lives++
	}
	t.Logf("%d acts in %d lives", taken, lives)
	for _, tr := range Load().Transitions {
		if !seen[string(tr.Aggregate)+"/"+tr.Act] && *randomActs >= 50_000 {
			t.Errorf("no life took the act %s/%s", tr.Aggregate, tr.Act)
		}
	}
}
