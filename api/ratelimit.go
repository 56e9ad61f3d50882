package api

import (
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/time/rate"

	"minhu/internal/hotline"
)

// Requests a minute for one person (or, before anyone is known, one address), unless the route says otherwise. They stop
// a runaway page or a script, not a busy desk.
const (
	readsAMinute  = 1200
	writesAMinute = 240
	// An address may stand for a whole street behind one gateway.
	addressFactor = 10
	// limiterHalf bounds the memory: two generations of at most so many keys.
	limiterHalf = 8192
)

// limiter keeps one token bucket for each key in memory. A key not seen for a generation starts afresh.
type limiter struct {
	mu       sync.Mutex
	new, old map[string]*rate.Limiter
	clock    func() time.Time
}

func newLimiter(clock func() time.Time) *limiter {
	return &limiter{new: map[string]*rate.Limiter{}, clock: clock}
}

// take says whether key may go on now, and if not, how long it has to wait.
func (l *limiter) take(key string, perMinute int) (time.Duration, bool) {
	now := l.clock()
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.new[key]
	if b == nil {
		if b = l.old[key]; b == nil {
			b = rate.NewLimiter(rate.Limit(float64(perMinute)/60), max(1, perMinute/4))
		}
		if len(l.new) >= limiterHalf {
			l.old, l.new = l.new, map[string]*rate.Limiter{}
		}
		l.new[key] = b
	}
	r := b.ReserveN(now, 1)
	if d := r.DelayFrom(now); d > 0 {
		r.CancelAt(now)
		return d, false
	}
	return 0, true
}

// limit applies the route's limit to the person, and a wider one to the address of people not yet known.
func (s *Server) limit(c *gin.Context, r Route) error {
	perMinute := r.Limit
	class := r.Method + r.Path
	if perMinute == 0 {
		perMinute, class = readsAMinute, "read"
		if r.Write() {
			perMinute, class = writesAMinute, "write"
		}
	}
	if r.LimitClass != "" {
		class = r.LimitClass
	}
	if s.Config.RateFactor > 1 {
		perMinute *= s.Config.RateFactor
	}
	key := class
	if p := principal(c); p != nil && p.ID != "" {
		key += " " + p.Kind + " " + p.ID
	} else if r.Method == http.MethodGet && r.Public {
		return nil
	} else {
		key, perMinute = key+" address "+c.ClientIP(), perMinute*addressFactor
	}
	if wait, ok := s.limits.take(key, perMinute); !ok {
		return &hotline.Problem{Code: hotline.ErrRateLimited, RetryAfter: wait}
	}
	return nil
}
