package rates_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"minhu/activities"
	"minhu/internal/hotline"
	"minhu/internal/housetest"
	"minhu/internal/rates"
	"minhu/internal/store"
	"minhu/internal/testbed"
)

func TestMain(m *testing.M) { os.Exit(testbed.Main(m)) }

// walk lives random lives through the real activities on a real database.
type walk struct {
	t    *testing.T
	h    *housetest.House
	acts *activities.Hotline
	rng  *rand.Rand
	s    hotline.State
	at   time.Time
	seen map[string]int
}

// One class in three is left out of the rates.
var classes = []string{"road", "road", "noise", "road", "quarrel"}

var units = []string{"zjj", "hbj", "zjj-east"}

func (w *walk) fields(row *hotline.Transition) hotline.Fields {
	f := hotline.Fields{}
	table := hotline.Load()
	for _, u := range row.Fields {
		info := table.Fields[u.Name]
		if !u.Required && (w.rng.IntN(2) == 0 || info.Type == "uuid" || info.Type == "hex") {
			continue
		}
		switch {
		case u.Name == "class":
			f[u.Name] = classes[w.rng.IntN(len(classes))]
		case info.Type == "choice":
			f[u.Name] = info.Values[w.rng.IntN(len(info.Values))]
		case info.Type == "flag":
			f[u.Name] = []string{"yes", "no"}[w.rng.IntN(2)]
		case info.Type == "department", info.Type == "departments":
			f[u.Name] = units[w.rng.IntN(len(units))]
		case info.Type == "number":
			f[u.Name] = fmt.Sprint(1 + w.rng.IntN(10))
		case info.Type == "date":
			f[u.Name] = w.at.AddDate(0, 0, 1+w.rng.IntN(30)).Format(time.DateOnly)
		case u.Name == "other" && row.Act == "unlink" && len(w.s.Facts.Links) > 0:
			f[u.Name] = w.s.Facts.Links[0].Other
		case u.Name == "other":
			f[u.Name] = w.earlier()
		case info.Type == "uuid":
			f[u.Name] = uuid.NewString()
		default:
			f[u.Name] = "文"
		}
	}
	return f
}

// earlier is a case that was closed not long before this one began, or one that nobody knows.
func (w *walk) earlier() string {
	id := uuid.NewString()
	require.NoError(w.t, w.h.Store.DB.GetContext(w.t.Context(), &id, `select coalesce((select e.id from cases e, cases c where c.id = $1
		and e.stage in ('closed', 'archived') and e.closed_at <= c.registered_at and e.closed_at > c.registered_at - interval '30 days' order by e.id limit 1), $2)`, w.s.ID, id))
	return id
}

func (w *walk) record(a hotline.Act, at time.Time) bool {
	out, err := w.acts.Record(w.t.Context(), activities.RecordInput{State: w.s, Act: a, UpdateID: uuid.NewString(), At: at})
	if err != nil {
		return false
	}
	require.Equal(w.t, hotline.Applied, out.Status)
	w.s, err = w.s.Apply(out.Event)
	require.NoError(w.t, err)
	w.seen[a.Name]++
	return true
}

// step lets time pass, with the clocks that run out on the way, and takes one act that the table has.
func (w *walk) step() {
	table := hotline.Load()
	to := w.at.Add(time.Duration(1+w.rng.IntN(20)) * time.Hour)
	surveying := w.s.Stage == hotline.StageSurveying
	if surveying && w.rng.IntN(6) == 0 {
		to = to.AddDate(0, 2, 0) // nobody answers
	}
	for {
		k, ok := w.s.Nearest()
		if !ok || k.DueAt.After(to) {
			break
		}
		info := table.ClockInfo(hotline.Case, k.Name)
		at := k.DueAt.Add(time.Duration(w.rng.IntN(1_000_000_000)))
		if at.Before(w.s.LastAt) {
			at = w.s.LastAt.Add(time.Millisecond)
		}
		if !w.record(hotline.Ring(k, info.OnDue), at) {
			break
		}
	}
	w.at = to.Add(time.Duration(1_000_000_000 + w.rng.IntN(1_000_000_000)))
	if w.at.Before(w.s.LastAt) {
		w.at = w.s.LastAt.Add(time.Second)
	}
	by := hotline.Actor{Kind: []hotline.ActorKind{hotline.ByCitizen, hotline.ByStaff, hotline.ByStaff, hotline.ByStaff, hotline.ByStaff, hotline.ByStaff}[w.rng.IntN(6)], ID: uuid.NewString(), Name: "示范", DeptPath: "/city/zjj"}
	if surveying && w.rng.IntN(6) == 0 {
		for _, name := range []string{"survey_attempt", "survey_attempt", "survey_attempt", "survey_unreachable"} {
			w.record(hotline.Act{Name: name, Actor: hotline.Actor{Kind: hotline.ByStaff, ID: uuid.NewString()}, Fields: hotline.Fields{"attempt_result": "busy"}}, w.at)
			w.at = w.at.Add(time.Minute)
		}
		return
	}
	options := slices.DeleteFunc(table.Options(w.s, by, w.at), func(o hotline.Option) bool { return o.Unmet != "" })
	// Most lives go on: what leads nowhere is drawn seldom.
	onward := slices.DeleteFunc(slices.Clone(options), func(o hotline.Option) bool { return !slices.Contains(leads, o.Act) })
	for range 4 {
		of := options
		if len(onward) > 0 && w.rng.IntN(10) > 0 {
			of = onward
		}
		if len(of) == 0 {
			return
		}
		o := of[w.rng.IntN(len(of))]
		if (o.Act == "withdraw" || o.Act == "early_end_apply") && w.rng.IntN(6) > 0 {
			continue
		}
		if w.record(hotline.Act{Name: o.Act, Actor: by, Fields: w.fields(o.Row)}, w.at) {
			return
		}
	}
}

var leads = []string{"accept", "answer_directly", "dispatch", "dispatch_despite", "sign", "reply", "review_pass", "review_redo", "survey", "survey_attempt", "survey_unreachable", "redo", "reopen", "recur",
	"return_apply", "return_uphold", "return_reject", "extension_apply", "extension_approve", "early_end_apply", "early_end_approve", "appeal", "appeal_uphold",
	"send_down", "contest", "contest_uphold", "sign_off"}

// The bookings that the database makes in each event's transaction equal a recount from the events, now and at instants before.
func TestBookingsEqualRecount(t *testing.T) {
	const lives = 130
	h := housetest.Start(t)
	w := &walk{t: t, h: h, acts: h.Activities(), rng: rand.New(rand.NewPCG(7, 1949)), seen: map[string]int{}}
	_, err := h.Store.DB.ExecContext(t.Context(), `insert into class (code, name, exempt) values ('quarrel', '邻里纠纷', 'mediation')`)
	require.NoError(t, err)
	_, err = h.Store.DB.ExecContext(t.Context(), `update class set exempt = 'enforcement' where code = 'noise'`)
	require.NoError(t, err)
	party := uuid.NewString()
	require.NoError(t, h.Store.PutParty(t.Context(), h.Ring.Root(), party, "", store.Party{Phone: "13900002031"}, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)))
	for range lives {
		w.s = hotline.State{Aggregate: hotline.Case, ID: uuid.NewString(), Table: hotline.TableVersion}
		_, err := h.Store.PutContentKey(t.Context(), w.s.ID, h.Ring.NewKey(w.s.ID))
		require.NoError(t, err)
		w.at = time.Date(2026, 3, 1, 1, 0, 0, 0, time.UTC).Add(time.Duration(w.rng.IntN(4000)) * time.Hour)
		require.True(t, w.record(hotline.Act{Name: "register", Actor: hotline.Actor{Kind: hotline.ByCitizen, ID: uuid.NewString()},
			Fields: hotline.Fields{"kind": "complaint", "title": "路面破损", "content": "路面破损多日。", "party": party}}, w.at))
		for range 10 + w.rng.IntN(40) {
			w.step()
		}
	}
	all, err := h.Store.RecordedCases(t.Context(), uuid.Nil.String(), 1000)
	require.NoError(t, err)
	require.Len(t, all, lives)
	booked, again, parted := map[string]int{}, 0, 0
	for _, c := range all {
		book, err := rates.Fold(c.ID, c.Events)
		require.NoError(t, err)
		require.Equal(t, book, c.Book, story(c.Events))
		if slices.ContainsFunc(c.Events, func(e rates.Recorded) bool { return e.Repeat != nil }) {
			again++
			if !slices.ContainsFunc(c.Events, func(e rates.Recorded) bool { return e.Repeat != nil && e.Act == "accept" }) {
				parted++
			}
		}
		for p, n := range book {
			booked[p.Measure] += n
		}
		for range 5 {
			i := w.rng.IntN(len(c.Events))
			if i+1 < len(c.Events) && c.Events[i+1].At.Equal(c.Events[i].At) {
				continue
			}
			then, err := rates.Fold(c.ID, c.Events[:i+1])
			require.NoError(t, err)
			kept, err := h.Store.RateBook(t.Context(), c.ID, c.Events[i].At)
			require.NoError(t, err)
			require.Equal(t, then, kept, "after event %d\n%s", i+1, story(c.Events))
		}
	}
	require.NotZero(t, again, "no case came back from another")
	require.NotZero(t, parted, "no case was linked to another by hand alone")
	for _, m := range rates.Load().Measures {
		if m.Name != "out_merged" { // two lives would have to meet
			require.NotZero(t, booked[m.Name], "%s was never booked: %v", m.Name, w.seen)
		}
	}
	for _, m := range slices.Sorted(maps.Keys(booked)) {
		require.NotNil(t, rates.Load().Measure(m), m)
	}
}

func story(events []rates.Recorded) string {
	var b strings.Builder
	for _, e := range events {
		fmt.Fprintf(&b, "%d %s %s→%s %s %s %v\n", e.Seq, e.Act, e.From, e.To, e.Department, e.At.Format(time.RFC3339Nano), e.Fields)
	}
	return b.String()
}
