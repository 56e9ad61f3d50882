package api

import "sync"

// owners remembers whose conversation is whose: that never changes, and a citizen's next line then needs no look first. Two
// generations of at most ownersHalf conversations.
type owners struct {
	mu       sync.Mutex
	new, old map[string]string
}

const ownersHalf = 8192

func (o *owners) get(id string) (string, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if v, ok := o.new[id]; ok {
		return v, true
	}
	v, ok := o.old[id]
	return v, ok
}

func (o *owners) put(id, owner string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.new == nil || len(o.new) >= ownersHalf {
		o.old, o.new = o.new, map[string]string{}
	}
	o.new[id] = owner
}
