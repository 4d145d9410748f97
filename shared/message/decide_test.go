package message_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"doorstep/shared/message"
	"doorstep/shared/shipment"
)

var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// at is a moment so long ago, exact.
func at(ago time.Duration) shipment.Moment {
	return shipment.Moment{Local: now.Add(-ago).Format("2006-01-02T15:04:05"), Offset: "+00:00", Zone: shipment.ZonePayload, Precision: shipment.Second}
}

func reached(s shipment.Status, ago time.Duration) shipment.Milestone {
	return shipment.Milestone{Direction: shipment.Outbound, Status: s, Occurrence: 1, At: at(ago)}
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

func present(status shipment.Status, milestones ...shipment.Milestone) message.Present {
	return message.Present{OrderKnown: true, BrandOn: true, Claimed: true, Status: status, Milestones: milestones, Now: now}
}

func about(m shipment.Milestone) message.Subject {
	return message.Subject{Shipment: "s1", Journey: m.Journey, Status: m.Status, Occurrence: m.Occurrence, Retracted: m.Retracted}
}

func TestDecide(t *testing.T) {
	t.Parallel()
	const hour = time.Hour
	accepted, moving, loaded := reached(shipment.Accepted, 30*hour), reached(shipment.InTransit, 20*hour), reached(shipment.OutForDelivery, 3*hour)
	done := reached(shipment.Delivered, hour)
	off, gone, released := present(shipment.Delivered, done), present(shipment.Delivered, done), present(shipment.Delivered, done)
	off.BrandOn, gone.OrderKnown, released.Claimed = false, false, false
	patient := present(shipment.Delivered, reached(shipment.Delivered, 100*hour))
	patient.StaleAfter = 200 * hour
	noZone := reached(shipment.Delivered, 59*hour)
	noZone.At.Offset = ""
	older := reached(shipment.Delivered, 61*hour)
	older.At.Offset = ""
	day := reached(shipment.Delivered, 0)
	day.At = shipment.Moment{Local: "2026-11-19", Precision: shipment.Day}
	lastWeek := day
	lastWeek.At.Local = "2026-11-17"
	undated := reached(shipment.Delivered, 0)
	undated.At = shipment.Moment{}

	for _, c := range []struct {
		name    string
		subject shipment.Milestone
		present message.Present
		want    string
		kind    message.Kind
	}{
		{"delivered just now", done, present(shipment.Delivered, accepted, moving, loaded, done), "news", message.Delivered},
		{"on its way, by the first scan", accepted, present(shipment.Accepted, accepted), "news", message.Shipped},
		{"on its way, although two scans say so at once", accepted, present(shipment.InTransit, accepted, moving), "news", message.Shipped},
		{"on its way, by the second scan", moving, present(shipment.InTransit, accepted, moving), "news", message.Shipped},
		{"a label is no news", reached(shipment.InfoReceived, hour), present(shipment.InfoReceived, reached(shipment.InfoReceived, hour)), "not_customer_news", ""},
		{"nor is a cancellation", reached(shipment.Cancelled, hour), present(shipment.Cancelled, reached(shipment.Cancelled, hour)), "not_customer_news", ""},
		{"out for delivery, but already delivered", loaded, present(shipment.Delivered, loaded, done), "superseded", message.OutForDelivery},
		{"shipped, but already out for delivery", moving, present(shipment.OutForDelivery, moving, loaded), "superseded", message.Shipped},
		{"out for delivery, but back in the depot", loaded, present(shipment.InTransit, moving, loaded), "superseded", message.OutForDelivery},
		{"attempted, and out again", reached(shipment.DeliveryAttempted, hour), present(shipment.OutForDelivery, loaded, reached(shipment.DeliveryAttempted, hour)), "superseded", message.Attempted},
		{"attempted", reached(shipment.DeliveryAttempted, hour), present(shipment.DeliveryAttempted, loaded, reached(shipment.DeliveryAttempted, hour)), "news", message.Attempted},
		{"a problem that is over", reached(shipment.Exception, 2*hour), present(shipment.InTransit, moving, reached(shipment.Exception, 2*hour)), "superseded", message.Problem},
		{"a problem that is not", reached(shipment.Exception, 2*hour), present(shipment.Exception, moving, reached(shipment.Exception, 2*hour)), "news", message.Problem},
		{"delivered, but on its way back", done, present(shipment.Returning, done, back(shipment.Returning, hour)), "superseded", message.Delivered},
		{"on its way back", back(shipment.Returning, hour), present(shipment.Returning, done, back(shipment.Returning, hour)), "news", message.Returning},
		{"back with the sender", back(shipment.Delivered, hour), present(shipment.Returned, done, back(shipment.Delivered, hour)), "news", message.Returned},
		{"moving back is no news", back(shipment.InTransit, hour), present(shipment.InTransit, back(shipment.InTransit, hour)), "not_customer_news", ""},
		{"taken back meanwhile", done, present(shipment.InTransit, moving, retracted(done)), "retracted", message.Delivered},
		{"the news is that it was taken back", retracted(done), present(shipment.InTransit, moving, retracted(done)), "retracted", message.Delivered},
		{"dissolved by better data", done, present(shipment.InTransit, moving), "retracted", message.Delivered},
		{"delivered again", second(done), present(shipment.Delivered, retracted(done), second(done)), "news", message.Delivered},
		{"two days and an hour ago", reached(shipment.Delivered, 49*hour), present(shipment.Delivered, reached(shipment.Delivered, 49*hour)), "stale", message.Delivered},
		{"just within two days", reached(shipment.Delivered, 48*hour), present(shipment.Delivered, reached(shipment.Delivered, 48*hour)), "news", message.Delivered},
		{"accepted last week, moving today", reached(shipment.Accepted, 170*hour), present(shipment.InTransit, reached(shipment.Accepted, 170*hour), moving), "news", message.Shipped},
		{"a patient brand", reached(shipment.Delivered, 100*hour), patient, "news", message.Delivered},
		{"no zone: perhaps still fresh", noZone, present(shipment.Delivered, noZone), "news", message.Delivered},
		{"no zone: old everywhere", older, present(shipment.Delivered, older), "stale", message.Delivered},
		{"a bare day", day, present(shipment.Delivered, day), "news", message.Delivered},
		{"a bare day last week", lastWeek, present(shipment.Delivered, lastWeek), "stale", message.Delivered},
		{"no time at all is not called old", undated, present(shipment.Delivered, undated), "news", message.Delivered},
		{"from the future", reached(shipment.Delivered, -5*hour), present(shipment.Delivered, reached(shipment.Delivered, -5*hour)), "news", message.Delivered},
		{"brand off", done, off, "brand_off", message.Delivered},
		{"order erased", done, gone, "order_gone", message.Delivered},
		{"claim released", done, released, "released", message.Delivered},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := message.Decide(about(c.subject), c.present)
			if got.Reason != c.want || got.Kind != c.kind || got.Send != (c.want == message.ReasonNews) {
				t.Errorf("got %+v, want %s of kind %q", got, c.want, c.kind)
			}
		})
	}
}

func TestKey(t *testing.T) {
	t.Parallel()
	key := func(m shipment.Milestone, recipient string) string {
		return message.Key(about(m), message.Decide(about(m), present(m.Status, m)), recipient, "email")
	}
	done := reached(shipment.Delivered, time.Hour)
	for _, c := range []struct{ name, got, want string }{
		{"plain", key(done, "owner"), "s1/0/delivered/1/owner/email"},
		{"both words for shipped are one decision", key(reached(shipment.Accepted, 0), "owner"), key(reached(shipment.InTransit, 0), "owner")},
		{"the second delivery", key(second(done), "owner"), "s1/0/delivered/2/owner/email"},
		{"taken back", key(retracted(done), "owner"), "s1/0/delivered-retracted/1/owner/email"},
		{"no kind", key(reached(shipment.InfoReceived, 0), "owner"), "s1/0/info_received/1/owner/email"},
		{"separators in an id", key(done, "a/b#c%"), "s1/0/delivered/1/a%2Fb%23c%25/email"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, c.got, c.want)
		}
	}
}

// Whatever the state: nothing is sent about a milestone that is not there or was taken back, and what is sent has a kind.
func TestNothingFalseIsSent(t *testing.T) {
	t.Parallel()
	statuses := []shipment.Status{shipment.InfoReceived, shipment.Accepted, shipment.InTransit, shipment.OutForDelivery, shipment.Exception,
		shipment.DeliveryAttempted, shipment.AvailableForPickup, shipment.Delivered, shipment.Returning, shipment.Returned, ""}
	milestone := rapid.Custom(func(t *rapid.T) shipment.Milestone {
		m := reached(rapid.SampledFrom(statuses).Draw(t, "status"), time.Duration(rapid.IntRange(-5, 100).Draw(t, "hours"))*time.Hour)
		m.Journey = rapid.IntRange(0, 1).Draw(t, "journey")
		m.Occurrence = rapid.IntRange(1, 2).Draw(t, "occurrence")
		m.Retracted = rapid.Bool().Draw(t, "retracted")
		return m
	})
	rapid.Check(t, func(t *rapid.T) {
		p := present(rapid.SampledFrom(statuses).Draw(t, "now"), rapid.SliceOfN(milestone, 0, 6).Draw(t, "milestones")...)
		s := about(milestone.Draw(t, "subject"))
		d := message.Decide(s, p)
		if !d.Send {
			return
		}
		stands := false
		for _, m := range p.Milestones {
			stands = stands || m.Journey == s.Journey && m.Status == s.Status && m.Occurrence == s.Occurrence && !m.Retracted
		}
		if !stands || s.Retracted || d.Kind == "" {
			t.Fatalf("%+v is sent although it does not stand", s)
		}
		if strings.Count(message.Key(s, d, "owner", "email"), "/") != 5 {
			t.Fatalf("key %q", message.Key(s, d, "owner", "email"))
		}
	})
}
