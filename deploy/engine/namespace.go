package main

import (
	"context"
	"errors"
	"time"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/protobuf/types/known/durationpb"
)

// ensureNamespace creates the namespace once and returns when it can be described: only then do workers find it. The
// server answers some seconds after its start, so both calls are repeated until ctx ends.
func ensureNamespace(ctx context.Context, o options) error {
	c, err := client.NewNamespaceClient(client.Options{HostPort: address(o.port), Logger: silent{}})
	if err != nil {
		return err
	}
	defer c.Close()
	err = repeat(ctx, func(ctx context.Context) error {
		_, err := c.Describe(ctx, o.namespace)
		var missing *serviceerror.NamespaceNotFound
		if !errors.As(err, &missing) {
			return err
		}
		err = c.Register(ctx, &workflowservice.RegisterNamespaceRequest{
			Namespace: o.namespace, WorkflowExecutionRetentionPeriod: durationpb.New(o.retention),
		})
		var there *serviceerror.NamespaceAlreadyExists
		if err == nil || errors.As(err, &there) {
			_, err = c.Describe(ctx, o.namespace)
		}
		return err
	})
	return err
}

// repeat calls f every 50 ms until it succeeds or ctx ends; the last error of f is returned.
func repeat(ctx context.Context, f func(context.Context) error) error {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		attempt, cancel := context.WithTimeout(ctx, 5*time.Second)
		err := f(attempt)
		cancel()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-tick.C:
		}
	}
}

// silent keeps the client from writing about attempts that are expected to fail.
type silent struct{}

func (silent) Debug(string, ...interface{}) {}
func (silent) Info(string, ...interface{})  {}
func (silent) Warn(string, ...interface{})  {}
func (silent) Error(string, ...interface{}) {}
