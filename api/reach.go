package api

import (
	"context"
	"strings"

	"github.com/gin-gonic/gin"

	"minhu/internal/hotline"
	"minhu/policies"
)

// reach reads the thing that a request's path names and asks the policy for one act on it. What is no id, is not there, or
// lies outside the caller's scope looks the same; the refusal of a signed-in person is recorded.
func reach[T any](s *Server, c *gin.Context, kind, act string, load func(context.Context, string) (T, error), resource func(T) policies.Resource) (T, policies.Decision, error) {
	var none T
	id := strings.ToLower(c.Param("id"))
	if !isUUID(id) {
		return none, policies.Decision{}, hotline.ErrNotFound
	}
	r, err := load(c.Request.Context(), id)
	if err != nil {
		return none, policies.Decision{}, err
	}
	res := resource(r)
	d, err := s.Authorize(c, kind, act, &res)
	if err != nil {
		s.refused(c, kind, act, id, err)
	}
	return r, d, err
}
