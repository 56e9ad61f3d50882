package live

import (
	"context"
	"encoding/json"
	"time"

	"minhu/internal/store"
)

// Event is what a page gets to know. Pages fetch the thing anew; only lines of a talk carry their content in Data.
type Event struct {
	ID          store.Position  `json:"-"`
	IDText      string          `json:"id"`
	Name        string          `json:"name"`
	SubjectKind string          `json:"subject_kind"`
	SubjectID   string          `json:"subject_id"`
	Rev         int64           `json:"rev,omitempty"`
	At          time.Time       `json:"at"`
	Data        json.RawMessage `json:"data,omitempty"`
}

func eventOf(r store.OutboxEvent) Event {
	e := Event{ID: r.Position(), Name: r.Name, SubjectKind: r.SubjectKind, SubjectID: r.SubjectID, Rev: r.Rev, At: r.At.UTC()}
	e.IDText = e.ID.String()
	if d := string(r.Data); d != "" && d != "null" && d != "{}" {
		e.Data = json.RawMessage(r.Data)
	}
	return e
}

// Subscription is one open page. Read Events until it is closed, then come back with the last position.
type Subscription struct {
	hub    *Hub
	topics map[string]bool
	list   []string
	from   store.Position // where the hub stood when this began; everything behind it arrives on events
	events chan Event
	closed bool // under hub.mu
}

// Subscribe begins a subscription at the hub's present position.
func (h *Hub) Subscribe(topics []string) (*Subscription, error) {
	s := &Subscription{hub: h, topics: make(map[string]bool, len(topics)), list: topics, events: make(chan Event, queueLength)}
	for _, t := range topics {
		s.topics[t] = true
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.following {
		return nil, ErrNotFollowing
	}
	s.from = h.pos
	h.subs[s] = struct{}{}
	return s, nil
}

// Events delivers what happens from now on, in order. It is closed when the reader is too slow, or by Close.
func (s *Subscription) Events() <-chan Event { return s.events }

// From is the position at which the subscription began.
func (s *Subscription) From() store.Position { return s.from }

// Close ends the subscription.
func (s *Subscription) Close() {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	s.closeLocked()
}

func (s *Subscription) closeLocked() {
	if !s.closed {
		s.closed = true
		delete(s.hub.subs, s)
		close(s.events)
	}
}

func (s *Subscription) wants(topics []string) bool {
	for _, t := range topics {
		if s.topics[t] {
			return true
		}
	}
	return false
}

// offer is called under hub.mu and never waits: a page that does not keep up is let go and comes back.
func (s *Subscription) offer(e Event) {
	if s.closed {
		return
	}
	select {
	case s.events <- e:
	default:
		s.closeLocked()
	}
}

// Missed returns the events between after and the beginning of the subscription. reset means that it cannot be told
// what was missed (too long ago, another database, or more than a page should catch up with): fetch everything anew.
func (s *Subscription) Missed(ctx context.Context, after store.Position) (events []Event, reset bool, err error) {
	if after.After(s.from) {
		return nil, true, nil
	}
	if after == s.from {
		return nil, false, nil
	}
	first, _, ok, err := s.hub.store.OutboxEnds(ctx)
	if err != nil {
		return nil, false, err
	}
	// Rows are removed from the front. When the row the page knows is gone, later ones may be gone too.
	if !ok || first.After(after) && first.ID != 1 {
		return nil, true, nil
	}
	for {
		rows, err := s.hub.store.TailOutbox(ctx, after, s.list, page)
		if err != nil {
			return nil, false, err
		}
		for _, r := range rows {
			if r.Position().After(s.from) {
				return events, false, nil
			}
			events = append(events, eventOf(r))
		}
		if len(rows) < page {
			return events, false, nil
		}
		if len(events) >= backlogMax {
			return nil, true, nil
		}
		after = rows[len(rows)-1].Position()
	}
}
