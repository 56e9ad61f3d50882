package api

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
	"github.com/jmoiron/sqlx"

	"minhu/internal/hotline"
	"minhu/internal/live"
	"minhu/internal/store"
	"minhu/policies"
)

// HandoverBody hands over a shift (交班): to a colleague, or to a skill group's queue ("all" is the queue as a whole).
type HandoverBody struct {
	Colleague string `json:"colleague"`
	Group     string `json:"group"`
	Note      string `json:"note"`
}

// Validate implements Validator.
func (b HandoverBody) Validate() []hotline.FieldProblem {
	var bad []hotline.FieldProblem
	if (b.Colleague == "") == (b.Group == "") {
		bad = append(bad, hotline.FieldProblem{Name: "colleague", Code: "required", Detail: "请选择接班的同事或技能组，只选其一"})
	}
	switch n := utf8.RuneCountInString(strings.TrimSpace(b.Note)); {
	case n == 0:
		bad = append(bad, hotline.FieldProblem{Name: "note", Code: "required", Detail: "请写交班说明"})
	case n > 500:
		bad = append(bad, hotline.FieldProblem{Name: "note", Code: "too_long", Detail: "交班说明最多 500 个字"})
	}
	return bad
}

// HandoverView is one hand-over with everything that changed hands.
type HandoverView struct {
	ID       string             `json:"id"`
	FromName string             `json:"from_name"`
	ToID     string             `json:"to_id,omitempty"`
	ToName   string             `json:"to_name,omitempty"`
	Group    string             `json:"group,omitempty"`
	Note     string             `json:"note"`
	Items    []store.HandedItem `json:"items"`
	At       time.Time          `json:"at"`
	SeenAt   *time.Time         `json:"seen_at,omitempty"`
	ForMe    bool               `json:"for_me,omitempty"` // handed to the reader
}

func handoverView(p *policies.Principal, h store.Handover) (HandoverView, error) {
	v := HandoverView{ID: h.ID, FromName: h.FromName, ToID: h.ToID, ToName: h.ToName, Group: h.ToGroup, Note: h.Note, At: h.At.UTC(),
		SeenAt: timePtr(h.SeenAt), ForMe: h.ToID == p.ID, Items: []store.HandedItem{}}
	return v, json.Unmarshal(h.Items, &v.Items)
}

// Where a thing went.
const (
	toColleague = "colleague"
	toQueue     = "queue"
	toNobody    = "gone" // it was over, or in other hands, before its turn came
)

// handOver hands over everything that the caller has in hand. What is to be handed over is kept first, under an id made from the
// key, so that a repeated request goes on where the first one stopped; each talk is handed over by an act of its own.
func (s *Server) handOver(c *gin.Context) error {
	body, err := Bind[HandoverBody](c)
	if err != nil {
		return err
	}
	ctx, p := c.Request.Context(), principal(c)
	key, err := s.keyOf(c, p)
	if err != nil {
		return err
	}
	h := store.Handover{ID: hotline.NewID(s.Acts.Ring.Root().Namespace(), p.ID, "handover", key), FromID: p.ID, FromName: p.Name, ToID: strings.ToLower(body.Colleague),
		ToGroup: body.Group, Note: strings.TrimSpace(body.Note), At: s.Clock().UTC().Truncate(time.Microsecond)}
	if h.ToName, err = s.receiver(c, p, h); err != nil {
		return err
	}
	items, err := s.inHand(c, p)
	if err != nil {
		return err
	}
	if h.Items, err = json.Marshal(items); err != nil {
		return err
	}
	kept, err := s.Store.OpenHandover(ctx, h)
	if err != nil {
		return err
	}
	if kept.ToID != h.ToID || kept.ToGroup != h.ToGroup || kept.Note != h.Note {
		return hotline.ErrIdempotencyKeyReused
	}
	if err := json.Unmarshal(kept.Items, &items); err != nil {
		return err
	}
	for i := range items {
		if items[i].To != "" {
			continue
		}
		if items[i].To, err = s.handOne(c, p, kept, items[i], key); err != nil {
			return err
		}
	}
	if err := s.Store.SettleHandover(ctx, kept.ID, items); err != nil {
		return err
	}
	if kept.Items, err = json.Marshal(items); err != nil {
		return err
	}
	v, err := handoverView(p, kept)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, v)
	return nil
}

// receiver names whom a shift is handed to, or refuses.
func (s *Server) receiver(c *gin.Context, p *policies.Principal, h store.Handover) (string, error) {
	if h.ToID != "" {
		if h.ToID == p.ID {
			return "", hotline.Invalid(hotline.FieldProblem{Name: "colleague", Code: "unknown_value", Detail: "请选择另一位同事"})
		}
		a, err := s.atSeat(c, "colleague", h.ToID)
		return a.Name, err
	}
	if h.ToGroup == hotline.AnyGroup {
		return "", nil
	}
	name, err := s.Store.SkillGroupName(c.Request.Context(), h.ToGroup)
	if isNoRows(err) {
		return "", hotline.Invalid(hotline.FieldProblem{Name: "group", Code: "unknown_value", Detail: "没有这个技能组"})
	}
	return name, err
}

// inHand lists what the caller works on: talks, calls, wishes to be called back.
func (s *Server) inHand(c *gin.Context, p *policies.Principal) ([]store.HandedItem, error) {
	ctx := c.Request.Context()
	items := []store.HandedItem{}
	talks, err := s.Store.ListConversations(ctx, s.scope(p, "conversation", "list"), "mine", p.ID, false, nil, 100)
	if err != nil {
		return nil, err
	}
	for _, t := range talks {
		items = append(items, store.HandedItem{Kind: "conversation", ID: t.ID})
	}
	calls, callbacks, err := s.Store.InHand(ctx, p.ID, s.Clock())
	if err != nil {
		return nil, err
	}
	for _, id := range calls {
		items = append(items, store.HandedItem{Kind: "call", ID: id})
	}
	for _, id := range callbacks {
		items = append(items, store.HandedItem{Kind: "callback", ID: id})
	}
	return items, nil
}

// handOne hands over one thing and says where it went. A talk that the colleague has no room for goes to the front of the queue.
func (s *Server) handOne(c *gin.Context, p *policies.Principal, h store.Handover, item store.HandedItem, key string) (string, error) {
	ctx := c.Request.Context()
	if item.Kind != "conversation" {
		return s.handWithoutWorkflow(c, p, h, item)
	}
	queueKey := updateID(p.ID, key+"/queue", item.ID)
	give := func(f hotline.Fields, update string) error {
		f["note"] = h.Note
		res := policies.Resource{AssigneeID: p.ID, State: string(hotline.StageHuman)}
		d, err := s.Authorize(c, "conversation", "transfer", &res)
		if err != nil {
			return err
		}
		a := s.envelope(c, p, "transfer", 0, f, d)
		_, err = s.Acts.Do(ctx, hotline.Conversation, item.ID, update, a)
		return err
	}
	first := updateID(p.ID, key, item.ID)
	to, err := toQueue, error(nil)
	if h.ToID != "" {
		to, err = toColleague, give(hotline.Fields{"colleague": h.ToID}, first)
		if errors.Is(err, hotline.ErrAtCapacity) {
			to, err = toQueue, give(hotline.Fields{"group": hotline.AnyGroup}, queueKey)
		}
	} else {
		err = give(hotline.Fields{"group": h.ToGroup}, first)
	}
	if errors.Is(err, hotline.ErrActNotAllowed) {
		// A first request under this key may have put it into the queue before it was cut short.
		if _, err := s.Store.FindEvent(ctx, item.ID, queueKey); err == nil {
			return toQueue, nil
		}
		return toNobody, nil
	}
	return to, err
}

// handWithoutWorkflow hands over a call, or a wish to be called back; each is on the record.
func (s *Server) handWithoutWorkflow(c *gin.Context, p *policies.Principal, h store.Handover, item store.HandedItem) (to string, err error) {
	to = toQueue
	if h.ToID != "" {
		to = toColleague
	}
	err = s.Store.InTx(c.Request.Context(), func(tx *sqlx.Tx) error {
		topics := callTopics(store.CallRow{AssigneeID: sql.NullString{String: h.ToID, Valid: h.ToID != ""}})
		if item.Kind == "callback" {
			topics = callbackTopics("")
		}
		ok, err := s.Store.Hand(c.Request.Context(), tx, item.Kind, item.ID, p.ID, h.ToID, append(topics, live.StaffTopic(p.ID)), s.Clock().UTC())
		if err != nil {
			return err
		}
		if !ok {
			to = toNobody
			return nil
		}
		return s.recordHanded(c.Request.Context(), c, tx, item, h.ID)
	})
	return to, err
}

// recordHanded puts the hand-over of a thing without a workflow on the record.
func (s *Server) recordHanded(ctx context.Context, c *gin.Context, tx *sqlx.Tx, item store.HandedItem, handover string) error {
	p := principal(c)
	data, err := json.Marshal(map[string]string{"handover": handover})
	if err != nil {
		return err
	}
	return s.Store.AddLedgerTx(ctx, tx, store.LedgerEntry{At: s.Clock(), ActorKind: p.Kind, ActorID: p.ID, ActorName: p.Name, Act: "hand_over", SubjectKind: item.Kind,
		SubjectID: &item.ID, Outcome: "applied", PolicyVersion: s.Policies.Load().Version(), RequestID: RequestID(c), Data: data})
}

// listHandovers reads the hand-overs of the last day that concern the caller; who leads reads all of them.
func (s *Server) listHandovers(c *gin.Context) error {
	if err := onlyQuery(c); err != nil {
		return err
	}
	p := principal(c)
	whose := p.ID
	if s.Policies.Load().May(p, "agent", "history.read") {
		whose = ""
	}
	rows, err := s.Store.Handovers(c.Request.Context(), whose, s.Clock().Add(-24*time.Hour))
	if err != nil {
		return err
	}
	items := []HandoverView{}
	for _, r := range rows {
		v, err := handoverView(p, r)
		if err != nil {
			return err
		}
		items = append(items, v)
	}
	c.JSON(http.StatusOK, gin.H{"items": items})
	return nil
}

// seeHandover notes that whoever takes over has read the note.
func (s *Server) seeHandover(c *gin.Context) error {
	id := strings.ToLower(c.Param("id"))
	if !isUUID(id) {
		return hotline.ErrNotFound
	}
	ok, err := s.Store.SeeHandover(c.Request.Context(), id, principal(c).ID, s.Clock().UTC())
	if err != nil {
		return err
	}
	if !ok {
		return hotline.ErrNotFound
	}
	c.Status(http.StatusNoContent)
	return nil
}
