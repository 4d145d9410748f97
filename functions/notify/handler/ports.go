// Package handler decides what becomes of news, records the decision before anything leaves, and has it sent.
//
// Idempotency key: (order, shipment, journey, kind of message, occurrence, recipient, channel), under which the first decision is stored
// for good. News that arrives again finds it.
package handler

import (
	"context"
	"time"

	"doorstep/shared/mail"
	"doorstep/shared/message"
	"doorstep/shared/order"
	"doorstep/shared/store"
)

// People finds who can be told of an order, and on which channel: the owner and each watcher, once per channel. The team is not among
// them; it follows from the brand's policy. It opens what is sealed and asks for suppressions, and gives no address out.
type People interface {
	Reach(ctx context.Context, stored store.Order, o order.Order, brand string) ([]message.Recipient, error)
}

// Outbox renders a message and hands it over. Errors by kind: fault.Invalid, fault.NotFound and fault.Gone say that it can never be
// delivered, in words without an address; everything else is tried again later.
type Outbox interface {
	Send(ctx context.Context, m Outgoing) (Receipt, error)
}

// Outgoing is one message that was decided on and recorded.
type Outgoing struct {
	Decision  store.Decision // as recorded; Order and Key name it
	Subject   message.Subject
	Kind      message.Kind // message.Alert: to the team
	Recipient message.Recipient
	Stored    store.Order // with what is sealed
	Order     order.Order
	Parcels   []mail.Parcel // those that the message tells of, the subject's first; none: it is about the order
	Finding   string        // of an alert, or of a message that a finding caused: its kind
	Optional  bool          // not strictly transactional: it carries List-Unsubscribe
	Accepted  time.Time     // when the push that caused it was accepted; zero: nobody pushed, or it waited on purpose
}

// Receipt is what the one who took a message over calls it.
type Receipt struct {
	MessageID string
}
