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
}

// hiddenFromCitizens are acts of the house's own.
var hiddenFromCitizens = map[string]bool{"note": true, "supervise": true, "overdue": true, "review_redo": true}

// publicFields are the fields of an act that a citizen reads.
var publicFields = map[string]bool{"reason": true, "decline_code": true, "public_reply": true, "solved": true, "satisfied": true, "contacted": true, "comment": true, "content": true, "class": true, "kind": true}

func (s *Server) caseTimeline(c *gin.Context) error {
	return s.timeline(c, hotline.Case, func(id string) (policies.Resource, string, error) {
		r, err := s.Store.CaseByID(c.Request.Context(), id)
		return caseResource(r), r.Stage, err
	})
}

func (s *Server) messageTimeline(c *gin.Context) error {
	return s.timeline(c, hotline.Message, func(id string) (policies.Resource, string, error) {
		r, err := s.Store.MessageByID(c.Request.Context(), id)
		return messageResource(r), "closed", err
	})
}

// timeline reads every recorded act of a case or message, as this reader may see it.
func (s *Server) timeline(c *gin.Context, agg hotline.Aggregate, load func(id string) (policies.Resource, string, error)) error {
	id, ctx := strings.ToLower(c.Param("id")), c.Request.Context()
	if !isUUID(id) {
		return hotline.ErrNotFound
	}
	res, stage, err := load(id)
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
	staff := principal(c).Kind == policies.KindStaff
	items := []TimelineItem{}
	for _, r := range rows {
		if !staff && hiddenFromCitizens[r.Act] {
			continue
		}
		item, err := s.timelineItem(c, r, names)
		if err != nil {
			return err
		}
		if !staff {
			item.ActorName, item.ActorRole, item.Clocks = "", "", nil
			if item.ActorKind == policies.KindStaff && item.ActorUnit == "" {
				item.ActorUnit = s.City.Name + " 12345"
			}
			for name := range item.Fields {
				if !publicFields[name] || name == "public_reply" && !replyShown[stage] {
					delete(item.Fields, name)
				}
			}
		}
		items = append(items, item)
	}
	c.JSON(http.StatusOK, gin.H{"items": items})
	return nil
}

func (s *Server) timelineItem(c *gin.Context, r store.EventRow, names map[string]string) (TimelineItem, error) {
	e := r.Event()
	item := TimelineItem{Seq: r.Seq, Act: r.Act, ActorKind: r.ActorKind, ActorName: r.ActorName, ActorRole: r.ActorRole, At: r.At.UTC(), From: r.FromStage,
		To: r.ToStage, Department: names[r.Department], Clocks: e.Clocks, ActorUnit: names[r.ActorDept]}
	var data struct {
		Fields map[string]string `json:"fields"`
	}
	if err := json.Unmarshal(r.Data, &data); err != nil {
		return item, err
	}
	item.Fields = data.Fields
	if len(r.DataSealed) > 0 {
		b, err := s.Acts.Ring.Open(c.Request.Context(), r.SubjectID, "event", r.DataSealed)
		switch {
		case errors.Is(err, pii.ErrKeyErased):
			item.Sealed = true
		case err != nil:
			return item, err
		default:
			var more map[string]string
			if err := json.Unmarshal(b, &more); err != nil {
				return item, err
			}
			if item.Fields == nil {
				item.Fields = map[string]string{}
			}
			for k, v := range more {
				item.Fields[k] = v
			}
		}
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
