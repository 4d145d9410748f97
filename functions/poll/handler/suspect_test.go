package handler

import (
	"fmt"
	"testing"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/fault"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// What seems to be wrong is asked about once a day, and never for a parcel that is under way as it should be. Now is a Saturday.
func TestSuspicion(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		facts  []shipment.Fact
		answer string
		lease  time.Duration
		edit   func(*store.ClaimState)
		want   string
	}{
		{"moving", []shipment.Fact{scan(shipment.InTransit, 20*hour, shipment.Polled)}, "N in_transit", 12 * hour, nil, "[]"},
		{"nothing but a label of the day before yesterday", nil, "", 12 * hour, nil, "[]"},
		{"silent since Tuesday morning, for two days' patience", []shipment.Fact{scan(shipment.InTransit, 4*24*hour, shipment.Polled)}, "", 24 * hour, nil, "[silent]"},
		{"the same in the second look of the day", []shipment.Fact{scan(shipment.InTransit, 4*24*hour+20*hour, shipment.Polled)}, "", 2 * hour, nil, "[]"},
		{"silent, but the answer brings a scan", []shipment.Fact{scan(shipment.InTransit, 4*24*hour, shipment.Polled)}, "N in_transit", 24 * hour, nil, "[]"},
		{"never scanned since a week", nil, "", 24 * hour, func(c *store.ClaimState) { c.Epoch = "2026-11-12" }, "[never_scanned]"},
		{"the promise was yesterday", []shipment.Fact{scan(shipment.InTransit, 20*hour, shipment.Polled)}, "", 24 * hour, func(c *store.ClaimState) { c.Promise = "2026-11-20" }, "[past_promise]"},
		{"the promise is today", []shipment.Fact{scan(shipment.InTransit, 20*hour, shipment.Polled)}, "", 24 * hour, func(c *store.ClaimState) { c.Promise = "2026-11-21" }, "[]"},
		{"a claim that the merchant took back", nil, "", 24 * hour, func(c *store.ClaimState) { c.Epoch, c.Released = "2026-11-12", true }, "[]"},
	} {
		b := setup()
		b.claimed("1Z0001", c.facts...)
		n := b.desk.numbers["1Z0001"]
		n.Due.Lease = c.lease
		if c.edit != nil {
			c.edit(&n.Claims[0])
		}
		b.desk.numbers["1Z0001"] = n
		b.script.answer = each(200, c.answer)
		if c.answer == "" {
			b.script.answer = each(200, "problem not_found")
		}
		b.deliver(t, request("m", "1Z0001"))
		kinds := []string{}
		for _, a := range b.checks.asked {
			kinds = append(kinds, a.Reason)
			if a.Order != "o1" || a.Shipment != "s1" || a.Number != "1Z0001" {
				t.Errorf("%s: asked about %+v", c.name, a)
			}
		}
		if fmt.Sprint(kinds) != c.want {
			t.Errorf("%s: asked %v, want %s", c.name, kinds, c.want)
		}
	}
}

// The next look comes when a deadline of watch passes, although the carrier would be asked much later.
func TestTheNextLookIsNoLaterThanTheNextDeadline(t *testing.T) {
	t.Parallel()
	b := setup()
	b.claimed("1Z0001", scan(shipment.InTransit, time.Hour, shipment.Signed)) // a push: the next look is in a day and a half
	b.deliver(t, request("m", "1Z0001"))
	plain := b.desk.numbers["1Z0001"].Due.At
	b = setup()
	b.claimed("1Z0001", scan(shipment.InTransit, time.Hour, shipment.Signed))
	b.desk.numbers["1Z0001"].Claims[0].Promise = "2026-11-21"
	b.deliver(t, request("m", "1Z0001"))
	over := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC) // by the clocks at the newest scan
	if got := b.desk.numbers["1Z0001"].Due.At; !got.Equal(over) || !over.Before(plain) {
		t.Errorf("the next look is at %s, without a promise at %s; want %s", got, plain, over)
	}
}

// A check that is lost is asked for again tomorrow; the poll is done.
func TestALostCheckFailsNoPoll(t *testing.T) {
	t.Parallel()
	b := setup()
	b.allow(1, carrier.Rate{Calls: 1000, Per: time.Minute})
	b.claimed("1Z0001")
	b.desk.numbers["1Z0001"].Claims[0].Epoch = "2026-11-12"
	b.checks.err = fault.New(fault.Unavailable, "no answer")
	b.script.answer = each(200, "problem not_found")
	if again := b.deliver(t, request("m", "1Z0001")); again != "" || len(b.box.sent) != 1 {
		t.Errorf("comes back %q, %d answers queued", again, len(b.box.sent))
	}
}
