package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"minhu/internal/hotline"
	"minhu/internal/store"
	"minhu/policies"
)

// ConversationItem is a conversation as the desk's lists show it.
type ConversationItem struct {
	ID            string     `json:"id"`
	Stage         string     `json:"stage"`
	Rev           int64      `json:"rev"`
	OpenedAt      time.Time  `json:"opened_at"`
	LastAt        time.Time  `json:"last_at"`
	QueuedAt      *time.Time `json:"queued_at,omitempty"`
	TakenAt       *time.Time `json:"taken_at,omitempty"`
	FirstReplyAt  *time.Time `json:"first_reply_at,omitempty"`
	AgentName     string     `json:"agent_name,omitempty"`
	LastSpeaker   string     `json:"last_speaker,omitempty"`
	LastLine      string     `json:"last_line,omitempty"`
	Scene         string     `json:"scene,omitempty"`
	Questions     int        `json:"questions"`
	Missed        int        `json:"missed"`
	Downvotes     int        `json:"downvotes"`
	Satisfied     int        `json:"satisfied,omitempty"`
	Channel       string     `json:"channel"`
	EscalatedKind string     `json:"escalated_kind,omitempty"`
	AgentID       string     `json:"agent_id,omitempty"`
	UnansweredAt  *time.Time `json:"unanswered_at,omitempty"` // the citizen's first line that nobody has answered
	Group         string     `json:"group,omitempty"`         // the skill group it was transferred to
	Returned      bool       `json:"returned,omitempty"`      // it comes back from an agent and stands at the front of the queue
	Warned        bool       `json:"warned,omitempty"`
}

// listConversations reads a page of the desk's conversations: ?view=queue|mine|asked|talking|live|ended. An agent's queue is the
// part of it that the agent serves.
func (s *Server) listConversations(c *gin.Context) error {
	if err := onlyQuery(c, "view", "limit", "cursor"); err != nil {
		return err
	}
	view, err := choice(c, "view", "queue", "mine", "asked", "talking", "live", "ended")
	if err != nil {
		return err
	}
	limit, err := pageLimit(c)
	if err != nil {
		return err
	}
	p, ctx := principal(c), c.Request.Context()
	if p.ID == "" {
		c.JSON(http.StatusOK, gin.H{"items": []any{}})
		return nil
	}
	var after store.Key
	more, err := s.decodeCursor(p, "conversations/"+view, c.Query("cursor"), &after)
	if err != nil {
		return err
	}
	rows, err := s.Store.ListConversations(ctx, s.scope(p, "conversation", "list"), view, p.ID, p.Has(policies.RoleAgent), keyIf(more, &after), limit+1)
	if err != nil {
		return err
	}
	items := []ConversationItem{}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		last := rows[limit-1]
		at := last.LastAt
		if view == "queue" {
			at = last.RankAt.Time
		}
		if next, err = s.encodeCursor(p, "conversations/"+view, store.Key{At: at, ID: last.ID}); err != nil {
			return err
		}
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	lines, err := s.Store.LastLines(ctx, ids)
	if err != nil {
		return err
	}
	for _, r := range rows {
		v := ConversationItem{ID: r.ID, Stage: r.Stage, Rev: r.Rev, OpenedAt: r.OpenedAt.UTC(), LastAt: r.LastAt.UTC(), QueuedAt: timePtr(r.QueuedAt),
			TakenAt: timePtr(r.TakenAt), FirstReplyAt: timePtr(r.FirstReplyAt), AgentName: r.AssigneeName, LastSpeaker: r.LastSpeaker, Scene: r.Scene,
			Questions: r.Questions, Missed: r.Missed, Downvotes: r.Downvotes, Satisfied: int(r.Satisfied.Int16), Channel: r.Channel, EscalatedKind: r.EscalatedKind,
			AgentID: r.AssigneeID.String, UnansweredAt: timePtr(r.UnansweredAt), Group: r.Group, Warned: r.Warned}
		if hotline.Stage(r.Stage) == hotline.StageQueued && r.WaitsFrom.Valid {
			v.Returned, v.QueuedAt = r.WaitsFrom.Time.After(r.QueuedAt.Time), timePtr(r.WaitsFrom)
		}
		if p.Kind != policies.KindStaff {
			v.forCitizen(r)
		}
		if l, ok := lines[r.ID]; ok {
			open, err := s.utterances(ctx, r.ID, []store.Utterance{{Seq: l.Seq, Speaker: l.Speaker, Kind: l.Kind, Body: l.Body, At: l.At}})
			if err != nil {
				return err
			}
			v.LastLine = firstRunes(orElse(open[0].Text, open[0].Heading), 40)
		}
		items = append(items, v)
	}
	writePage(c, items, next)
	return nil
}
