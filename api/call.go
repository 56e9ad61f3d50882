package api

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jmoiron/sqlx"

	"minhu/internal/hotline"
	"minhu/internal/live"
	"minhu/internal/store"
	"minhu/policies"
)

// CallBody is what the call centre says about a call: one word a state. The same word again changes nothing; words may come in any
// order. Number is in the open here and nowhere else.
type CallBody struct {
	CallID       string    `json:"call_id"`
	Number       string    `json:"number"`
	Direction    string    `json:"direction"` // in, out
	State        string    `json:"state"`     // ringing, answered, ended, missed
	At           time.Time `json:"at"`
	RecordingURL string    `json:"recording_url"`
	Extension    string    `json:"extension"`
}

var (
	callKeyShape   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:\-]{0,79}$`)
	extensionShape = regexp.MustCompile(`^[0-9]{2,8}$`)
)

// Validate implements Validator.
func (b CallBody) Validate() []hotline.FieldProblem {
	var bad []hotline.FieldProblem
	add := func(ok bool, name, code string) {
		if !ok {
			bad = append(bad, hotline.FieldProblem{Name: name, Code: code})
		}
	}
	add(callKeyShape.MatchString(b.CallID), "call_id", "malformed")
	add(b.Number == "" || phoneShape.MatchString(b.Number), "number", "malformed")
	add(b.Direction == "in" || b.Direction == "out", "direction", "not_a_choice")
	switch b.State {
	case "ringing", "answered", "ended", "missed":
	default:
		add(false, "state", "not_a_choice")
	}
	add(!b.At.IsZero(), "at", "required")
	add(b.RecordingURL == "" || recordingURL(b.RecordingURL), "recording_url", "malformed")
	add(b.Extension == "" || extensionShape.MatchString(b.Extension), "extension", "malformed")
	return bad
}

// recordingURL accepts web addresses only: the link is shown to people.
func recordingURL(v string) bool {
	u, err := url.Parse(v)
	return err == nil && len(v) <= 500 && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil
}

// callSkew is how far a call's time may lie from ours: a call centre may be cut off for a while, and clocks differ a little.
const (
	callPast   = 30 * 24 * time.Hour
	callFuture = 10 * time.Minute
)

// callAnswer is the answer to the call centre.
type callAnswer struct {
	ID    string `json:"id"`
	State string `json:"state"`
}

// postCall takes a word of the call centre. It is no route of the policy: the caller is a machine that shows its token.
func (s *Server) postCall(c *gin.Context) error {
	if !s.callCentre(c) {
		return hotline.ErrNotSignedIn
	}
	body, err := Bind[CallBody](c)
	if err != nil {
		return err
	}
	now := s.Clock().UTC()
	if body.At.Before(now.Add(-callPast)) || body.At.After(now.Add(callFuture)) {
		return hotline.Invalid(hotline.FieldProblem{Name: "at", Code: "out_of_range", Detail: "时间超出可接受的范围"})
	}
	sum := digest(rawBody(c))
	row, _, err := s.Store.PutCall(c.Request.Context(), s.Acts.Ring.Root(), store.CallEvent{Key: "centre/" + body.CallID, Source: "centre",
		Direction: body.Direction, Number: body.Number, State: body.State, RecordingURL: body.RecordingURL, Extension: body.Extension,
		At: body.At.UTC(), Digest: sum}, now, callTopics, s.afterCall(c.Request.Context(), body.Number, now))
	if errors.Is(err, store.ErrCallNumber) {
		return hotline.Invalid(hotline.FieldProblem{Name: "number", Code: "changed", Detail: "同一来电的号码前后不一致"})
	}
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, callAnswer{ID: row.ID, State: row.State})
	return nil
}

// callCentre says whether the request shows the call centre's token; the time it takes tells nothing about the token.
func (s *Server) callCentre(c *gin.Context) bool {
	token, ok := strings.CutPrefix(c.GetHeader("Authorization"), "Bearer ")
	want, got := sha256.Sum256([]byte(s.Config.CallToken)), sha256.Sum256([]byte(token))
	return subtle.ConstantTimeCompare(want[:], got[:]) == 1 && ok && s.Config.CallToken != ""
}

// callTopics names who is told of a call: whoever has it, or every agent while nobody has; supervisors always.
func callTopics(r store.CallRow) []string {
	out := []string{live.RoleTopic(policies.RoleSupervisor)}
	if r.AssigneeID.Valid {
		return append(out, live.StaffTopic(r.AssigneeID.String))
	}
	return append(out, live.RoleTopic(policies.RoleAgent))
}

// afterCall is what follows from a call in its transaction: a missed one makes a wish to be called back, and one that was
// answered after all takes that wish back.
func (s *Server) afterCall(ctx context.Context, number string, now time.Time) func(*sqlx.Tx, store.CallRow) error {
	return func(tx *sqlx.Tx, r store.CallRow) error {
		switch {
		case r.State == "missed" && r.Direction == "in" && number != "":
			clock, err := s.Time.Callback(now)
			if err != nil {
				return err
			}
			root := s.Acts.Ring.Root()
			_, err = s.Store.PutCallback(ctx, tx, root, store.NewCallback{ID: hotline.NewID(root.Namespace(), "call", "callback", r.ID), Source: "missed",
				Number: number, Call: r.ID, Clock: clock, At: now}, callbackTopics(""))
			return err
		case r.State == "answered" || r.State == "ended":
			return s.Store.WithdrawMissed(ctx, tx, r.ID, now)
		}
		return nil
	}
}

// CallView is a call as the desk sees it; the number is masked.
type CallView struct {
	ID          string     `json:"id"`
	Source      string     `json:"source"`
	Direction   string     `json:"direction"`
	Number      string     `json:"number"`
	Withheld    bool       `json:"withheld"` // the caller's number is not shown
	Extension   string     `json:"extension,omitempty"`
	State       string     `json:"state"`
	At          time.Time  `json:"at"`
	AnsweredAt  *time.Time `json:"answered_at,omitempty"`
	EndedAt     *time.Time `json:"ended_at,omitempty"`
	Holder      string     `json:"holder,omitempty"`
	Mine        bool       `json:"mine"`
	Outcome     string     `json:"outcome,omitempty"`
	Note        string     `json:"note,omitempty"`
	SubjectKind string     `json:"subject_kind,omitempty"`
	SubjectID   string     `json:"subject_id,omitempty"`
	ClosedAt    *time.Time `json:"closed_at,omitempty"`
	CallbackID  string     `json:"callback_id,omitempty"`
	Recording   string     `json:"recording_url,omitempty"` // for those who may listen
	Rev         int64      `json:"rev"`
}

func callResource(r store.CallRow) policies.Resource {
	return policies.Resource{AssigneeID: r.AssigneeID.String, State: r.State}
}

func (s *Server) callView(p *policies.Principal, r store.CallRow) (CallView, error) {
	v := CallView{ID: r.ID, Source: r.Source, Direction: r.Direction, Number: r.NumberMask, Withheld: r.NumberIndex == nil, Extension: r.Extension,
		State: r.State, At: r.FirstAt.UTC(), AnsweredAt: timePtr(r.AnsweredAt), EndedAt: timePtr(r.EndedAt), Holder: r.AssigneeName,
		Mine: r.AssigneeID.String == p.ID, Outcome: r.Outcome, Note: r.Note, SubjectKind: r.SubjectKind, SubjectID: r.SubjectID.String,
		ClosedAt: timePtr(r.ClosedAt), CallbackID: r.CallbackID.String, Rev: r.Rev}
	if r.RecordingURL != "" {
		res := callResource(r)
		d, err := s.Policies.Load().Enforce(p, "call", "recording.read", &res)
		if err != nil {
			return v, err
		}
		if d.Allow {
			v.Recording = r.RecordingURL
		}
	}
	return v, nil
}

func (s *Server) callViews(p *policies.Principal, rows []store.CallRow) ([]CallView, error) {
	out := make([]CallView, 0, len(rows))
	for _, r := range rows {
		v, err := s.callView(p, r)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// callOf reads the call of a request and asks the policy.
func (s *Server) callOf(c *gin.Context, act string) (store.CallRow, policies.Decision, error) {
	return reach(s, c, "call", act, s.Store.CallByID, callResource)
}
