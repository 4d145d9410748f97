// Package handler turns inbound bodies into facts about tracking numbers. It is the only writer of facts.
//
// It also asks poll for what needs an account's credentials: proof of an end that came without any, and the answer to a handshake.
// Only pushes lead to such requests, never answers to polls, so that the way from ingest to poll and back ends after one round.
//
// Idempotency key: the ids of the facts, hashes of what the sender wrote, within the number's item. A body that is delivered
// twice, or again after half of it was saved, adds nothing the second time and costs no write. Its requests are sent again, which
// poll finds treated.
package handler

import (
	"context"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/registry"
	"doorstep/shared/fault"
	"doorstep/shared/obs"
	"doorstep/shared/queue"
	"doorstep/shared/store"
)

// reserve is how much time must be left to begin with another number: several times what a save takes at its slowest.
const reserve = 5 * time.Second

// numbers is what ingest needs of the store.
type numbers interface {
	Add(ctx context.Context, number string, a store.Addition) (store.Saved, error)
	Park(ctx context.Context, b store.Unreadable) error
	DestroyDataKey(ctx context.Context, owner string, until time.Time) error
}

// sender queues messages: one error per message, nil for those that arrived.
type sender interface {
	SendAll(ctx context.Context, messages []queue.Message) []error
}

// sealer makes personal data unreadable for everybody without the owner's key.
type sealer interface {
	Seal(ctx context.Context, owner, label string, plain []byte) ([]byte, error)
}

// Handler is the function ingest.
type Handler struct {
	adapter func(source string) (carrier.Adapter, bool)
	numbers numbers
	sealer  sealer
	polls   sender
	obs     *obs.Recorder
	now     func() time.Time
}

// Parts are what a handler works with.
type Parts struct {
	Sources *registry.Registry
	Numbers numbers
	Sealer  sealer
	Polls   sender
	Obs     *obs.Recorder
	Now     func() time.Time
}

// New makes a handler.
func New(p Parts) *Handler {
	adapter := func(source string) (carrier.Adapter, bool) {
		entry, ok := p.Sources.Find(source)
		return entry.Adapter, ok
	}
	return &Handler{adapter: adapter, numbers: p.Numbers, sealer: p.Sealer, polls: p.Polls, obs: p.Obs, now: p.Now}
}

// Handle treats one batch: it decodes each record on its own, brings together what all of them say about each number, saves
// each number once and then acknowledges the records of which everything is saved or parked.
func (h *Handler) Handle(ctx context.Context, event events.SQSEvent) (events.SQSEventResponse, error) {
	unit := h.obs.Begin(ctx, "ingest")
	batch := queue.Open(event)
	bodies := make([]*body, len(batch.Records))
	groups := map[string]*group{}
	for i, r := range batch.Records {
		b := &body{record: r}
		bodies[i] = b
		if b.err = queue.Safely(func() error { return h.read(b) }); b.err == nil {
			b.join(groups)
		}
	}
	failed := h.saveAll(ctx, groups)
	h.request(ctx, bodies, groups, failed)
	saved, parked := 0, 0
	for i, b := range bodies {
		switch h.settle(ctx, unit, b, failed) {
		case fault.Ack:
			saved++
			batch.Done(i)
		case fault.Park:
			parked++
			batch.Done(i)
		case fault.Retry: // it comes back
		}
	}
	unit.Set("records", len(bodies))
	unit.Set("numbers", len(groups))
	unit.Set("saved", saved)
	unit.Set("parked", parked)
	unit.Set("again", len(bodies)-saved-parked)
	unit.End(nil)
	return batch.Response(), nil
}

// settle gives the fate of a body, after parking it when that is its fate.
func (h *Handler) settle(ctx context.Context, unit *obs.Unit, b *body, failed map[string]error) fault.Fate {
	source := b.source()
	err := b.err
	for _, p := range b.parts {
		if failed[p.number] != nil && fault.Disposition(err) != fault.Retry {
			err = failed[p.number]
		}
	}
	if err == nil {
		err = b.refused
	}
	fate := fault.Disposition(err)
	if fate == fault.Park {
		h.obs.Count("ParseFailures", 1, "source", source)
		h.obs.Count("BodiesUnreadable", 1) // of all sources: an alarm cannot search for them
		if parkErr := queue.Safely(func() error { return h.park(ctx, b, err) }); parkErr != nil {
			unit.Note("body not parked", parkErr, "message", b.record.ID, "source", source)
			fate = fault.Retry
		}
	}
	if err != nil {
		unit.Note("body not saved", err, "message", b.record.ID, "source", source, "receives", b.record.Receives)
	}
	if fate != fault.Retry && !b.in.Received.IsZero() {
		h.obs.Time("Lag", h.now().Sub(b.in.Received), "source", source)
		if b.unmapped > 0 {
			h.obs.Count("UnmappedCodes", b.unmapped, "source", source)
			h.obs.Count("CodesUnmapped", b.unmapped) // of all sources, for the alarm
		}
	}
	return fate
}
