package queue

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/fault"
)

// Record is one delivered message.
type Record struct {
	ID         string // of the message; the same at every delivery
	Body       string
	Attributes map[string]string // its string attributes
	Receives   string            // how often it was delivered, this time included, as SQS counts
}

// Batch is one delivery of records. A record that nobody settles comes back after its visibility time-out, so whatever goes
// wrong between two lines of code ends in another try, never in a loss.
type Batch struct {
	Records []Record
	done    []bool
}

// Open makes the batch of an event.
func Open(event events.SQSEvent) *Batch {
	b := &Batch{Records: make([]Record, len(event.Records)), done: make([]bool, len(event.Records))}
	for i, m := range event.Records {
		r := Record{ID: m.MessageId, Body: m.Body, Receives: m.Attributes["ApproximateReceiveCount"], Attributes: map[string]string{}}
		for name, value := range m.MessageAttributes {
			if value.StringValue != nil {
				r.Attributes[name] = *value.StringValue
			}
		}
		b.Records[i] = r
	}
	return b
}

// Done acknowledges record i: SQS deletes it.
func (b *Batch) Done(i int) { b.done[i] = true }

// Response names the records to deliver again. The function must return it with a nil error: any error fails the whole batch.
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
func (b *Batch) Response() events.SQSEventResponse {
	response := events.SQSEventResponse{BatchItemFailures: []events.SQSBatchItemFailure{}}
	for i, r := range b.Records {
		if !b.done[i] {
			response.BatchItemFailures = append(response.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: r.ID})
		}
	}
	return response
}

// Treatment is how Each treats the records of a batch.
type Treatment struct {
	Handle  func(context.Context, Record) error
	Park    func(context.Context, Record, error) error // keeps what can never succeed; nil: that too is delivered again, and ends as a dead letter
	Failed  func(Record, error)                        // is told of each failure; may be nil
	Reserve time.Duration                              // no record is begun with less than this before the deadline
}

// Each treats the records one after the other, each on its own: a panic or an error of one does not touch the others.
// fault.Disposition turns an error into the record's fate. It gives how many records were not begun for lack of time.
func (b *Batch) Each(ctx context.Context, t Treatment) (left int) {
	for i, r := range b.Records {
		if !Enough(ctx, t.Reserve) {
			return len(b.Records) - i
		}
		err := Safely(func() error { return t.Handle(ctx, r) })
		if err != nil && t.Failed != nil {
			t.Failed(r, err)
		}
		switch fault.Disposition(err) {
		case fault.Ack:
			b.Done(i)
		case fault.Park:
			if t.Park != nil && Safely(func() error { return t.Park(ctx, r, err) }) == nil {
				b.Done(i)
			}
		case fault.Retry: // it stays unsettled
		}
	}
	return 0
}

// Enough reports whether ctx leaves at least reserve.
func Enough(ctx context.Context, reserve time.Duration) bool {
	if ctx.Err() != nil {
		return false
	}
	deadline, ok := ctx.Deadline()
	return !ok || time.Until(deadline) >= reserve
}

// Safely turns a panic into an error of kind fault.Internal that says where it happened. What was panicked with is left out
// unless the runtime says it: it could quote data.
func Safely(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			said := fmt.Sprintf("%T", p)
			if e, ok := p.(runtime.Error); ok {
				said = e.Error()
			}
			err = fault.New(fault.Internal, "panic at %s: %s", culprit(), said)
		}
	}()
	return do()
}

// culprit finds the innermost function of Doorstep on the panicking stack.
func culprit() string {
	var callers [32]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(3, callers[:])])
	for {
		frame, more := frames.Next()
		if strings.HasPrefix(frame.Function, "doorstep/") || strings.HasPrefix(frame.Function, "main.") {
			return fmt.Sprintf("%s:%d", frame.Function, frame.Line)
		}
		if !more {
			return "an unknown place"
		}
	}
}
