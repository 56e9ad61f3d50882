package meili

import (
	"context"
	"time"

	"github.com/meilisearch/meilisearch-go"
)

// NewKey makes the key that Minhu works with, by the master key: search, documents, indexes, settings and tasks, and nothing about keys,
// dumps or the server itself. It is for all indexes, because a key for some of them may swap two but not read the task of the swap.
func NewKey(ctx context.Context, url, master string) (string, error) {
	server := meilisearch.New(url, meilisearch.WithAPIKey(master), meilisearch.WithCustomClient(client()), meilisearch.DisableRetries())
	k, err := server.CreateKeyWithContext(ctx, &meilisearch.Key{Name: "minhu", Description: "Minhu: search and mirror of the knowledge base", Indexes: []string{"*"},
		Actions:   []string{"search", "documents.add", "documents.get", "documents.delete", "indexes.create", "indexes.get", "indexes.delete", "indexes.swap", "settings.update", "tasks.get"},
		ExpiresAt: time.Time{}})
	if err != nil {
		return "", wrap("key", err)
	}
	return k.Key, nil
}
