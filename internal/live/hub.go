// Package live carries events from the outbox to open pages. One listener and one reader a process follow the outbox;
// subscribers get what bears one of their topics. Position in the outbox is the event id, so a page that comes back gets
// what it missed from the database.
package live

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/lib/pq"

	"minhu/internal/store"
)

// Channel is the PostgreSQL channel on which a transaction that wrote outbox rows notifies, once.
const Channel = "minhu"

const (
	page        = 200
	backlogMax  = 1000
	queueLength = 256
	// settleFirst and settleMost bound the wait for older transactions that still run when ours has committed.
	settleFirst = 5 * time.Millisecond
	settleMost  = 500 * time.Millisecond
	// gather is how long notifications are gathered before the tail is read once for all of them. Nobody sees the difference,
	// and the reading stays out of the way of the request that has just committed.
	gather = 25 * time.Millisecond
	// checkEvery re-reads without a notification and pings the listening connection: a net under the tightrope.
	checkEvery = 30 * time.Second
)

// ErrNotFollowing says that the hub has no connection to the outbox yet, or none any more.
var ErrNotFollowing = errors.New("live: not following the outbox")

// Hub follows the outbox. Run it once; subscribe from anywhere.
type Hub struct {
	store  *store.Store
	dsn    string
	logger *slog.Logger

	mu        sync.Mutex
	following bool
	pos       store.Position
	subs      map[*Subscription]struct{}
}

// New makes a hub over the store; dsn is for the listening connection of its own.
func New(dsn string, st *store.Store, logger *slog.Logger) *Hub {
	return &Hub{store: st, dsn: dsn, logger: logger, subs: map[*Subscription]struct{}{}}
}

// Healthy returns nil while the hub follows the outbox.
func (h *Hub) Healthy() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.following {
		return ErrNotFollowing
	}
	return nil
}

// Run follows the outbox until ctx ends. It survives the loss of the database and goes on where it was.
func (h *Hub) Run(ctx context.Context) error {
	l := pq.NewListener(h.dsn, 100*time.Millisecond, 5*time.Second, func(ev pq.ListenerEventType, err error) {
		if ev == pq.ListenerEventDisconnected {
			h.setFollowing(false)
		}
	})
	defer l.Close()
	// Listen waits for a first connection and takes no context; the loop must be able to end without it.
	listening := make(chan error, 1)
	go func() { listening <- l.Listen(Channel) }()
	select {
	case err := <-listening:
		if err != nil && ctx.Err() == nil {
			return err
		}
	case <-ctx.Done():
		return nil
	}
	if !h.start(ctx) {
		return nil
	}
	check := time.NewTicker(checkEvery)
	defer check.Stop()
	for {
		h.follow(ctx, l.Notify)
		select {
		case <-ctx.Done():
			h.setFollowing(false)
			return nil
		case <-l.Notify: // nil after a reconnection: something may have been missed, so read as well
			if !pause(ctx, gather) {
				h.setFollowing(false)
				return nil
			}
		case <-check.C:
			if err := l.Ping(); err != nil {
				h.setFollowing(false)
			}
		}
	}
}

// start finds the end of the outbox; false when ctx ended first.
func (h *Hub) start(ctx context.Context) bool {
	for wait := settleFirst; ; wait = min(2*wait, 5*time.Second) {
		_, last, _, err := h.store.OutboxEnds(ctx)
		if err == nil {
			h.mu.Lock()
			h.pos, h.following = last, true
			h.mu.Unlock()
			return true
		}
		if ctx.Err() != nil {
			return false
		}
		h.logger.Warn("cannot read the outbox", "error", err)
		if !pause(ctx, wait) {
			return false
		}
	}
}

// follow hands out everything that is behind the position, and waits for transactions that are not settled yet.
func (h *Hub) follow(ctx context.Context, notify <-chan *pq.Notification) {
	for wait := settleFirst; ctx.Err() == nil; {
		drain(notify)
		n, err := h.read(ctx)
		if err != nil {
			if ctx.Err() == nil {
				h.setFollowing(false)
				h.logger.Warn("cannot read the outbox", "error", err)
			}
			if !pause(ctx, settleMost) {
				return
			}
			continue
		}
		h.setFollowing(true)
		if n == page {
			continue
		}
		more, err := h.store.OutboxBehind(ctx, h.position())
		if err == nil && !more {
			return
		}
		if n > 0 {
			wait = settleFirst
		}
		if !pause(ctx, wait) {
			return
		}
		wait = min(2*wait, settleMost)
	}
}

// read hands out one page and moves the position.
func (h *Hub) read(ctx context.Context) (int, error) {
	rows, err := h.store.TailOutbox(ctx, h.position(), nil, page)
	if err != nil {
		return 0, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, r := range rows {
		e := eventOf(r)
		for s := range h.subs {
			if s.wants(r.Topics) {
				s.offer(e)
			}
		}
		h.pos = r.Position()
	}
	return len(rows), nil
}

func (h *Hub) position() store.Position {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.pos
}

func (h *Hub) setFollowing(yes bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.following = yes
}

func drain(notify <-chan *pq.Notification) {
	for {
		select {
		case _, open := <-notify:
			if !open {
				return
			}
		default:
			return
		}
	}
}

// pause waits for d; false when ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
