package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/lib/pq"
)

// ConversationRow is a conversation as the read model keeps it.
type ConversationRow struct {
	ID            string         `db:"id"`
	Rev           int64          `db:"rev"`
	Stage         string         `db:"stage"`
	State         string         `db:"state"`
	OwnerID       sql.NullString `db:"owner_id"`
	AssigneeID    sql.NullString `db:"assignee_id"`
	AssigneeName  string         `db:"assignee_name"`
	Channel       string         `db:"channel"`
	OpenedAt      time.Time      `db:"opened_at"`
	LastAt        time.Time      `db:"last_at"`
	LastSpeaker   string         `db:"last_speaker"`
	QueuedAt      sql.NullTime   `db:"queued_at"`
	TakenAt       sql.NullTime   `db:"taken_at"`
	FirstReplyAt  sql.NullTime   `db:"first_reply_at"`
	EndedAt       sql.NullTime   `db:"ended_at"`
	EndedBy       string         `db:"ended_by"`
	Turns         int            `db:"turns"`
	Questions     int            `db:"questions"`
	Answered      int            `db:"answered"`
	Confirmed     int            `db:"confirmed"`
	Missed        int            `db:"missed"`
	Upvotes       int            `db:"upvotes"`
	Downvotes     int            `db:"downvotes"`
	QueueReason   string         `db:"queue_reason"`
	Satisfied     sql.NullInt16  `db:"satisfied"`
	Solved        string         `db:"solved"`
	Scene         string         `db:"scene"`
	EscalatedKind string         `db:"escalated_kind"`
	EscalatedID   sql.NullString `db:"escalated_id"`
	Imported      bool           `db:"imported"`
	WaitsFrom     sql.NullTime   `db:"waits_from"`    // since when it stands in the queue now
	RankAt        sql.NullTime   `db:"rank_at"`       // what the queue is ordered by
	UnansweredAt  sql.NullTime   `db:"unanswered_at"` // the citizen's first line that nobody has answered
	Group         string         `db:"skill_group"`   // where it was transferred to
	Asked         pq.StringArray `db:"asked_ids"`     // colleagues asked beside the talk
	Warned        bool           `db:"warned"`
}

// ConversationByID reads one conversation; sql.ErrNoRows when there is none.
func (s *Store) ConversationByID(ctx context.Context, id string) (ConversationRow, error) {
	var r ConversationRow
	err := s.get(ctx, &r, "conversation_by_id", id)
	return r, err
}

// UtterancesAfter reads up to 500 utterances after a sequence number, in order.
func (s *Store) UtterancesAfter(ctx context.Context, conversation string, after int) ([]Utterance, error) {
	var rows []Utterance
	err := s.list(ctx, &rows, "utterances_after", conversation, after)
	return rows, err
}

// LastLine is the newest line of a conversation, for lists.
type LastLine struct {
	ConversationID string    `db:"conversation_id"`
	Seq            int       `db:"seq"`
	Speaker        string    `db:"speaker"`
	Kind           string    `db:"kind"`
	Body           []byte    `db:"body"`
	At             time.Time `db:"at"`
}

// LastLines reads the newest line of each conversation, by id.
func (s *Store) LastLines(ctx context.Context, ids []string) (map[string]LastLine, error) {
	var rows []LastLine
	if err := s.list(ctx, &rows, "last_utterances", pq.Array(ids)); err != nil {
		return nil, err
	}
	out := make(map[string]LastLine, len(rows))
	for _, r := range rows {
		out[r.ConversationID] = r
	}
	return out, nil
}

// QueuePlace says where a waiting conversation stands.
type QueuePlace struct {
	Place       int `db:"place"`        // 1 = next
	TakenLately int `db:"taken_lately"` // talks taken in the last half hour
	Agents      int `db:"agents"`       // agents online
}

// QueuePlace reads the place of a waiting conversation at an instant.
func (s *Store) QueuePlace(ctx context.Context, id string, now time.Time) (QueuePlace, error) {
	var q QueuePlace
	err := s.get(ctx, &q, "queue_place", id, now)
	return q, err
}

// CurrentConversation is the newest conversation of a citizen that was used after since; sql.ErrNoRows when there is none.
func (s *Store) CurrentConversation(ctx context.Context, owner string, since time.Time) (string, error) {
	var id string
	err := s.get(ctx, &id, "current_conversation", owner, since)
	return id, err
}

// OwnConversation is a conversation as its citizen's list shows it.
type OwnConversation struct {
	ID            string         `db:"id"`
	Stage         string         `db:"stage"`
	OpenedAt      time.Time      `db:"opened_at"`
	LastAt        time.Time      `db:"last_at"`
	Scene         string         `db:"scene"`
	EscalatedKind string         `db:"escalated_kind"`
	EscalatedID   sql.NullString `db:"escalated_id"`
}

// ConversationsOf reads the newest 20 conversations of a citizen.
func (s *Store) ConversationsOf(ctx context.Context, owner string) ([]OwnConversation, error) {
	var rows []OwnConversation
	err := s.list(ctx, &rows, "conversations_of_owner", owner)
	return rows, err
}

// CountVisit counts a visit of a citizen on a day of China's time.
func (s *Store) CountVisit(ctx context.Context, day string, owner string) error {
	_, err := s.exec(ctx, "count_visit", day, owner)
	return err
}
