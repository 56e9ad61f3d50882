package api

import (
	"context"
	"crypto/rand"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"math"
	"net"
	"net/http"
	"runtime/debug"
	"strconv"
	"syscall"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/lib/pq"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"minhu/internal/hotline"
	"minhu/internal/store"
)

// problemBody is the wire form of an error (RFC 9457, with members of our own).
type problemBody struct {
	Code      string                 `json:"code"`
	Status    int                    `json:"status"`
	Title     string                 `json:"title"`
	TitleEN   string                 `json:"title_en"`
	Detail    string                 `json:"detail,omitempty"`
	Fields    []hotline.FieldProblem `json:"fields,omitempty"`
	Rev       int64                  `json:"rev,omitempty"`
	RequestID string                 `json:"request_id"`
}

const (
	requestIDKey = "minhu.request_id"
	problemKey   = "minhu.problem"
	retrySoon    = 2 * time.Second
)

// fail hands an error to the problem middleware and stops the chain.
func fail(c *gin.Context, err error) {
	_ = c.Error(err)
	c.Abort()
}

// requestID gives each request a random name, for the answer, the log and the ledger.
func (s *Server) requestID(c *gin.Context) {
	id := rand.Text()
	c.Set(requestIDKey, id)
	c.Header("X-Request-Id", id)
	c.Next()
}

// RequestID returns the name of the request.
func RequestID(c *gin.Context) string { return c.GetString(requestIDKey) }

// problems alone writes errors. An error that is no Problem and no known failure of a part becomes "internal": its text
// goes to the log, never to the caller.
func (s *Server) problems(c *gin.Context) {
	c.Next()
	if len(c.Errors) == 0 {
		return
	}
	err := c.Errors.Last().Err
	p := s.problemOf(c, err)
	c.Set(problemKey, p.Code)
	if p.Code.Status() >= 500 {
		s.Logger.LogAttrs(c.Request.Context(), slog.LevelError, "request failed", slog.String("request_id", RequestID(c)),
			slog.String("code", string(p.Code)), slog.String("error", safeText(err)))
	}
	if c.Writer.Written() {
		return
	}
	status := p.Code.Status()
	if p.RetryAfter > 0 {
		c.Header("Retry-After", strconv.Itoa(int(math.Ceil(p.RetryAfter.Seconds()))))
	}
	if routeOf(c).Plain {
		s.plainProblem(c, status, p)
		return
	}
	body, _ := json.Marshal(problemBody{Code: string(p.Code), Status: status, Title: p.Code.Title(), TitleEN: p.Code.TitleEN(),
		Detail: p.Detail, Fields: p.Fields, Rev: p.Rev, RequestID: RequestID(c)})
	c.Header("Cache-Control", "no-store")
	c.Data(status, "application/problem+json; charset=utf-8", body)
}

// recoverPanic turns a panic into "internal"; the stack stays in the log.
func (s *Server) recoverPanic(c *gin.Context) {
	defer func() {
		if v := recover(); v != nil {
			if v == http.ErrAbortHandler {
				panic(v)
			}
			s.Logger.Error("panic", "request_id", RequestID(c), "panic", panicText(v), "stack", string(debug.Stack()))
			fail(c, hotline.ErrInternal)
		}
	}()
	c.Next()
}

// problemOf finds the Problem in err, or the one that stands for the failure of a part.
func (s *Server) problemOf(c *gin.Context, err error) *hotline.Problem {
	var p *hotline.Problem
	if errors.As(err, &p) {
		if p.RetryAfter == 0 && p.Code.Status() == http.StatusServiceUnavailable {
			q := *p
			q.RetryAfter = retrySoon
			return &q
		}
		return p
	}
	code, detail := classify(err)
	if code == hotline.ErrTimeout && errors.Is(c.Request.Context().Err(), context.Canceled) {
		// The caller has gone; nobody reads this.
		return &hotline.Problem{Code: hotline.ErrTimeout, RetryAfter: retrySoon}
	}
	p = &hotline.Problem{Code: code, Detail: detail}
	switch code.Status() {
	case http.StatusServiceUnavailable, http.StatusTooManyRequests:
		p.RetryAfter = retrySoon
	}
	return p
}

// classify maps errors of the parts to codes. What it does not know is internal.
func classify(err error) (code hotline.Code, detail string) {
	var c hotline.Code
	if errors.As(err, &c) {
		if _, known := hotline.KnownCode(string(c)); known {
			return c, ""
		}
		return hotline.ErrInternal, ""
	}
	if code, detail, ok := classifyEngine(err); ok {
		return code, detail
	}
	var tooLarge *http.MaxBytesError
	var pqErr *pq.Error
	var netErr net.Error
	switch {
	case errors.As(err, &tooLarge):
		return hotline.ErrBodyTooLarge, ""
	case errors.Is(err, store.ErrKeyReused):
		return hotline.ErrIdempotencyKeyReused, ""
	case errors.As(err, &pqErr):
		return classifyDatabase(pqErr), ""
	case errors.Is(err, sql.ErrNoRows):
		return hotline.ErrNotFound, ""
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return hotline.ErrTimeout, ""
	case errors.Is(err, driver.ErrBadConn), errors.Is(err, sql.ErrConnDone), errors.Is(err, sql.ErrTxDone),
		errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.EPIPE), errors.Is(err, syscall.ECONNRESET):
		return hotline.ErrDatabaseUnavailable, ""
	case errors.As(err, &netErr):
		// The engine's client speaks in serviceerrors; a bare network error comes from the database driver.
		return hotline.ErrDatabaseUnavailable, ""
	}
	return hotline.ErrInternal, ""
}

// classifyEngine maps errors of the workflow engine. An application error whose type is a code of the catalogue was
// raised by our workflows to be shown.
func classifyEngine(err error) (hotline.Code, string, bool) {
	var app *temporal.ApplicationError
	if errors.As(err, &app) {
		if code, ok := hotline.KnownCode(app.Type()); ok {
			return code, app.Message(), true
		}
		return hotline.ErrInternal, "", true
	}
	var (
		exhausted *serviceerror.ResourceExhausted
		down      *serviceerror.Unavailable
		notFound  *serviceerror.NotFound
		notReady  *serviceerror.WorkflowNotReady
		deadline  *serviceerror.DeadlineExceeded
		canceled  *serviceerror.Canceled
		waited    *client.WorkflowUpdateServiceTimeoutOrCanceledError
	)
	switch {
	case errors.As(err, &exhausted):
		return hotline.ErrTooManyInFlight, "", true
	case errors.As(err, &down), errors.As(err, &notReady):
		return hotline.ErrEngineUnavailable, "", true
	case errors.As(err, &deadline), errors.As(err, &canceled), errors.As(err, &waited):
		return hotline.ErrTimeout, "", true
	case errors.As(err, &notFound):
		return hotline.ErrNotFound, "", true
	}
	// What else the engine says while it dies or starts is no answer either.
	var other serviceerror.ServiceError
	if errors.As(err, &other) {
		return hotline.ErrEngineUnavailable, "", true
	}
	return "", "", false
}

// classifyDatabase maps SQLSTATE codes (PostgreSQL documentation, appendix A).
func classifyDatabase(e *pq.Error) hotline.Code {
	switch e.Code {
	case "22021", "22P05": // invalid byte sequence, untranslatable character
		return hotline.ErrBadUTF8
	case "22P02", "22003", "22007", "22008": // not a value of the type
		return hotline.ErrBadQuery
	case "23505":
		return hotline.ErrAlreadyExists
	case "23503", "23514", "23502":
		return hotline.ErrValidationFailed
	case "57014": // cancelled: our deadline
		return hotline.ErrTimeout
	case "53300", "53400", "53200", "53100", // out of connections, memory, disk
		"55000", "3D000", "28000", "28P01": // the database takes no connections, or not ours
		return hotline.ErrDatabaseUnavailable
	case "40001", "40P01", "55P03":
		return hotline.ErrTooManyInFlight
	}
	switch e.Code.Class() {
	case "08", "57": // connection exception, operator intervention
		return hotline.ErrDatabaseUnavailable
	}
	return hotline.ErrInternal
}
