package message

import (
	"time"

	"doorstep/shared/order"
	"doorstep/shared/shipment"
)

// Present is how things stand when a decision is made. Nothing in it comes from the message that brought the news, which may be late,
// doubled or overtaken.
type Present struct {
	Now        time.Time
	OrderID    string
	OrderKnown bool // it exists and was not erased
	BrandKnown bool
	Policy     Policy
	PlacedAt   string            // order.Order.PlacedAt
	Cancelled  bool              // the order was called off
	Events     []order.Milestone // of the order
	Parcels    []Parcel          // of the order, those that were taken back left out
	Earlier    []Earlier         // what was decided about the order before
	Own        Earlier           // the recorded decision that is made again; zero: it is made for the first time
}

// Parcel is one shipment of the order as it stands.
type Parcel struct {
	Shipment   string
	Claimed    bool // its number carries the claim, and it is not released
	Status     shipment.Status
	Sub        string
	Milestones []shipment.Milestone
	Expected   shipment.Window // when it should arrive; zero: not known, or not asked for
}

// Earlier is a recorded decision.
type Earlier struct {
	Key     string
	About   string // Subject.Text
	Kind    Kind
	Outcome string
	Reason  string
	Told    bool      // it left, or may have left
	Busy    bool      // somebody is about to send it
	Made    time.Time // when it was first decided
	Until   time.Time // Defer: not before
	Sent    time.Time // when it left; Told without Sent: not known
	With    []string  // shipments that it told of beside its own
}

// Decision is what becomes of the message.
type Decision struct {
	Outcome  string
	Reason   string
	Kind     Kind      // empty: it is none that a shopper is told
	Until    time.Time // Defer: not before. ReasonShadow, ReasonPilot: when it would have left, where not at once
	With     []string  // Send: shipments whose news it takes along
	Optional bool      // it is not strictly transactional
	Record   bool      // it is worth a record; else it is only counted
}

// parcel finds a shipment of the order.
func (p Present) parcel(id string) (Parcel, bool) {
	for _, parcel := range p.Parcels {
		if parcel.Shipment == id && parcel.Claimed {
			return parcel, true
		}
	}
	return Parcel{}, false
}

// made is when the decision was first made.
func (p Present) made() time.Time {
	if p.Own.Made.IsZero() {
		return p.Now
	}
	return p.Own.Made
}
