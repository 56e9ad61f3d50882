package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"minhu/internal/hotline"
	"minhu/internal/worktime"
)

// question draws what is asked: by weight, sometimes something nobody has written an answer for, on the day of the
// rainstorm mostly water and power.
func (y *year) question(rng *rand.Rand, wet bool) string {
	if len(y.city.Unknown) > 0 && rng.IntN(100) < 9 {
		return y.city.Unknown[rng.IntN(len(y.city.Unknown))]
	}
	if wet && len(y.rainy) > 0 && rng.IntN(10) < 7 {
		return y.rainy[rng.IntN(len(y.rainy))]
	}
	total := 0.0
	for _, q := range y.questions {
		total += q.w
	}
	x := rng.Float64() * total
	for _, q := range y.questions {
		if x -= q.w; x <= 0 {
			return rough(q.text, rng)
		}
	}
	return rough(y.questions[0].text, rng)
}

// rough writes a question as people do: seldom as it stands in the base, often with words around it, with something left out,
// or cut down to its matter.
func rough(q string, rng *rand.Rand) string {
	r := []rune(q)
	switch n := rng.IntN(100); {
	case n < 34:
		return q
	case n < 56:
		return []string{"请问", "你好，", "我想问一下", "麻烦问下", "那个，"}[rng.IntN(5)] + q + []string{"？", "呀", "，急", ""}[rng.IntN(4)]
	case n < 78 && len(r) > 6: // two characters are left out
		i := 1 + rng.IntN(len(r)-3)
		return string(r[:i]) + string(r[i+2:])
	case n < 90 && len(r) > 5: // only the beginning
		return string(r[:3+rng.IntN(2)])
	}
	return q + []string{"，我是外地户口", "，给老人办", "，网上能办吗", "，小孩的"}[rng.IntN(4)]
}

// agentLines are what agents say; citizens' lines are their questions.
var agentLines = []string{"您好，我是人工坐席，您的问题我已看到，请稍等。", "我帮您查一下，马上回复您。", "已为您核实，按您的情况可以办理。", "材料以窗口告知为准，您也可以先电话预约。",
	"这个情况需要承办单位处理，我为您登记。", "感谢您的耐心等待，还有什么可以帮您？"}

// talk tells one conversation of a past day.
func (y *year) talk(ctx context.Context, d worktime.Date, back, i int) (string, error) {
	rng := rand.New(rand.NewPCG(uint64(d)*7919+uint64(i), 3))
	at := moment(d, rng)
	if at.After(y.now.Add(-45 * time.Minute)) { // today's later hours have not come yet
		at = y.now.Add(-45*time.Minute - time.Duration(rng.IntN(300))*time.Minute)
	}
	l, err := y.begin(ctx, hotline.Conversation, fmt.Sprintf("talk/%s/%d", d, i), at)
	if err != nil {
		return "", err
	}
	l.rng = rng
	who := y.citizen(rng)
	if err := y.say(l, who, back == rain); err != nil {
		return "", err
	}
	switch l.state.Stage {
	case hotline.StageBot, hotline.StageQueued, hotline.StageHuman: // still going on
		return l.state.ID, l.adopt()
	}
	return l.state.ID, nil
}

// say tells the questions of a talk and how it went on.
func (y *year) say(l *life, who hotline.Actor, wet bool) error {
	rng := l.rng
	turns := 1 + rng.IntN(3)
	for k := range turns {
		if k > 0 {
			if ok, err := l.wait(l.between(20*time.Second, 4*time.Minute)); err != nil || !ok {
				return err
			}
		}
		if err := l.do("ask", who, "text", y.question(rng, wet)); err != nil {
			return err
		}
		answer := fmt.Sprint(l.state.Lines)
		switch v := rng.IntN(100); {
		case v < 17:
			if err := l.do("upvote", who, "utterance", answer); err != nil {
				return err
			}
		case v < 24:
			if err := l.do("downvote", who, "utterance", answer, "downvote_reason", l.pick([]string{"wrong", "unclear", "outdated", "unsolved"})); err != nil {
				return err
			}
			if rng.IntN(10) < 6 {
				return y.handOver(l, who)
			}
		}
	}
	if rng.IntN(100) < 6 {
		return y.handOver(l, who)
	}
	return y.finish(l, who)
}

// handOver brings an agent into the talk.
func (y *year) handOver(l *life, who hotline.Actor) error {
	if err := l.do("request_human", who); err != nil {
		return err
	}
	if ok, err := l.wait(l.between(8*time.Second, 4*time.Minute)); err != nil || !ok {
		return err
	}
	if l.rng.IntN(12) == 0 {
		if err := l.do("leave_queue", who); err != nil {
			return err
		}
		return y.finish(l, who)
	}
	agent := y.staff([]string{"agent", "agent2", "agent3"}[l.rng.IntN(3)])
	if err := l.do("take", agent); err != nil {
		return err
	}
	for range 2 + l.rng.IntN(3) {
		if ok, err := l.wait(l.between(15*time.Second, 2*time.Minute)); err != nil || !ok {
			return err
		}
		if err := l.do("say", agent, "text", l.pick(agentLines)); err != nil {
			return err
		}
		if ok, err := l.wait(l.between(15*time.Second, 2*time.Minute)); err != nil || !ok {
			return err
		}
		if err := l.do("ask", who, "text", l.pick([]string{"好的，谢谢。", "那我需要本人去吗？", "明白了。", "大概要多久？", "麻烦您了。"})); err != nil {
			return err
		}
	}
	return y.finish(l, who)
}

// finish ends a talk by its citizen or by silence, and rates some.
func (y *year) finish(l *life, who hotline.Actor) error {
	if l.rng.IntN(10) < 4 {
		if ok, err := l.wait(31 * time.Minute); err != nil || !ok {
			return err
		}
		return l.record(hotline.Act{Name: "idle_close", Actor: hotline.System}, "idle/"+l.at.Format(time.RFC3339Nano), l.at)
	}
	if ok, err := l.wait(l.between(10*time.Second, 3*time.Minute)); err != nil || !ok {
		return err
	}
	if err := l.do("end", who); err != nil {
		return err
	}
	if l.rng.IntN(10) < 4 {
		if ok, err := l.wait(l.between(5*time.Second, time.Minute)); err != nil || !ok {
			return err
		}
		return l.do("rate", who, "satisfied", l.pick([]string{"5", "5", "5", "4", "4", "4", "3", "2", "1"}))
	}
	return nil
}

// bench puts the live talks of the files on the agents' bench: their workflows run.
func (y *year) bench(ctx context.Context) error {
	for i, t := range y.city.Talks {
		at := y.now.Add(-time.Duration(t.Minutes+3) * time.Minute)
		l, err := y.begin(ctx, hotline.Conversation, fmt.Sprintf("bench/%d", i), at)
		if err != nil {
			return err
		}
		who := hotline.Actor{Kind: hotline.ByCitizen, ID: idOf("citizen", fmt.Sprintf("bench-%d", i)), Role: "citizen"}
		agent := y.staff("agent")
		for _, q := range t.Bot {
			if err := l.do("ask", who, "text", q); err != nil {
				return err
			}
			l.at = l.at.Add(40 * time.Second)
		}
		if err := l.do("downvote", who, "utterance", fmt.Sprint(l.state.Lines), "downvote_reason", "unsolved"); err != nil {
			return err
		}
		l.at = y.now.Add(-time.Duration(t.Minutes) * time.Minute)
		if err := l.do("request_human", who); err != nil {
			return err
		}
		if t.Stage == "human" {
			l.at = l.at.Add(25 * time.Second)
			if err := l.do("take", agent); err != nil {
				return err
			}
		}
		step := time.Duration(t.Minutes) * time.Minute / time.Duration(len(t.Lines)+2)
		for _, line := range t.Lines {
			l.at = l.at.Add(step)
			if line.Who == "agent" {
				err = l.do("say", agent, "text", line.Text)
			} else {
				err = l.do("ask", who, "text", line.Text)
			}
			if err != nil {
				return err
			}
		}
		if err := l.adopt(); err != nil {
			return err
		}
		y.talks++
	}
	return nil
}
