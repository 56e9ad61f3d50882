package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// DeskAgent is somebody who answers citizens, or leads those who do, with what is in hand.
type DeskAgent struct {
	ID           string         `db:"id"`
	Name         string         `db:"name"`
	Title        string         `db:"title"`
	Number       string         `db:"number"` // 工号, what citizens may be told
	Presence     string         `db:"presence"`
	Reason       string         `db:"reason"`
	PresenceAt   sql.NullTime   `db:"presence_at"`
	Capacity     int            `db:"capacity"`
	AutoAssign   bool           `db:"auto_assign"`
	Leader       bool           `db:"leader"`
	Groups       pq.StringArray `db:"groups"`
	Talking      int            `db:"talking"`
	UnansweredAt sql.NullTime   `db:"unanswered_at"` // of the talks in hand, the oldest line that nobody has answered
	Calls        int            `db:"calls"`
	TakenToday   int            `db:"taken_today"`
}

// callInHand is how long a call that nothing has come of counts as being worked on.
const callInHand = 24 * time.Hour

// DeskAgents reads all agents and leaders; with id only that one. today is the first instant of the day in China's time.
func (s *Store) DeskAgents(ctx context.Context, id string, today, now time.Time) ([]DeskAgent, error) {
	var rows []DeskAgent
	err := s.list(ctx, &rows, "desk_agents", now.Add(-callInHand), today, now, id)
	return rows, err
}

// SkillGroup is a group of agents, with who serves it now and who waits for it.
type SkillGroup struct {
	Code      string         `db:"code"`
	Name      string         `db:"name"`
	Scenes    pq.StringArray `db:"scenes"` // scenes of talks that wait for it by themselves
	Online    int            `db:"online"`
	Waiting   int            `db:"waiting"`
	WaitsFrom sql.NullTime   `db:"waits_from"`
}

// SkillGroups reads the active groups in their order.
func (s *Store) SkillGroups(ctx context.Context) ([]SkillGroup, error) {
	var rows []SkillGroup
	err := s.list(ctx, &rows, "skill_groups")
	return rows, err
}

// SkillGroupName names an active group; sql.ErrNoRows when there is none.
func (s *Store) SkillGroupName(ctx context.Context, code string) (string, error) {
	var name string
	err := s.get(ctx, &name, "skill_group_name", code)
	return name, err
}

// Presence is the state of a member of staff: online, busy (示忙), break (小休), away (离席), offline.
type Presence struct {
	Presence   string       `db:"presence"`
	Reason     string       `db:"reason"`
	At         sql.NullTime `db:"presence_at"`
	Capacity   int          `db:"capacity"`
	Number     string       `db:"number"`
	AutoAssign bool         `db:"auto_assign"`
}

// Presence reads the state of a member of staff.
func (s *Store) Presence(ctx context.Context, staff string) (Presence, error) {
	var r Presence
	err := s.get(ctx, &r, "own_presence", staff)
	return r, err
}

// SetPresence changes a state, keeps it in the history and tells the desks; by is who did it. false means that it was so already.
// seen says that the page of the person was there.
func (s *Store) SetPresence(ctx context.Context, staff, presence, reason, by string, seen bool, at time.Time) (bool, error) {
	var n int
	err := s.get(ctx, &n, "set_presence", staff, presence, reason, at, by, seen)
	return n > 0, err
}

// ReasonPageGone is why an agent is away whose page has disappeared.
const ReasonPageGone = "page_gone"

// SeenAgent notes that the page of an agent is there; who was away because it was not is back online.
func (s *Store) SeenAgent(ctx context.Context, staff string, at time.Time) error {
	var back bool
	switch err := s.get(ctx, &back, "seen_agent", staff, at); {
	case err == sql.ErrNoRows:
		return nil
	case err != nil || !back:
		return err
	}
	_, err := s.SetPresence(ctx, staff, "online", "", staff, true, at)
	return err
}

// MarkGone marks agents as away whose page has not been there since an instant, and returns who.
func (s *Store) MarkGone(ctx context.Context, since, at time.Time) ([]string, error) {
	var ids []string
	if err := s.list(ctx, &ids, "gone_agents", since); err != nil {
		return nil, err
	}
	for _, id := range ids {
		if _, err := s.SetPresence(ctx, id, "away", ReasonPageGone, "", false, at); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// PresenceSpan is one state in the history of an agent; Until is absent while it lasts.
type PresenceSpan struct {
	Presence string       `db:"presence"`
	Reason   string       `db:"reason"`
	At       time.Time    `db:"at"`
	Until    sql.NullTime `db:"until"`
}

// PresenceHistory reads the states of an agent since an instant, newest first.
func (s *Store) PresenceHistory(ctx context.Context, staff string, since time.Time) ([]PresenceSpan, error) {
	var rows []PresenceSpan
	err := s.list(ctx, &rows, "presence_history", staff, since)
	return rows, err
}

// PresenceSum is how long an agent was in a state.
type PresenceSum struct {
	StaffID  string  `db:"staff_id"`
	Presence string  `db:"presence"`
	Seconds  float64 `db:"seconds"`
}

// PresenceSums reads the time in each state between two instants.
func (s *Store) PresenceSums(ctx context.Context, from, to time.Time) ([]PresenceSum, error) {
	var rows []PresenceSum
	err := s.list(ctx, &rows, "presence_sums", from, to)
	return rows, err
}

// Assignment is a waiting talk and the agent it goes to.
type Assignment struct {
	Talk  string `db:"talk"`
	Rev   int64  `db:"rev"`
	Agent string `db:"agent"`
}

// NextAssignment finds the next talk to hand out, except those named; sql.ErrNoRows when there is none.
func (s *Store) NextAssignment(ctx context.Context, except []string) (Assignment, error) {
	var a Assignment
	err := s.get(ctx, &a, "next_assignment", pq.Array(except))
	return a, err
}

// Asides reads the events of a talk that only staff see, in order.
func (s *Store) Asides(ctx context.Context, conversation string) ([]EventRow, error) {
	var rows []EventRow
	err := s.list(ctx, &rows, "asides", conversation)
	return rows, err
}

// Handover is one hand-over of a shift (交班): everything in hand, with one note.
type Handover struct {
	ID       string          `db:"id"`
	FromID   string          `db:"from_id"`
	FromName string          `db:"from_name"`
	ToID     string          `db:"to_id"`
	ToGroup  string          `db:"to_group"`
	ToName   string          `db:"to_name"`
	Note     string          `db:"note"`
	Items    json.RawMessage `db:"items"` // []HandedItem
	At       time.Time       `db:"at"`
	SeenAt   sql.NullTime    `db:"seen_at"`
}

// HandedItem is one thing of a hand-over and where it went: colleague, queue, or gone (it was over before).
type HandedItem struct {
	Kind string `json:"kind"` // conversation, call, callback
	ID   string `json:"id"`
	To   string `json:"to,omitempty"`
}

// OpenHandover keeps what is to be handed over; under an id that is known the first content stays.
func (s *Store) OpenHandover(ctx context.Context, h Handover) (Handover, error) {
	if _, err := s.exec(ctx, "open_handover", h.ID, h.FromID, h.FromName, h.ToID, h.ToGroup, h.ToName, h.Note, string(h.Items), h.At); err != nil {
		return Handover{}, err
	}
	var kept Handover
	err := s.get(ctx, &kept, "handover_by_id", h.ID)
	return kept, err
}

// SettleHandover keeps where everything went and tells who has it now.
func (s *Store) SettleHandover(ctx context.Context, id string, items []HandedItem) error {
	b, err := json.Marshal(items)
	if err != nil {
		return err
	}
	var n int
	return s.get(ctx, &n, "settle_handover", id, string(b))
}

// Handovers reads the newest 50 hand-overs that concern a person since an instant; "" reads everybody's.
func (s *Store) Handovers(ctx context.Context, staff string, since time.Time) ([]Handover, error) {
	var rows []Handover
	err := s.list(ctx, &rows, "handovers_to", staff, since)
	return rows, err
}

// SeeHandover notes that the receiver has read the note; false when it was not handed to this person.
func (s *Store) SeeHandover(ctx context.Context, id, staff string, at time.Time) (bool, error) {
	n, err := s.exec(ctx, "see_handover", id, staff, at)
	return n > 0, err
}

// InHand lists the calls and wishes to be called back that somebody works on.
func (s *Store) InHand(ctx context.Context, staff string, now time.Time) (calls, callbacks []string, err error) {
	if err = s.list(ctx, &calls, "calls_in_hand", staff, now.Add(-callInHand)); err != nil {
		return
	}
	err = s.list(ctx, &callbacks, "callbacks_in_hand", staff)
	return
}

// Hand gives a call or a wish to be called back to somebody else, or to nobody (to ""), in the caller's transaction; false when it
// is no longer in the giver's hand.
func (s *Store) Hand(ctx context.Context, tx *sqlx.Tx, kind, id, from, to string, topics []string, at time.Time) (bool, error) {
	var rev int64
	switch err := tx.StmtxContext(ctx, s.q("hand_"+kind)).GetContext(ctx, &rev, id, from, to); {
	case err == sql.ErrNoRows:
		return false, nil
	case err != nil:
		return false, err
	}
	return true, s.news(ctx, tx, topics, kind, id, rev, "taken", at)
}
