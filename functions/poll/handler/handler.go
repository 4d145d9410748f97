// Package handler asks carriers about numbers that are due. What a source answers goes to the inbound queue as it came, the same
// door as a push; poll itself only plans when to look again, and asks watch to look at what seems to be wrong. It also answers the handshakes by which a source makes sure that
// somebody listens to its pushes.
//
// Idempotency key: (number, end of the lease under which schedule queued it). When the number's due entry stands at
// another time ahead, the request has been treated and is dropped. A look that is made twice all the same tells nothing new, and
// so does a handshake that is answered twice.
package handler

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/registry"
	"doorstep/shared/fault"
	"doorstep/shared/obs"
	"doorstep/shared/queue"
	"doorstep/shared/store"
	"doorstep/shared/watch"
)

// The times of one batch.
const (
	reserve = 15 * time.Second // no source is asked with less than this left
	settle  = 6 * time.Second  // what must be left after the answers to queue them and to plan
)

// numbers is what poll needs of the store about numbers.
type numbers interface {
	Number(ctx context.Context, number string) (store.Number, error)
	MoveDue(ctx context.Context, number string, from store.Due, to *store.Due) (bool, error)
}

// sender queues messages: one error per message, nil for those that arrived.
type sender interface {
	SendAll(ctx context.Context, messages []queue.Message) []error
}

// source is one that can be asked.
type source struct {
	adapter carrier.Adapter
	fetcher carrier.Fetcher // nil: it has no poll API
}

// Handler is the function poll.
type Handler struct {
	numbers    numbers
	inbound    sender
	checks     sender // to watch
	rules      watch.Rules
	accounts   *accounts
	gate       *gate
	source     func(name string) (source, bool)
	candidates func(n store.Number) []string // sources that may know the number, the likeliest first
	client     *http.Client
	obs        *obs.Recorder
	now        func() time.Time
}

// table is what poll needs of the store.
type table interface {
	numbers
	budgets
	brands
}

// Parts are what a handler works with.
type Parts struct {
	Table      table
	Inbound    sender
	Checks     sender      // asks watch for a look
	Rules      watch.Rules // say when something may be wrong
	Parameters parameters
	Prefix     string // PARAMETERS
	Sources    *registry.Registry
	Client     *http.Client // asks the carriers
	Obs        *obs.Recorder
	Now        func() time.Time
}

// New makes a handler.
func New(p Parts) *Handler {
	sources := roads{p.Sources}
	return &Handler{
		numbers:    p.Table,
		inbound:    p.Inbound,
		checks:     p.Checks,
		rules:      p.Rules,
		accounts:   &accounts{parameters: p.Parameters, prefix: p.Prefix, brands: p.Table, obs: p.Obs, now: p.Now},
		gate:       &gate{budgets: p.Table, now: p.Now},
		source:     sources.find,
		candidates: sources.candidates,
		client:     p.Client,
		obs:        p.Obs,
		now:        p.Now,
	}
}

// look is one request while it is treated.
type look struct {
	index  int // in the batch
	number store.Number
	due    store.Due // the entry that this request may move; zero: there is none
	urgent bool
}

// Handle plans every request of a batch, asks each account once for all of its numbers, all accounts at the same time, so that one
// that hangs costs the others nothing, and settles each request on its own.
func (h *Handler) Handle(ctx context.Context, event events.SQSEvent) (events.SQSEventResponse, error) {
	unit := h.obs.Begin(ctx, "polls")
	batch := queue.Open(event)
	asks := map[account]*ask{}
	var wg sync.WaitGroup
	settled := func(i int, err error) {
		if err != nil {
			unit.Note("poll failed", err, "message", batch.Records[i].ID, "receives", batch.Records[i].Receives)
			return
		}
		batch.Done(i)
	}
	for i, r := range batch.Records {
		request, err := queue.ReadNote[queue.PollRequest](r)
		if err == nil && request.Handshake != nil {
			wg.Go(func() {
				settled(i, queue.Safely(func() error { return h.shake(ctx, unit, *request.Handshake) }))
			})
			continue
		}
		asked := false
		if err == nil {
			err = queue.Safely(func() (err error) {
				asked, err = h.plan(ctx, unit, i, request, asks)
				return err
			})
		}
		if err != nil || !asked {
			settled(i, err)
		}
	}
	for _, a := range asks {
		wg.Go(func() { h.treat(ctx, unit, a, settled) })
	}
	wg.Wait()
	unit.Set("records", len(batch.Records))
	unit.Set("accounts", len(asks))
	unit.Set("again", len(batch.Response().BatchItemFailures))
	unit.End(nil)
	return batch.Response(), nil
}

// treat asks one account and settles the requests that waited for it.
func (h *Handler) treat(ctx context.Context, unit *obs.Unit, a *ask, settled func(i int, err error)) {
	err := fault.Wrap(fault.Unavailable, context.DeadlineExceeded, "no time left to ask %s", a.account.source)
	if queue.Enough(ctx, reserve) {
		err = queue.Safely(func() error { return h.ask(ctx, unit, a) })
	}
	for _, l := range a.looks {
		finished := err
		if err == nil {
			finished = queue.Safely(func() error { return h.finish(ctx, unit, a, l) })
		}
		settled(l.index, finished)
	}
}
