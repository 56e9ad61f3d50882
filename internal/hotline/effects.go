package hotline

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// change is what an act makes of a case: the event under way, the facts after it, and what else the effect words need.
type change struct {
	s     State
	act   Act
	at    time.Time
	event *Event
	facts *Facts
	ruler Ruler
	table *Catalogue
	// starts and stops are clocks beyond those of the row, by key.
	starts []Clock
	swaps  map[string]Clock // clocks that take the place of the one with the same key
}

// effects are the words of the table's effects column. What a case owes other cases ("owe_…") is written by the room that
// records; here it is only a known word.
var effects = map[string]func(*change) error{
	"pin_limits": func(c *change) error {
		c.facts.Limits = c.ruler.Limits()
		if c.act.Name == "migrate" {
			c.event.Table = TableVersion
		} else {
			c.facts.Agreed = c.act.Fields["may_publish"] == "yes"
		}
		return nil
	},
	"agree":      func(c *change) error { c.facts.Agreed = c.act.Fields["may_publish"] == "yes"; return nil },
	"keep_stage": func(c *change) error { c.facts.KeptStage = c.s.Stage; return nil },

	"add_consulted": func(c *change) error {
		c.facts.Consulted = addAll(c.facts.Consulted, c.act.Fields["departments"])
		return nil
	},
	"clear_consulted": func(c *change) error { c.facts.Consulted = nil; return nil },
	"exclude_units": func(c *change) error {
		c.facts.Excluded = addAll(c.facts.Excluded, c.act.Fields["departments"])
		return nil
	},
	"add_assists":  addAssists,
	"drop_assists": dropAssists,
	"sign_assist": func(c *change) error {
		i := c.facts.assisting(c.act.Actor.DeptPath, unsigned)
		at := c.at
		c.facts.Assists[i].SignedAt = &at
		return nil
	},
	"report_assist": func(c *change) error {
		i := c.facts.assisting(c.act.Actor.DeptPath, unreported)
		at := c.at
		a := &c.facts.Assists[i]
		if a.SignedAt == nil {
			a.SignedAt = &at
		}
		a.ReportedAt = &at
		c.stop("assist/" + a.Department)
		return nil
	},
	"drop_lead": func(c *change) error { c.event.Department = NoDepartment; return nil },

	"apply_return":    apply("return"),
	"apply_extension": apply("extension"),
	"apply_early_end": apply("early_end"),
	"apply_deferral":  apply("deferral"),
	"apply_appeal":    apply("appeal"),
	"apply_contest":   apply("contest"),

	"settle_return":    settle("return"),
	"settle_extension": settle("extension"),
	"settle_early_end": settle("early_end"),
	"settle_deferral":  settle("deferral"),
	"settle_appeal":    settle("appeal"),
	"settle_contest":   settle("contest"),

	"set_ruled": func(c *change) error { c.facts.Ruled = true; return nil },
	"count_return": func(c *change) error {
		c.facts.Returns++
		a, _ := c.s.Facts.Awaiting("return") // the lead may be another one already
		c.facts.ReturnedBy = addAll(c.facts.ReturnedBy, a.Dept)
		return nil
	},
	"count_follower": func(c *change) error { c.facts.Followers++; return nil },
	"count_attempt":  func(c *change) error { c.facts.Attempts++; return nil },
	"count_reopen": func(c *change) error {
		c.facts.Reopens++
		c.facts.Excepted, c.facts.Published = "", false
		return nil
	},
	"count_appeal":  func(c *change) error { c.facts.Appeals++; return nil },
	"count_contest": func(c *change) error { c.facts.Contests++; return nil },
	"mark_reminder": func(c *change) error {
		c.facts.Reminded++
		c.facts.RemindedAt = c.at
		return nil
	},

	"pause_reply":  eachReply(func(c *change, k Clock) (Clock, error) { at := c.at; k.PausedAt = &at; return k, nil }),
	"resume_reply": resumeReply,
	"extend_reply": extendReply,
	"promise":      promise,

	"set_excluded":    func(c *change) error { c.facts.Excepted = "early_end"; return nil },
	"set_unreachable": func(c *change) error { c.facts.Excepted = "unreachable"; return nil },
	"set_appealed": func(c *change) error {
		a, _ := c.s.Facts.Awaiting("appeal")
		c.facts.Excepted, c.facts.AppealOn = "appeal", a.On
		return nil
	},
	"order_supervision": func(c *change) error { c.facts.OpenOrder = true; return nil },
	"close_supervision": func(c *change) error { c.facts.OpenOrder = false; return nil },
	"set_published":     func(c *change) error { c.facts.Published = true; return nil },
	"clear_published":   func(c *change) error { c.facts.Published = false; return nil },

	"mark_clock": func(c *change) error {
		for _, k := range c.s.Clocks {
			if k.Key() == c.act.Fields["clock"] {
				k.Warned = k.mark(c.act.Fields["mark"])
				c.swaps[k.Key()] = k
			}
		}
		return nil
	},
	"set_sms": func(c *change) error { c.facts.Muted = c.act.Fields["no_sms"] == "yes"; return nil },

	"set_master":   func(c *change) error { c.facts.Master = c.act.Fields["master"]; return nil },
	"clear_master": func(c *change) error { c.facts.Master = ""; return nil },
	"add_member": func(c *change) error {
		c.facts.Members = addAll(c.facts.Members, c.act.Fields["member"])
		return nil
	},
	"remove_member": func(c *change) error {
		c.facts.Members = slices.DeleteFunc(c.facts.Members, func(m string) bool { return m == c.act.Fields["member"] })
		return nil
	},
	"add_link": func(c *change) error {
		l := Link{Other: c.act.Fields["other"], Relation: c.act.Fields["relation"]}
		c.facts.Links = append(slices.DeleteFunc(c.facts.Links, func(o Link) bool { return o.Other == l.Other }), l)
		return nil
	},
	"remove_link": func(c *change) error {
		c.facts.Links = slices.DeleteFunc(c.facts.Links, func(o Link) bool { return o.Other == c.act.Fields["other"] })
		return nil
	},
	"give_agent": func(c *change) error { c.event.Agent = c.act.Fields["colleague"]; return nil },
	"take_agent": func(c *change) error { c.event.Agent = c.act.Actor.ID; return nil },
	"drop_agent": func(c *change) error { c.event.Agent = NoAgent; return nil },
	"set_group": func(c *change) error {
		if c.facts.Group = c.act.Fields["group"]; c.facts.Group == AnyGroup {
			c.facts.Group = ""
		}
		return nil
	},
	"ask_colleague": func(c *change) error { c.facts.Asked = addAll(c.facts.Asked, c.act.Fields["colleague"]); return nil },
	"drop_asked": func(c *change) error {
		c.facts.Asked = slices.DeleteFunc(c.facts.Asked, func(id string) bool { return id == c.act.Fields["colleague"] })
		return nil
	},
	"clear_asked": func(c *change) error { c.facts.Asked = nil; return nil },
	"set_warned":  func(c *change) error { c.facts.Warned = true; return nil },

	"owe_absorb": owed, "owe_merged": owed, "owe_release": owed, "owe_linked": owed, "owe_unlinked": owed, "owe_conclude": owed, "owe_free": owed,
}

// NoAgent stands in an event that takes a conversation out of an agent's hands.
const NoAgent = "-"

// AnyGroup stands where a talk goes back to the queue and waits there for whom its scene says.
const AnyGroup = "all"

// NoDepartment stands in an event that takes a case away from its lead department.
const NoDepartment = "-"

func owed(*change) error { return nil }

func addAll(list []string, words string) []string {
	for _, w := range strings.Fields(words) {
		if !slices.Contains(list, w) {
			list = append(list, w)
		}
	}
	return list
}

func apply(kind string) func(*change) error {
	return func(c *change) error {
		f := c.act.Fields
		c.facts.Pending = append(c.facts.Pending, Application{Kind: kind, By: c.act.Actor.Name, Dept: c.s.Department, At: c.at, Days: number(f["days"]),
			Until: f["until"], Unit: f["department_suggested"], On: f["appeal_on"]})
		return nil
	}
}

func settle(kind string) func(*change) error {
	return func(c *change) error {
		c.facts.Pending = slices.DeleteFunc(c.facts.Pending, func(a Application) bool { return a.Kind == kind })
		return nil
	}
}

// addAssists adds the assisting units named by the act, each with a clock of its own. Their paths come with the act.
func addAssists(c *change) error {
	for _, id := range strings.Fields(c.act.Fields["departments"]) {
		if slices.ContainsFunc(c.facts.Assists, func(a Assist) bool { return a.Department == id }) || id == c.act.Fields["department"] {
			continue
		}
		c.facts.Assists = append(c.facts.Assists, Assist{Department: id, Path: c.act.Paths[id], AddedAt: c.at})
		info := c.table.ClockInfo(Case, "assist")
		k, err := c.ruler.Start(*info, c.s, c.at)
		if err != nil {
			return fmt.Errorf("clock assist: %w", err)
		}
		k.Of = id
		c.starts = append(c.starts, k)
	}
	return nil
}

func dropAssists(c *change) error {
	for _, a := range c.facts.Assists {
		c.stop("assist/" + a.Department)
	}
	c.facts.Assists = nil
	return nil
}

// stop stops a clock by its key.
func (c *change) stop(key string) {
	for _, k := range c.s.Clocks {
		if k.Key() == key && k.StoppedAt == nil {
			at := c.at
			k.StoppedAt = &at
			c.swaps[key] = k
		}
	}
}

// eachReply changes the clock of the department's answer: reply, or redo.
func eachReply(fn func(*change, Clock) (Clock, error)) func(*change) error {
	return func(c *change) error {
		for _, k := range c.s.Clocks {
			if k.StoppedAt != nil || k.Name != "reply" && k.Name != "redo" {
				continue
			}
			next, err := fn(c, k)
			if err != nil {
				return err
			}
			c.swaps[k.Key()] = next
		}
		return nil
	}
}

var resumeReply = eachReply(func(c *change, k Clock) (Clock, error) {
	if k.PausedAt == nil {
		return k, nil
	}
	return c.ruler.Resume(k, c.at)
})

// extendReply grants the days asked for, or those the ruling names.
var extendReply = func(c *change) error {
	days := number(c.act.Fields["days"])
	if days == 0 {
		a, _ := c.s.Facts.Awaiting("extension")
		days = a.Days
	}
	c.facts.Extensions++
	return eachReply(func(c *change, k Clock) (Clock, error) { return c.ruler.Extend(k, days, c.at) })(c)
}

// promise sets the date until which a case is deferred.
func promise(c *change) error {
	a, _ := c.s.Facts.Awaiting("deferral")
	c.facts.Promised = a.Until
	return nil
}
