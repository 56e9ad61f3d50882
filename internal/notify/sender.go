// Package notify sends what was born with an event: a loop over waiting notices, senders (file, webhook, SMS gateway), a breaker in
// front of them. Acts never wait for it.
//
// The guarantee: a notice is sent under one key for ever. Toward a gateway that honours the key every message arrives at most once, and
// once when the gateway works at all. Toward one that does not, an attempt whose outcome is unknown is never repeated: it is parked and a
// person decides.
package notify

import (
	"context"
	"fmt"
	"time"
)

// Message is one thing to be told. To is a number in the open and exists from here to the gateway alone.
type Message struct {
	Key      string            `json:"key"`
	At       time.Time         `json:"at"`
	Kind     string            `json:"kind"` // citizen or staff
	To       string            `json:"to"`   // number, or the user name of a member of staff
	Template string            `json:"template"`
	Text     string            `json:"text"`
	Values   map[string]string `json:"values"`
	Urgent   bool              `json:"urgent,omitempty"`
	Attempt  int               `json:"attempt,omitempty"`
}

// Sender brings messages somewhere. Send answers what the gateway calls the message. An error is a *Refused, a *Later, or anything else:
// then nobody knows whether the message went out.
type Sender interface {
	Name() string
	// Numbers says whether citizens' numbers are needed in the open.
	Numbers() bool
	// HonoursKeys says whether a message sent twice under one key arrives once.
	HonoursKeys() bool
	Send(ctx context.Context, m Message) (receipt string, err error)
}

// Refused is a no for good: trying again brings the same.
type Refused struct{ Code string }

func (r *Refused) Error() string { return "the gateway refused: " + r.Code }

// Later says that the message did not go out and may be tried again, not before After (0 = whenever).
type Later struct {
	Code  string
	After time.Duration
}

func (l *Later) Error() string { return fmt.Sprintf("the gateway takes nothing now: %s", l.Code) }
