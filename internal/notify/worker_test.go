package notify_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"minhu/internal/notice"
	"minhu/internal/notify"
	"minhu/internal/pii"
	"minhu/internal/store"
	"minhu/internal/testbed"
)

func TestMain(m *testing.M) { os.Exit(testbed.Main(m)) }

// gateway is an HTTP gateway that counts what it took by key.
type gateway struct {
	mu      sync.Mutex
	answer  func(w http.ResponseWriter) bool // false: the message is not taken
	taken   map[string]int                   // deliveries by key, once when it honours keys
	asked   int
	honours bool
}

func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.asked++
	if g.answer != nil && !g.answer(w) {
		return
	}
	if key := r.Header.Get("Idempotency-Key"); !g.honours || g.taken[key] == 0 {
		g.taken[key]++
	}
	_, _ = w.Write([]byte(`{"id":"g1"}`))
}

// bed is a database with one number in it, a gateway and a clock of its own.
type bed struct {
	t       *testing.T
	st      *store.Store
	root    *pii.Root
	now     time.Time
	gate    *gateway
	hook    *notify.Webhook
	party   string
	seq     int64
	subject string
}

func newBed(t *testing.T, now string) *bed {
	st, err := store.Open(t.Context(), testbed.Database(t), store.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = st.Close() })
	root, err := pii.NewRoot(make([]byte, 32))
	require.NoError(t, err)
	b := &bed{t: t, st: st, root: root, gate: &gateway{taken: map[string]int{}, honours: true}, subject: uuid.NewString()}
	b.now, err = time.ParseInLocation("2006-01-02 15:04", now, time.FixedZone("", 8*3600))
	require.NoError(t, err)
	b.now = b.now.UTC()
	srv := httptest.NewServer(b.gate)
	t.Cleanup(srv.Close)
	b.hook = &notify.Webhook{URL: srv.URL, Secret: "s", Client: notify.Client(), Clock: func() time.Time { return b.now }}
	b.party = b.person("13800000001")
	return b
}

func (b *bed) person(phone string) string {
	id := uuid.NewString()
	require.NoError(b.t, b.st.PutParty(b.t.Context(), b.root, id, "", store.Party{Name: "示范市民", Phone: phone}, b.now))
	return id
}

// tell bears a notice for the bed's person.
func (b *bed) tell(template string, set ...string) int64 {
	b.seq++
	var id int64
	require.NoError(b.t, b.st.DB.GetContext(b.t.Context(), &id, `insert into notice (subject_kind, subject_id, seq, template, recipient_kind, recipient_id, number, at, state, next_at)
		values ('case', $1, $2, $3, 'citizen', $4, 'GD1', $5, 'waiting', $5) returning id`, b.subject, b.seq, template, b.party, b.now))
	for _, s := range set {
		_, err := b.st.DB.ExecContext(b.t.Context(), `update notice set `+s+` where id = $1`, id)
		require.NoError(b.t, err)
	}
	return id
}

func (b *bed) worker(s notify.Sender) *notify.Worker {
	quiet, err := notice.ParseQuiet("21:00-08:00")
	require.NoError(b.t, err)
	return &notify.Worker{Store: b.st, Root: b.root, Sender: s, Settings: notify.Settings{City: "示范市", PublicURL: "https://x", Quiet: quiet, Daily: 3},
		UnitName: func(context.Context, string) string { return "住建局" }, Clock: func() time.Time { return b.now }, Logger: slog.New(slog.DiscardHandler)}
}

// run lets virtual time pass until nothing waits or the end is reached.
func (b *bed) run(w *notify.Worker, for_ time.Duration) {
	end := b.now.Add(for_)
	for b.now.Before(end) {
		n, next, err := w.Step(b.t.Context())
		require.NoError(b.t, err)
		switch {
		case n > 0:
			b.now = b.now.Add(time.Millisecond)
		case next.IsZero():
			return
		default:
			b.now = maxTime(b.now.Add(time.Millisecond), minTime(next, end))
		}
	}
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func minTime(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func (b *bed) states() map[string]int {
	var rows []struct {
		State string
		N     int
	}
	require.NoError(b.t, b.st.DB.SelectContext(b.t.Context(), &rows, `select state, count(*) as n from notice group by state`))
	out := map[string]int{}
	for _, r := range rows {
		out[r.State] = r.N
	}
	return out
}

func (b *bed) code(id int64) string {
	var code string
	require.NoError(b.t, b.st.DB.GetContext(b.t.Context(), &code, `select code from notice where id = $1`, id))
	return code
}

// A gateway that answers 500 for an hour: nothing is lost, nothing is parked, it is not hammered, and everything arrives once afterwards.
func TestGatewayDownForAnHour(t *testing.T) {
	t.Run("20", func(t *testing.T) { downForAnHour(t, 20) })
	t.Run("1", func(t *testing.T) { downForAnHour(t, 1) })
}

func downForAnHour(t *testing.T, many int) {
	b := newBed(t, "2026-11-24 09:00")
	back := b.now.Add(time.Hour)
	b.gate.answer = func(w http.ResponseWriter) bool {
		if b.now.Before(back) {
			w.WriteHeader(500)
			return false
		}
		return true
	}
	for i := range many {
		b.party = b.person(fmt.Sprintf("139000000%02d", i))
		b.tell("case_declined", "alone = true")
	}
	w := b.worker(b.hook)
	b.run(w, time.Hour)
	require.Equal(t, map[string]int{"waiting": many}, b.states())
	require.Less(t, b.gate.asked, 30, "a breaker stands before a gateway that is down")
	b.run(w, 2*time.Hour)
	require.Equal(t, map[string]int{"sent": many}, b.states())
	require.Len(t, b.gate.taken, many)
	for _, n := range b.gate.taken {
		require.Equal(t, 1, n)
	}
	// Each opening of a number is on record, with its purpose.
	var opened int
	require.NoError(t, b.st.DB.GetContext(t.Context(), &opened, `select count(*) from ledger where act = 'reveal' and actor_kind = 'system' and data->>'reason' = 'notice'`))
	require.Equal(t, b.gate.asked, opened)
}

// A gateway that never works parks what was tried often enough, with the reason; a person sends again under the same key.
func TestParkedAfterManyTries(t *testing.T) {
	b := newBed(t, "2026-11-24 09:00")
	b.gate.answer = func(w http.ResponseWriter) bool { w.WriteHeader(503); return false }
	id := b.tell("case_declined", "urgent = true")
	w := b.worker(b.hook)
	b.run(w, 48*time.Hour)
	require.Equal(t, map[string]int{"parked": 1}, b.states())
	require.Equal(t, "http_503", b.code(id))
	require.Equal(t, notify.MaxAttempts, b.gate.asked)
}

// dying is a sender whose process dies after the gateway took the message and before that is known.
type dying struct {
	notify.Sender
	honours bool
	die     context.CancelFunc
}

func (d dying) HonoursKeys() bool { return d.honours }
func (d dying) Send(ctx context.Context, m notify.Message) (string, error) {
	receipt, err := d.Sender.Send(ctx, m)
	if d.die != nil {
		d.die()
	}
	return receipt, err
}

// The process dies in the middle of a sending. A gateway that honours keys gets it again and delivers once; one that does not is never
// asked twice: a person decides.
func TestDeathInTheMiddleOfASending(t *testing.T) {
	for _, honours := range []bool{true, false} {
		t.Run(fmt.Sprint(honours), func(t *testing.T) {
			b := newBed(t, "2026-11-24 09:00")
			b.gate.honours = honours
			id := b.tell("case_declined")
			ctx, die := context.WithCancel(t.Context())
			_, _, err := b.worker(dying{b.hook, honours, die}).Step(ctx)
			require.ErrorIs(t, err, context.Canceled)
			require.Equal(t, map[string]int{"waiting": 1}, b.states())
			second := b.worker(dying{b.hook, honours, nil})
			n, _, err := second.Step(t.Context())
			require.NoError(t, err)
			require.Zero(t, n, "the dead one's lease holds")
			b.now = b.now.Add(2 * time.Minute)
			b.run(second, time.Minute)
			require.Len(t, b.gate.taken, 1)
			for _, n := range b.gate.taken {
				require.Equal(t, 1, n, "delivered at most once")
			}
			if honours {
				require.Equal(t, map[string]int{"sent": 1}, b.states())
				require.Equal(t, 2, b.gate.asked)
				return
			}
			require.Equal(t, map[string]int{"parked": 1}, b.states())
			require.Equal(t, "outcome_unknown", b.code(id))
			require.Equal(t, 1, b.gate.asked)
		})
	}
}

// A worker killed between claim and sending leaves the notice to the next one.
func TestDeathAfterTheClaim(t *testing.T) {
	b := newBed(t, "2026-11-24 09:00")
	b.tell("case_declined")
	rows, err := b.st.ClaimNotices(t.Context(), b.now, b.now.Add(time.Minute), 5)
	require.NoError(t, err)
	require.Len(t, rows, 1)
	w := b.worker(b.hook)
	n, next, err := w.Step(t.Context())
	require.NoError(t, err)
	require.Zero(t, n)
	require.True(t, next.Equal(b.now.Add(time.Minute)))
	b.run(w, 2*time.Minute)
	require.Equal(t, map[string]int{"sent": 1}, b.states())
	require.Equal(t, 1, b.gate.asked)
}

// Two workers at once send each notice once.
func TestTwoWorkers(t *testing.T) {
	b := newBed(t, "2026-11-24 09:00")
	for i := range 30 {
		b.party = b.person(fmt.Sprintf("137000000%02d", i))
		b.tell("case_declined")
	}
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			w := b.worker(b.hook)
			for {
				n, _, err := w.Step(t.Context())
				if err != nil || n == 0 {
					return
				}
			}
		})
	}
	wg.Wait()
	require.Equal(t, map[string]int{"sent": 30}, b.states())
	require.Equal(t, 30, b.gate.asked)
}

// What comes in the night waits for the morning, over midnight, and goes out as one message; what is urgent goes at once, and what says
// something of its own goes alone.
func TestQuietHoursAndGroups(t *testing.T) {
	b := newBed(t, "2026-11-24 23:30")
	for _, template := range []string{"case_registered", "case_accepted", "case_dispatched"} {
		b.tell(template)
	}
	alone := b.tell("case_declined", "alone = true")
	b.tell("case_ask_more", "urgent = true", "alone = true")
	w := b.worker(b.hook)
	b.run(w, time.Minute)
	require.Equal(t, map[string]int{"sent": 1, "waiting": 4}, b.states(), "urgent passes")
	b.run(w, 8*time.Hour)
	require.Equal(t, 1, b.gate.asked, "07:31: still quiet")
	b.run(w, time.Hour)
	require.Equal(t, map[string]int{"sent": 3, "grouped": 2}, b.states())
	require.Equal(t, 3, b.gate.asked)
	var at time.Time
	require.NoError(t, b.st.DB.GetContext(t.Context(), &at, `select min(done_at) from notice where state = 'grouped'`))
	require.Equal(t, "08:00", at.In(time.FixedZone("", 8*3600)).Format("15:04"))
	require.Empty(t, b.code(alone))
}

// One number gets no more on one day than the office allows, urgent news aside; the rest comes after the next morning's quiet hours.
func TestDailyLimit(t *testing.T) {
	b := newBed(t, "2026-11-24 09:00")
	w := b.worker(b.hook)
	for range 5 {
		b.tell("case_declined", "alone = true")
	}
	b.run(w, time.Hour)
	require.Equal(t, map[string]int{"sent": 3, "waiting": 2}, b.states())
	b.tell("case_ask_more", "urgent = true", "alone = true")
	b.run(w, time.Minute)
	require.Equal(t, map[string]int{"sent": 4, "waiting": 2}, b.states())
	b.run(w, 24*time.Hour)
	require.Equal(t, map[string]int{"sent": 6}, b.states())
}

// 4xx is a no for good; 429 says when to come again; a text that is switched off is not sent.
func TestVerdicts(t *testing.T) {
	b := newBed(t, "2026-11-24 09:00")
	w := b.worker(b.hook)
	b.gate.answer = func(w http.ResponseWriter) bool { w.WriteHeader(422); return false }
	refused := b.tell("case_declined", "alone = true")
	b.run(w, time.Minute)
	require.Equal(t, "http_422", b.code(refused))
	b.gate.answer = func(w http.ResponseWriter) bool {
		w.Header().Set("Retry-After", "600")
		w.WriteHeader(429)
		return false
	}
	later := b.tell("case_declined", "alone = true")
	b.run(w, 9*time.Minute)
	require.Equal(t, 2, b.gate.asked)
	b.gate.answer = nil
	b.run(w, 2*time.Minute)
	require.Equal(t, map[string]int{"refused": 1, "sent": 1}, b.states())
	require.Empty(t, b.code(later))
	require.NoError(t, b.st.InstallNoticeTexts(t.Context()))
	_, err := b.st.DB.ExecContext(t.Context(), `update template set active = false where code = 'case_declined'`)
	require.NoError(t, err)
	b.tell("case_declined")
	b.run(w, time.Minute)
	require.Equal(t, 1, b.states()["off"])
}
