// Package shop is what shop platforms have in common: how a webhook of a shop becomes an event, and how an event is settled with
// what an order knows already. Each platform has an adapter in a folder of its own. The package is pure: no clock, no database, no
// network; it decides neither whether a shop may speak for a brand nor what is answered.
package shop

import (
	"net/http"

	"doorstep/shared/order"
)

// MaxBody is the largest body of a webhook, in bytes. A Shopify order repeats every price four times and takes 3 KB a line; an
// invocation of Lambda carries 6 MB
// (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
const MaxBody = 4 << 20

// Request is what arrived, the body as it was sent: signatures cover bytes, not meanings.
type Request struct {
	Header http.Header
	Body   []byte
}

// Adapter knows the webhooks of one platform.
type Adapter interface {
	// Platform is the name in the path: "shopify".
	Platform() string
	// Ping reports whether the request only asks whether somebody is there. It is answered without a signature, so it may cause
	// nothing.
	Ping(r Request) bool
	// Verify reports whether the request was made by somebody who has one of the secrets. It takes the same time whichever it is.
	Verify(secrets []string, r Request) bool
	// Read gives what a verified request says. The error is of kind fault.Malformed when the body cannot be read at all, and of
	// kind fault.Invalid when it does not say which order it is about: sending it again helps neither.
	Read(r Request) (Event, error)
}

// Kind says what an event is about.
type Kind string

// The kinds of events.
const (
	Placed      Kind = "order"        // an order as the shop has it now
	Fulfilment  Kind = "fulfilment"   // parcels of an order, and of the rest only what they show
	Deleted     Kind = "deleted"      // the shop threw the order away
	Look        Kind = "look"         // something happened to the order: ask the shop what
	Uninstalled Kind = "uninstalled"  // the shop will send no more
	DataRequest Kind = "data_request" // a shopper wants to know what is stored of Orders
	Redact      Kind = "redact"       // a shopper wants Orders forgotten
	RedactShop  Kind = "redact_shop"  // everything of the shop is to be forgotten
	Ignored     Kind = "ignored"      // nothing that Doorstep keeps
)

// Event is what one webhook says.
type Event struct {
	Kind   Kind
	Number string       // of the order, as the shopper knows it; empty where the platform tells only Ref
	Ref    order.Ref    // the platform's own id of the order; zero where Number is that
	Change order.Change // for Placed and Fulfilment; not yet fitted
	Whole  string       // not empty: Change lists all shipments whose refs begin so, what is missing was taken back
	Lines  bool         // Change lists all lines that the shop has, by ids of digits: what is missing was taken out of the order
	Orders []order.Ref  // for DataRequest and Redact
	// Refunded is what the shopper has got back in all, in minor units, where the platform tells only the sum: what is more than was known
	// is one more refund.
	Refunded int64

	Problems []order.Field // what could not be taken as it was sent; the rest was taken
}
