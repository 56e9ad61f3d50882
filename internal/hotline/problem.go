package hotline

import (
	"fmt"
	"time"
)

// FieldProblem says what is wrong with one field of a request. Name is the JSON path (contact.phone), Code a short word
// the pages translate (required, too_long, too_short, malformed, unknown_value, out_of_range), Detail a Chinese sentence.
type FieldProblem struct {
	Name   string `json:"name"`
	Code   string `json:"code"`
	Detail string `json:"detail,omitempty"`
}

// Problem is an error that may be shown: a code from the catalogue and what was learned about this one case. Cause is
// for the log and is never shown.
type Problem struct {
	Code       Code
	Detail     string // Chinese sentence for this case; empty where the title says it all
	Fields     []FieldProblem
	Rev        int64         // current revision, with state_changed
	RetryAfter time.Duration // with 429 and 503; rounded up to seconds
	Cause      error
}

// Fail makes a Problem. The detail is shown to people: it holds no personal data and no text of another error.
func Fail(code Code, detail string, args ...any) *Problem {
	if len(args) > 0 {
		detail = fmt.Sprintf(detail, args...)
	}
	return &Problem{Code: code, Detail: detail}
}

// Invalid makes a validation_failed Problem from field problems.
func Invalid(fields ...FieldProblem) *Problem {
	return &Problem{Code: ErrValidationFailed, Fields: fields}
}

// Stale makes a state_changed Problem with the current revision.
func Stale(rev int64) *Problem { return &Problem{Code: ErrStateChanged, Rev: rev} }

// Because returns the problem with its hidden cause.
func (p *Problem) Because(err error) *Problem {
	p.Cause = err
	return p
}

// Error is for logs: code, detail and cause.
func (p *Problem) Error() string {
	s := string(p.Code)
	if p.Detail != "" {
		s += ": " + p.Detail
	}
	if p.Cause != nil {
		s += ": " + p.Cause.Error()
	}
	return s
}

// Is makes errors.Is(err, hotline.ErrStateChanged) true for a Problem with that code.
func (p *Problem) Is(target error) bool {
	c, ok := target.(Code)
	return ok && c == p.Code
}

// Unwrap gives the hidden cause.
func (p *Problem) Unwrap() error { return p.Cause }
