// Package eventsource is what stands between queues, streams and clocks on one side and a Lambda function on the other: the event source
// mappings of SQS and DynamoDB Streams, and the schedules of EventBridge, with the rules that AWS documents for batching, partial
// failures, retries and filters.
//
// It invokes functions through Invoker and does not know how they run. It reads no template: whoever wires it fills the
// configuration structs. Queues and streams are any endpoint that the AWS SDK reaches.
//
// Not built: ParallelizationFactor, TumblingWindowInSeconds, provisioned pollers, and a position in a stream that outlives the
// process (after a restart a mapping begins at its StartingPosition again).
package eventsource

import (
	"context"
	"errors"
	"time"
)

// Invoker invokes a function and waits for its answer (RequestResponse). An error means that the function failed,
// timed out, crashed, or was not invoked at all; ErrThrottled says that it was not invoked for want of concurrency. It is called from several
// goroutines at once.
type Invoker interface {
	Invoke(ctx context.Context, payload []byte) (response []byte, err error)
}

// ErrThrottled is what an Invoker wraps when the function's concurrency is used up (TooManyRequestsException). The mappings keep the records that
// they hold and try again; it counts as no attempt.
var ErrThrottled = errors.New("function is throttled")

// Clock is where this package takes time from.
type Clock interface {
	Now() time.Time
	// Wait returns nil after d, or the context's error as soon as ctx ends.
	Wait(ctx context.Context, d time.Duration) error
}

// SystemClock is the machine's clock.
type SystemClock struct{}

// Now implements Clock.
func (SystemClock) Now() time.Time { return time.Now() }

// Wait implements Clock.
func (SystemClock) Wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

const (
	firstBackoff = 100 * time.Millisecond
	lastBackoff  = 10 * time.Second
)

// backoff doubles from firstBackoff to lastBackoff: the pause after the n-th failure in a row, n from 1.
func backoff(n int) time.Duration {
	const doublings = 7 // 12.8 s, above lastBackoff
	return min(firstBackoff<<min(n-1, doublings), lastBackoff)
}

// detached outlives the end of ctx for as long as it takes to settle what has been done already.
func detached(ctx context.Context) (context.Context, context.CancelFunc) {
	const settle = 5 * time.Second
	return context.WithTimeout(context.WithoutCancel(ctx), settle)
}
