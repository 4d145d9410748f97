package cadence_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"doorstep/shared/carrier/cadence"
	"doorstep/shared/shipment"
)

var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

const (
	hour = time.Hour
	day  = 24 * time.Hour
)

func known(s shipment.Status, ago time.Duration) cadence.Known {
	return cadence.Known{Number: "1Z999", Status: s, Newest: now.Add(-ago), Now: now}
}

func TestNext(t *testing.T) {
	t.Parallel()
	confirmed, forbidden := known(shipment.Delivered, hour), known(shipment.InTransit, hour)
	confirmed.Confirmed, forbidden.Forbidden = true, true
	unseen := cadence.Known{Number: "1Z999", Watched: now.Add(-hour), Now: now}
	forgotten := cadence.Known{Number: "1Z999", Watched: now.Add(-61 * day), Now: now}
	nothing := cadence.Known{Number: "1Z999", Now: now}
	for _, c := range []struct {
		name  string
		known cadence.Known
		from  time.Duration // the wait is from here to a quarter more; 0: no more look
	}{
		{"out for delivery this morning", known(shipment.OutForDelivery, hour), 15 * time.Minute},
		{"out for delivery, afternoon", known(shipment.OutForDelivery, 5*hour), 30 * time.Minute},
		{"out for delivery since yesterday", known(shipment.OutForDelivery, 30*hour), 2 * hour},
		{"in transit", known(shipment.InTransit, 5*hour), 2 * hour},
		{"in transit, quiet", known(shipment.InTransit, 3*day), 4 * hour},
		{"in transit, very quiet", known(shipment.InTransit, 30*day), day},
		{"waits in the shop", known(shipment.AvailableForPickup, hour), 2 * hour},
		{"announced", known(shipment.InfoReceived, hour), 4 * hour},
		{"announced last week", known(shipment.InfoReceived, 7*day), 12 * hour},
		{"announced long ago", known(shipment.InfoReceived, 20*day), day},
		{"nothing known, claimed an hour ago", unseen, 4 * hour},
		{"nothing known, nobody knows since when", nothing, 4 * hour},
		{"nothing known for two months", forgotten, 0},
		{"in transit for two months", known(shipment.InTransit, 60*day), 0},
		{"delivered, to be confirmed", known(shipment.Delivered, 10*time.Minute), 30 * time.Minute},
		{"delivered, still to be confirmed", known(shipment.Delivered, 5*hour), 12 * hour},
		{"delivered and confirmed", confirmed, 0},
		{"delivered, believed without", known(shipment.Delivered, 3*day), 0},
		{"returned", known(shipment.Returned, 4*day), 0},
		{"the carrier may not tell", forbidden, day},
		{"a scan from the future", known(shipment.OutForDelivery, -3*hour), 15 * time.Minute},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			wait, open := cadence.Next(c.known)
			if open != (c.from > 0) || wait < c.from || wait > c.from+c.from/4 {
				t.Errorf("got %v, %v; want %v and up to a quarter more", wait, open, c.from)
			}
		})
	}
}

func TestFresh(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		known cadence.Known
		fresh bool
	}{
		{"a push a minute ago", known(shipment.InTransit, time.Minute), true},
		{"a push three hours ago", known(shipment.InTransit, 3*hour), false},
		{"on the van, a push five minutes ago", known(shipment.OutForDelivery, 5*time.Minute), true},
		{"on the van, a push half an hour ago", known(shipment.OutForDelivery, 30*time.Minute), false},
		{"delivered just now wants its confirmation", known(shipment.Delivered, time.Minute), false},
		{"nothing known", cadence.Known{Number: "1", Now: now}, false},
	} {
		rest, fresh := cadence.Fresh(c.known)
		if fresh != c.fresh || fresh && (rest <= 0 || rest > 3*hour) {
			t.Errorf("%s: got %v, %v", c.name, rest, fresh)
		}
	}
}

// Every parcel is asked for a bounded number of times: looks are at least a quarter of an hour apart, and whatever status it
// is stuck in, the looks end.
func TestLooksEnd(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		k := cadence.Known{
			Number: rapid.StringMatching(`[A-Z0-9]{8,20}`).Draw(t, "number"),
			Status: rapid.SampledFrom([]shipment.Status{"", shipment.Unknown, shipment.Pending, shipment.InfoReceived, shipment.InTransit,
				shipment.OutForDelivery, shipment.AvailableForPickup, shipment.Exception, shipment.Delivered, shipment.Cancelled}).Draw(t, "status"),
			Newest: now, Forbidden: rapid.Bool().Draw(t, "forbidden"), Now: now,
		}
		for looks := 0; ; looks++ {
			wait, open := cadence.Next(k)
			if !open {
				return
			}
			if wait < 15*time.Minute || looks > 300 {
				t.Fatalf("look %d after %v", looks, wait)
			}
			k.Now = k.Now.Add(wait)
		}
	})
}

func TestFirst(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, epoch string
		want        time.Duration
	}{
		{"a label of today", "2026-11-21", 30 * time.Minute}, {"yesterday, by a calendar farther west", "2026-11-20", 30 * time.Minute},
		{"a parcel on its way", "2026-11-18", 0}, {"nobody knows when", "", 30 * time.Minute}, {"no date", "soon", 30 * time.Minute},
	} {
		if got := cadence.First(c.epoch, now); !got.Equal(now.Add(c.want)) {
			t.Errorf("%s: %s after now", c.name, got.Sub(now))
		}
	}
}

// The commonest look finds the time that schedule moved it to good enough; the others do not.
func TestALeaseIsTheWaitOfAMovingParcel(t *testing.T) {
	t.Parallel()
	stands := now.Add(cadence.Lease("1Z999"))
	for _, c := range []struct {
		status shipment.Status
		near   bool
	}{{shipment.InTransit, true}, {shipment.OutForDelivery, false}, {shipment.InfoReceived, false}} {
		k := known(c.status, hour)
		k.Now = now.Add(40 * time.Second) // the request has waited in its queue
		wait, open := cadence.Next(k)
		if near := open && cadence.Near(k.Now.Add(wait), stands); near != c.near {
			t.Errorf("%s: near %v, %s after the lease", c.status, near, k.Now.Add(wait).Sub(stands))
		}
	}
}
