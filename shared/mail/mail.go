// Package mail writes what shoppers and the merchant's team are told: e-mails as HTML and as text, text messages for phones, alerts
// for a chat. It is pure: no clock, no network, and nothing is sent from here. Wording is that of the page of the order wherever both
// say the same, so a message and the page behind its button never contradict each other.
package mail

import (
	"time"

	"doorstep/shared/brand"
	"doorstep/shared/locale"
	"doorstep/shared/message"
	"doorstep/shared/order"
	"doorstep/shared/seal"
	"doorstep/shared/shipment"
)

// Letter is one message to one reader.
type Letter struct {
	Kind   message.Kind
	Status shipment.Status // of the milestone that it tells, of a retraction the one that was taken back; empty: as the parcel stands
	Sub    string          // of the same milestone

	Brand   brand.Record // the look of the day is taken from it
	Words   *locale.Catalog
	Order   order.Order
	Parcels []Parcel  // those that it tells of: several are merged into one message; none: it is about the order
	Name    seal.Text // of the reader; empty: nobody is greeted by name
	Gift    bool      // the reader is given a present: no contents, no amounts, no number of the order
	Extras  bool      // the reader takes what is not strictly about the parcel: the request for a rating, a courtesy code
	Links   Links
	Notice  string // what the merchant says of a disruption on the way, in the reader's language; empty: there is none
	Amount  int64  // Refunded, PaymentDue: minor units of the order's currency; 0: not told
	Now     time.Time
}

// Parcel is one shipment of the order, as it looks now.
type Parcel struct {
	Shipment order.Shipment
	View     shipment.View
}

// Links are whole addresses, https. What is empty is not offered.
type Links struct {
	Page        string // the page of the order; every message has it
	Survey      string // the rating; the score is added as a parameter, and nothing counts before it is tapped there
	Report      string // "something is wrong with my order"
	Unsubscribe string // only on what is not strictly transactional
}

// Email is a message as an e-mail. Sender, recipient and headers are the business of whoever sends it.
type Email struct {
	Subject string // one line without control and bidirectional characters
	HTML    string // a whole document
	Text    string // the same in plain text, lines end with \n
}

// SMS is a message as a text message.
type SMS struct {
	Body     string
	Segments int    // that the network counts, and charges
	Alphabet string // GSM or UCS2
}

// The alphabets of text messages.
const (
	GSM  = "GSM"  // 7 bits: the default alphabet of 3GPP TS 23.038 with its extension
	UCS2 = "UCS2" // 16 bits, for everything else
)

// Alert is a finding for the merchant's team, with what to do about it. It tells nothing personal of the shopper.
type Alert struct {
	Kind   string // of the finding: "silent", "past_promise"
	Action string // code of what to do: "open_trace"; empty: what is usual for the kind
	Brand  brand.Record
	Words  *locale.Catalog
	Order  order.Order
	Parcel Parcel // zero: the finding is about the order
	Link   string // to the page of the order for the support team
	Now    time.Time
}
