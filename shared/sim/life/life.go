// Package life is what is outside Doorstep in the fault simulator (shared/sim): brands, orders, parcels with the lives they really
// lead, the carriers and aggregators that tell of them, the mailboxes that messages reach. It also says what Doorstep must have made of all this (Check).
//
// What happens is drawn from a source of randomness and follows from it alone: the same seed draws the same bytes. Nothing here reads the
// clock of the machine.
package life

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/carrier/carriersim"
)

// Kind is what an event asks for.
type Kind string

// The kinds of events.
const (
	Push     Kind = "push"     // POST /webhooks/{source}/{account}, to webhook
	PutOrder Kind = "put"      // PUT /v1/orders/{brand}/{number}, to orders
	Erase    Kind = "erase"    // DELETE /v1/orders/{brand}/{number}, to orders
	AskAgain Kind = "again"    // GET /v1/orders/{brand}/{number}, to orders: changes nothing
	Feedback Kind = "feedback" // Body, to the feedback queue: what SES tells of a message
)

// Event is one thing that comes to Doorstep from outside.
type Event struct {
	ID      int // 1 and up, in the order of Events
	At      time.Time
	Kind    Kind
	Request events.APIGatewayV2HTTPRequest // all kinds but Feedback; RouteKey says which function
	Body    string                         // Feedback: the body of the queue's message
	Once    bool                           // whoever sends it never repeats it, whatever the answer: a forger, a shop that does not listen
}

// Life is a drawn world. One run uses it once.
type Life struct {
	seed    uint64
	start   time.Time
	brands  []storefront
	parcels []*parcel
	orders  []*purchase
	all     []*happening // by time
	answers []told       // of carriers, as they gave them
}

// happening is an event with what Check knows of it.
type happening struct {
	Event
	push  *push
	order *purchase // PutOrder, Erase: which
}

// push is what a carrier sends.
type push struct {
	source, account string
	body            []byte
	parcel          *parcel // nil: of none
	forged          bool    // nobody may believe it
	garbage         bool    // authentic, and no adapter can read it
}

// Draw makes a world whose first day is start.
func Draw(rnd *rand.Rand, start time.Time) *Life {
	l := &Life{seed: rnd.Uint64(), start: start.UTC(), brands: storefronts()}
	c := &cast{Life: l, rnd: rnd, serial: 100_000 + rnd.IntN(900_000)}
	c.draw()
	slices.SortStableFunc(l.all, func(a, b *happening) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Request.RawPath, b.Request.RawPath))
	})
	for i, h := range l.all {
		h.ID = i + 1
	}
	return l
}

// Events gives what comes from outside, by time.
func (l *Life) Events() []Event {
	out := make([]Event, len(l.all))
	for i, h := range l.all {
		out[i] = h.Event
	}
	return out
}

// End is when the last of it has happened, scans that nobody pushes included.
func (l *Life) End() time.Time {
	end := l.start
	for _, h := range l.all {
		end = later(end, h.At)
	}
	for _, p := range l.parcels {
		if n := len(p.scans); n > 0 {
			end = later(end, p.scans[n-1].At)
		}
	}
	return end
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// happens adds an event.
func (l *Life) happens(h happening) *happening {
	h.Event.At = h.At.UTC()
	l.all = append(l.all, &h)
	return &h
}

// pushes adds a push.
func (l *Life) pushes(at time.Time, p push, sent carriersim.Push, once bool) {
	p.body = sent.Body
	l.happens(happening{Event: Event{At: at, Kind: Push, Request: pushed(at, p.source, p.account, sent), Once: once}, push: &p})
}
