package workflows_test

import (
	"context"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"minhu/internal/hotline"
	"minhu/internal/housetest"
)

// story is one life of one aggregate: the acts that lead to a row of the table, and the row's act last. A timer story
// starts from a state whose clock runs out at once.
type story struct {
	name string
	agg  hotline.Aggregate
	acts []hotline.Act
	// adopt, when set, starts the workflow from this state instead of an opening act.
	adopt *hotline.State
	// until is the stage and revision the story ends at.
	until func(s hotline.Stage, rev int64) bool
}

// fill gives every required field of a row, and every field its `when` asks for, a value that passes.
func fill(table *hotline.Catalogue, t *hotline.Transition) hotline.Fields {
	f := hotline.Fields{}
	asked := func(name string) bool {
		return slices.ContainsFunc(t.When, func(w hotline.Term) bool { return w.Field == name })
	}
	for _, u := range t.Fields {
		if !u.Required && !asked(u.Name) {
			continue
		}
		switch info := table.Fields[u.Name]; info.Type {
		case "choice":
			f[u.Name] = info.Values[0]
		case "flag":
			f[u.Name] = "yes"
		case "department":
			f[u.Name] = "zjj"
		case "departments":
			f[u.Name] = "hbj"
		case "uuid":
			f[u.Name] = uuid.NewString()
		case "number":
			f[u.Name] = "1"
		case "date":
			f[u.Name] = time.Now().AddDate(0, 0, 20).Format(time.DateOnly)
		case "code":
			f[u.Name] = "road"
		case "hex":
			f[u.Name] = hex.EncodeToString([]byte("x"))
		default:
			f[u.Name] = "样例" + info.ZH
		}
	}
	for _, w := range t.When {
		if w.Field != "" && w.Value != "" {
			f[w.Field] = w.Value
		}
	}
	if _, has := f["calendar"]; has {
		f["calendar"] = "cn@2026.1"
	}
	if _, has := f["solved"]; has && !asked("solved") {
		f["solved"] = "no"
	}
	switch t.Act {
	case "escalate":
		f["kind"] = "complaint"
	case "register", "submit":
		if t.Aggregate == hotline.Case {
			f["kind"] = "complaint"
		}
		f["may_publish"] = "yes"
	case "take_over":
		f["holder"] = people[hotline.ByStaff].ID
	case "send_down":
		f["department"] = "zjj-east"
	case "return_uphold":
		if f["department"] != "" {
			f["department"] = "hbj" // whoever returned it does not get it back
		}
	case "assign":
		if t.Aggregate == hotline.Case {
			f["assignee"] = clerkID
		}
	case "exclude":
		f["departments"] = "city"
	case "consult":
		if t.Aggregate == hotline.Case {
			f["departments"] = "hbj"
		}
	}
	if f["colleague"] != "" {
		f["colleague"] = agent2ID
	}
	if f["group"] != "" {
		f["group"] = hotline.AnyGroup
	}
	return f
}

// clerkID is the clerk of 住建局 in the small city.
const clerkID = "00000000-0000-4000-8000-000000000010"

var people = map[hotline.ActorKind]hotline.Actor{
	hotline.ByCitizen: {Kind: hotline.ByCitizen, ID: "00000000-0000-4000-8000-00000000c171", Role: "citizen"},
	hotline.ByStaff:   {Kind: hotline.ByStaff, ID: "00000000-0000-4000-8000-000000000001", Name: "示范agent", Role: "agent", DeptPath: "/city/hotline"},
	hotline.BySystem:  hotline.System,
}

// assistant works in a unit that assists.
var assistant = hotline.Actor{Kind: hotline.ByStaff, ID: "00000000-0000-4000-8000-000000000011", Name: "示范clerk2", Role: "dept_staff", DeptPath: "/city/hbj"}

// leader leads the agents; agent2ID is a colleague of the one who has the talk.
var leader = hotline.Actor{Kind: hotline.ByStaff, ID: "00000000-0000-4000-8000-000000000004", Name: "示范supervisor", Role: "supervisor", DeptPath: "/city/hotline"}

const agent2ID = "00000000-0000-4000-8000-000000000002"

func actOf(table *hotline.Catalogue, t *hotline.Transition) hotline.Act {
	a := hotline.Act{Name: t.Act, Actor: people[t.By[0]], Fields: fill(table, t)}
	if strings.HasPrefix(t.Act, "assist_") {
		a.Actor = assistant
	}
	if t.Act == "take_over" {
		a.Actor = leader
	}
	return a
}

// freeRuler lets every clock run for a year, with the limits of the demonstration profile.
type freeRuler struct{ limits hotline.Limits }

func (r freeRuler) Limits() hotline.Limits { return r.limits }
func (freeRuler) Start(info hotline.ClockInfo, _ hotline.State, at time.Time) (hotline.Clock, error) {
	return hotline.Clock{Name: info.Name, StartedAt: at, DueAt: at.AddDate(1, 0, 0)}, nil
}
func (r freeRuler) Until(info hotline.ClockInfo, _ string, at time.Time) (hotline.Clock, error) {
	return r.Start(info, hotline.State{}, at)
}
func (freeRuler) Extend(k hotline.Clock, _ int, _ time.Time) (hotline.Clock, error) { return k, nil }
func (freeRuler) Resume(k hotline.Clock, _ time.Time) (hotline.Clock, error)        { return k, nil }

// alone are stages that a case reaches only together with another one; merge_test.go tells their stories.
var alone = []hotline.Stage{hotline.StageMerging, "merged"}

// goal is a row and the stage it is taken in.
type goal struct {
	row   int
	stage hotline.Stage
}

// ways finds the shortest way to every row that people act on, in every stage it leaves: from nothing, over states that the
// table can tell apart.
func ways(table *hotline.Catalogue, agg hotline.Aggregate) (map[goal][]hotline.Act, map[hotline.Stage][]hotline.Act) {
	type node struct {
		state hotline.State
		acts  []hotline.Act
	}
	at := time.Now().UTC()
	rows, stages := map[goal][]hotline.Act{}, map[hotline.Stage][]hotline.Act{}
	start := node{state: hotline.State{Aggregate: agg, ID: uuid.NewString(), Table: hotline.TableVersion}}
	seen := map[string]bool{}
	queue := []node{start}
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		if _, ok := stages[n.state.Stage]; !ok {
			stages[n.state.Stage] = n.acts
		}
		for i := range table.Transitions {
			t := &table.Transitions[i]
			if t.Aggregate != agg || t.By[0] == hotline.BySystem || slices.Contains(alone, n.state.Stage) {
				continue
			}
			act := actOf(table, t)
			act.Paths = map[string]string{"hbj": "/city/hbj", "zjj": "/city/zjj", "zjj-east": "/city/zjj/east"}
			got, err := table.Decide(n.state, act, at)
			if err != nil || got != t {
				continue
			}
			acts := append(slices.Clone(n.acts), act)
			if _, ok := rows[goal{i, n.state.Stage}]; !ok {
				rows[goal{i, n.state.Stage}] = acts
			}
			e, err := table.Next(t, n.state, act, at, freeRuler{hotline.DefaultLimits})
			if err != nil {
				panic(err)
			}
			next, err := n.state.Apply(e)
			if err != nil {
				panic(err)
			}
			if key := likeness(next); key != "" && !seen[key] {
				seen[key] = true
				queue = append(queue, node{next, acts})
			}
		}
	}
	return rows, stages
}

// likeness is what the table can tell about a state, roughly: equal ones need not be visited twice.
func likeness(s hotline.State) string {
	f := s.Facts
	pending := []string{}
	for _, p := range f.Pending {
		pending = append(pending, p.Kind)
	}
	assists := 0
	for _, a := range f.Assists {
		if a.SignedAt != nil {
			assists |= 2
		}
		if a.ReportedAt != nil {
			assists |= 4
		}
		assists |= 1
	}
	marks := len(pending)
	for _, has := range []bool{assists > 0, f.Ruled, f.OpenOrder, f.Attempts > 0, f.Published, s.Redos > 0, f.Appeals > 0, f.Contests > 0, len(f.Excluded) > 0, f.Warned, len(f.Asked) > 0} {
		if has {
			marks++
		}
	}
	if marks > 2 {
		return "" // no row needs more than two things at once
	}
	return fmt.Sprint(s.Stage, pending, assists, f.Ruled, f.OpenOrder, min(f.Attempts, 3), f.Published, min(s.Redos, 2), f.Appeals, f.Contests, f.KeptStage, f.Warned, len(f.Asked), s.Agent)
}

// path is the shortest way to a stage.
func path(table *hotline.Catalogue, agg hotline.Aggregate, to hotline.Stage) []hotline.Act {
	_, stages := waysOnce(table, agg)
	return stages[to]
}

var (
	waysMutex sync.Mutex
	waysKept  = map[hotline.Aggregate]func() (map[goal][]hotline.Act, map[hotline.Stage][]hotline.Act){}
)

func waysOnce(table *hotline.Catalogue, agg hotline.Aggregate) (map[goal][]hotline.Act, map[hotline.Stage][]hotline.Act) {
	waysMutex.Lock()
	f := waysKept[agg]
	if f == nil {
		f = sync.OnceValues(func() (map[goal][]hotline.Act, map[hotline.Stage][]hotline.Act) { return ways(table, agg) })
		waysKept[agg] = f
	}
	waysMutex.Unlock()
	return f()
}

// unmet are rows that no life under the demonstration profile reaches: the head does not sign off there, and no return pauses.
var unmet = []string{"head_signs_off", "return_pauses"}

// stories has one for each row and stage it leaves, and one for each clock and idle limit.
func stories(table *hotline.Catalogue) []story {
	var out []story
	for i := range table.Transitions {
		t := &table.Transitions[i]
		if t.By[0] == hotline.BySystem || slices.ContainsFunc(t.When, func(w hotline.Term) bool { return slices.Contains(unmet, w.Fact) }) {
			continue
		}
		rows, _ := waysOnce(table, t.Aggregate)
		from := t.From
		if t.AnyFrom {
			from = []hotline.Stage{path0(table, t.Aggregate)}
		}
		for _, s := range from {
			acts := rows[goal{i, s}]
			if acts == nil {
				continue // TestEveryRowHasAStory knows which these may be
			}
			n := 0
			for j := range i {
				if x := &table.Transitions[j]; x.Aggregate == t.Aggregate && x.Act == t.Act && slices.Contains(x.From, s) {
					n++
				}
			}
			name := fmt.Sprintf("%s-%s-%s-%d", t.Aggregate, t.Act, orNew(s), n)
			out = append(out, story{name: name, agg: t.Aggregate, acts: acts})
		}
	}
	for _, k := range table.Clocks {
		if k.OnDue == "" {
			continue
		}
		var t *hotline.Transition
		for i := range table.Transitions {
			if x := &table.Transitions[i]; x.Aggregate == k.Aggregate && x.Act == k.OnDue && slices.Contains(x.By, hotline.BySystem) {
				t = x
				break
			}
		}
		stage := hotline.Stage("handling")
		if !t.AnyFrom {
			stage = t.From[0]
		}
		st := hotline.State{Aggregate: k.Aggregate, Stage: stage, Kind: "complaint", Clocks: []hotline.Clock{{Name: k.Name}}}
		out = append(out, story{name: fmt.Sprintf("%s-clock-%s", k.Aggregate, k.Name), agg: k.Aggregate, adopt: &st})
	}
	// The house itself hands a waiting talk to somebody.
	waits := path(table, hotline.Conversation, hotline.StageQueued)
	out = append(out, story{name: "conversation-assign-queued-0", agg: hotline.Conversation, acts: append(slices.Clone(waits),
		hotline.Act{Name: "assign", Actor: hotline.System, Fields: hotline.Fields{"colleague": agent2ID}})})
	slices.SortFunc(out, func(a, b story) int {
		if a.name < b.name {
			return -1
		}
		return 1
	})
	return out
}

func orNew(s hotline.Stage) hotline.Stage {
	if s == hotline.StageNone {
		return "new"
	}
	return s
}

// Every row that people act on has its story, but for those that only another profile or another case makes possible.
func TestEveryRowHasAStory(t *testing.T) {
	table := hotline.Load()
	told := map[string]bool{}
	for _, s := range stories(table) {
		told[s.name] = true
	}
	for i := range table.Transitions {
		tr := &table.Transitions[i]
		if tr.By[0] == hotline.BySystem || slices.ContainsFunc(tr.When, func(w hotline.Term) bool { return slices.Contains(unmet, w.Fact) }) {
			continue
		}
		rows, _ := waysOnce(table, tr.Aggregate)
		some := tr.AnyFrom && rows[goal{i, path0(table, tr.Aggregate)}] != nil
		for _, s := range tr.From {
			some = some || rows[goal{i, s}] != nil || slices.Contains(alone, s) || s == "signing_off"
		}
		require.True(t, some || tr.Act == "supervise_close", "no life takes row %d, %s/%s from %v", i, tr.Aggregate, tr.Act, tr.From)
	}
	require.Greater(t, len(told), 180)
}

func path0(table *hotline.Catalogue, agg hotline.Aggregate) hotline.Stage {
	for _, t := range table.Transitions {
		if t.Aggregate == agg && slices.Contains(t.From, hotline.StageNone) {
			return t.To
		}
	}
	return hotline.StageNone
}

// play acts a story out on the real engine and returns the id of its aggregate.
func play(t *testing.T, h *housetest.House, s story) string {
	t.Helper()
	id := uuid.NewString()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for i, a := range s.acts {
		a.Fields = maps.Clone(a.Fields)
		a.Digest = fmt.Sprintf("%064d", i)
		key := fmt.Sprintf("%s-%d", id, i)
		var err error
		if i == 0 {
			_, err = h.Sender.Open(ctx, s.agg, id, key, a)
		} else {
			_, err = h.Sender.Do(ctx, s.agg, id, key, a)
		}
		require.NoError(t, err, "%s: act %d %s", s.name, i, a.Name)
	}
	return id
}
