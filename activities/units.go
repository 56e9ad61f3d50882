package activities

import (
	"context"
	"sync"
	"time"

	"minhu/internal/store"
)

// Units answers where a department stands. Departments change a few times a year: the list is kept for a minute and read
// again when an unknown id is asked for.
type Units struct {
	Store *store.Store
	Clock func() time.Time
	mu    sync.Mutex
	at    time.Time
	units map[string]store.Place
}

// Place is the materialised path and the level of an active department; the zero Place when there is none.
func (u *Units) Place(ctx context.Context, id string) (store.Place, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	p, known := u.units[id]
	age := u.Clock().Sub(u.at)
	if known && age < time.Minute || !known && u.units != nil && age < time.Second {
		return p, nil
	}
	units, err := u.Store.DepartmentPlaces(ctx)
	if err != nil {
		return store.Place{}, err
	}
	u.units, u.at = units, u.Clock()
	return u.units[id], nil
}

// Forget drops what is kept: departments were published anew.
func (u *Units) Forget() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.units, u.at = nil, time.Time{}
}

// Path is the path of an active department; "" when there is none.
func (u *Units) Path(ctx context.Context, id string) (string, error) {
	p, err := u.Place(ctx, id)
	return p.Path, err
}
