package policies_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"minhu/internal/hotline"
	"minhu/policies"
)

// The transition table says what is lawful, the policy says whose it is; neither knows an act that the other does not.
func TestPolicyAndTransitionTableKnowTheSameActs(t *testing.T) {
	s, err := policies.Embedded()
	require.NoError(t, err)
	lawful := map[string]map[hotline.ActorKind]bool{}
	for _, x := range hotline.Load().Transitions {
		name := string(x.Aggregate) + "." + x.Act
		require.True(t, s.Knows(string(x.Aggregate), x.Act), "the policy does not know %s", name)
		if lawful[name] == nil {
			lawful[name] = map[hotline.ActorKind]bool{}
		}
		for _, by := range x.By {
			lawful[name][by] = true
		}
	}
	kindOf := func(role string) hotline.ActorKind {
		switch role {
		case policies.RoleCitizen:
			return hotline.ByCitizen
		case policies.RoleSystem:
			return hotline.BySystem
		}
		return hotline.ByStaff
	}
	for name, by := range lawful {
		kind, act := split(name)
		for who := range by {
			some := false
			for _, role := range policies.Roles {
				some = some || kindOf(role) == who && s.May(&policies.Principal{ID: id(1), Bindings: []policies.Binding{{Role: role, DeptPath: "/c"}}}, kind, act)
			}
			require.True(t, some, "%s is lawful for a %s, and no role may do it", name, who)
		}
		for _, role := range policies.Roles {
			if s.May(&policies.Principal{ID: id(1), Bindings: []policies.Binding{{Role: role, DeptPath: "/c"}}}, kind, act) {
				require.True(t, by[kindOf(role)], "%s may %s, which is never lawful for them", role, name)
			}
		}
	}
}

func split(name string) (kind, act string) {
	for i := range name {
		if name[i] == '.' {
			return name[:i], name[i+1:]
		}
	}
	return name, ""
}
