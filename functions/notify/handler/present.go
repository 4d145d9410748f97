package handler

import (
	"time"

	"doorstep/shared/mail"
	"doorstep/shared/message"
	"doorstep/shared/order"
	"doorstep/shared/sight"
	"doorstep/shared/store"
)

// parcels are the order's shipments that the merchant did not take back.
func (sc *scene) parcels() []order.Shipment {
	var all []order.Shipment
	for _, sh := range sc.order.Shipments {
		if sh.Cancelled == "" {
			all = append(all, sh)
		}
	}
	return all
}

// present gives the part of the scene that decisions are made of.
func (sc *scene) present() message.Present {
	p := message.Present{
		Now: sc.now, OrderID: sc.news.Order, OrderKnown: sc.known, BrandKnown: sc.brandKnown, Policy: sc.policy,
		PlacedAt: sc.order.PlacedAt, Cancelled: sc.order.CancelledAt != "", Events: sc.order.Milestones,
	}
	subject := false
	for _, sh := range sc.parcels() {
		p.Parcels = append(p.Parcels, sc.parcel(sh.ID, sh.Number))
		subject = subject || sh.ID == sc.subject.Shipment
	}
	if sc.subject.Shipment != "" && !subject { // the order as it was read may be older than the claim
		p.Parcels = append(p.Parcels, sc.parcel(sc.subject.Shipment, sc.news.Number))
	}
	for _, d := range sc.decisions {
		p.Earlier = append(p.Earlier, earlier(d, sc.now))
	}
	return p
}

func (sc *scene) parcel(id, number string) message.Parcel {
	p := message.Parcel{Shipment: id}
	for _, c := range sc.numbers[number].Claims {
		if c.Order == sc.news.Order && c.Shipment == id && !c.Released {
			p.Claimed, p.Status, p.Sub, p.Milestones = true, c.Status, c.Sub, c.Milestones
		}
	}
	if p.Claimed && sc.policy.Rule(message.ArrivingTomorrow).On {
		p.Expected = sc.view(id).View.Expected
	}
	return p
}

// view folds what is known about a shipment, for a message that tells of it.
func (sc *scene) view(id string) mail.Parcel {
	for _, sh := range sc.order.Shipments {
		if sh.ID == id {
			n := sc.numbers[sh.Number]
			return mail.Parcel{Shipment: sh, View: sight.View(sc.order, sh, n, sc.numbers[n.Main].Facts, sc.now)}
		}
	}
	return mail.Parcel{}
}

// earlier gives the part of a recorded decision that later ones depend on.
func earlier(d store.Decision, now time.Time) message.Earlier {
	return message.Earlier{
		Key: d.Key, About: d.About, Kind: message.Kind(d.Kind), Outcome: d.Outcome, Reason: d.Reason, With: d.With,
		Told: d.State == store.StateSent || d.State == store.StateClaimed, Busy: busy(d, now),
		Made: d.At, Until: d.NotBefore, Sent: d.SentAt,
	}
}

// busy reports whether somebody is about to send it.
func busy(d store.Decision, now time.Time) bool {
	return d.Outcome == store.OutcomeSend && d.State == store.StateClaimed && now.Before(d.LeaseUntil)
}
