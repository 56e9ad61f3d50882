package live

import (
	"minhu/policies"
)

// TopicAll reaches everybody, visitors too: what bears it must be public.
const TopicAll = "all"

// Topic makes the topics that an outbox row names. Whoever writes a row names everyone it concerns, and nobody whom the
// policy keeps away: a complaint's row does not bear the topic of the department complained of.
func Topic(kind, id string) string { return kind + ":" + id }

// CitizenTopic reaches one citizen.
func CitizenTopic(id string) string { return Topic("citizen", id) }

// StaffTopic reaches one member of staff.
func StaffTopic(id string) string { return Topic("staff", id) }

// RoleTopic reaches everybody who holds a role.
func RoleTopic(role string) string { return Topic("role", role) }

// DeptTopics reaches the people of a department and of every department above it: those who read a subtree follow their
// own department only, so the row names the ancestors.
func DeptTopics(path string) []string {
	var out []string
	for _, p := range policies.Ancestors(path) {
		out = append(out, Topic("dept", p))
	}
	return out
}

// TopicsOf lists what a principal follows.
func TopicsOf(p *policies.Principal) []string {
	out := []string{TopicAll}
	if p == nil {
		return out
	}
	switch {
	case p.Kind == policies.KindCitizen && p.ID != "":
		return append(out, CitizenTopic(p.ID))
	case p.Kind != policies.KindStaff:
		return out
	}
	out = append(out, StaffTopic(p.ID))
	seen := map[string]bool{}
	add := func(t string) {
		if !seen[t] {
			seen[t] = true
			out = append(out, t)
		}
	}
	for _, b := range p.Bindings {
		add(RoleTopic(b.Role))
		// Only those whose right is bound to a department follow it; others follow their role.
		if (b.Role == policies.RoleDeptStaff || b.Role == policies.RoleDeptLead) && b.DeptPath != "" {
			add(Topic("dept", b.DeptPath))
		}
	}
	return out
}
