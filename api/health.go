package api

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"go.temporal.io/sdk/client"
)

// partTimeout bounds the question to one part.
const partTimeout = 2 * time.Second

var errNotStarted = errors.New("not started")

// healthz says that the process lives; it asks nothing else.
func (s *Server) healthz(c *gin.Context) error {
	c.JSON(http.StatusOK, gin.H{"status": "ok"})
	return nil
}

// readyz asks every part and answers 503 when one does not work. It names parts, not reasons: those are in the log.
func (s *Server) readyz(c *gin.Context) error {
	parts := map[string]func(context.Context) error{
		"database": func(ctx context.Context) error {
			if s.Store == nil {
				return errNotStarted
			}
			return s.Store.DB.PingContext(ctx)
		},
		"engine": func(ctx context.Context) error {
			if s.Temporal == nil {
				return errNotStarted
			}
			_, err := s.Temporal.CheckHealth(ctx, &client.CheckHealthRequest{})
			return err
		},
		"live": func(context.Context) error {
			if s.Live == nil {
				return errNotStarted
			}
			return s.Live.Healthy()
		},
	}
	for name, ask := range s.Ready {
		parts[name] = ask
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	answer := map[string]string{}
	status := http.StatusOK
	for name, ask := range parts {
		wg.Go(func() {
			ctx, cancel := context.WithTimeout(c.Request.Context(), partTimeout)
			defer cancel()
			err := ask(ctx)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				answer[name] = "ok"
				return
			}
			answer[name] = "unavailable"
			status = http.StatusServiceUnavailable
			s.Logger.Warn("a part is not ready", "part", name, "error", safeText(err))
		})
	}
	wg.Wait()
	word := "ready"
	if status != http.StatusOK {
		word = "not ready"
		c.Header("Retry-After", "2")
	}
	c.Header("Cache-Control", "no-store")
	c.JSON(status, gin.H{"status": word, "parts": answer, "version": s.Config.Version})
	return nil
}
