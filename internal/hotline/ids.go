package hotline

import (
	"fmt"
	"strings"

	"github.com/google/uuid"
)

// NewID derives the internal id of what actor opens on resource with an Idempotency-Key: UUIDv5 (RFC 9562 §5.5) in the
// installation's secret namespace, so that a retry opens the same thing and nobody can guess another's id.
func NewID(namespace uuid.UUID, actor, resource, key string) string {
	return uuid.NewSHA1(namespace, []byte(actor+"\x00"+resource+"\x00"+key)).String()
}

// WorkflowID is the one place where a workflow id is made: "case/<uuid>". It holds no personal data.
func WorkflowID(a Aggregate, id string) string { return string(a) + "/" + id }

// ParseWorkflowID is the inverse of WorkflowID.
func ParseWorkflowID(w string) (Aggregate, string, error) {
	a, id, ok := strings.Cut(w, "/")
	switch Aggregate(a) {
	case Conversation, Message, Case:
		if _, err := uuid.Parse(id); ok && err == nil {
			return Aggregate(a), id, nil
		}
	}
	return "", "", fmt.Errorf("%q is not a workflow id of ours", w)
}
