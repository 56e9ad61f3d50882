package activities

import (
	"minhu/internal/notice"
	"minhu/internal/store"
)

// Telling says whether the house tells anybody of what is recorded. The zero value does not: imports and demonstration years
// are nobody's news.
type Telling struct {
	On    bool
	Staff bool // notices of staff are sent by the sender too, beside the page
}

// tell adds the notices that are born with the event, in its transaction.
func (h *Hotline) tell(in RecordInput, r *store.Recording) {
	if !h.Telling.On {
		return
	}
	for _, b := range notice.Born(in.State, in.Act, r.Event) {
		r.Notices = append(r.Notices, store.NoticeBirth{Birth: b, Send: b.Kind == "citizen" || b.Kind == "followers" || h.Telling.Staff})
	}
}

// nextMark is the column by which somebody finds the cases whose people are to be reminded: the earliest mark that anybody is told of.
func nextMark(in RecordInput, r *store.Recording) {
	r.Patch["next_mark_at"] = nil
	for _, k := range r.Event.Clocks {
		at, ok := k.NextMark()
		if !ok || !notice.Warns(in.State.Aggregate, k.Key()) {
			continue
		}
		if was, _ := r.Patch["next_mark_at"].(string); was == "" || at.UTC().Format(markTime) < was {
			r.Patch["next_mark_at"] = at.UTC().Format(markTime)
		}
	}
}

// markTime has a fixed width, so that texts compare as instants do.
const markTime = "2006-01-02T15:04:05.000000000Z"
