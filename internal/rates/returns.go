package rates

import (
	"slices"
	"time"

	"minhu/internal/hotline"
)

// returns looks at closings, at what took a closed case up again soon, and at the earlier case that this one repeats.
func (c life) returns() {
	var closed time.Time
	for i, e := range c.events {
		switch {
		case e.To == hotline.StageClosed && e.From != hotline.StageClosed && e.Act != "conclude":
			closed = e.At
			c.put("concluded", c.states[i].Department, e.At)
		case act("reopen", "recur")(i, e) && !closed.IsZero():
			if !e.At.After(closed.Add(RepeatWithin)) {
				c.put("repeated", c.led(i), e.At)
			}
			closed = time.Time{}
		}
	}
	// A case repeats one other at most: the first that stays when what was linked by mistake is gone.
	for from := 0; ; {
		i := c.find(from, func(_ int, e Recorded) bool { return e.Repeat != nil })
		if i < 0 {
			return
		}
		of := c.events[i].Repeat
		undone := c.find(i+1, func(_ int, e Recorded) bool {
			return slices.Contains([]string{"unlink", "unlinked"}, e.Act) && e.Fields["other"] == of.Case
		})
		if undone < 0 {
			c.put("repeated", of.Department, c.events[i].At)
			return
		}
		from = undone + 1
	}
}
