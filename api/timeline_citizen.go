package api

import (
	"minhu/internal/hotline"
	"minhu/internal/store"
	"minhu/policies"
)

// reads says how a citizen reads one act: under which name (his own word for it), and which of its fields. Fields that
// the citizen wrote are the citizen's only when a citizen took the act.
type reads struct {
	as     string   // another act's name, where the act's own would tell what is none of the citizen's business
	fields []string // whoever took the act
	own    []string // only when a citizen took it
}

// citizenReads are the acts that a citizen's timeline shows. What is not named here is hidden, and so is every field that
// is not named: returns, appeals, an early end, the assisting units' record, exclusions, links, rulings and internal
// reasons stay in the house. A test writes the whole table down.
var citizenReads = map[hotline.Aggregate]map[string]reads{
	hotline.Case: {
		"register":           {fields: []string{"kind", "class", "content"}},
		"accept":             {fields: []string{"class"}},
		"decline":            {fields: []string{"decline_code", "reason"}},
		"transfer":           {fields: []string{"line"}},
		"answer_directly":    {fields: []string{"public_reply"}},
		"ask_more":           {fields: []string{"question"}},
		"supplement":         {fields: []string{"content"}},
		"supplement_lapse":   {},
		"merged":             {},
		"unmerge":            {},
		"conclude":           {fields: []string{"public_reply"}},
		"consult":            {},
		"dispatch":           {},
		"dispatch_despite":   {as: "dispatch"},
		"return_uphold":      {as: "dispatch"},
		"send_down":          {as: "dispatch"},
		"escalate":           {as: "dispatch"},
		"sign":               {},
		"first_contact":      {fields: []string{"contact_way"}},
		"extension_approve":  {fields: []string{"reason"}},
		"deferral_approve":   {fields: []string{"until"}},
		"wake":               {},
		"reply":              {fields: []string{"public_reply"}},
		"review_pass":        {},
		"survey":             {fields: []string{"contacted", "solved", "satisfied", "comment"}},
		"survey_attempt":     {},
		"survey_unreachable": {},
		"redo":               {},
		"close":              {},
		"archive":            {},
		"reopen":             {fields: []string{"content", "reason"}},
		"recur":              {fields: []string{"content", "happened_on"}},
		"contest":            {fields: []string{"content"}},
		"contest_uphold":     {fields: []string{"reason"}},
		"contest_reject":     {fields: []string{"reason"}},
		"publish":            {},
		"unpublish":          {},
		"withdraw":           {fields: []string{"reason"}},
		"remind":             {own: []string{"note"}},
		"amend":              {},
	},
	hotline.Message: {
		"submit":    {fields: []string{"class", "content"}},
		"assign":    {},
		"reply":     {fields: []string{"public_reply"}},
		"ask_again": {fields: []string{"content"}},
		"rate":      {fields: []string{"solved", "satisfied", "comment"}},
		"close":     {},
		"escalate":  {fields: []string{"kind"}},
		"publish":   {},
		"unpublish": {},
	},
}

// citizenTimeline turns a timeline into the one its citizen reads. Items and rows belong together by their place.
func (s *Server) citizenTimeline(agg hotline.Aggregate, items []TimelineItem, rows []store.EventRow) []TimelineItem {
	out := []TimelineItem{}
	reply := -1 // the reply that waits for its review
	for i, item := range items {
		s.fromApplication(&item, items[:i], rows[i])
		how, ok := citizenReads[agg][item.Act]
		if !ok || item.Act == "return_uphold" && item.Department == "" {
			continue
		}
		kept := map[string]string{}
		names := how.fields
		if item.ActorKind == policies.KindCitizen {
			names = append(names[:len(names):len(names)], how.own...)
		}
		for _, n := range names {
			if v := item.Fields[n]; v != "" {
				kept[n] = v
			}
		}
		item.Fields, item.ActorName, item.ActorRole, item.Clocks = kept, "", "", nil
		if item.ActorKind == policies.KindStaff && item.ActorUnit == "" {
			item.ActorUnit = s.City.Name + " 12345"
		}
		if how.as != "" {
			item.Act = how.as
		}
		// A reply is the citizen's to read once its review has passed; one that was sent back never was an answer.
		switch {
		case agg == hotline.Case && item.Act == "reply":
			reply = len(out)
			item.hold()
		case item.Act == "review_pass" && reply >= 0:
			out[reply].release()
		}
		out = append(out, item)
	}
	return out
}

// fromApplication fills what a granted application was about: its reason, the date it leads to.
func (s *Server) fromApplication(item *TimelineItem, before []TimelineItem, row store.EventRow) {
	applied := map[string]string{"extension_approve": "extension_apply", "deferral_approve": "deferral_apply"}[item.Act]
	if applied == "" {
		return
	}
	for i := len(before) - 1; i >= 0; i-- {
		if before[i].Act != applied {
			continue
		}
		fields := map[string]string{}
		for _, n := range []string{"reason", "until"} {
			if v := before[i].Fields[n]; v != "" {
				fields[n] = v
			}
		}
		item.Fields = fields
		break
	}
	if item.Act != "extension_approve" {
		return
	}
	for _, k := range row.Event().Clocks {
		if k.StoppedAt == nil && (k.Name == "reply" || k.Name == "redo") {
			due := k.DueAt.UTC()
			item.DueAt = &due
		}
	}
}

// hold takes the text of a reply away until it is released.
func (i *TimelineItem) hold() { i.held, i.Fields = i.Fields, map[string]string{} }

// release gives it back.
func (i *TimelineItem) release() { i.Fields, i.held = i.held, nil }
