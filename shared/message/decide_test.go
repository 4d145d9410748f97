package message_test

import (
	"testing"
	"time"

	"doorstep/shared/brand"
	"doorstep/shared/message"
	"doorstep/shared/order"
	"doorstep/shared/shipment"
)

type question struct {
	name    string
	subject message.Subject
	present message.Present
	reason  string
	kind    message.Kind
}

func ask(t *testing.T, questions []question) {
	t.Helper()
	for _, c := range questions {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := message.Decide(c.subject, owner, c.present)
			if got.Reason != c.reason || got.Kind != c.kind || (got.Outcome == message.Send) != (c.reason == message.ReasonNews) {
				t.Errorf("got %+v, want %s of kind %q", got, c.reason, c.kind)
			}
		})
	}
}

// with edits a copy of the present.
func with(p message.Present, edit func(*message.Present)) message.Present {
	edit(&p)
	return p
}

func TestMilestones(t *testing.T) {
	t.Parallel()
	label, accepted, moving, loaded := reached(shipment.InfoReceived, 40*hour), reached(shipment.Accepted, 30*hour), reached(shipment.InTransit, 20*hour), reached(shipment.OutForDelivery, 3*hour)
	done, tried, waits := reached(shipment.Delivered, hour), reached(shipment.DeliveryAttempted, hour), reached(shipment.AvailableForPickup, hour)
	stuck := reached(shipment.Exception, 2*hour)
	byLabel := func(p *message.Present) { p.Policy = live(func(m *brand.Messages) { m.ShippedOn = "label" }) }
	ask(t, []question{
		{"delivered just now", about(done), present(shipment.Delivered, "", accepted, moving, loaded, done), "news", message.Delivered},
		{"to a neighbour", about(done), present(shipment.Delivered, "to_neighbour", moving, done), "news", message.DeliveredElsewhere},
		{"to an agent", about(done), present(shipment.Delivered, "to_agent", moving, done), "news", message.DeliveredElsewhere},
		{"to a safe place", about(done), present(shipment.Delivered, "safe_place", moving, done), "news", message.DeliveredElsewhere},
		{"into the mailbox is not elsewhere", about(done), present(shipment.Delivered, "mailbox", moving, done), "news", message.Delivered},
		{"on its way, by the first scan", about(accepted), present(shipment.Accepted, "", accepted), "news", message.Shipped},
		{"on its way, although two scans say so at once", about(accepted), present(shipment.InTransit, "", accepted, moving), "news", message.Shipped},
		{"on its way, by the second scan", about(moving), present(shipment.InTransit, "", accepted, moving), "news", message.Shipped},
		{"on its way, and delayed", about(moving), present(shipment.InTransit, "delayed", moving), "news", message.Shipped},
		{"a label is no news", about(label), present(shipment.InfoReceived, "", label), "no_kind", ""},
		{"unless the brand says so", about(label), with(present(shipment.InfoReceived, "", label), byLabel), "news", message.Shipped},
		{"a label, and it moves already", about(label), with(present(shipment.InTransit, "", label, moving), byLabel), "news", message.Shipped},
		{"a cancellation is no news", about(reached(shipment.Cancelled, hour)), present(shipment.Cancelled, "", reached(shipment.Cancelled, hour)), "no_kind", ""},
		{"moving, after it was accepted", also(about(moving), message.InTransit), present(shipment.InTransit, "", accepted, moving), "news", message.InTransit},
		{"moving, which is what shipped says", also(about(moving), message.InTransit), present(shipment.InTransit, "", moving), "no_kind", ""},
		{"out for delivery", about(loaded), present(shipment.OutForDelivery, "", moving, loaded), "news", message.OutForDelivery},
		{"out for delivery, but already delivered", about(loaded), present(shipment.Delivered, "", loaded, done), "already_delivered", message.OutForDelivery},
		{"shipped, but already out for delivery", about(moving), present(shipment.OutForDelivery, "", moving, loaded), "superseded", message.Shipped},
		{"out for delivery, but back in the depot", about(loaded), present(shipment.InTransit, "", moving, loaded), "superseded", message.OutForDelivery},
		{"attempted", about(tried), present(shipment.DeliveryAttempted, "not_home", loaded, tried), "news", message.Attempted},
		{"attempted, and something is to be paid", about(tried), present(shipment.DeliveryAttempted, "payment_missing", loaded, tried), "news", message.PaymentDue},
		{"attempted, and out again", about(tried), present(shipment.OutForDelivery, "", loaded, tried), "superseded", message.Attempted},
		{"ready for pickup", about(waits), present(shipment.AvailableForPickup, "locker", waits), "news", message.ReadyForPickup},
		{"waits, not for long any more", about(because(shipment.AvailableForPickup, "pickup_expiring", hour)),
			present(shipment.AvailableForPickup, "pickup_expiring", waits, because(shipment.AvailableForPickup, "pickup_expiring", hour)), "news", message.PickupExpiring},
		{"was waiting, and is picked up", about(because(shipment.AvailableForPickup, "pickup_reminder", 2*hour)),
			present(shipment.Delivered, "", waits, because(shipment.AvailableForPickup, "pickup_reminder", 2*hour), done), "already_delivered", message.PickupExpiring},
		{"a problem that is over", about(stuck), present(shipment.InTransit, "", moving, stuck), "superseded", message.Problem},
		{"a problem that is not", about(stuck), present(shipment.Exception, "damaged", moving, stuck), "news", message.Problem},
		{"another reason", about(because(shipment.Exception, "lost", hour)), present(shipment.Exception, "lost", stuck, because(shipment.Exception, "lost", hour)), "news", message.Problem},
		{"a reason that gave way to another", about(because(shipment.Exception, "weather", 2*hour)),
			present(shipment.Exception, "lost", because(shipment.Exception, "weather", 2*hour), because(shipment.Exception, "lost", hour)), "superseded", message.Problem},
		{"customs wants papers", about(because(shipment.Exception, "customs_documents", hour)), present(shipment.Exception, "customs_documents", stuck, because(shipment.Exception, "customs_documents", hour)), "news", message.Customs},
		{"customs looks for itself", about(because(shipment.Exception, "customs_inspection", hour)), present(shipment.Exception, "customs_inspection", stuck, because(shipment.Exception, "customs_inspection", hour)), "news", message.Problem},
		{"duties", about(because(shipment.Exception, "customs_duties", hour)), present(shipment.Exception, "customs_duties", stuck, because(shipment.Exception, "customs_duties", hour)), "news", message.PaymentDue},
		{"duties, by the status alone", about(stuck), present(shipment.Exception, "customs_duties", stuck), "news", message.PaymentDue},
		{"held for payment", about(because(shipment.Exception, "held_for_payment", hour)), present(shipment.Exception, "held_for_payment", because(shipment.Exception, "held_for_payment", hour)), "news", message.PaymentDue},
		{"later than told", about(because(shipment.InTransit, "delayed", hour)), present(shipment.InTransit, "", moving, because(shipment.InTransit, "delayed", hour)), "news", message.Delay},
		{"later still", about(because(shipment.InTransit, "delayed", 2*hour)), present(shipment.InTransit, "", because(shipment.InTransit, "delayed", 2*hour), second(because(shipment.InTransit, "delayed", hour))), "superseded", message.Delay},
		{"late, but out for delivery", about(because(shipment.InTransit, "delayed", 4*hour)), present(shipment.OutForDelivery, "", because(shipment.InTransit, "delayed", 4*hour), loaded), "superseded", message.Delay},
		{"destroyed", about(reached(shipment.Destroyed, hour)), present(shipment.Destroyed, "", reached(shipment.Destroyed, hour)), "news", message.Problem},
		{"delivered, but on its way back", about(done), present(shipment.Returning, "", done, back(shipment.Returning, hour)), "superseded", message.Delivered},
		{"on its way back", about(back(shipment.Returning, hour)), present(shipment.Returning, "", done, back(shipment.Returning, hour)), "news", message.Returning},
		{"back with the sender", about(back(shipment.Delivered, hour)), present(shipment.Returned, "", done, back(shipment.Delivered, hour)), "news", message.Returned},
		{"moving back is no news", about(back(shipment.InTransit, hour)), present(shipment.InTransit, "", back(shipment.InTransit, hour)), "no_kind", ""},
		{"taken back meanwhile", about(done), present(shipment.InTransit, "", moving, retracted(done)), "retracted", message.Delivered},
		{"dissolved by better data", about(done), present(shipment.InTransit, "", moving), "retracted", message.Delivered},
		{"delivered again", about(second(done)), present(shipment.Delivered, "", retracted(done), second(done)), "news", message.Delivered},
		{"nobody takes back a failed attempt", about(retracted(tried)), present(shipment.InTransit, "", retracted(tried)), "no_kind", ""},
	})
}

func TestAge(t *testing.T) {
	t.Parallel()
	moment := func(local, offset string) shipment.Milestone {
		m := reached(shipment.Delivered, 0)
		m.At = shipment.Moment{Local: local, Offset: offset, Precision: shipment.Second}
		return m
	}
	day := func(date string) shipment.Milestone {
		m := reached(shipment.Delivered, 0)
		m.At = shipment.Moment{Local: date, Precision: shipment.Day}
		return m
	}
	delivered := func(name string, m shipment.Milestone, reason string) question {
		return question{name, about(m), present(shipment.Delivered, "", m), reason, message.Delivered}
	}
	old := reached(shipment.Delivered, 100*hour)
	waited := func(made, until time.Duration) func(*message.Present) {
		return func(p *message.Present) {
			p.Own = message.Earlier{Key: "s1/0/delivered/1/owner/email", Outcome: message.Defer, Made: now.Add(-made), Until: now.Add(-until)}
		}
	}
	placed := func(at string) message.Present {
		p := present("", "")
		p.Events, p.PlacedAt = []order.Milestone{{What: order.Placed}}, at
		return p
	}
	ask(t, []question{
		delivered("two days and an hour ago", reached(shipment.Delivered, 49*hour), "stale"),
		delivered("just within two days", reached(shipment.Delivered, 48*hour), "news"),
		delivered("last month", reached(shipment.Delivered, 30*24*hour), "stale"),
		delivered("no zone: perhaps still fresh", moment("2026-11-19T01:00:00", ""), "news"),
		delivered("no zone: old everywhere", moment("2026-11-18T23:00:00", ""), "stale"),
		delivered("a bare day", day("2026-11-19"), "news"),
		delivered("a bare day last week", day("2026-11-17"), "stale"),
		delivered("no time at all is not called old", moment("", ""), "news"),
		delivered("from the future", reached(shipment.Delivered, -5*hour), "news"),
		{"accepted last week, moving today", about(reached(shipment.Accepted, 170*hour)), present(shipment.InTransit, "", reached(shipment.Accepted, 170*hour), reached(shipment.InTransit, hour)), "news", message.Shipped},
		{"a patient brand", about(old), with(present(shipment.Delivered, "", old), func(p *message.Present) {
			p.Policy = live(func(m *brand.Messages) { m.Stale = 200 })
		}), "news", message.Delivered},
		{"it waited on purpose", about(old), with(present(shipment.Delivered, "", old), waited(99*hour, hour)), "news", message.Delivered},
		{"and then nobody came for it", about(old), with(present(shipment.Delivered, "", old), waited(99*hour, 49*hour)), "stale", message.Delivered},
		{"an order placed today", event(order.Placed), placed("2026-11-21T11:00:00Z"), "news", message.OrderConfirmed},
		{"an order placed today, by its date", event(order.Placed), placed("2026-11-21"), "news", message.OrderConfirmed},
		{"an order imported long after it was placed", event(order.Placed), placed("2026-10-20T11:00:00+02:00"), "stale", message.OrderConfirmed},
		{"imported, and delivered since: what matters is how long ago", about(reached(shipment.OutForDelivery, 721*hour)),
			present(shipment.Delivered, "", reached(shipment.OutForDelivery, 721*hour), reached(shipment.Delivered, 720*hour)), "stale", message.OutForDelivery},
		{"old, and what it told never was", about(reached(shipment.OutForDelivery, 721*hour)), present(shipment.InTransit, "", reached(shipment.InTransit, hour)), "retracted", message.OutForDelivery},
	})
}

func TestOrders(t *testing.T) {
	t.Parallel()
	p := func(edit func(*message.Present), events ...order.Milestone) message.Present {
		p := present("", "")
		p.Events = events
		if edit != nil {
			edit(&p)
		}
		return p
	}
	today := func(what string) order.Milestone { return order.Milestone{What: what, At: "2026-11-21T09:00:00Z"} }
	moving := func(p *message.Present) { p.Parcels[0].Status = shipment.InTransit }
	cancelled := func(p *message.Present) { p.Cancelled = true }
	two := event(order.Refund)
	two.Occurrence = 2
	ask(t, []question{
		{"placed", event(order.Placed), p(nil, today(order.Placed)), "news", message.OrderConfirmed},
		{"placed, and moving", event(order.Placed), p(moving, today(order.Placed)), "superseded", message.OrderConfirmed},
		{"placed, and called off", event(order.Placed), p(cancelled, today(order.Placed)), "superseded", message.OrderConfirmed},
		{"in the making", event(order.InProcessing), p(nil, today(order.InProcessing)), "news", message.Processing},
		{"called off", event(order.Cancelled), p(cancelled, today(order.Cancelled)), "news", message.OrderCancelled},
		{"refunded", event(order.Refund), p(cancelled, today(order.Refund)), "news", message.Refunded},
		{"refunded twice", two, p(nil, today(order.Refund), today(order.Refund)), "news", message.Refunded},
		{"a refund that is not there", two, p(nil, today(order.Refund)), "retracted", message.Refunded},
		{"to be paid", event(order.PaymentDue), p(nil, today(order.PaymentDue)), "news", message.PaymentDue},
		{"to be paid, and called off", event(order.PaymentDue), p(cancelled, today(order.PaymentDue)), "superseded", message.PaymentDue},
		{"a word from the future", event("gift_wrapped"), p(nil, today("gift_wrapped")), "no_kind", ""},
		{"refunded last month", event(order.Refund), p(nil, order.Milestone{What: order.Refund, At: "2026-10-21"}), "stale", message.Refunded},
	})
}

func TestFindings(t *testing.T) {
	t.Parallel()
	long, fresh := reached(shipment.InTransit, 100*hour), reached(shipment.InTransit, 5*hour)
	ask(t, []question{
		{"silent", found("silent"), present(shipment.InTransit, "", long), "news", message.Reassurance},
		{"silent, and heard of since", found("silent"), present(shipment.InTransit, "", fresh), "superseded", message.Reassurance},
		{"silent, and delivered since", found("silent"), present(shipment.Delivered, "", long, reached(shipment.Delivered, hour)), "already_delivered", message.Reassurance},
		{"past the promise", found("past_promise"), present(shipment.InTransit, "", long), "news", message.Delay},
		{"past the promise, and on the doorstep", found("past_promise"), present(shipment.OutForDelivery, "", long), "superseded", message.Delay},
		{"not for long any more", found("pickup_expiring"), present(shipment.AvailableForPickup, "", long), "news", message.PickupExpiring},
		{"picked up", found("pickup_expiring"), present(shipment.Delivered, "", long), "already_delivered", message.PickupExpiring},
		{"nothing for the shopper", found("never_scanned"), present(shipment.InfoReceived, "", long), "no_kind", ""},
	})
	team := message.Recipient{ID: message.Team, Channel: message.Chat, Known: true, Consent: true, Extra: true}
	for _, c := range []struct {
		name    string
		subject message.Subject
		present message.Present
		want    string
	}{
		{"the team hears of everything", found("never_scanned"), present(shipment.InfoReceived, ""), "news"},
		{"once it is delivered there is nothing to do", found("customs_dwell"), present(shipment.Delivered, ""), "already_delivered"},
		{"a return that stands still", found("return_stuck"), present(shipment.Returned, ""), "news"},
		{"no shipment, and now there is one", message.Subject{About: message.AboutFinding, Event: "no_shipment", Occurrence: 1}, present("", ""), "superseded"},
		{"no shipment", message.Subject{About: message.AboutFinding, Event: "no_shipment", Occurrence: 1}, with(present("", ""), func(p *message.Present) { p.Parcels = nil }), "news"},
		{"a milestone is none of theirs", about(reached(shipment.Delivered, hour)), present(shipment.Delivered, "", reached(shipment.Delivered, hour)), "no_kind"},
	} {
		if got := message.Decide(c.subject, team, c.present); got.Reason != c.want {
			t.Errorf("%s: %+v, want %s", c.name, got, c.want)
		}
	}
}

func TestBrandsAndPeople(t *testing.T) {
	t.Parallel()
	done := reached(shipment.Delivered, hour)
	base := present(shipment.Delivered, "", done)
	policy := func(edit func(*brand.Messages)) func(*message.Present, *message.Recipient) {
		return func(p *message.Present, _ *message.Recipient) { p.Policy = live(edit) }
	}
	person := func(edit func(*message.Recipient)) func(*message.Present, *message.Recipient) {
		return func(_ *message.Present, r *message.Recipient) { edit(r) }
	}
	silent := present(shipment.InTransit, "", reached(shipment.InTransit, 100*hour))
	for _, c := range []struct {
		name    string
		subject message.Subject
		present message.Present
		edit    func(*message.Present, *message.Recipient)
		want    string
		record  bool
	}{
		{"nothing against it", about(done), base, nil, "news", true},
		{"the order was erased", about(done), base, func(p *message.Present, _ *message.Recipient) { p.OrderKnown = false }, "order_gone", true},
		{"no such brand", about(done), base, func(p *message.Present, _ *message.Recipient) { p.BrandKnown = false }, "brand_off", true},
		{"messages are off", about(done), base, policy(func(m *brand.Messages) { m.Mode = message.Off }), "brand_off", true},
		{"the brand turned it off", about(done), base, policy(func(m *brand.Messages) { m.Kinds["delivered"] = brand.Rule{On: no()} }), "kind_off", true},
		{"it is off by itself", event(order.Placed), with(base, func(p *message.Present) { p.Events = []order.Milestone{{What: order.Placed}} }),
			policy(func(m *brand.Messages) { delete(m.Kinds, "order_confirmed") }), "kind_off", false},
		{"the claim was taken back", about(done), base, func(p *message.Present, _ *message.Recipient) {
			p.Parcels = []message.Parcel{{Shipment: "s1", Milestones: []shipment.Milestone{done}}}
		}, "released", true},
		{"the order does not know the parcel", about(done), base, func(p *message.Present, _ *message.Recipient) { p.Parcels = nil }, "released", true},
		{"no address", about(done), base, person(func(r *message.Recipient) { r.Known = false }), "no_address", true},
		{"no consent", about(done), base, person(func(r *message.Recipient) { r.Consent = false }), "no_consent", true},
		{"suppressed", about(done), base, person(func(r *message.Recipient) { r.Suppressed = message.StopAll }), "suppressed", true},
		{"unsubscribed from extras, and this is none", about(done), base, person(func(r *message.Recipient) { r.Suppressed, r.Extra = message.StopOptional, false }), "news", true},
		{"unsubscribed from extras", found("silent"), silent, person(func(r *message.Recipient) { r.Suppressed = message.StopOptional }), "unsubscribed", true},
		{"wants no extras", found("silent"), silent, person(func(r *message.Recipient) { r.Extra = false }), "no_consent", true},
		{"another one of the order is told at the same address", about(done), base, person(func(r *message.Recipient) { r.Double = true }), "same_address", true},
		{"a refund, to who gets the present", event(order.Refund), with(base, func(p *message.Present) {
			p.Events = []order.Milestone{{What: order.Refund, At: now.Format(time.RFC3339)}}
		}), func(p *message.Present, r *message.Recipient) {
			p.Policy, r.Gift = live(func(m *brand.Messages) { yes := true; m.Kinds["refunded"] = brand.Rule{On: &yes} }), true
		}, "not_theirs", true},
		{"shadow", about(done), base, policy(func(m *brand.Messages) { m.Mode = "" }), "shadow", true},
		{"shadow comes last", about(done), base, func(p *message.Present, r *message.Recipient) {
			p.Policy, r.Consent = live(func(m *brand.Messages) { m.Mode = message.Shadow }), false
		}, "no_consent", true},
		{"not in the pilot", about(done), base, func(p *message.Present, _ *message.Recipient) {
			p.Policy = live(func(m *brand.Messages) { m.Pilot = 1 })
			for i := 0; message.InPilot(p.OrderID, 1); i++ {
				p.OrderID += "x"
			}
		}, "pilot", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p, r := c.present, owner
			p.Policy = live()
			if c.edit != nil {
				c.edit(&p, &r)
			}
			got := message.Decide(c.subject, r, p)
			if got.Reason != c.want || got.Record != c.record || (got.Outcome == message.Send) != (c.want == "news") {
				t.Errorf("got %+v, want %s, recorded %v", got, c.want, c.record)
			}
		})
	}
}
