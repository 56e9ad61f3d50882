package api

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"google.golang.org/protobuf/reflect/protoreflect"

	"minhu/internal/hotline"
	"minhu/internal/pii"
	"minhu/internal/store"
)

// listLedger reads the record: ?subject=, ?act=, ?actor=, ?refused=true, newest first.
func (s *Server) listLedger(c *gin.Context) error {
	if err := onlyQuery(c, "subject", "act", "actor", "refused", "limit", "cursor"); err != nil {
		return err
	}
	limit, err := pageLimit(c)
	if err != nil {
		return err
	}
	refused, err := choice(c, "refused", "true")
	if err != nil {
		return err
	}
	f := store.LedgerFilter{Subject: c.Query("subject"), Act: c.Query("act"), Actor: c.Query("actor"), Refused: refused == "true"}
	if f.Subject != "" && !isUUID(f.Subject) {
		return badQuery("subject")
	}
	p := principal(c)
	name := strings.Join([]string{"ledger", f.Subject, f.Act, f.Actor, refused}, "|")
	if _, err := s.decodeCursor(p, name, c.Query("cursor"), &f.Before); err != nil {
		return err
	}
	rows, err := s.Store.LedgerPage(c.Request.Context(), f, limit+1)
	if err != nil {
		return err
	}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		if next, err = s.encodeCursor(p, name, rows[limit-1].ID); err != nil {
			return err
		}
	}
	writePage(c, rows, next)
	return nil
}

// findNumber finds a case or message by its human number, for the desk's search box.
func (s *Server) findNumber(c *gin.Context) error {
	kind, id, err := s.Store.SubjectByNumber(c.Request.Context(), strings.ToUpper(strings.TrimSpace(c.Param("number"))))
	if err != nil {
		return err
	}
	var sub subject
	if kind == "case" {
		sub, err = s.caseSubject(c.Request.Context(), id)
	} else {
		sub, err = s.messageSubject(c.Request.Context(), id)
	}
	if err != nil {
		return err
	}
	if _, err := s.Authorize(c, kind, "read", &sub.resource); err != nil {
		s.refused(c, kind, "read", id, err)
		return err
	}
	c.JSON(http.StatusOK, gin.H{"kind": kind, "id": id})
	return nil
}

// HistoryEvent is one event of a workflow's history, its payloads opened.
type HistoryEvent struct {
	ID       int64     `json:"id,string"`
	Type     string    `json:"type"`
	At       time.Time `json:"at"`
	Payloads []any     `json:"payloads,omitempty"`
}

// caseHistory shows the workflow's own history, decoded. The look is on record before anything is shown.
func (s *Server) caseHistory(c *gin.Context) error {
	id, ctx := strings.ToLower(c.Param("id")), c.Request.Context()
	if !isUUID(id) {
		return hotline.ErrNotFound
	}
	r, err := s.Store.CaseByID(ctx, id)
	if err != nil {
		return err
	}
	res := caseResource(r)
	d, err := s.Authorize(c, "case", "history.read", &res)
	if err != nil {
		s.refused(c, "case", "history.read", id, err)
		return err
	}
	p := principal(c)
	if err := s.Store.AddLedger(ctx, store.LedgerEntry{At: s.Clock(), ActorKind: p.Kind, ActorID: p.ID, ActorName: p.Name, Act: "history", SubjectKind: "case",
		SubjectID: &id, Outcome: "applied", PolicyLine: d.Line, PolicyVersion: d.Version, RequestID: RequestID(c)}); err != nil {
		return err
	}
	if r.Imported {
		c.JSON(http.StatusOK, gin.H{"items": []any{}, "imported": true})
		return nil
	}
	wf := hotline.WorkflowID(hotline.Case, id)
	codec := pii.NewCodec(s.Acts.Ring)
	it := s.Temporal.GetWorkflowHistory(ctx, wf, "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	items := []HistoryEvent{}
	for it.HasNext() && len(items) < maxHistory {
		e, err := it.Next()
		if err != nil {
			return err
		}
		v, err := historyEvent(e, codec)
		if err != nil {
			return err
		}
		items = append(items, v)
	}
	c.JSON(http.StatusOK, gin.H{"items": items, "workflow_id": wf})
	return nil
}

// maxHistory bounds what one page shows of a history.
const maxHistory = 2000

func historyEvent(e *historypb.HistoryEvent, codec pii.Codec) (HistoryEvent, error) {
	v := HistoryEvent{ID: e.EventId, Type: strings.TrimPrefix(e.EventType.String(), "EVENT_TYPE_"), At: e.EventTime.AsTime()}
	var sealed []*commonpb.Payload
	collect(e.ProtoReflect(), &sealed)
	open, err := codec.Decode(sealed)
	if err != nil {
		return v, err
	}
	for _, p := range open {
		var data any
		if json.Unmarshal(p.Data, &data) != nil {
			data = string(p.Data)
		}
		v.Payloads = append(v.Payloads, data)
	}
	return v, nil
}

// collect finds every payload inside a message, in field order.
func collect(m protoreflect.Message, out *[]*commonpb.Payload) {
	if p, ok := m.Interface().(*commonpb.Payload); ok {
		*out = append(*out, p)
		return
	}
	m.Range(func(f protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		switch {
		case f.IsMap():
			if f.MapValue().Message() != nil {
				v.Map().Range(func(_ protoreflect.MapKey, x protoreflect.Value) bool {
					collect(x.Message(), out)
					return true
				})
			}
		case f.Message() == nil:
		case f.IsList():
			for i := range v.List().Len() {
				collect(v.List().Get(i).Message(), out)
			}
		default:
			collect(v.Message(), out)
		}
		return true
	})
}
