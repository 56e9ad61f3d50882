package api

import (
	_ "embed"
	"net/http"

	"github.com/gin-gonic/gin"
)

//go:embed openapi.yaml
var openAPI []byte

// OpenAPI returns the description of the API (OpenAPI 3.1) that is served and tested against the route table.
func OpenAPI() []byte { return append([]byte(nil), openAPI...) }

func (s *Server) serveOpenAPI(c *gin.Context) error {
	c.Header("Cache-Control", "no-cache")
	c.Data(http.StatusOK, "application/yaml; charset=utf-8", openAPI)
	return nil
}
