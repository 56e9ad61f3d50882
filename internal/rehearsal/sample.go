package rehearsal

import (
	"math/rand/v2"
	"time"

	"minhu/internal/hotline"
	"minhu/internal/worktime"
)

// Sample makes the recorded events of n invented cases that lived through a year under the given rules and calendar: for
// benchmarks and tests. The same seed gives the same cases.
func Sample(n int, seed uint64, rules *worktime.Rules, cal *worktime.Calendar, from time.Time) ([][]hotline.Event, error) {
	rng := rand.New(rand.NewPCG(seed, 41))
	units := []string{"zjj", "hbj", "cgj", "swj", "jtj", "east", "west"}
	out := make([][]hotline.Event, n)
	for i := range out {
		about := worktime.Subject{Kind: worktime.Kinds[rng.IntN(len(worktime.Kinds))], Urgency: "normal"}
		if rng.IntN(20) == 0 {
			about.Urgency = "urgent"
		}
		b := sampler{rules: rules, cal: cal, about: about, at: from.Add(time.Duration(rng.Int64N(330*24*3600)) * time.Second)}
		wait := func(days float64) { b.at = b.at.Add(time.Duration(rng.ExpFloat64() * days * 24 * float64(time.Hour))) }
		b.act("register", "", nil, "accept")
		wait(0.1)
		b.act("accept", "", []string{"accept"}, "dispatch")
		wait(0.4)
		b.act("dispatch", units[rng.IntN(len(units))], []string{"dispatch"}, "sign", "reply")
		wait(0.5)
		b.act("sign", "", []string{"sign"})
		wait(4)
		b.act("reply", "", []string{"reply"}, "review")
		wait(0.5)
		b.act("review_pass", "", []string{"review"}, "survey")
		wait(1.5)
		b.act("survey", "", []string{"survey"})
		if b.err != nil {
			return nil, b.err
		}
		out[i] = b.events
	}
	return out, nil
}

type sampler struct {
	rules  *worktime.Rules
	cal    *worktime.Calendar
	about  worktime.Subject
	at     time.Time
	clocks []hotline.Clock
	events []hotline.Event
	err    error
}

func (b *sampler) act(name, department string, stops []string, starts ...string) {
	clocks := append([]hotline.Clock(nil), b.clocks...)
	for i := range clocks {
		for _, s := range stops {
			if clocks[i].Name == s && clocks[i].StoppedAt == nil {
				at := b.at
				clocks[i].StoppedAt = &at
				if at.After(clocks[i].DueAt) {
					due := clocks[i].DueAt
					clocks[i].OverdueAt = &due
				}
			}
		}
	}
	for _, s := range starts {
		d, err := b.rules.Due(b.cal, worktime.Clock(s), b.about, b.at)
		if err != nil {
			b.err = err
			return
		}
		clocks = append(clocks, hotline.Clock{Name: s, StartedAt: b.at, DueAt: d.At, Amount: d.Limit.Amount, Unit: string(d.Limit.Unit),
			From: string(d.Limit.Start), Rule: d.Rule, Calendar: d.Calendar})
	}
	e := hotline.Event{Seq: int64(len(b.events) + 1), Act: name, At: b.at, Department: department, Clocks: clocks}
	if len(b.events) == 0 {
		e.Kind, e.Urgency = b.about.Kind, b.about.Urgency
	}
	b.clocks, b.events = clocks, append(b.events, e)
}
