package api

import (
	"context"
	"encoding/json"
	"time"

	"minhu/activities"
	"minhu/internal/hotline"
	"minhu/internal/store"
)

// BesideView is what happens beside a talk: who was asked, what was whispered, how it changed hands. Only staff read it.
type BesideView struct {
	Items        []AsideItem `json:"items"`
	Asked        []Colleague `json:"asked"` // asked and not yet taken back
	Warned       bool        `json:"warned,omitempty"`
	Group        string      `json:"group,omitempty"`
	UnansweredAt *time.Time  `json:"unanswered_at,omitempty"`
	Case         *BesideCase `json:"case,omitempty"` // the case of this talk, for whoever has the talk
}

// BesideCase is what a canned reply may tell the citizen of the case that came of the talk: it is the citizen's own.
type BesideCase struct {
	Number    string     `json:"number"`
	QueryCode string     `json:"query_code"`
	DueAt     *time.Time `json:"due_at,omitempty"`
}

// AsideItem is one act beside a talk.
type AsideItem struct {
	Rev    int64     `json:"rev"`
	Act    string    `json:"act"` // consult, consult_close, whisper, transfer, take_over, abuse_end
	ByID   string    `json:"by_id,omitempty"`
	ByName string    `json:"by_name"`
	At     time.Time `json:"at"`
	ToID   string    `json:"to_id,omitempty"` // the colleague
	ToName string    `json:"to_name,omitempty"`
	Text   string    `json:"text,omitempty"`   // what was whispered, asked, or noted for whoever comes next
	Reason string    `json:"reason,omitempty"` // ground of ending, a value of abuse_reason
	Erased bool      `json:"erased,omitempty"`
}

// Colleague is a member of staff by name.
type Colleague struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// besideTalk reads what happened beside a talk, for a member of staff.
func (s *Server) besideTalk(ctx context.Context, reader string, r store.ConversationRow, v *ConversationView) error {
	rows, err := s.Store.Asides(ctx, r.ID)
	if err != nil {
		return err
	}
	b := &BesideView{Items: []AsideItem{}, Asked: []Colleague{}, Warned: r.Warned, Group: r.Group, UnansweredAt: timePtr(r.UnansweredAt)}
	names := map[string]string{}
	for _, row := range rows {
		var data struct {
			Colleague string `json:"colleague"`
			ToName    string `json:"to_name"`
			Reason    string `json:"abuse_reason"`
		}
		if err := json.Unmarshal(row.Data, &data); err != nil {
			return err
		}
		item := AsideItem{Rev: row.Seq, Act: row.Act, ByID: row.ActorID, ByName: row.ActorName, At: row.At.UTC(), ToID: data.Colleague,
			ToName: data.ToName, Reason: data.Reason}
		fields, erased, err := s.eventFields(ctx, row)
		if err != nil {
			return err
		}
		item.Text, item.Erased = orElse(fields["text"], fields["note"]), erased
		names[data.Colleague] = data.ToName
		b.Items = append(b.Items, item)
	}
	for _, id := range r.Asked {
		b.Asked = append(b.Asked, Colleague{id, names[id]})
	}
	if r.EscalatedKind == string(hotline.Case) && r.AssigneeID.String == reader {
		row, err := s.Store.CaseByID(ctx, r.EscalatedID.String)
		switch {
		case isNoRows(err): // its opening is on its way
		case err != nil:
			return err
		default:
			b.Case = &BesideCase{row.Number, s.Acts.Ring.Root().QueryCode(row.ID), timePtr(row.ReplyDueAt)}
		}
	}
	v.Beside = b
	return nil
}

// forCitizen takes off what is no business of the citizen's: ids of staff always, and who the agent was when the talk was ended for
// abuse.
func (v *ConversationView) forCitizen(r store.ConversationRow) {
	v.AgentID, v.RefusedActions = "", nil
	if r.EndedBy == activities.EndedForAbuse {
		v.AgentName = ""
		hideAgent(v.Utterances)
	}
	if hotline.Stage(r.Stage) == hotline.StageQueued {
		v.AgentName = ""
	}
}

// forCitizen does the same for a list.
func (v *ConversationItem) forCitizen(r store.ConversationRow) {
	v.AgentID, v.Group, v.Warned, v.Returned, v.UnansweredAt = "", "", false, false, nil
	if r.EndedBy == activities.EndedForAbuse {
		v.AgentName = ""
	}
}

// hideAgent takes names of agents out of lines.
func hideAgent(lines []UtteranceView) {
	for i := range lines {
		lines[i].SpeakerName = ""
		if lines[i].Data["agent"] != "" {
			data := map[string]string{}
			for k, val := range lines[i].Data {
				if k != "agent" {
					data[k] = val
				}
			}
			lines[i].Data = data
		}
	}
}
