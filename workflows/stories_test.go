package workflows_test

import (
	"context"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
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

// fill gives every required field of a row a value that passes.
func fill(table *hotline.Catalogue, t *hotline.Transition) hotline.Fields {
	f := hotline.Fields{}
	for _, u := range t.Fields {
		if !u.Required {
			continue
		}
		switch info := table.Fields[u.Name]; info.Type {
		case "choice":
			f[u.Name] = info.Values[0]
		case "flag":
			f[u.Name] = "yes"
		case "department":
			f[u.Name] = "zjj"
		case "uuid":
			f[u.Name] = uuid.NewString()
		case "number":
			f[u.Name] = "1"
		case "code":
			f[u.Name] = "road"
		case "hex":
			f[u.Name] = hex.EncodeToString([]byte("x"))
		default:
			f[u.Name] = "样例" + info.ZH
		}
	}
	if t.WhenField != "" {
		f[t.WhenField] = t.WhenValue
	} else if _, has := f["solved"]; has {
		f["solved"] = "no"
	}
	if t.Act == "escalate" {
		f["kind"] = "complaint"
	}
	return f
}

var people = map[hotline.ActorKind]hotline.Actor{
	hotline.ByCitizen: {Kind: hotline.ByCitizen, ID: "00000000-0000-4000-8000-00000000c171", Role: "citizen"},
	hotline.ByStaff:   {Kind: hotline.ByStaff, ID: "00000000-0000-4000-8000-000000000001", Name: "示范agent", Role: "agent", DeptPath: "/city/hotline"},
	hotline.BySystem:  hotline.System,
}

func actOf(table *hotline.Catalogue, t *hotline.Transition) hotline.Act {
	return hotline.Act{Name: t.Act, Actor: people[t.By[0]], Fields: fill(table, t)}
}

// path finds the shortest way from nothing to a stage by rows that people act on.
func path(table *hotline.Catalogue, agg hotline.Aggregate, to hotline.Stage) []hotline.Act {
	type node struct {
		stage hotline.Stage
		acts  []hotline.Act
	}
	seen := map[hotline.Stage]bool{hotline.StageNone: true}
	queue := []node{{stage: hotline.StageNone}}
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		if n.stage == to {
			return n.acts
		}
		for i := range table.Transitions {
			t := &table.Transitions[i]
			if t.Aggregate != agg || t.Stays || t.By[0] == hotline.BySystem || !slices.Contains(t.From, n.stage) || seen[t.To] {
				continue
			}
			seen[t.To] = true
			queue = append(queue, node{t.To, append(slices.Clone(n.acts), actOf(table, t))})
		}
	}
	return nil
}

// stories has one for each row and stage it leaves, and one for each clock and idle limit.
func stories(table *hotline.Catalogue) []story {
	var out []story
	for i := range table.Transitions {
		t := &table.Transitions[i]
		if t.By[0] == hotline.BySystem {
			continue
		}
		from := t.From
		if t.AnyFrom {
			from = []hotline.Stage{path0(table, t.Aggregate)}
		}
		for _, s := range from {
			acts := append(path(table, t.Aggregate, s), actOf(table, t))
			name := fmt.Sprintf("%s-%s-%s-%02d", t.Aggregate, t.Act, s, i)
			if s == hotline.StageNone {
				name = fmt.Sprintf("%s-%s-new-%02d", t.Aggregate, t.Act, i)
			}
			out = append(out, story{name: name, agg: t.Aggregate, acts: acts})
		}
	}
	for _, k := range table.Clocks {
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
		st := hotline.State{Aggregate: k.Aggregate, Stage: stage, Rev: 0, Kind: "complaint", Clocks: []hotline.Clock{{Name: k.Name}}}
		out = append(out, story{name: fmt.Sprintf("%s-clock-%s", k.Aggregate, k.Name), agg: k.Aggregate, adopt: &st})
	}
	slices.SortFunc(out, func(a, b story) int {
		if a.name < b.name {
			return -1
		}
		return 1
	})
	return out
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
