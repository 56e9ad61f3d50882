// Package assembly puts the rooms of the house together: store, keys, policies, knowledge, engine client, worker, API. The
// program, the tests and the benchmarks all start the same house.
package assembly

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"time"

	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"
	sdkworker "go.temporal.io/sdk/worker"
	"golang.org/x/sync/errgroup"

	"minhu/activities"
	"minhu/api"
	"minhu/internal/acts"
	"minhu/internal/evidence"
	"minhu/internal/identity"
	"minhu/internal/knowledge"
	"minhu/internal/knowledge/embedded"
	"minhu/internal/live"
	"minhu/internal/pii"
	"minhu/internal/store"
	"minhu/internal/timejob"
	"minhu/internal/triage"
	"minhu/policies"
	"minhu/worker"
)

// Options say what the house is made of. DatabaseURL, TemporalAddress and RootKeyFile or Root are needed.
type Options struct {
	DatabaseURL     string
	TemporalAddress string
	Namespace       string
	RootKeyFile     string
	Root            *pii.Root
	Clock           func() time.Time // nil: time.Now
	Logger          *slog.Logger     // nil: discard
	QueueSuffix     string           // tests only
	City            api.City
	API             api.Config
	UI              fs.FS
	MaxConns        int
	JobLease        time.Duration // how long a job on clocks stays with a process that says nothing; 0 is 15 seconds
	Files           string        // folder of evidence; "" takes none
	Exports         string        // folder of exported lists; "" writes none
	Notices         Notices
	Search          Search
}

// House is everything of one process. Close releases it.
type House struct {
	Options  Options
	Store    *store.Store
	Ring     *pii.Keyring
	Policies *policies.Current
	Temporal client.Client
	Base     *knowledge.Answerer
	Time     *activities.Timekeeper
	Sender   *acts.Sender
	Identity *identity.Identity
	Live     *live.Hub
	Classes  *triage.Current
	Queues   worker.Queues
	units    *activities.Units
	workers  []sdkworker.Worker
	search   *search // nil without a search server
}

// openKeys is how many opened content keys a process keeps.
const openKeys = 10000

// Open connects to the servers and loads what lives in memory. The schema must be migrated.
func Open(ctx context.Context, o Options) (h *House, err error) {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	h = &House{Options: o, Classes: &triage.Current{}, Queues: worker.Queues{Suffix: o.QueueSuffix}}
	defer func() {
		if err != nil {
			h.Close()
			h = nil
		}
	}()
	root := o.Root
	if root == nil {
		if root, err = pii.LoadRoot(o.RootKeyFile); err != nil {
			return h, err
		}
	}
	if h.Store, err = store.Open(ctx, o.DatabaseURL, store.Options{MaxConns: o.MaxConns}); err != nil {
		return h, err
	}
	h.Ring = pii.NewKeyring(root, h.Store, openKeys)
	h.units = &activities.Units{Store: h.Store, Clock: o.Clock}
	snap, err := policies.Embedded()
	if err != nil {
		return h, err
	}
	h.Policies = policies.NewCurrent(snap)
	if h.Time, err = activities.NewTimekeeper("default", "cn"); err != nil {
		return h, err
	}
	if err = timejob.Hold(ctx, h.Store, h.Time); err != nil {
		return h, fmt.Errorf("load rule sets and calendars: %w", err)
	}
	local := embedded.New()
	if h.Base, err = knowledge.NewAnswerer(local, strings.TrimSuffix(o.City.Name, "市")); err != nil {
		return h, err
	}
	if err = h.openSearch(local); err != nil {
		return h, err
	}
	if err = h.loadArticles(ctx); err != nil {
		return h, fmt.Errorf("load the knowledge base: %w", err)
	}
	if err = h.loadClasses(ctx); err != nil {
		o.Logger.Error("the model of class suggestion was not loaded", "error", err)
	}
	if h.Identity, err = identity.New(ctx, h.Store); err != nil {
		return h, err
	}
	h.Live = live.New(o.DatabaseURL, h.Store, o.Logger)
	dc := pii.NewDataConverter(h.Ring)
	if h.Temporal, err = client.DialContext(ctx, client.Options{HostPort: o.TemporalAddress, Namespace: o.Namespace, DataConverter: dc,
		FailureConverter: pii.NewFailureConverter(dc), Logger: sdklog.NewStructuredLogger(o.Logger)}); err != nil {
		return h, fmt.Errorf("connect to the workflow engine: %w", err)
	}
	h.Sender = &acts.Sender{Store: h.Store, Temporal: h.Temporal, Ring: h.Ring, TaskQueue: h.Queues.Of}
	return h, nil
}

// Activities makes the activities of this house.
func (h *House) Activities() *activities.Hotline {
	return &activities.Hotline{Store: h.Store, Ring: h.Ring, Time: h.Time, Answers: &activities.Bot{Base: h.Base},
		Units: h.units, Telling: activities.Telling{On: !h.Options.Notices.Off, Staff: h.Options.Notices.Staff}}
}

// API makes the HTTP edge of this house.
func (h *House) API() (*api.Server, error) {
	cfg := h.Options.API
	if len(cfg.SigningKey) == 0 {
		cfg.SigningKey = h.Ring.Root().CursorKey()
	}
	s, err := api.New(api.Deps{Store: h.Store, Policies: h.Policies, Identity: h.Identity, Live: h.Live, Temporal: h.Temporal, Acts: h.Sender, Time: h.Time,
		Base: h.Base, Classes: h.Classes, Vault: evidence.Vault{Dir: h.Options.Files}, Exports: h.Options.Exports, City: h.Options.City, Clock: h.Options.Clock, Config: cfg, Logger: h.Options.Logger, UI: h.Options.UI,
		Search: h.searchState,
		Ready:  map[string]func(context.Context) error{"engine": h.engineReady}})
	if err != nil {
		return nil, err
	}
	return s, s.Resources()
}

func (h *House) engineReady(ctx context.Context) error {
	_, err := h.Temporal.CheckHealth(ctx, &client.CheckHealthRequest{})
	return err
}

// StartWorkers starts the workers of all task queues; Close stops them.
func (h *House) StartWorkers() error {
	for _, w := range worker.New(h.Temporal, h.Activities(), h.Queues) {
		if err := w.Start(); err != nil {
			return fmt.Errorf("start the worker: %w", err)
		}
		h.workers = append(h.workers, w)
	}
	return nil
}

// Background runs what a process does beside its requests until ctx ends: the live stream, edits of articles, and, in a
// worker process, the relay.
func (h *House) Background(ctx context.Context, relay bool) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return ignoreEnd(ctx, h.Live.Run(ctx)) })
	g.Go(func() error { return ignoreEnd(ctx, h.followArticles(ctx)) })
	g.Go(func() error { return ignoreEnd(ctx, h.followCatalogues(ctx)) })
	g.Go(func() error { return ignoreEnd(ctx, h.followTime(ctx)) })
	g.Go(func() error { return ignoreEnd(ctx, h.followClasses(ctx)) })
	if relay {
		if h.search != nil {
			g.Go(func() error { return ignoreEnd(ctx, h.mirror(ctx)) })
		}
		g.Go(func() error { return ignoreEnd(ctx, h.housekeeping(ctx)) })
		g.Go(func() error { return ignoreEnd(ctx, h.rollRates(ctx)) })
		r := &worker.Relay{DSN: h.Options.DatabaseURL, Store: h.Store, Sender: h.Sender, Clock: h.Options.Clock, Logger: h.Options.Logger}
		g.Go(func() error { return ignoreEnd(ctx, r.Run(ctx)) })
		g.Go(func() error { return ignoreEnd(ctx, h.timeRunner().Run(ctx)) })
		g.Go(func() error { return ignoreEnd(ctx, h.assign(ctx)) })
		g.Go(func() error { return ignoreEnd(ctx, h.watchSeats(ctx)) })
		if !h.Options.Notices.Off {
			m := &worker.Marker{Store: h.Store, Sender: h.Sender, Clock: h.Options.Clock, Logger: h.Options.Logger}
			g.Go(func() error { return ignoreEnd(ctx, m.Run(ctx)) })
		}
		if h.Options.Notices.Sender != nil {
			g.Go(func() error { return ignoreEnd(ctx, h.Notifier().Run(ctx)) })
		}
		if h.Options.Exports != "" {
			g.Go(func() error { return ignoreEnd(ctx, h.exportRunner().Run(ctx)) })
		}
	}
	return g.Wait()
}

// Migrate moves what an older release opened to the newest transition table; it comes after StartWorkers.
func (h *House) Migrate(ctx context.Context) error {
	m := &worker.Migrator{Store: h.Store, Sender: h.Sender, Pace: 20 * time.Millisecond, Logger: h.Options.Logger}
	n, err := m.Run(ctx)
	if n > 0 {
		h.Options.Logger.Info("moved to the newest transition table", "things", n)
	}
	return ignoreEnd(ctx, err)
}

func ignoreEnd(ctx context.Context, err error) error {
	if ctx.Err() != nil || errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// Close stops the workers, drains, and closes the connections.
func (h *House) Close() {
	if h == nil {
		return
	}
	for _, w := range h.workers {
		w.Stop()
	}
	if h.Temporal != nil {
		h.Temporal.Close()
	}
	if h.Store != nil {
		_ = h.Store.Close()
	}
}
