package calendar_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/calendar"
	"doorstep/shared/locale"
	"doorstep/shared/order"
	"doorstep/shared/shipment"
)

const parcel = "1Z999AA10123456784"

var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// expecting is an order with a promise and parcels in the given states.
func expecting(t testing.TB, views ...shipment.View) calendar.Order {
	t.Helper()
	words, err := locale.Find("en")
	if err != nil {
		t.Fatal(err)
	}
	o := calendar.Order{
		Words: words, Brand: "Aster & Pine", Views: views, Page: "https://track.aster.example/t/abc", Token: "abc", Now: now,
		Order: order.Order{ID: "id", Brand: "aster", Number: "1001", PlacedAt: "2026-11-18", Promises: []order.Promise{{Latest: "2026-11-24"}, {Latest: "2026-11-25"}}},
	}
	for i := range views {
		o.Order.Shipments = append(o.Order.Shipments, order.Shipment{ID: string(rune('a' + i)), Number: parcel})
	}
	return o
}

func viewOf(change func(*shipment.View)) shipment.View {
	v := shipment.View{FromOwner: true, Expected: shipment.Window{Latest: "2026-11-24"}}
	v.Status = shipment.InTransit
	change(&v)
	return v
}

func delivered(v *shipment.View) {
	v.Status = shipment.Delivered
	v.Milestones = []shipment.Milestone{
		{Status: shipment.Delivered, At: shipment.Moment{Local: "2026-11-20T09:00:00"}, Retracted: true},
		{Status: shipment.Delivered, At: shipment.Moment{Local: "2026-11-21T10:11:00"}},
	}
}

func TestOf(t *testing.T) {
	t.Parallel()
	moving := viewOf(func(*shipment.View) {})
	estimated := viewOf(func(v *shipment.View) {
		v.FromOwner, v.Expected = false, shipment.Window{Earliest: "2026-11-23T10:00:00", Latest: "2026-11-23T12:00:00"}
	})
	came, back := viewOf(delivered), viewOf(func(v *shipment.View) { v.Status = shipment.Returning })
	pickup := expecting(t, moving)
	pickup.Order.Method, pickup.Order.Pickup = order.Pickup, order.Place{Name: "Aster\r\nMitte", Until: "2026-11-30"}
	collected := expecting(t, came)
	collected.Order.Method, collected.Order.Pickup = order.Pickup, order.Place{Until: "2026-11-30"}
	takenBack := expecting(t, moving, moving)
	takenBack.Order.Shipments[1].Cancelled = "2026-11-20"
	cancelled := expecting(t)
	cancelled.Order.CancelledAt = "2026-11-20"
	one := expecting(t, moving, estimated)
	one.Parcel = "b"
	unpromised := expecting(t, viewOf(func(v *shipment.View) { v.Expected, v.FromOwner = shipment.Window{}, false }))
	cases := map[string]struct {
		in   calendar.Order
		want []string
	}{
		"no parcel yet":          {expecting(t), []string{"2026-11-25 2026-11-25 TENTATIVE Parcel from Aster & Pine"}},
		"the promise that holds": {expecting(t, moving), []string{"2026-11-25 2026-11-25 TENTATIVE Parcel from Aster & Pine"}},
		"an estimate":            {expecting(t, estimated), []string{"2026-11-23T10:00:00 2026-11-23T12:00:00 TENTATIVE Parcel from Aster & Pine"}},
		"delivered":              {expecting(t, came), []string{"2026-11-21  CONFIRMED Delivered: parcel from Aster & Pine"}},
		"on its way back":        {expecting(t, back), []string{"2026-11-25 2026-11-25 CANCELLED Parcel from Aster & Pine"}},
		"two parcels":            {expecting(t, came, estimated), []string{"2026-11-21  CONFIRMED Delivered: parcel 1 of 2 from Aster & Pine", "2026-11-23T10:00:00 2026-11-23T12:00:00 TENTATIVE Parcel 2 of 2 from Aster & Pine"}},
		"one of two":             {one, []string{"2026-11-23T10:00:00 2026-11-23T12:00:00 TENTATIVE Parcel 2 of 2 from Aster & Pine"}},
		"taken back":             {takenBack, []string{"2026-11-25 2026-11-25 TENTATIVE Parcel 1 of 2 from Aster & Pine", "2026-11-25 2026-11-25 CANCELLED Parcel 2 of 2 from Aster & Pine"}},
		"order cancelled":        {cancelled, []string{"2026-11-25 2026-11-25 CANCELLED Parcel from Aster & Pine"}},
		"to be picked up":        {pickup, []string{"2026-11-25 2026-11-25 TENTATIVE Parcel from Aster & Pine", "2026-11-30  CONFIRMED Last day to pick up your order at Aster Mitte"}},
		"picked up":              {collected, []string{"2026-11-21  CONFIRMED Delivered: parcel from Aster & Pine", "2026-11-30  CANCELLED Last day to pick up your parcel from Aster & Pine"}},
		"nothing known":          {unpromised, []string{"  TENTATIVE Parcel from Aster & Pine"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, e := range calendar.Of(c.in).Events {
				got = append(got, strings.Join([]string{e.Start, e.End, string(e.Status), e.Title}, " "))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("entries differ (-want +got):\n%s", diff)
			}
		})
	}
}

// A file taken later replaces the entries of an earlier one: same names, sequences that never fall.
func TestLaterFileReplaces(t *testing.T) {
	t.Parallel()
	waiting, moving := expecting(t), expecting(t, viewOf(func(v *shipment.View) {
		v.Scans = []shipment.Scan{{Instant: now.Add(-time.Hour).Unix()}}
	}))
	came := expecting(t, viewOf(func(v *shipment.View) {
		delivered(v)
		v.Scans = []shipment.Scan{{Instant: now.Add(-time.Hour).Unix()}, {Instant: now.Add(time.Hour).Unix()}}
	}))
	came.Now = now.Add(2 * time.Hour)
	before := calendar.Event{Sequence: -1}
	for _, o := range []calendar.Order{waiting, moving, came} {
		e := calendar.Of(o).Events[0]
		if e.Sequence <= before.Sequence || before.UID != "" && e.UID != before.UID {
			t.Errorf("entry %s %d follows %s %d", e.UID, e.Sequence, before.UID, before.Sequence)
		}
		before = e
	}
	two := calendar.Of(expecting(t, viewOf(delivered), viewOf(delivered))).Events
	if two[0].UID == two[1].UID {
		t.Error("two parcels share a name")
	}
}

func TestGiftTellsNoOrder(t *testing.T) {
	t.Parallel()
	o := expecting(t, viewOf(delivered))
	o.Order.Items = []order.Item{{ID: "1", Name: "Kettle"}}
	if got := written(t, calendar.Of(o)); !strings.Contains(got, "Order 1001") {
		t.Errorf("the owner's file lacks the order's number: %s", got)
	}
	o.Gift = true
	if got := written(t, calendar.Of(o)); strings.Contains(got, "1001") || strings.Contains(got, "Kettle") || strings.Contains(got, parcel) {
		t.Errorf("the gift's file tells too much: %s", got)
	}
}

// Whatever a shop writes into its order, it stays within the texts of its entries.
func TestHostileOrderStaysText(t *testing.T) {
	t.Parallel()
	evil := "x\r\nEND:VEVENT\r\nBEGIN:VALARM\u2028\u202e\u2069;,\\" + strings.Repeat("漢", 9000)
	o := expecting(t, viewOf(delivered), viewOf(func(v *shipment.View) { v.Expected.Latest, v.FromOwner = evil, false }))
	o.Brand, o.Order.Number, o.Page = evil, evil, "https://track.example/\r\nX:1"
	o.Order.Method, o.Order.Pickup = order.Pickup, order.Place{Name: evil, Until: "2026-11-30"}
	file := written(t, calendar.Of(o))
	events := 0
	for _, p := range read(t, file) {
		switch {
		case p.name == "BEGIN" && p.value == "VEVENT":
			events++
		case p.name == "BEGIN" && p.value != "VCALENDAR", p.name == "X", p.name == "URL":
			t.Errorf("%s:%s comes from a text", p.name, p.value)
		}
	}
	if events != 2 || strings.ContainsAny(file, "\u202e\u2028\u2069") || len(file) > 12000 {
		t.Errorf("%d entries in %d bytes", events, len(file))
	}
}
