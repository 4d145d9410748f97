package message_test

import (
	"fmt"
	"testing"

	"doorstep/shared/brand"
	"doorstep/shared/message"
	"doorstep/shared/shipment"
)

// The largest order has 100 parcels, the shopper and ten watchers on two channels: thousands of decisions that each further one looks at.
// Reading all their keys took seconds of a function's time for each message, so only those that can matter are read.
func TestALargeOrderIsDecidedFast(t *testing.T) { // not parallel: it counts allocations
	p := message.Present{Now: now, OrderID: "o1", OrderKnown: true, BrandKnown: true, Policy: message.PolicyOf(brand.Messages{Mode: message.Live})}
	told := []message.Kind{message.Shipped, message.OutForDelivery, message.Attempted, message.Delay, message.ReadyForPickup, message.PickupExpiring}
	for i := range 100 {
		id := fmt.Sprintf("s%d", i)
		p.Parcels = append(p.Parcels, message.Parcel{Shipment: id, Claimed: true, Status: shipment.Delivered,
			Milestones: []shipment.Milestone{reached(shipment.Delivered, hour)}})
		for _, kind := range told {
			for r := range 11 {
				for _, channel := range []message.Channel{message.Email, message.SMS} {
					name := message.Name{Shipment: id, What: string(kind), Occurrence: 1, Recipient: fmt.Sprintf("r%d", r), Channel: channel}
					p.Earlier = append(p.Earlier, message.Earlier{Key: name.Key(), Kind: kind, Outcome: message.Send, Told: true, Made: now, Sent: now})
				}
			}
		}
	}
	s := message.Subject{Shipment: "s7", Status: shipment.Delivered, Occurrence: 1}
	r := message.Recipient{ID: "r3", Channel: message.SMS, Known: true, Consent: true}
	if d := message.Decide(s, r, p); d.Outcome != message.Defer || d.Reason != message.ReasonMerging {
		t.Fatalf("decided %+v", d)
	}
	if n := testing.AllocsPerRun(1, func() { message.Decide(s, r, p) }); n > 500 {
		t.Errorf("%.0f allocations beside %d decisions", n, len(p.Earlier))
	}
}
