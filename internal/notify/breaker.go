package notify

import (
	"sync"
	"time"
)

// After this many failures in a row a sender rests, each time twice as long as before.
const (
	breakAfter = 5
	firstRest  = 30 * time.Second
	longRest   = 10 * time.Minute
)

// breaker keeps the loop from knocking at a door that nobody opens. One knock ends each rest.
type breaker struct {
	mu     sync.Mutex
	failed int
	until  time.Time
}

// rest says until when nothing is to be tried; false when something may be.
func (b *breaker) rest(now time.Time) (time.Time, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.until, now.Before(b.until)
}

// careful says that the sender failed lately: one message is tried, not a batch.
func (b *breaker) careful() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.failed >= breakAfter
}

func (b *breaker) worked() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failed, b.until = 0, time.Time{}
}

func (b *breaker) broke(now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failed++
	if over := b.failed - breakAfter; over >= 0 {
		b.until = now.Add(min(firstRest<<min(over, 8), longRest))
	}
}
