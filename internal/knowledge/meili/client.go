// Package meili finds question forms on a Meilisearch server. The server recalls, the ranker in this process decides, so that an installation
// with it comes to the same decisions as one without. What was measured of the real server and of its Go client stands in decision 76.
package meili

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"minhu/internal/knowledge"
)

// Options say where the server is and how wide it looks.
type Options struct {
	URL string
	Key string
	// Index is the name of the index in use; the one being built beside it has "_next" behind. Empty: minhu_forms.
	Index string
	// Wide takes ten windows of the pairs and four of the single characters, 40 forms each, instead of eight windows of 30: nearer to the
	// embedded engine, at about twice the cost.
	Wide bool
	// View tells which tokens the base holds and how often; it is the embedded catalogue's.
	View func() knowledge.View
}

// Engine recalls from a Meilisearch server. It is safe for concurrent use.
type Engine struct {
	opts   Options
	server meilisearch.ServiceManager
	// poll is how often a task is asked for.
	poll time.Duration
}

var _ knowledge.Retriever = (*Engine)(nil)

// timeouts of one request: a search must be quick or the embedded engine answers; a write may take its time.
const (
	dialTimeout  = 2 * time.Second
	writeTimeout = 2 * time.Minute
)

// New makes an engine. It does not speak to the server yet.
func New(o Options) (*Engine, error) {
	if o.URL == "" || o.View == nil {
		return nil, errors.New("meili: an address and a view of the base are needed")
	}
	if o.Index == "" {
		o.Index = "minhu_forms"
	}
	server := meilisearch.New(o.URL, meilisearch.WithAPIKey(o.Key), meilisearch.WithCustomClient(client()), meilisearch.DisableRetries())
	return &Engine{opts: o, server: server, poll: 20 * time.Millisecond}, nil
}

// client is what speaks HTTP. meilisearch-go asks for compressed answers unless told not to, and then waits 40 ms on every answer of a usual
// size; its own content encoding mixes up the answers of concurrent requests; its retries send a POST again with an empty body. None of
// the three is used.
func client() *http.Client {
	return &http.Client{Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 32, IdleConnTimeout: time.Minute,
		DialContext: (&net.Dialer{Timeout: dialTimeout}).DialContext}}
}

// Health asks for one form: the server's own health answer comes with a wrong key and without an index too.
func (e *Engine) Health(ctx context.Context) error {
	_, err := e.server.Index(e.opts.Index).SearchWithContext(ctx, "aaaaaaaa", &meilisearch.SearchRequest{Limit: 1, AttributesToSearchOn: []string{"gx"}})
	return wrap("health", err)
}

// done waits for a task and turns its failure into an error: the client's own waiting knows no failure.
func (e *Engine) done(ctx context.Context, t *meilisearch.TaskInfo, err error) error {
	if err != nil {
		return wrap("task", err)
	}
	ctx, cancel := context.WithTimeout(ctx, writeTimeout)
	defer cancel()
	task, err := e.server.WaitForTaskWithContext(ctx, t.TaskUID, e.poll)
	if err != nil {
		return wrap("task", err)
	}
	if task.Status != meilisearch.TaskStatusSucceeded {
		return &Failure{Type: string(task.Type), Code: task.Error.Code, Message: task.Error.Message}
	}
	return nil
}

// Failure is a task that the server took and could not do.
type Failure struct{ Type, Code, Message string }

// Error implements error.
func (f *Failure) Error() string {
	return fmt.Sprintf("meili: %s failed: %s: %s", f.Type, f.Code, f.Message)
}

// Refusal is an answer with a status that says no. Status 0 means that no answer came.
type Refusal struct {
	What   string
	Status int
	Code   string
	err    error
}

// Error implements error. It never holds the request: that has what a citizen said.
func (r *Refusal) Error() string {
	return fmt.Sprintf("meili: %s: status %d %s", r.What, r.Status, r.Code)
}

// Unwrap gives the cause, so that deadlines can be told.
func (r *Refusal) Unwrap() error { return r.err }

// wrap keeps of the client's error what can be logged. The client's own error hides a deadline from errors.Is.
func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	var of *meilisearch.Error
	if errors.As(err, &of) {
		return &Refusal{What: what, Status: of.StatusCode, Code: of.MeilisearchApiError.Code, err: of.OriginError}
	}
	return fmt.Errorf("meili: %s: %w", what, err)
}

// missing says whether an index is not there.
func missing(err error) bool {
	var r *Refusal
	if errors.As(err, &r) && (r.Code == "index_not_found" || r.Status == http.StatusNotFound) {
		return true
	}
	var f *Failure
	return errors.As(err, &f) && f.Code == "index_not_found"
}
