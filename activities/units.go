package activities

import (
	"context"
	"sync"
	"time"

	"minhu/internal/store"
)

// Units answers which path a department has. Departments change a few times a year: the list is kept for a minute and
// read again when an unknown id is asked for.
type Units struct {
	Store *store.Store
	Clock func() time.Time
	mu    sync.Mutex
	at    time.Time
	paths map[string]string
}

// Path is the materialised path of an active department; "" when there is none.
func (u *Units) Path(ctx context.Context, id string) (string, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	p, known := u.paths[id]
	age := u.Clock().Sub(u.at)
	if known && age < time.Minute || !known && u.paths != nil && age < time.Second {
		return p, nil
	}
	paths, err := u.Store.DepartmentPaths(ctx)
	if err != nil {
		return "", err
	}
	u.paths, u.at = paths, u.Clock()
	return u.paths[id], nil
}
