package message

import "time"

// Entry is a kind's own rule: what holds for it where a brand says nothing (brand.Messages).
type Entry struct {
	Kind     Kind
	On       bool          // sent unless the brand turns it off
	Optional bool          // not strictly transactional: it carries List-Unsubscribe, and who wants no extras does not get it
	Quiet    bool          // waits for the end of quiet hours
	Merge    bool          // news of several parcels of an order becomes one message
	Passing  bool          // true only while the shipment stands there
	Recant   bool          // who was told is told as well that it was wrong
	Apart    time.Duration // the least time between two of them about one shipment, whatever caused them; 0: none
}

// catalogue is the catalogue of messages to shoppers. Shops confirm, cancel and refund orders themselves, so what is about the order is
// off until a brand turns it on; so is what tells of a step that needs nobody. Nobody is asleep who has just placed an order.
var catalogue = [...]Entry{
	{Kind: OrderConfirmed},
	{Kind: Processing, Quiet: true},
	{Kind: OrderCancelled, Quiet: true},
	{Kind: Refunded, Quiet: true},
	{Kind: Shipped, On: true, Quiet: true, Merge: true},
	{Kind: InTransit, Optional: true, Quiet: true, Merge: true, Passing: true},
	{Kind: ArrivingTomorrow, Optional: true, Quiet: true, Merge: true, Passing: true, Apart: 20 * time.Hour},
	{Kind: OutForDelivery, On: true, Quiet: true, Merge: true, Passing: true},
	{Kind: Attempted, On: true, Quiet: true, Passing: true},
	{Kind: ReadyForPickup, On: true, Quiet: true, Merge: true, Passing: true, Recant: true},
	{Kind: PickupExpiring, On: true, Quiet: true, Merge: true, Passing: true, Apart: 48 * time.Hour},
	{Kind: Delivered, On: true, Quiet: true, Merge: true, Recant: true},
	{Kind: DeliveredElsewhere, On: true, Quiet: true, Merge: true, Recant: true},
	{Kind: Delay, On: true, Quiet: true, Merge: true, Passing: true, Apart: 12 * time.Hour},
	{Kind: Customs, On: true, Quiet: true, Passing: true},
	{Kind: PaymentDue, On: true, Quiet: true, Passing: true},
	{Kind: Problem, On: true, Quiet: true, Passing: true},
	{Kind: Reassurance, On: true, Optional: true, Quiet: true, Passing: true, Apart: 48 * time.Hour},
	{Kind: Retraction, On: true, Quiet: true},
	{Kind: Returning, On: true, Quiet: true, Merge: true},
	{Kind: Returned, On: true, Quiet: true, Merge: true, Recant: true},
	{Kind: Alert, On: true},
}

// entryOf gives a kind's own rule; one that is unknown is off.
func entryOf(k Kind) Entry {
	for _, e := range catalogue {
		if e.Kind == k {
			return e
		}
	}
	return Entry{Kind: k}
}
