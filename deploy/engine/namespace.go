package main

import (
	"context"
	"errors"
	"time"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/taskqueue/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/protobuf/types/known/durationpb"
)

// ensureNamespace creates the namespace once and returns when the services know it. They keep lists of namespaces of their
// own, which follow the database seconds later, and they answer only some time after their start; so every call is repeated
// until ctx ends.
func ensureNamespace(ctx context.Context, o options) error {
	c, err := client.NewLazyClient(client.Options{HostPort: address(o.port), Namespace: o.namespace, Logger: silent{}})
	if err != nil {
		return err
	}
	defer c.Close()
	service := c.WorkflowService()
	err = repeat(ctx, func(ctx context.Context) error {
		_, err := service.DescribeNamespace(ctx, &workflowservice.DescribeNamespaceRequest{Namespace: o.namespace})
		var missing *serviceerror.NamespaceNotFound
		if !errors.As(err, &missing) {
			return err
		}
		_, err = service.RegisterNamespace(ctx, &workflowservice.RegisterNamespaceRequest{
			Namespace: o.namespace, WorkflowExecutionRetentionPeriod: durationpb.New(o.retention),
		})
		var there *serviceerror.NamespaceAlreadyExists
		if errors.As(err, &there) {
			return nil
		}
		return err
	})
	if err != nil {
		return err
	}
	// a poller is refused until frontend and matching both know the namespace
	return repeat(ctx, func(ctx context.Context) error {
		_, err := service.DescribeTaskQueue(ctx, &workflowservice.DescribeTaskQueueRequest{
			Namespace:     o.namespace,
			TaskQueue:     &taskqueue.TaskQueue{Name: "ready", Kind: enums.TASK_QUEUE_KIND_NORMAL},
			TaskQueueType: enums.TASK_QUEUE_TYPE_WORKFLOW,
		})
		return err
	})
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
