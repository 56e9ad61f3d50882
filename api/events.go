package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"minhu/internal/hotline"
	"minhu/internal/identity"
	"minhu/internal/live"
	"minhu/internal/store"
	"minhu/policies"
)

const (
	heartbeat = 15 * time.Second
	// recheck is how often an open stream asks whether its session still lives.
	recheck = time.Minute
	// streamsPerPerson: browsers open at most six connections to a host under HTTP/1.1.
	streamsPerPerson  = 6
	streamsPerAddress = 120
	maxWait           = 30 * time.Second
)

// streamCount counts open streams and polls by person.
type streamCount struct {
	mu sync.Mutex
	n  map[string]int
}

func (s *streamCount) enter(key string, most int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.n == nil {
		s.n = map[string]int{}
	}
	if s.n[key] >= most {
		return false
	}
	s.n[key]++
	return true
}

func (s *streamCount) leave(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.n[key]--; s.n[key] <= 0 {
		delete(s.n, key)
	}
}

func (s *streamCount) total() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, k := range s.n {
		n += k
	}
	return n
}

// subscribe takes a place and begins a subscription for the caller; release gives both back.
func (s *Server) subscribe(c *gin.Context) (sub *live.Subscription, release func(), err error) {
	if s.Live == nil {
		return nil, nil, hotline.ErrStarting
	}
	p := principal(c)
	key, most := p.Kind+" "+p.ID, streamsPerPerson
	if p.ID == "" {
		key, most = "address "+c.ClientIP(), streamsPerAddress
	}
	if !s.streams.enter(key, most) {
		return nil, nil, &hotline.Problem{Code: hotline.ErrTooManyConnections, RetryAfter: 10 * time.Second}
	}
	sub, err = s.Live.Subscribe(live.TopicsOf(p))
	if err != nil {
		s.streams.leave(key)
		return nil, nil, (&hotline.Problem{Code: hotline.ErrDatabaseUnavailable}).Because(err)
	}
	return sub, func() { sub.Close(); s.streams.leave(key) }, nil
}

// streamEvents answers GET /api/v1/events: one Server-Sent-Events stream (WHATWG HTML, 9.2). It begins with `ready`, goes
// on behind Last-Event-ID, and says `reset` when it cannot tell what was missed. Everything else is an unnamed event
// whose data is a live.Event.
func (s *Server) streamEvents(c *gin.Context) error {
	after, resume, err := lastEventID(c)
	if err != nil {
		return err
	}
	sub, release, err := s.subscribe(c)
	if err != nil {
		return err
	}
	defer release()
	missed, reset, err := missedSince(c, sub, after, resume)
	if err != nil {
		return err
	}
	rc := http.NewResponseController(c.Writer)
	// The server's time-outs are for requests that end. A transport without deadlines needs none cleared.
	for _, clear := range []func(time.Time) error{rc.SetWriteDeadline, rc.SetReadDeadline} {
		if err := clear(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return err
		}
	}
	h := c.Writer.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-cache, no-store")
	h.Set("X-Accel-Buffering", "no")
	c.Status(http.StatusOK)
	send := func(text string) bool {
		_, err := c.Writer.WriteString(text)
		if err == nil {
			err = rc.Flush()
		}
		return err == nil
	}
	name := "ready"
	if reset {
		name = "reset"
	}
	s.seen(c)
	first := "retry: 1000\n"
	if !resume || reset {
		first += "id: " + sub.From().String() + "\n"
	}
	if !send(first + "event: " + name + "\ndata: {}\n\n") {
		return nil
	}
	for _, e := range missed {
		if !send(wire(readable(c, e))) {
			return nil
		}
	}
	beat, look := time.NewTicker(heartbeat), time.NewTicker(recheck)
	defer beat.Stop()
	defer look.Stop()
	for {
		select {
		case e, open := <-sub.Events():
			if !open || !send(wire(readable(c, e))) {
				return nil
			}
			if e.SubjectKind == "staff" && e.SubjectID == principal(c).ID {
				// Roles changed: the page asks anew who it is, and comes back with the topics of today or not at all.
				return nil
			}
		case <-beat.C:
			if !send(": \n\n") {
				return nil
			}
		case <-look.C:
			if !s.stillSignedIn(c) {
				return nil
			}
			s.seen(c)
		case <-s.closing:
			return nil
		case <-c.Request.Context().Done():
			return nil
		}
	}
}

// stillSignedIn asks whether the session of an open stream lives; it does not keep it alive.
func (s *Server) stillSignedIn(c *gin.Context) bool {
	if principal(c).Kind != policies.KindStaff {
		return true
	}
	err := s.Identity.Alive(c.Request.Context(), cookie(c, StaffCookie), s.Clock())
	return !errors.Is(err, identity.ErrNoSession)
}

// readable takes the name off an act that a citizen's timeline does not show: the page learns that there is something to read anew.
func readable(c *gin.Context, e live.Event) live.Event {
	if principal(c).Kind != policies.KindCitizen {
		return e
	}
	agg := hotline.Aggregate(e.SubjectKind)
	if agg == hotline.Conversation {
		if hotline.Aside(agg, e.Name) {
			e.Name, e.Data = "changed", nil
		}
		e.Name = orElse(citizenTalkNames[e.Name], e.Name)
		return e
	}
	how, shown := citizenReads[agg][e.Name]
	switch {
	case citizenReads[agg] == nil || !slices.Contains(hotline.Load().ActNames(agg), e.Name):
	case !shown:
		e.Name, e.Data = "changed", nil
	case how.as != "":
		e.Name = how.as
	}
	return e
}

// citizenTalkNames are what a citizen's page calls acts of the desk: how a talk came to somebody else, or to its end, is not told.
var citizenTalkNames = map[string]string{"assign": "take", "take_over": "transfer", "warn": "say", "abuse_end": "end", "idle_close": "end"}

func wire(e live.Event) string {
	b, _ := json.Marshal(e)
	return fmt.Sprintf("id: %s\ndata: %s\n\n", e.IDText, b)
}

// pollEvents answers GET /api/v1/events/poll?after=&wait=: the same events as a list, for containers without streams.
// Without after it answers the present position at once; else it waits up to wait seconds for the first event.
func (s *Server) pollEvents(c *gin.Context) error {
	after, resume, err := lastEventID(c)
	if err != nil {
		return err
	}
	wait := 25 * time.Second
	if v := c.Query("wait"); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil || n < 0 || time.Duration(n)*time.Second > maxWait {
			return hotline.ErrBadQuery
		}
		wait = time.Duration(n) * time.Second
	}
	sub, release, err := s.subscribe(c)
	if err != nil {
		return err
	}
	defer release()
	items, reset, err := missedSince(c, sub, after, resume)
	if err != nil {
		return err
	}
	rc := http.NewResponseController(c.Writer)
	for _, extend := range []func(time.Time) error{rc.SetWriteDeadline, rc.SetReadDeadline} {
		if err := extend(time.Now().Add(wait + defaultTimeout)); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return err
		}
	}
	s.seen(c)
	pos := sub.From()
	if len(items) == 0 && resume && !reset {
		t := time.NewTimer(wait)
		defer t.Stop()
		select {
		case e, open := <-sub.Events():
			if open {
				items, pos = append(items, e), e.ID
			}
		case <-t.C:
		case <-s.closing:
		case <-c.Request.Context().Done():
			return nil
		}
	}
	// What came in the meantime goes along; what comes later is behind the position.
	for more := len(items) > 0; more; {
		select {
		case e, open := <-sub.Events():
			if more = open; open {
				items, pos = append(items, e), e.ID
			}
		default:
			more = false
		}
	}
	if items == nil {
		items = []live.Event{}
	}
	for i := range items {
		items[i] = readable(c, items[i])
	}
	c.JSON(http.StatusOK, struct {
		Items    []live.Event `json:"items"`
		Position string       `json:"position"`
		Reset    bool         `json:"reset,omitempty"`
	}{items, pos.String(), reset})
	return nil
}

// lastEventID reads where the page stands: the header a browser sends by itself, or the parameter `after`.
func lastEventID(c *gin.Context) (store.Position, bool, error) {
	v := c.GetHeader("Last-Event-ID")
	if v == "" {
		v = c.Query("after")
	}
	if v == "" {
		return store.Position{}, false, nil
	}
	p, err := store.ParsePosition(v)
	if err != nil {
		return p, false, hotline.ErrBadQuery
	}
	return p, true, nil
}

func missedSince(c *gin.Context, sub *live.Subscription, after store.Position, resume bool) ([]live.Event, bool, error) {
	if !resume {
		return nil, false, nil
	}
	return sub.Missed(c.Request.Context(), after)
}
