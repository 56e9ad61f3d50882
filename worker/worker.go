// Package worker registers workflows and activities: one list per task queue, nothing else registers.
package worker

import (
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"minhu/activities"
	"minhu/internal/hotline"
	"minhu/workflows"
)

// Queues names the task queues of an installation. Suffix keeps tests apart; it is empty in production.
type Queues struct{ Suffix string }

// Chat carries conversations only: short local activities, quick hand-over when a worker dies.
func (q Queues) Chat() string { return "minhu-chat" + q.Suffix }

// Case carries cases and messages.
func (q Queues) Case() string { return "minhu-case" + q.Suffix }

// Of gives the queue of an aggregate.
func (q Queues) Of(a hotline.Aggregate) string {
	if a == hotline.Conversation {
		return q.Chat()
	}
	return q.Case()
}

// stickyCache is the number of workflows a process keeps in memory: a replay costs about 40 µs an event, a cached workflow
// about 7 KiB.
const stickyCache = 1000

// New makes the workers of all queues. Start and Stop are the caller's; Stop drains.
func New(c client.Client, a *activities.Hotline, q Queues) []worker.Worker {
	worker.SetStickyWorkflowCacheSize(stickyCache)
	options := worker.Options{
		// A killed worker's sticky queue is tried this long before the task goes to another worker.
		StickyScheduleToStartTimeout:     time.Second,
		WorkerStopTimeout:                5 * time.Second,
		MaxConcurrentWorkflowTaskPollers: 4,
		MaxConcurrentActivityTaskPollers: 2,
		DisableRegistrationAliasing:      true,
	}
	chat := worker.New(c, q.Chat(), options)
	chat.RegisterWorkflowWithOptions(workflows.Conversation, workflow.RegisterOptions{Name: workflows.ConversationType})
	chat.RegisterActivity(a)
	cases := worker.New(c, q.Case(), options)
	cases.RegisterWorkflowWithOptions(workflows.Case, workflow.RegisterOptions{Name: workflows.CaseType})
	cases.RegisterWorkflowWithOptions(workflows.Message, workflow.RegisterOptions{Name: workflows.MessageType})
	cases.RegisterActivity(a)
	return []worker.Worker{chat, cases}
}
