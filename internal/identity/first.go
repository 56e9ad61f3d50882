package identity

import (
	"context"
	"time"

	"minhu/internal/store"
	"minhu/policies"
)

// Way is a link by which one of the first people of a city sets a password.
type Way struct {
	Username, Name, Token string
	ExpiresAt             time.Time
}

// FirstPeople gives a new city its three administrators (system, security, audit: three people, GB/T 22239-2019), each with a way in, and
// nothing where each of these roles has somebody who can sign in. Whoever did not come in yet gets a new way.
func (i *Identity) FirstPeople(ctx context.Context, city string, now time.Time) ([]Way, error) {
	end := now.Add(InvitationLife)
	tokens := map[string]string{}
	var wanted []store.FirstPerson
	for _, p := range []store.FirstPerson{
		{Username: "admin", Name: "系统管理员", Role: policies.RoleAdmin},
		{Username: "security", Name: "安全管理员", Role: policies.RoleSecurity},
		{Username: "auditor", Name: "审计管理员", Role: policies.RoleAuditor},
	} {
		tokens[p.Username], p.TokenSHA = newToken()
		wanted = append(wanted, p)
	}
	made, err := i.store.FirstPeople(ctx, city, wanted, now, end)
	ways := make([]Way, len(made))
	for k, p := range made {
		ways[k] = Way{Username: p.Username, Name: p.Name, Token: tokens[p.Username], ExpiresAt: end}
	}
	return ways, err
}
