package api

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"minhu/internal/hotline"
)

// isUUID says whether s has the shape of our identifiers.
func isUUID(s string) bool {
	_, err := uuid.Parse(s)
	return err == nil && len(s) == 36
}

// pageLimit reads ?limit=, 1 to 100; 30 when absent.
func pageLimit(c *gin.Context) (int, error) {
	v := c.Query("limit")
	if v == "" {
		return 30, nil
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 || n > 100 {
		return 0, badQuery("limit")
	}
	return n, nil
}

func badQuery(name string) error {
	return &hotline.Problem{Code: hotline.ErrBadQuery, Fields: []hotline.FieldProblem{{Name: name, Code: "invalid"}}}
}

// choice reads a query parameter from a closed set; empty is allowed.
func choice(c *gin.Context, name string, allowed ...string) (string, error) {
	v := c.Query(name)
	if v == "" {
		return "", nil
	}
	for _, a := range allowed {
		if v == a {
			return v, nil
		}
	}
	return "", badQuery(name)
}

// onlyQuery refuses query parameters that the route does not know, that stand twice, or that are too long. `as` is known
// everywhere (see asCitizen).
func onlyQuery(c *gin.Context, known ...string) error {
	for name, values := range c.Request.URL.Query() {
		if !(slices.Contains(known, name) || name == "as") || len(values) != 1 || len(values[0]) > 1024 {
			return badQuery(name)
		}
	}
	return nil
}

// paramID is the id of the path in the form that is stored.
func paramID(c *gin.Context) string { return strings.ToLower(c.Param("id")) }
