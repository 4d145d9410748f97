// Command poll asks carriers about numbers that are due. What a source answers goes to the inbound queue as it came, the same
// door as a push; poll itself only plans when to look again.
//
// Idempotency key: (number, end of the lease under which schedule queued it). When the number's due entry stands at
// another time ahead, the request has been treated and is dropped. A look that is made twice all the same tells nothing new.
package main

import (
	"context"
	"net/http"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/carrier"
	"doorstep/shared/fault"
	"doorstep/shared/obs"
	"doorstep/shared/queue"
	"doorstep/shared/store"
)

// The times of one batch.
const (
	reserve = 15 * time.Second // no source is asked with less than this left
	settle  = 6 * time.Second  // what must be left after the answers to queue them and to plan
)

// numbers is what poll needs of the store.
type numbers interface {
	Number(ctx context.Context, number string) (store.Number, error)
	MoveDue(ctx context.Context, number string, from store.Due, to *store.Due) (bool, error)
}

// sender queues messages: one error per message, nil for those that arrived.
type sender interface {
	SendAll(ctx context.Context, messages []queue.Message) []error
}

// parameters reads one parameter.
type parameters interface {
	Value(ctx context.Context, name string) (string, error)
}

// source is one that can be asked.
type source struct {
	adapter carrier.Adapter
	fetcher carrier.Fetcher
}

type handler struct {
	numbers    numbers
	inbound    sender
	parameters parameters
	prefix     string // PARAMETERS
	source     func(name string) (source, bool)
	candidates func(n store.Number) []string // sources that may know the number, the likeliest first
	client     *http.Client
	obs        *obs.Recorder
	now        func() time.Time
}

// look is one request while it is treated.
type look struct {
	index  int // in the batch
	number store.Number
	due    store.Due // the entry that this request may move; zero: there is none
}

// handle plans every request of a batch, asks each source once for all of its numbers, and settles each request on its own.
func (h *handler) handle(ctx context.Context, event events.SQSEvent) (events.SQSEventResponse, error) {
	unit := h.obs.Begin(ctx, "polls")
	batch := queue.Open(event)
	asks := map[string]*ask{}
	fail := func(i int, err error) {
		unit.Note("poll failed", err, "message", batch.Records[i].ID, "receives", batch.Records[i].Receives)
	}
	for i, r := range batch.Records {
		err := queue.Safely(func() error {
			asked, err := h.plan(ctx, i, r, asks)
			if err == nil && !asked {
				batch.Done(i)
			}
			return err
		})
		if err != nil {
			fail(i, err)
		}
	}
	for name, a := range asks {
		for _, l := range a.looks {
			err := fault.Wrap(fault.Unavailable, context.DeadlineExceeded, "no time left to ask %s", name)
			if a.asked || queue.Enough(ctx, reserve) {
				a.once(func() { h.ask(ctx, unit, name, a) })
				err = queue.Safely(func() error { return h.finish(ctx, name, a, l) })
			}
			if err != nil {
				fail(l.index, err)
				continue
			}
			batch.Done(l.index)
		}
	}
	unit.Set("records", len(batch.Records))
	unit.Set("sources", len(asks))
	unit.Set("again", len(batch.Response().BatchItemFailures))
	unit.End(nil)
	return batch.Response(), nil
}
