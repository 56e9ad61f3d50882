package api

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jmoiron/sqlx"

	"minhu/internal/catalogue"
	"minhu/internal/hotline"
	"minhu/internal/store"
)

// DutyProposalView is a correction of the duty list that upheld returns propose.
type DutyProposalView struct {
	ID          string     `json:"id"`
	Class       string     `json:"class"`
	ClassName   string     `json:"class_name"`
	District    string     `json:"district,omitempty"`
	Hour        int        `json:"hour"` // of the city's day at which it was dispatched
	FromUnit    string     `json:"from_unit"`
	FromName    string     `json:"from_name"`
	ToUnit      string     `json:"to_unit"`
	ToName      string     `json:"to_name"`
	CaseID      string     `json:"case_id"` // the newest return that says so
	Number      string     `json:"number"`
	Ground      string     `json:"ground,omitempty"`
	Count       int        `json:"count"`
	ProposedAt  time.Time  `json:"proposed_at"`
	State       string     `json:"state"`
	DecidedAt   *time.Time `json:"decided_at,omitempty"`
	DecidedName string     `json:"decided_name,omitempty"`
	Reason      string     `json:"reason,omitempty"`
	Version     int        `json:"version,omitempty"` // of the duty list that took it in
}

// DutyDecisionBody decides a proposal. BaseVersion is the version of the duty list that was seen; a dismissal needs none.
type DutyDecisionBody struct {
	BaseVersion int    `json:"base_version,omitempty"`
	Reason      string `json:"reason"`
}

// Validate implements Validator.
func (b DutyDecisionBody) Validate() []hotline.FieldProblem {
	switch n := len([]rune(strings.TrimSpace(b.Reason))); {
	case n == 0:
		return []hotline.FieldProblem{{Name: "reason", Code: "required", Detail: "请填写理由"}}
	case n > 200:
		return []hotline.FieldProblem{{Name: "reason", Code: "too_long", Detail: "理由最多 200 个字"}}
	}
	return nil
}

// listDutyProposals lists proposals by state, the newest first.
func (s *Server) listDutyProposals(c *gin.Context) error {
	if err := onlyQuery(c, "limit", "cursor", "state"); err != nil {
		return err
	}
	state, err := choice(c, "state", "open", "adopted", "dismissed")
	if err != nil {
		return err
	}
	state = orElse(state, "open")
	before, limit, err := s.idPage(c, "duty-proposals "+state)
	if err != nil {
		return err
	}
	rows, err := s.Store.DutyProposals(c.Request.Context(), state, before, limit+1)
	if err != nil {
		return err
	}
	return pageByID(s, c, "duty-proposals "+state, limit, rows, func(r store.DutyProposal) int64 { return r.ID }, func(r store.DutyProposal) DutyProposalView {
		return DutyProposalView{ID: strconv.FormatInt(r.ID, 10), Class: r.Class, ClassName: r.ClassName, District: r.District, Hour: r.Hour, FromUnit: r.FromUnit,
			FromName: r.FromName, ToUnit: r.ToUnit, ToName: r.ToName, CaseID: r.CaseID, Number: r.Number, Ground: r.Ground, Count: r.Count,
			ProposedAt: r.ProposedAt.UTC(), State: r.State, DecidedAt: timePtr(r.DecidedAt), DecidedName: r.DecidedName, Reason: r.Reason, Version: int(r.Version.Int64)}
	})
}

// proposal reads the proposal that the path names.
func (s *Server) proposal(c *gin.Context) (store.DutyProposal, error) {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil || id < 1 {
		return store.DutyProposal{}, hotline.ErrNotFound
	}
	return s.Store.DutyProposalByID(c.Request.Context(), id)
}

var errDecided = hotline.Fail(hotline.ErrActNotAllowed, "这条建议已有结论。")

// adoptDutyProposal publishes the duty list with the correction in it and ends the proposal, in one transaction.
func (s *Server) adoptDutyProposal(c *gin.Context) error {
	body, err := Bind[DutyDecisionBody](c)
	if err != nil {
		return err
	}
	r, err := s.proposal(c)
	if err != nil {
		return err
	}
	k, ctx := catalogue.Find("duty"), c.Request.Context()
	rows, err := s.Store.CatalogueRows(ctx, k.Name)
	if err != nil {
		return err
	}
	report, err := s.checkCatalogue(ctx, k, catalogue.Correct(rows, r.Class, r.District, r.Hour, r.ToUnit))
	if err != nil {
		return err
	}
	if len(report.Faults) > 0 {
		return catalogueFaults(report.Faults)
	}
	p := principal(c)
	return s.once(c, func(ctx context.Context, tx *sqlx.Tx) (int, any, error) {
		at := s.Clock().UTC().Truncate(time.Microsecond)
		version, changes := body.BaseVersion, []catalogue.Change{}
		if len(report.Changes) > 0 {
			if version, changes, err = s.Store.PublishCatalogue(ctx, tx, k, body.BaseVersion, report.Rows, s.actor(c, p), strings.TrimSpace(body.Reason), at); err != nil {
				return 0, nil, err
			}
		}
		ok, err := s.Store.DecideDutyProposal(ctx, tx, r.ID, max(version, 1), p.ID, p.Name, strings.TrimSpace(body.Reason), at)
		if err == nil && !ok {
			err = errDecided
		}
		if err != nil {
			return 0, nil, err
		}
		return http.StatusOK, CataloguePublished{version, changes}, s.recordWrite(ctx, c, tx, "catalogue", "publish", fmt.Sprintf("duty@%d proposal %d", version, r.ID))
	})
}

// dismissDutyProposal ends a proposal without changing the list.
func (s *Server) dismissDutyProposal(c *gin.Context) error {
	body, err := Bind[DutyDecisionBody](c)
	if err != nil {
		return err
	}
	r, err := s.proposal(c)
	if err != nil {
		return err
	}
	p := principal(c)
	return s.once(c, func(ctx context.Context, tx *sqlx.Tx) (int, any, error) {
		ok, err := s.Store.DecideDutyProposal(ctx, tx, r.ID, 0, p.ID, p.Name, strings.TrimSpace(body.Reason), s.Clock().UTC())
		if err == nil && !ok {
			err = errDecided
		}
		if err != nil {
			return 0, nil, err
		}
		return http.StatusOK, subjectRef{Kind: "duty_proposal", ID: c.Param("id")}, s.recordWrite(ctx, c, tx, "catalogue", "dismiss", fmt.Sprintf("duty proposal %d", r.ID))
	})
}
