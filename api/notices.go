package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jmoiron/sqlx"

	"minhu/internal/hotline"
	"minhu/internal/notice"
	"minhu/internal/store"
	"minhu/policies"
)

// StaffNotice is one notice (通知) of a member of staff. Text is the office's own, in its language.
type StaffNotice struct {
	ID          string     `json:"id"`
	SubjectKind string     `json:"subject_kind"`
	SubjectID   string     `json:"subject_id"`
	Number      string     `json:"number"`
	TitleZH     string     `json:"title_zh"`
	TitleEN     string     `json:"title_en"`
	Text        string     `json:"text"`
	Urgent      bool       `json:"urgent,omitempty"`
	At          time.Time  `json:"at"`
	ReadAt      *time.Time `json:"read_at,omitempty"`
}

// NoticeCountView is how many notices I have not read; 100 stands for more.
type NoticeCountView struct {
	Unread int `json:"unread"`
}

// ReadNoticesBody marks notices as read: up to one, of one subject, or all.
type ReadNoticesBody struct {
	UpTo      string `json:"up_to,omitempty"`
	SubjectID string `json:"subject_id,omitempty"`
}

// DeliveryView is one notice on its way: to whom (masked), and how it went.
type DeliveryView struct {
	ID            string     `json:"id"`
	SubjectKind   string     `json:"subject_kind"`
	SubjectID     string     `json:"subject_id"`
	Number        string     `json:"number"`
	Template      string     `json:"template"`
	TitleZH       string     `json:"title_zh"`
	TitleEN       string     `json:"title_en"`
	RecipientKind string     `json:"recipient_kind"`
	Recipient     string     `json:"recipient"`
	Urgent        bool       `json:"urgent,omitempty"`
	State         string     `json:"state"`
	Attempts      int        `json:"attempts"`
	Code          string     `json:"code,omitempty"`
	Sender        string     `json:"sender,omitempty"`
	Receipt       string     `json:"receipt,omitempty"`
	At            time.Time  `json:"at"`
	NextAt        *time.Time `json:"next_at,omitempty"`
	DoneAt        *time.Time `json:"done_at,omitempty"`
}

// DeliveryCounts are how sending stands, and what one workflow owes another.
type DeliveryCounts struct {
	Waiting        int `json:"waiting"`
	Late           int `json:"late"`
	Parked         int `json:"parked"`
	Refused        int `json:"refused"`
	EffectsWaiting int `json:"effects_waiting"`
	EffectsParked  int `json:"effects_parked"`
}

// ParkedEffectView is something a workflow owed another and that was refused for good: a person does it by hand.
type ParkedEffectView struct {
	ID         string    `json:"id"`
	SourceID   string    `json:"source_id"`
	Act        string    `json:"act"`
	ActZH      string    `json:"act_zh"`
	ActEN      string    `json:"act_en"`
	TargetKind string    `json:"target_kind"`
	TargetID   string    `json:"target_id"`
	Code       string    `json:"code"`
	ReasonZH   string    `json:"reason_zh"`
	ReasonEN   string    `json:"reason_en"`
	Attempts   int       `json:"attempts"`
	CreatedAt  time.Time `json:"created_at"`
	ParkedAt   time.Time `json:"parked_at"`
}

// deliveryStates are the states that can be listed.
var deliveryStates = []string{"waiting", "sent", "grouped", "parked", "refused", "muted", "off"}

// idPage reads limit and cursor of a list that goes by row number, newest first.
func (s *Server) idPage(c *gin.Context, name string) (before int64, limit int, err error) {
	if limit, err = pageLimit(c); err != nil {
		return 0, 0, err
	}
	_, err = s.decodeCursor(principal(c), name, c.Query("cursor"), &before)
	return before, limit, err
}

// pageByID writes a page of limit items of which one more was read, if there was one.
func pageByID[R, V any](s *Server, c *gin.Context, name string, limit int, rows []R, id func(R) int64, view func(R) V) error {
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		var err error
		if next, err = s.encodeCursor(principal(c), name, id(rows[limit-1])); err != nil {
			return err
		}
	}
	items := make([]V, len(rows))
	for i, r := range rows {
		items[i] = view(r)
	}
	writePage(c, items, next)
	return nil
}

// me is the member of staff who asks; citizens have no notices in this list: their matters tell them.
func (s *Server) me(c *gin.Context) (string, error) {
	p := principal(c)
	if p.Kind != policies.KindStaff {
		return "", hotline.ErrForbidden
	}
	if s.Store == nil {
		return "", hotline.ErrDatabaseUnavailable
	}
	return p.ID, nil
}

// listNotices lists my notices, newest first.
func (s *Server) listNotices(c *gin.Context) error {
	if err := onlyQuery(c, "limit", "cursor", "unread"); err != nil {
		return err
	}
	staff, err := s.me(c)
	if err != nil {
		return err
	}
	unread, err := choice(c, "unread", "yes")
	if err != nil {
		return err
	}
	name := "notices " + unread
	before, limit, err := s.idPage(c, name)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	rows, err := s.Store.NoticesOf(ctx, staff, before, unread == "yes", limit+1)
	if err != nil {
		return err
	}
	texts, err := s.Store.NoticeTexts(ctx)
	if err != nil {
		return err
	}
	units, err := s.Store.DepartmentPlaces(ctx)
	if err != nil {
		return err
	}
	return pageByID(s, c, name, limit, rows, func(r store.StaffNotice) int64 { return r.ID }, func(r store.StaffNotice) StaffNotice {
		v := StaffNotice{ID: strconv.FormatInt(r.ID, 10), SubjectKind: r.SubjectKind, SubjectID: r.SubjectID, Number: r.Number, Urgent: r.Urgent,
			At: r.At.UTC(), ReadAt: timePtr(r.ReadAt)}
		if t := notice.Find(r.Template); t != nil {
			v.TitleZH, v.TitleEN = t.Title, t.TitleEN
			body := t.Text
			if own, kept := texts[r.Template]; kept {
				body = own.Body
			}
			var p notice.Params
			_ = json.Unmarshal(r.RawParams, &p) // written by ourselves
			values := notice.Values(hotline.Aggregate(r.SubjectKind), t, p, func(id string) string { return units[id].Name })
			values["number"], values["city"] = r.Number, s.City.Name
			v.Text = notice.Render(body, values)
		}
		return v
	})
}

// countUnread answers how many notices I have not read.
func (s *Server) countUnread(c *gin.Context) error {
	staff, err := s.me(c)
	if err != nil {
		return err
	}
	n, err := s.Store.UnreadNotices(c.Request.Context(), staff)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, NoticeCountView{n})
	return nil
}

// readNotices marks my notices as read.
func (s *Server) readNotices(c *gin.Context) error {
	b, err := Bind[ReadNoticesBody](c)
	if err != nil {
		return err
	}
	staff, err := s.me(c)
	if err != nil {
		return err
	}
	var upTo int64
	if b.UpTo != "" {
		if upTo, err = strconv.ParseInt(b.UpTo, 10, 64); err != nil || upTo < 1 {
			return hotline.Invalid(hotline.FieldProblem{Name: "up_to", Code: "malformed"})
		}
	}
	if b.SubjectID != "" && !isUUID(b.SubjectID) {
		return hotline.Invalid(hotline.FieldProblem{Name: "subject_id", Code: "malformed"})
	}
	if err := s.Store.ReadNotices(c.Request.Context(), staff, upTo, b.SubjectID, s.Clock().UTC()); err != nil {
		return err
	}
	return s.countUnread(c)
}

// listDeliveries lists what is or was to be sent, by state.
func (s *Server) listDeliveries(c *gin.Context) error {
	if err := onlyQuery(c, "limit", "cursor", "state"); err != nil {
		return err
	}
	state, err := choice(c, "state", deliveryStates...)
	if err != nil {
		return err
	}
	state = orElse(state, "waiting")
	name := "deliveries " + state
	before, limit, err := s.idPage(c, name)
	if err != nil {
		return err
	}
	rows, err := s.Store.Deliveries(c.Request.Context(), state, before, limit+1)
	if err != nil {
		return err
	}
	return pageByID(s, c, name, limit, rows, func(r store.Delivery) int64 { return r.ID }, deliveryView)
}

func deliveryView(r store.Delivery) DeliveryView {
	v := DeliveryView{ID: strconv.FormatInt(r.ID, 10), SubjectKind: r.SubjectKind, SubjectID: r.SubjectID, Number: r.Number, Template: r.Template,
		RecipientKind: r.RecipientKind, Recipient: r.Recipient, Urgent: r.Urgent, State: r.State, Attempts: r.Attempts, Code: r.Code, Sender: r.Sender,
		Receipt: r.Receipt, At: r.At.UTC(), DoneAt: timePtr(r.DoneAt)}
	if r.State == "waiting" {
		v.NextAt = timePtr(r.NextAt)
	}
	if t := notice.Find(r.Template); t != nil {
		v.TitleZH, v.TitleEN = t.Title, t.TitleEN
	}
	return v
}

// resendDelivery lets a parked or refused notice wait again, under the key it has.
func (s *Server) resendDelivery(c *gin.Context) error {
	if _, err := Bind[emptyBody](c); err != nil {
		return err
	}
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil || id < 1 {
		return hotline.ErrNotFound
	}
	if _, err := s.Store.DeliveryByID(c.Request.Context(), id); err != nil {
		return err
	}
	return s.once(c, func(ctx context.Context, tx *sqlx.Tx) (int, any, error) {
		ok, err := s.Store.ResendNotice(ctx, tx, id, s.Clock().UTC())
		if err == nil && !ok {
			err = hotline.Fail(hotline.ErrActNotAllowed, "只有停下的或被拒绝的通知可以重发。")
		}
		if err != nil {
			return 0, nil, err
		}
		return http.StatusOK, DeliveryView{ID: c.Param("id"), State: "waiting"}, s.recordWrite(ctx, c, tx, "delivery", "resend", c.Param("id"))
	})
}

// countDeliveries tells how sending stands.
func (s *Server) countDeliveries(c *gin.Context) error {
	ctx := c.Request.Context()
	n, err := s.Store.CountNotices(ctx, s.Clock())
	if err != nil {
		return err
	}
	e, err := s.Store.CountEffects(ctx, s.Clock())
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, DeliveryCounts{n.Waiting, n.Late, n.Parked, n.Refused, e.Waiting, e.Parked})
	return nil
}

// listParkedEffects lists what workflows owed one another and was refused for good.
func (s *Server) listParkedEffects(c *gin.Context) error {
	if err := onlyQuery(c, "limit", "cursor"); err != nil {
		return err
	}
	before, limit, err := s.idPage(c, "parked-effects")
	if err != nil {
		return err
	}
	rows, err := s.Store.ParkedEffects(c.Request.Context(), before, limit+1)
	if err != nil {
		return err
	}
	return pageByID(s, c, "parked-effects", limit, rows, func(r store.ParkedEffect) int64 { return r.ID }, parkedView)
}
