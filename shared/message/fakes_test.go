package message_test

import (
	"time"

	"doorstep/shared/brand"
	"doorstep/shared/message"
	"doorstep/shared/shipment"
)

var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

const hour = time.Hour

// at is a moment so long ago, exact.
func at(ago time.Duration) shipment.Moment {
	return shipment.Moment{Local: now.Add(-ago).Format("2006-01-02T15:04:05"), Offset: "+00:00", Zone: shipment.ZonePayload, Precision: shipment.Second}
}

func reached(s shipment.Status, ago time.Duration) shipment.Milestone {
	return shipment.Milestone{Direction: shipment.Outbound, Status: s, Occurrence: 1, At: at(ago)}
}

// because is a milestone of a sub-status.
func because(s shipment.Status, sub string, ago time.Duration) shipment.Milestone {
	m := reached(s, ago)
	m.Sub = sub
	return m
}

func back(s shipment.Status, ago time.Duration) shipment.Milestone {
	m := reached(s, ago)
	m.Journey, m.Direction = 1, shipment.Return
	return m
}

func retracted(m shipment.Milestone) shipment.Milestone {
	m.Retracted = true
	return m
}

func second(m shipment.Milestone) shipment.Milestone {
	m.Occurrence = 2
	return m
}

func about(m shipment.Milestone) message.Subject {
	return message.Subject{Shipment: "s1", Journey: m.Journey, Status: m.Status, Sub: m.Sub, Occurrence: m.Occurrence, Retracted: m.Retracted}
}

func also(s message.Subject, k message.Kind) message.Subject {
	s.Also = k
	return s
}

func found(kind string) message.Subject {
	return message.Subject{About: message.AboutFinding, Shipment: "s1", Event: kind, Occurrence: 1}
}

func event(what string) message.Subject {
	return message.Subject{About: message.AboutOrder, Event: what, Occurrence: 1}
}

// owner takes everything by e-mail.
var owner = message.Recipient{ID: message.Owner, Channel: message.Email, Known: true, Consent: true, Extra: true}

func yes() *bool { b := true; return &b }
func no() *bool  { b := false; return &b }

// live is a brand with every kind turned on, and nothing that waits.
func live(edit ...func(*brand.Messages)) message.Policy {
	never := 0
	m := brand.Messages{Mode: message.Live, Merge: &never, Kinds: map[string]brand.Rule{}}
	for _, k := range message.Kinds() {
		m.Kinds[string(k)] = brand.Rule{On: yes()}
	}
	for _, e := range edit {
		e(&m)
	}
	return message.PolicyOf(m)
}

// present is one parcel of a live brand's order.
func present(status shipment.Status, sub string, milestones ...shipment.Milestone) message.Present {
	return message.Present{
		OrderID: "o1", OrderKnown: true, BrandKnown: true, Policy: live(), Now: now,
		Parcels: []message.Parcel{{Shipment: "s1", Claimed: true, Status: status, Sub: sub, Milestones: milestones}},
	}
}

// sent is the record of a message that left.
func sent(s message.Subject, r message.Recipient, p message.Present, ago time.Duration) message.Earlier {
	d := message.Decide(s, r, p)
	return message.Earlier{Key: message.NameOf(s, r, p).Key(), About: s.Text(), Kind: d.Kind, Outcome: message.Send, Reason: d.Reason, Told: true,
		Made: now.Add(-ago), Sent: now.Add(-ago)}
}
