package api

import (
	"context"

	"minhu/internal/hotline"
	"minhu/policies"
)

// ownClocks says which clocks of a case are a reader's to look at. One who sits in an assisting unit, and in nothing that leads the
// case, works by his own unit's clock (主办、协办各有时限): it gives the filter that keeps those, and nil for everybody else.
// unitPaths gives the paths of departments by their ids; it is asked only where it matters.
func ownClocks(p *policies.Principal, lead, holder string, assisting []string, unitPaths func() (map[string]string, error)) (func(hotline.Clock) bool, error) {
	if len(assisting) == 0 || p.Kind != policies.KindStaff || holder != "" && holder == p.ID {
		return nil, nil
	}
	var seats []string
	for _, b := range p.Bindings {
		if b.Role != policies.RoleDeptStaff && b.Role != policies.RoleDeptLead || policies.Under(lead, b.DeptPath) {
			return nil, nil // somebody who sees it for another reason looks at the case as a whole
		}
		seats = append(seats, b.DeptPath)
	}
	mine := func(path string) bool {
		for _, s := range seats {
			if policies.Under(path, s) {
				return true
			}
		}
		return false
	}
	for _, path := range assisting {
		if !mine(path) {
			continue
		}
		paths, err := unitPaths()
		if err != nil {
			return nil, err
		}
		return func(k hotline.Clock) bool { return k.Of != "" && mine(paths[k.Of]) }, nil
	}
	return nil, nil
}

// unitPaths reads the paths of departments by id once, when somebody asks.
func (s *Server) unitPaths(ctx context.Context) func() (map[string]string, error) {
	var out map[string]string
	return func() (map[string]string, error) {
		if out != nil {
			return out, nil
		}
		rows, err := s.Store.Departments(ctx)
		if err != nil {
			return nil, err
		}
		out = make(map[string]string, len(rows))
		for _, r := range rows {
			out[r.ID] = r.Path
		}
		return out, nil
	}
}
