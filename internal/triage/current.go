package triage

import "sync/atomic"

// Loaded is a model with the id it is stored under.
type Loaded struct {
	ID    int64
	Model *Model
}

// Current holds the model in force; a new one is swapped in whole.
type Current struct{ p atomic.Pointer[Loaded] }

// Load returns the model in force; nil while there is none.
func (c *Current) Load() *Loaded {
	if c == nil {
		return nil
	}
	return c.p.Load()
}

// Swap puts a model in force.
func (c *Current) Swap(l *Loaded) { c.p.Store(l) }
