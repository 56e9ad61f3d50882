package policies

import "strings"

// Kinds of principals.
const (
	KindCitizen = "citizen"
	KindStaff   = "staff"
	KindSystem  = "system"
)

// SystemID is the identifier under which the house itself acts. It has the shape of every other identifier, so that
// columns of type uuid can hold it, and belongs to nobody.
const SystemID = "00000000-0000-0000-0000-000000000000"

// Principal is who asks. It carries its own bindings, so that the policy holds role lines only and never a person.
// A Principal is not changed after it was made and may be shared.
type Principal struct {
	ID        string    // UUID; empty for a visitor who has written nothing yet
	Kind      string    // citizen, staff or system
	Name      string    // shown name of staff; empty for citizens
	Bindings  []Binding // roles with the department path they are held at
	Clearance int       // 1 or more reads confidential cases
}

// Binding says that a role is held at a department. DeptPath is a materialised path such as /city/district/street;
// empty where the role knows no department.
type Binding struct {
	Role     string
	DeptPath string
}

// Citizen is the principal of a citizen; id is empty for a visitor who has written nothing yet.
func Citizen(id string) *Principal {
	return &Principal{ID: id, Kind: KindCitizen, Bindings: []Binding{{Role: RoleCitizen}}}
}

// System is the principal of the house itself: clocks, sweepers, relays.
func System() *Principal {
	return &Principal{ID: SystemID, Kind: KindSystem, Bindings: []Binding{{Role: RoleSystem}}, Clearance: 1}
}

// Has says whether the principal holds role directly (inheritance is the snapshot's matter).
func (p *Principal) Has(role string) bool {
	if p == nil {
		return false
	}
	for _, b := range p.Bindings {
		if b.Role == role {
			return true
		}
	}
	return false
}

// Resource is what is acted upon, reduced to the facts the scope words look at. Fields a kind does not have stay empty.
type Resource struct {
	OwnerID      string   // the citizen who raised it
	DeptPath     string   // the department that leads it
	AssigneeID   string   // the member of staff who holds it
	AssistPaths  []string // departments that assist (协办)
	AskedIDs     []string // members of staff asked beside a conversation
	Confidential bool     // may be read only with clearance
	AccusedPath  string   // the department complained of
	State        string   // the kind's own state word
}

// Under says whether department path is anc itself or lies below it. A shared beginning is not enough: /c/d0x is not
// under /c/d0. Nothing is under the empty path, and the empty path is under nothing.
func Under(path, anc string) bool {
	if path == "" || anc == "" {
		return false
	}
	return path == anc || strings.HasPrefix(path, anc+"/")
}
