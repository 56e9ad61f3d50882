package simulate

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"minhu/activities"
	"minhu/internal/demo"
	"minhu/internal/hotline"
	"minhu/internal/pii"
	"minhu/internal/store"
)

// Open makes what a simulation needs on an empty, migrated database: the demonstration city's departments, classes and duty
// list, a root key of its own, and the activities.
func Open(ctx context.Context, dsn string, clock func() time.Time) (*House, error) {
	root, err := pii.NewRoot([]byte("a simulated year needs no secret"))
	if err != nil {
		return nil, err
	}
	st, err := store.Open(ctx, dsn, store.Options{MaxConns: 8})
	if err != nil {
		return nil, err
	}
	city, err := demo.Load()
	if err != nil {
		return nil, err
	}
	if err := city.Reference(ctx, st); err != nil {
		return nil, err
	}
	keeper, err := activities.NewTimekeeper("default", "cn")
	if err != nil {
		return nil, err
	}
	ring := pii.NewKeyring(root, st, 20_000)
	h := &House{Store: st, Ring: ring, City: people(city)}
	h.Acts = &activities.Hotline{Store: st, Ring: ring, Time: keeper, Units: &activities.Units{Store: st, Clock: clock}}
	return h, nil
}

// IDs are the ids of a run's cases, in order.
func IDs(h *House, seed uint64, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = hotline.NewID(h.Ring.Root().Namespace(), "simulate", fmt.Sprint(seed), fmt.Sprint(i))
	}
	return out
}

// people draws who works how from the city: some units are quick and careful, one is neither.
func people(c *demo.City) City {
	staff := func(role string) hotline.Actor {
		return hotline.Actor{Kind: hotline.ByStaff, ID: uuid.NewSHA1(uuid.NameSpaceOID, []byte(role)).String(), Name: "示范" + role, Role: role, DeptPath: "/city/hotline"}
	}
	out := City{Duty: map[string]string{}, Dispatcher: staff("dispatcher"), Reviewer: staff("reviewer"), Surveyor: staff("surveyor"), Supervisor: staff("supervisor")}
	for i, d := range c.Departments {
		if strings.Count(d.Path, "/") < 2 || d.ID == "hotline" {
			continue
		}
		u := Unit{ID: d.ID, Path: d.Path, Name: d.ShortName, Pace: 0.6 + float64(i%5)*0.3, Care: 0.97 - float64(i%4)*0.05}
		if i%11 == 3 {
			u.Pace, u.Care = 3, 0.6
		}
		out.Units = append(out.Units, u)
	}
	for _, d := range c.Duties {
		if d.District == "" {
			out.Duty[d.Class] = d.Department
		}
	}
	return out
}

// Classes are the classes of matters that the duty list names a unit for, in order.
func (h *House) Classes() []string { return slices.Sorted(maps.Keys(h.City.Duty)) }
