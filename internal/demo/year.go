package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"minhu/activities"
	"minhu/internal/assembly"
	"minhu/internal/hotline"
	"minhu/internal/imports"
	"minhu/internal/worktime"
)

// year is the past of the city. Its stories are told through the product's own activities with the times of the past, so
// that every rule, clock and record is the real one; what is still open at the end is adopted by workflows.
type year struct {
	city  *City
	house *assembly.House
	acts  *activities.Hotline
	base  worktime.Date // the day of the load
	now   time.Time
	o     Options

	questions []weighted // questions with their weights
	rainy     []string
	matters   []*Matter // by weight
	wet       []*Matter

	talks, cases, messages int
}

type weighted struct {
	text string
	w    float64
}

func newYear(c *City, h *assembly.House, base worktime.Date, o Options) *year {
	if o.Days == 0 {
		o.Days = 90
	}
	if o.Scale == 0 {
		o.Scale = 1
	}
	y := &year{city: c, house: h, acts: h.Activities(), base: base, now: h.Options.Clock().UTC(), o: o}
	y.acts.Telling = activities.Telling{} // a year gone by is nobody's news
	rng := rand.New(rand.NewPCG(5, 12345))
	for i, a := range c.Articles {
		// A few questions are asked all day, most of them seldom.
		w := 1 / float64(1+rng.IntN(len(c.Articles)))
		if i%17 == 0 {
			w *= 3
		}
		for _, q := range append([]string{a.Question}, a.Variants...) {
			y.questions = append(y.questions, weighted{q, w})
			if strings.Contains(a.Category+a.Question, "积水") || strings.Contains(a.Question, "停电") || strings.Contains(a.Question, "暴雨") {
				y.rainy = append(y.rainy, q)
			}
		}
	}
	for i := range c.Matters {
		m := &c.Matters[i]
		for range max(1, m.Weight) {
			y.matters = append(y.matters, m)
		}
		if m.Rain {
			y.wet = append(y.wet, m)
		}
	}
	return y
}

// rain is how many days before the load the rainstorm fell.
const rain = 12

// volume is how many talks and cases a day has: fewer on rest days, a flood on the day of the rainstorm, no round numbers.
func (y *year) volume(d worktime.Date, back int, rng *rand.Rand) (talks, cases int) {
	cal, err := y.house.Time.Now()
	talks, cases = 46+rng.IntN(19), 21+rng.IntN(9)
	if err == nil && !cal.Day(d).Working() {
		talks, cases = 17+rng.IntN(11), 7+rng.IntN(6)
	}
	talks += (y.o.Days - back) / 6 // the service becomes known
	if back == rain {
		talks, cases = talks*4+rng.IntN(23), cases*2+rng.IntN(9)
	}
	scale := func(n int) int { return int(float64(n)*y.o.Scale + 0.5) }
	return scale(talks), scale(cases)
}

// live tells all days, oldest first, two at a time.
func (y *year) live(ctx context.Context) error {
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(3)
	type done struct{ talks, cases, messages []string }
	results := make([]done, y.o.Days)
	for back := y.o.Days - 1; back >= 0; back-- {
		g.Go(func() error {
			d := y.base - worktime.Date(back)
			rng := rand.New(rand.NewPCG(uint64(d), 20260501))
			talks, cases := y.volume(d, back, rng)
			r := &results[y.o.Days-1-back]
			for i := range talks {
				id, err := y.talk(gctx, d, back, i)
				if err != nil {
					return fmt.Errorf("talk %s/%d: %w", d, i, err)
				}
				r.talks = append(r.talks, id)
			}
			for i := range cases {
				id, err := y.matter(gctx, d, back, i)
				if err != nil {
					return fmt.Errorf("case %s/%d: %w", d, i, err)
				}
				r.cases = append(r.cases, id)
			}
			for i := range int(float64(3+rng.IntN(4))*y.o.Scale + 0.5) {
				id, err := y.message(gctx, d, back, i)
				if err != nil {
					return fmt.Errorf("message %s/%d: %w", d, i, err)
				}
				r.messages = append(r.messages, id)
			}
			if back%15 == 0 {
				fmt.Fprintf(y.o.Out, "示范数据：%s …\n", d)
			}
			return y.visits(gctx, d, rng, talks)
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for _, r := range results {
		y.talks, y.cases, y.messages = y.talks+len(r.talks), y.cases+len(r.cases), y.messages+len(r.messages)
		for of, ids := range map[string][]string{"conversations": r.talks, "cases": r.cases, "messages": r.messages} {
			if err := y.house.Store.MarkImported(ctx, of, ids); err != nil {
				return err
			}
		}
	}
	if err := y.bench(ctx); err != nil {
		return err
	}
	_, err := y.house.Store.DB.ExecContext(ctx, `analyze`)
	return err
}

// life is one thing being told: its state and where in time the story is.
type life struct {
	y     *year
	ctx   context.Context
	state hotline.State
	rng   *rand.Rand
	at    time.Time
	n     int
	over  bool // the story has reached the present
}

func (y *year) begin(ctx context.Context, agg hotline.Aggregate, name string, at time.Time) (*life, error) {
	l := &life{y: y, ctx: ctx, at: at.UTC(), rng: rand.New(rand.NewPCG(hash(name), 1949))}
	l.state = hotline.State{Aggregate: agg, ID: idOf(string(agg), name), Table: hotline.TableVersion}
	_, err := y.house.Store.PutContentKey(ctx, l.state.ID, y.house.Ring.NewKey(l.state.ID))
	return l, err
}

func hash(s string) uint64 {
	var h uint64 = 14695981039346656037
	for _, b := range []byte(s) {
		h = (h ^ uint64(b)) * 1099511628211
	}
	return h
}

// wait moves the story on; clocks that run out on the way act as they do in life. false means that the present was reached.
func (l *life) wait(d time.Duration) (bool, error) {
	to := l.at.Add(d)
	for {
		k, ok := l.state.Nearest()
		if !ok || k.DueAt.After(to) || k.DueAt.After(l.y.now) {
			break
		}
		info := hotline.Load().ClockInfo(l.state.Aggregate, k.Name)
		if err := l.record(hotline.Ring(k, info.OnDue), "clock/"+k.Key()+"/"+k.DueAt.UTC().Format(time.RFC3339Nano), k.DueAt); err != nil {
			return false, err
		}
		if hotline.Load().Final(l.state.Aggregate, l.state.Stage) {
			return false, nil
		}
	}
	if to.After(l.y.now) {
		l.over = true
		return false, nil
	}
	l.at = to
	return true, nil
}

// do takes one act at the story's time.
func (l *life) do(name string, who hotline.Actor, kv ...string) error {
	f := hotline.Fields{}
	for i := 0; i+1 < len(kv); i += 2 {
		if kv[i+1] != "" {
			f[kv[i]] = kv[i+1]
		}
	}
	l.n++
	return l.record(hotline.Act{Name: name, Actor: who, Fields: f, Line: "demo"}, fmt.Sprintf("demo/%d", l.n), l.at)
}

func (l *life) record(a hotline.Act, updateID string, at time.Time) error {
	out, err := l.y.acts.Record(l.ctx, activities.RecordInput{State: l.state, Act: a, UpdateID: updateID, At: at})
	if err != nil {
		return fmt.Errorf("%s in %q: %w", a.Name, l.state.Stage, err)
	}
	events := out.Missed
	if out.Status == hotline.Applied {
		events = []hotline.Event{out.Event}
	}
	for _, e := range events {
		if e.Seq <= l.state.Rev {
			continue
		}
		if l.state, err = l.state.Apply(e); err != nil {
			return err
		}
		if e.UpdateID == updateID {
			break
		}
	}
	return nil
}

// adopt gives what is still open to a workflow: it starts from the state, as an import does.
func (l *life) adopt() error {
	return imports.Adopt(l.ctx, l.y.house, l.state)
}

func (l *life) pick(of []string) string { return of[l.rng.IntN(len(of))] }

// between draws a duration, more often short than long.
func (l *life) between(low, high time.Duration) time.Duration {
	f := l.rng.Float64()
	return low + time.Duration(f*f*float64(high-low)) + time.Duration(l.rng.IntN(59))*time.Second
}

func (y *year) staff(username string) hotline.Actor {
	for _, s := range y.city.Staff {
		if s.Username == username {
			return hotline.Actor{Kind: hotline.ByStaff, ID: idOf("staff", username), Name: s.Name, Role: s.Roles[0].Role, DeptPath: s.Roles[0].Path}
		}
	}
	return hotline.Actor{Kind: hotline.ByStaff, ID: idOf("staff", username), Name: "承办单位", Role: "dept_staff"}
}

// hours is how likely a question comes in each hour of the day, in thousandths.
var hours = []int{6, 4, 3, 2, 3, 6, 14, 31, 74, 103, 98, 76, 44, 61, 84, 81, 73, 58, 44, 42, 38, 28, 17, 10}

// moment draws a time of a day.
func moment(d worktime.Date, rng *rand.Rand) time.Time {
	total := 0
	for _, h := range hours {
		total += h
	}
	n := rng.IntN(total)
	for h, w := range hours {
		if n < w {
			return d.Start().Add(time.Duration(h)*time.Hour + time.Duration(rng.IntN(3600))*time.Second + time.Duration(rng.IntN(1000))*time.Millisecond)
		}
		n -= w
	}
	return d.Start().Add(12 * time.Hour)
}

// citizen draws who writes: a pool of people, some of whom come back.
func (y *year) citizen(rng *rand.Rand) hotline.Actor {
	n := rng.IntN(2600)
	if rng.IntN(5) == 0 {
		n = rng.IntN(140)
	}
	return hotline.Actor{Kind: hotline.ByCitizen, ID: idOf("citizen", fmt.Sprint(n)), Role: "citizen"}
}

// visits stores who came on a day: those who wrote, and more who only looked.
func (y *year) visits(ctx context.Context, d worktime.Date, rng *rand.Rand, talks int) error {
	for range talks + talks/2 + rng.IntN(9) {
		if err := y.house.Store.PutVisit(ctx, d.String(), y.citizen(rng).ID, 1+rng.IntN(3)); err != nil {
			return err
		}
	}
	return nil
}
