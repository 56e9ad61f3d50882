package api

import (
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/lib/pq"

	"minhu/internal/hotline"
)

// observe counts and logs each request: route pattern, status, duration, code. No address, no query, no body, no name:
// a log is read by people who may not see what the pages show.
func (s *Server) observe(c *gin.Context) {
	begin := s.Clock()
	c.Next()
	took := s.Clock().Sub(begin)
	path := c.FullPath()
	if path == "" {
		path = "unmatched"
	}
	code, _ := c.Get(problemKey)
	problem, _ := code.(hotline.Code)
	status := c.Writer.Status()
	s.metrics.request(c.Request.Method, path, status, took)
	if problem != "" {
		s.metrics.refusal(string(problem))
	}
	level := slog.LevelDebug
	if status >= 500 {
		level = slog.LevelWarn
	}
	if !s.Logger.Enabled(c.Request.Context(), level) {
		return
	}
	s.Logger.LogAttrs(c.Request.Context(), level, "request", slog.String("request_id", RequestID(c)),
		slog.String("method", c.Request.Method), slog.String("route", path), slog.Int("status", status),
		slog.String("code", string(problem)), slog.Duration("took", took.Round(time.Microsecond)))
}

// safeText is the text of an error for the log without what a person wrote: database errors quote values in their
// message and detail, so only their SQLSTATE, constraint and column are kept.
func safeText(err error) string {
	var e *pq.Error
	if errors.As(err, &e) {
		return fmt.Sprintf("postgres %s (%s) table=%s column=%s constraint=%s", e.Code, e.Code.Name(), e.Table, e.Column, e.Constraint)
	}
	return err.Error()
}

// panicText names a panic by its type, and by its text only where that comes from the runtime.
func panicText(v any) string {
	if e, ok := v.(interface{ RuntimeError() }); ok {
		return fmt.Sprintf("%v", e)
	}
	return fmt.Sprintf("%T", v)
}
