package cadence_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"doorstep/shared/carrier/cadence"
	"doorstep/shared/shipment"
)

const (
	hour = time.Hour
	day  = 24 * hour
)

var (
	chicago = time.FixedZone("", -6*3600)
	now     = time.Date(2026, 11, 21, 11, 0, 0, 0, chicago) // 17:00 UTC
)

// known is a parcel in Chicago.
func known(s shipment.Status, ago time.Duration) cadence.Known {
	return cadence.Known{Number: "1Z999", Status: s, Newest: now.Add(-ago), Begun: now.Add(-ago - 40*hour), Zone: chicago, Now: now}
}

// expected adds a window of local days.
func expected(k cadence.Known, from, to int) cadence.Known {
	today := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	k.Expected = cadence.Window{From: today.AddDate(0, 0, from), To: today.AddDate(0, 0, to)}
	return k
}

func with(k cadence.Known, change func(*cadence.Known)) cadence.Known {
	change(&k)
	return k
}

func TestNext(t *testing.T) {
	t.Parallel()
	nowhere := func(k *cadence.Known) { k.Zone = nil }
	pushed := func(k *cadence.Known) { k.Pushed = true }
	window := func(from, to int) func(*cadence.Known) {
		return func(k *cadence.Known) {
			today := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
			k.Expected = cadence.Window{From: today.Add(time.Duration(from) * hour), To: today.Add(time.Duration(to) * hour), Exact: true}
		}
	}
	for _, c := range []struct {
		name      string
		known     cadence.Known
		low, high time.Duration // of the wait; both 0: no more look
	}{
		{"nothing known, claimed an hour ago", cadence.Known{Number: "1Z999", Watched: now.Add(-hour), Now: now}, 12 * hour, 15 * hour},
		{"nothing known, nobody knows since when", cadence.Known{Number: "1Z999", Now: now}, 12 * hour, 15 * hour},
		{"nothing known for a week", cadence.Known{Number: "1Z999", Watched: now.Add(-7 * day), Now: now}, 72 * hour, 90 * hour},
		{"nothing known for two months", cadence.Known{Number: "1Z999", Watched: now.Add(-61 * day), Now: now}, 0, 0},
		{"announced: tomorrow morning", known(shipment.InfoReceived, hour), 22 * hour, 23 * hour},
		{"announced long ago", known(shipment.InfoReceived, 22*day), 120 * hour, 150 * hour},
		{"taken over today: tomorrow morning", with(known(shipment.Accepted, hour), func(k *cadence.Known) { k.Begun = k.Newest }), 22 * hour, 23 * hour},
		{"on its way for days: this evening", known(shipment.InTransit, 5*hour), 10 * hour, 11 * hour},
		{"on its way, nobody knows the clocks there", with(known(shipment.InTransit, 5*hour), nowhere), 8 * hour, 10 * hour},
		{"quiet for four days", known(shipment.InTransit, 4*day), 22 * hour, 23 * hour},
		{"quiet for a month", known(shipment.InTransit, 30*day), 120 * hour, 150 * hour},
		{"in transit for two months", known(shipment.InTransit, 60*day), 0, 0},
		{"expected in three days: tomorrow morning", expected(known(shipment.InTransit, 5*hour), 3, 3), 22 * hour, 23 * hour},
		{"expected today: at noon", expected(known(shipment.InTransit, 5*hour), 0, 0), 2 * hour, 3 * hour},
		{"expected some day this week: this evening", expected(known(shipment.InTransit, 5*hour), -1, 5), 10 * hour, 11 * hour},
		{"expected yesterday: this evening", expected(known(shipment.InTransit, 5*hour), -1, -1), 10 * hour, 11 * hour},
		{"expected last week says nothing any more", expected(known(shipment.InTransit, 4*day), -7, -7), 22 * hour, 23 * hour},
		{"on the van", known(shipment.OutForDelivery, 3*hour), 2 * hour, 150 * time.Minute},
		{"on the van, between two and four o'clock", with(known(shipment.OutForDelivery, 3*hour), window(14, 16)), 3 * hour, 210 * time.Minute},
		{"on the van, between ten and twelve o'clock", with(known(shipment.OutForDelivery, 3*hour), window(10, 12)), 30 * time.Minute, 38 * time.Minute},
		{"on the van, the window has passed", with(known(shipment.OutForDelivery, 4*hour), window(7, 9)), 2 * hour, 150 * time.Minute},
		{"on the van, by night", with(known(shipment.OutForDelivery, 3*hour), func(k *cadence.Known) {
			k.Now = now.Add(11 * hour)
		}), 11 * hour, 12 * hour},
		{"out for delivery since yesterday", known(shipment.OutForDelivery, 27*hour), 10 * hour, 11 * hour},
		{"nobody was at home", known(shipment.DeliveryAttempted, hour), 10 * hour, 11 * hour},
		{"waits in the shop for days", known(shipment.AvailableForPickup, 3*day), 22 * hour, 23 * hour},
		{"pushed an hour ago", with(known(shipment.InTransit, hour), pushed), 36 * hour, 45 * hour},
		{"pushes have stopped", with(known(shipment.InTransit, 4*day), pushed), 22 * hour, 23 * hour},
		{"on the van by a push: this evening", with(known(shipment.OutForDelivery, 3*hour), pushed), 10 * hour, 11 * hour},
		{"expected today, pushed: this evening", with(expected(known(shipment.InTransit, hour), 0, 0), pushed), 10 * hour, 11 * hour},
		{"delivered", known(shipment.Delivered, time.Minute), 0, 0},
		{"returned, without proof", with(known(shipment.Returned, 10*time.Minute), func(k *cadence.Known) { k.Unconfirmed = true }), hour, 75 * time.Minute},
		{"delivered, without proof for hours", with(known(shipment.Delivered, 5*hour), func(k *cadence.Known) { k.Unconfirmed = true }), 12 * hour, 15 * hour},
		{"delivered, believed without proof", with(known(shipment.Delivered, 3*day), func(k *cadence.Known) { k.Unconfirmed = true }), 0, 0},
		{"the carrier may not tell", with(known(shipment.InTransit, hour), func(k *cadence.Known) { k.Forbidden = true }), day, 30 * hour},
		{"the sender stopped looking", with(known(shipment.InTransit, hour), func(k *cadence.Known) { k.Gone = true }), 72 * hour, 90 * hour},
		{"a scan from the future", known(shipment.OutForDelivery, -3*hour), 2 * hour, 150 * time.Minute},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p, open := cadence.Next(c.known)
			if open != (c.high > 0) || p.Wait < c.low || p.Wait > c.high || open && p.Every < 30*time.Minute {
				t.Errorf("got %+v, %v; want %v to %v", p, open, c.low, c.high)
			}
		})
	}
}

func TestFresh(t *testing.T) {
	t.Parallel()
	pushed := func(k cadence.Known) cadence.Known { k.Pushed = true; return k }
	tonight := func(k cadence.Known) cadence.Known { k.Now = now.Add(10*hour + time.Minute); return k }
	for _, c := range []struct {
		name  string
		known cadence.Known
		fresh bool
	}{
		{"a push an hour ago", pushed(known(shipment.InTransit, hour)), true},
		{"a push a day ago", pushed(known(shipment.InTransit, day)), false},
		{"an answer an hour ago is none", known(shipment.InTransit, hour), false},
		{"on the van", pushed(known(shipment.OutForDelivery, 4*hour)), true},
		{"still on the van in the evening", tonight(pushed(known(shipment.OutForDelivery, 4*hour))), false},
		{"expected today, in the evening", tonight(pushed(expected(known(shipment.InTransit, 0), 0, 0))), false},
		{"delivered", pushed(known(shipment.Delivered, time.Minute)), false},
		{"nothing known", cadence.Known{Number: "1", Pushed: true, Now: now}, false},
	} {
		if got := cadence.Fresh(c.known); got != c.fresh {
			t.Errorf("%s: got %v", c.name, got)
		}
	}
}

func TestUrgent(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		known  cadence.Known
		urgent bool
	}{
		{"on the van", known(shipment.OutForDelivery, hour), true},
		{"on a van since the day before yesterday", known(shipment.OutForDelivery, 2*day), false},
		{"expected today", expected(known(shipment.InTransit, hour), 0, 0), true},
		{"expected tomorrow", expected(known(shipment.InTransit, hour), 1, 1), false},
		{"expected some day", expected(known(shipment.InTransit, hour), -1, 6), false},
		{"delivered, without proof", with(known(shipment.Delivered, hour), func(k *cadence.Known) { k.Unconfirmed = true }), true},
		{"delivered", known(shipment.Delivered, hour), false},
		{"announced", known(shipment.InfoReceived, hour), false},
	} {
		if got := cadence.Urgent(c.known); got != c.urgent {
			t.Errorf("%s: got %v", c.name, got)
		}
	}
}

// Minutes before the evening or the window a look waits its half hour too, whatever part of an hour a number adds.
func TestNoLookIsSoonerThanHalfAnHour(t *testing.T) {
	t.Parallel()
	for n := range 200 {
		late := known(shipment.OutForDelivery, 3*hour)
		late.Number, late.Pushed, late.Now = fmt.Sprint("N", n), true, now.Add(10*hour-5*time.Minute)
		near := known(shipment.OutForDelivery, 3*hour)
		near.Number = late.Number
		from := near.Now.In(near.Zone).Add(5 * time.Minute)
		near.Expected = cadence.Window{From: time.Date(from.Year(), from.Month(), from.Day(), from.Hour(), from.Minute(), 0, 0, time.UTC), Exact: true}
		near.Expected.To = near.Expected.From.Add(2 * hour)
		for name, k := range map[string]cadence.Known{"before the evening": late, "before the window": near} {
			if p, open := cadence.Next(k); !open || p.Wait < 30*time.Minute || p.Wait > 90*time.Minute {
				t.Fatalf("%s, number %s: %+v, %v", name, k.Number, p, open)
			}
		}
	}
}

// Every parcel is asked for a bounded number of times: looks are at least half an hour apart, and whatever status it is stuck in,
// the looks end.
func TestLooksEnd(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		k := cadence.Known{
			Number: rapid.StringMatching(`[A-Z0-9]{8,20}`).Draw(t, "number"),
			Status: rapid.SampledFrom([]shipment.Status{"", shipment.Unknown, shipment.Pending, shipment.InfoReceived, shipment.InTransit,
				shipment.OutForDelivery, shipment.AvailableForPickup, shipment.Exception, shipment.Delivered, shipment.Cancelled}).Draw(t, "status"),
			Newest: now, Begun: now, Now: now, Forbidden: rapid.Bool().Draw(t, "forbidden"), Pushed: rapid.Bool().Draw(t, "pushed"),
			Unconfirmed: rapid.Bool().Draw(t, "unconfirmed"), Gone: rapid.Bool().Draw(t, "gone"),
			Zone: rapid.SampledFrom([]*time.Location{nil, chicago, time.UTC, time.FixedZone("", 13*3600)}).Draw(t, "zone"),
		}
		if rapid.Bool().Draw(t, "expected") {
			from := time.Date(2026, 11, rapid.IntRange(19, 30).Draw(t, "from"), rapid.IntRange(0, 23).Draw(t, "hour"), 0, 0, 0, time.UTC)
			k.Expected = cadence.Window{From: from, To: from.Add(time.Duration(rapid.IntRange(0, 100).Draw(t, "to")) * hour), Exact: rapid.Bool().Draw(t, "exact")}
		}
		for looks := 0; ; looks++ {
			p, open := cadence.Next(k)
			if !open {
				return
			}
			if p.Wait < 30*time.Minute || p.Wait > 7*day || p.Every < 30*time.Minute || looks > 60 {
				t.Fatalf("look %d after %+v", looks, p)
			}
			k.Now = k.Now.Add(p.Wait)
		}
	})
}

func TestFirst(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, epoch string
		want        time.Duration
	}{
		{"a label of today", "2026-11-21", 2 * hour}, {"yesterday, by a calendar farther west", "2026-11-20", 2 * hour},
		{"a parcel on its way", "2026-11-18", 0}, {"nobody knows when", "", 2 * hour}, {"no date", "soon", 2 * hour},
	} {
		if got := cadence.First(c.epoch, now); !got.Equal(now.Add(c.want)) {
			t.Errorf("%s: %s after now", c.name, got.Sub(now))
		}
	}
}

// A look that finds nothing new leaves its entry where the claim has put it: once the plan repeats itself, one look costs one move.
func TestPlansThatRepeatStandWhereTheClaimPutThem(t *testing.T) {
	t.Parallel()
	for name, k := range map[string]cadence.Known{
		"in transit": known(shipment.InTransit, 5*hour), "announced": known(shipment.InfoReceived, hour), "on the van": known(shipment.OutForDelivery, hour),
		"expected in some days": expected(known(shipment.InTransit, hour), 6, 6), "pushed": with(known(shipment.InTransit, hour), func(k *cadence.Known) { k.Pushed = true }),
		"no zone": with(known(shipment.InTransit, hour), func(k *cadence.Known) { k.Zone = nil }),
	} {
		first, _ := cadence.Next(k)
		k.Now = k.Now.Add(first.Wait + 40*time.Second) // the request has waited in its queue
		stands := k.Now.Add(-40 * time.Second).Add(first.Every)
		next, open := cadence.Next(k)
		if !open || !cadence.Near(next.Wait, k.Now.Add(next.Wait), stands) {
			t.Errorf("%s: the claim puts it %v later, the plan is %+v", name, first.Every, next)
		}
	}
	if cadence.Near(2*hour, now, now.Add(15*time.Minute)) || cadence.Near(36*hour, now, now.Add(61*time.Minute)) || !cadence.Near(time.Minute, now, now.Add(4*time.Minute)) {
		t.Error("what is near has changed")
	}
}
