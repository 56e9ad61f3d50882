package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"minhu/internal/hotline"
	"minhu/internal/pii"
	"minhu/internal/store"
	"minhu/policies"
)

// TimelineItem is one recorded act. Pages put it into words from act and fields; no finished sentence is stored.
type TimelineItem struct {
	Seq        int64             `json:"seq"`
	Act        string            `json:"act"`
	ActorKind  string            `json:"actor_kind"`
	ActorName  string            `json:"actor_name,omitempty"`
	ActorRole  string            `json:"actor_role,omitempty"`
	ActorUnit  string            `json:"actor_unit,omitempty"`
	At         time.Time         `json:"at"`
	From       string            `json:"from"`
	To         string            `json:"to"`
	Department string            `json:"department,omitempty"`
	Fields     map[string]string `json:"fields,omitempty"`
	Clocks     []hotline.Clock   `json:"clocks,omitempty"`
	Sealed     bool              `json:"sealed,omitempty"` // texts that were erased
	DueAt      *time.Time        `json:"due_at,omitempty"` // for citizens: until when an extension was granted

	held map[string]string // the text of a reply before its review
}

func (s *Server) caseTimeline(c *gin.Context) error {
	return s.timeline(c, hotline.Case, func(id string) (policies.Resource, error) {
		r, err := s.Store.CaseByID(c.Request.Context(), id)
		return caseResource(r), err
	})
}

func (s *Server) messageTimeline(c *gin.Context) error {
	return s.timeline(c, hotline.Message, func(id string) (policies.Resource, error) {
		r, err := s.Store.MessageByID(c.Request.Context(), id)
		return messageResource(r), err
	})
}

// timeline reads every recorded act of a case or message, as this reader may see it.
func (s *Server) timeline(c *gin.Context, agg hotline.Aggregate, load func(id string) (policies.Resource, error)) error {
	id, ctx := strings.ToLower(c.Param("id")), c.Request.Context()
	if !isUUID(id) {
		return hotline.ErrNotFound
	}
	res, err := load(id)
	if err != nil {
		return err
	}
	d, err := s.Authorize(c, string(agg), "read", &res)
	if err != nil {
		s.refused(c, string(agg), "read", id, err)
		return err
	}
	if err := s.looked(c, string(agg), id, d); err != nil {
		return err
	}
	rows, err := s.Store.EventsAfter(ctx, id, 0)
	if err != nil {
		return err
	}
	names, err := s.unitNames(ctx)
	if err != nil {
		return err
	}
	items := []TimelineItem{}
	for _, r := range rows {
		item, err := s.timelineItem(c, r, names)
		if err != nil {
			return err
		}
		items = append(items, item)
	}
	if principal(c).Kind != policies.KindStaff {
		items = s.citizenTimeline(agg, items, rows)
	}
	c.JSON(http.StatusOK, gin.H{"items": items})
	return nil
}

func (s *Server) timelineItem(c *gin.Context, r store.EventRow, names map[string]string) (TimelineItem, error) {
	e := r.Event()
	item := TimelineItem{Seq: r.Seq, Act: r.Act, ActorKind: r.ActorKind, ActorName: r.ActorName, ActorRole: r.ActorRole, At: r.At.UTC(), From: r.FromStage,
		To: r.ToStage, Department: names[r.Department], Clocks: e.Clocks, ActorUnit: names[r.ActorDept]}
	var err error
	if item.Fields, item.Sealed, err = s.eventFields(c.Request.Context(), r); err != nil {
		return item, err
	}
	return item, s.nameFields(c.Request.Context(), item.Fields, names)
}

// nameFields puts names where an act holds ids: of departments and of the person a case was given to. Ids of other cases go.
func (s *Server) nameFields(ctx context.Context, f map[string]string, names map[string]string) error {
	for _, field := range []string{"department", "department_suggested", "departments", "accused"} {
		if f[field] == "" {
			continue
		}
		var list []string
		for _, id := range strings.Fields(f[field]) {
			list = append(list, s.unitOf(names, id))
		}
		f[field] = strings.Join(list, "、")
	}
	for _, field := range []string{"master", "member", "other"} {
		delete(f, field)
	}
	if id := f["assignee"]; id != "" {
		name, err := s.Store.PersonName(ctx, id)
		if err != nil {
			return err
		}
		f["assignee"] = name
	}
	return nil
}

// eventFields reads the fields of a recorded act, the sealed ones too; erased says that those are gone for good.
func (s *Server) eventFields(ctx context.Context, r store.EventRow) (f map[string]string, erased bool, err error) {
	var data struct {
		Fields map[string]string `json:"fields"`
	}
	if err := json.Unmarshal(r.Data, &data); err != nil {
		return nil, false, err
	}
	if len(r.DataSealed) == 0 {
		return data.Fields, false, nil
	}
	b, err := s.Acts.Ring.Open(ctx, r.SubjectID, "event", r.DataSealed)
	if errors.Is(err, pii.ErrKeyErased) {
		return data.Fields, true, nil
	}
	if err != nil {
		return nil, false, err
	}
	var more map[string]string
	if err := json.Unmarshal(b, &more); err != nil {
		return nil, false, err
	}
	if data.Fields == nil {
		data.Fields = map[string]string{}
	}
	for k, v := range more {
		data.Fields[k] = v
	}
	return data.Fields, false, nil
}
