package eventsource

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"doorstep/infra/local/eventsource/filter"
)

// Defaults and limits of an SQS event source mapping.
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html
const (
	defaultQueueBatch = 10
	maxQueueBatch     = 10_000
	maxReceive        = 10 // messages per ReceiveMessage, entries per batch call
	maxBatchWindow    = 300 * time.Second
	longPoll          = 20 * time.Second
	answerLimit       = 10 * time.Second // for an answer, after the time it may take by itself
	defaultPollers    = 5                // what Lambda begins with; it adds more under load, which a single machine does not need
	defaultVisibility = 30 * time.Second
)

// QueueConfig describes one SQS event source mapping. Its zero values are AWS's defaults.
type QueueConfig struct {
	Name                    string        // for logs, such as "Ingest.Inbound"
	URL                     string        // queue URL
	ARN                     string        // arn:aws:sqs:REGION:ACCOUNT:NAME
	BatchSize               int           // 1 to 10,000; more than 10 needs a BatchWindow; 0 means 10
	BatchWindow             time.Duration // MaximumBatchingWindowInSeconds, 0 to 300 s
	ReportBatchItemFailures bool
	MaximumConcurrency      int           // ScalingConfig, 2 to 1,000 invocations at once; 0 means no limit of its own
	VisibilityTimeout       time.Duration // the queue's; throttled batches are retried that long; 0 means 30 s
	Pollers                 int           // batches handled at once; 0 means 5
	Filter                  filter.Filter
}

// Queue is a running SQS event source mapping.
type Queue struct {
	config   QueueConfig
	region   string
	client   QueueClient
	function Invoker
	clock    Clock
	log      *slog.Logger
}

// NewQueue checks config against AWS's limits. All that is wrong is reported together.
func NewQueue(config QueueConfig, client QueueClient, function Invoker, clock Clock, log *slog.Logger) (*Queue, error) {
	if err := config.check(); err != nil {
		return nil, fmt.Errorf("SQS event source %s: %w", config.Name, err)
	}
	if config.BatchSize == 0 {
		config.BatchSize = defaultQueueBatch
	}
	if config.VisibilityTimeout == 0 {
		config.VisibilityTimeout = defaultVisibility
	}
	if config.Pollers == 0 {
		config.Pollers = defaultPollers
	}
	if config.MaximumConcurrency > 0 {
		config.Pollers = min(config.Pollers, config.MaximumConcurrency)
	}
	return &Queue{config: config, region: arnField(config.ARN, arnRegion), client: client, function: function, clock: clock,
		log: log.With("event_source", config.Name)}, nil
}

func (c QueueConfig) check() error {
	var problems []error
	refuse := func(wrong bool, format string, args ...any) {
		if wrong {
			problems = append(problems, fmt.Errorf(format, args...))
		}
	}
	refuse(c.URL == "", "no queue URL")
	refuse(arnField(c.ARN, arnService) != "sqs", "%q is not the ARN of a queue", c.ARN)
	refuse(c.BatchSize < 0 || c.BatchSize > maxQueueBatch, "BatchSize %d is not within 1-10000", c.BatchSize)
	refuse(c.BatchWindow < 0 || c.BatchWindow > maxBatchWindow, "MaximumBatchingWindowInSeconds %v is not within 0-300 s", c.BatchWindow)
	refuse(c.BatchSize > maxReceive && c.BatchWindow < time.Second, "BatchSize %d, more than 10, needs MaximumBatchingWindowInSeconds of at least 1", c.BatchSize)
	refuse(c.MaximumConcurrency != 0 && (c.MaximumConcurrency < 2 || c.MaximumConcurrency > 1000), "MaximumConcurrency %d is not within 2-1000", c.MaximumConcurrency)
	refuse(c.Pollers < 0, "Pollers %d is negative", c.Pollers)
	fifo := strings.HasSuffix(c.ARN, ".fifo")
	refuse(fifo && c.BatchSize > maxReceive, "BatchSize %d is more than 10, the limit of a FIFO queue", c.BatchSize)
	refuse(fifo && c.BatchWindow > 0, "a FIFO queue takes no MaximumBatchingWindowInSeconds")
	return errors.Join(problems...)
}

// Run polls the queue until ctx ends and returns when every invocation under way is settled. Messages that were received but not
// handed to the function yet become visible again at once.
func (q *Queue) Run(ctx context.Context) {
	var pollers sync.WaitGroup
	for range q.config.Pollers {
		pollers.Go(func() { q.poll(ctx) })
	}
	pollers.Wait()
}

// poll is one poller: collect a batch, deliver it, and slow down while either fails.
func (q *Queue) poll(ctx context.Context) {
	var carried []queueMessage
	failures := 0
	for ctx.Err() == nil {
		batch, rest, err := q.collect(ctx, carried)
		carried = rest
		if err != nil && ctx.Err() == nil {
			q.log.Warn("receive failed", "error", err, "failures", failures+1)
		}
		if err == nil && len(batch) > 0 {
			err = q.deliver(ctx, batch)
		}
		if err == nil {
			failures = 0
			continue
		}
		failures++
		if q.clock.Wait(ctx, backoff(failures)) != nil {
			break
		}
	}
	q.release(ctx, carried)
}

// Fields of arn:partition:service:region:account:resource.
const (
	arnService = 2
	arnRegion  = 3
	arnAccount = 4
)

// arnField returns one field, or "" when arn is no ARN.
func arnField(arn string, field int) string {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) != 6 || parts[0] != "arn" {
		return ""
	}
	return parts[field]
}
