package sight_test

import (
	"context"
	"testing"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/link"
	"doorstep/shared/order"
	"doorstep/shared/shipment"
	"doorstep/shared/sight"
	"doorstep/shared/store"
)

const token = "aaaaaaaaaaaaaaaaaaaaaaaaaa"

// memory holds one order behind one link.
type memory struct {
	link    store.Link
	order   order.Order
	numbers map[string]store.Number
}

func (m memory) Link(_ context.Context, hash string) (store.Link, error) {
	if hash != link.Hash(token) {
		return store.Link{}, fault.New(fault.NotFound, "no link")
	}
	return m.link, nil
}

func (m memory) Order(context.Context, string) (store.Order, error) {
	body, err := order.Encode(m.order)
	return store.Order{ID: m.order.ID, Brand: m.order.Brand, Number: m.order.Number, Body: body}, err
}

func (m memory) Numbers(_ context.Context, numbers []string) (map[string]store.Number, error) {
	found := map[string]store.Number{}
	for _, n := range numbers {
		if number, ok := m.numbers[n]; ok {
			found[n] = number
		}
	}
	return found, nil
}

// scans gives a number with one scan per "status day".
func scans(number string, told ...string) store.Number {
	n := store.Number{Number: number}
	for i := 0; i < len(told); i += 2 {
		f := shipment.Fact{Kind: shipment.ScanFact, Source: "ups", Assurance: shipment.Signed, Carrier: "ups", Status: shipment.Status(told[i]),
			At: shipment.Moment{Local: told[i+1] + "T10:00:00", Offset: "+01:00", Zone: shipment.ZonePayload, Precision: shipment.Second}}
		n.Facts = append(n.Facts, shipment.Identify(f, told[i], told[i+1]))
	}
	n.Facts, _ = shipment.Merge(n.Facts)
	return n
}

func parcels(numbers ...string) []order.Shipment {
	var out []order.Shipment
	for _, n := range numbers {
		out = append(out, order.Shipment{ID: "s" + n, Number: n, Revision: 1})
	}
	return out
}

func TestLinksEnd(t *testing.T) {
	t.Parallel()
	moving := scans("1", "in_transit", "2026-06-01")
	arrived := scans("1", "in_transit", "2026-06-01", "delivered", "2026-06-02")
	later := scans("2", "in_transit", "2026-06-01", "delivered", "2026-06-10")
	cases := map[string]struct {
		order  order.Order
		told   []store.Number
		days   int    // of the brand; 0: it says nothing
		made   string // of the link; empty: it does not matter
		open   string
		closed string // first moment at which the link is closed; empty: never
	}{
		"no parcels":                 {open: "2027-12-31T00:00:00Z"},
		"a parcel nobody knows of":   {order: order.Order{Shipments: parcels("1")}, open: "2027-12-31T00:00:00Z"},
		"a parcel on its way":        {order: order.Order{Shipments: parcels("1")}, told: []store.Number{moving}, open: "2027-12-31T00:00:00Z"},
		"one of two on its way":      {order: order.Order{Shipments: parcels("1", "2")}, told: []store.Number{moving, later}, open: "2027-12-31T00:00:00Z"},
		"delivered":                  {order: order.Order{Shipments: parcels("1")}, told: []store.Number{arrived}, open: "2026-08-31T23:59:59Z", closed: "2026-09-01T00:00:00Z"},
		"an old order, come in late": {order: order.Order{Shipments: parcels("1")}, told: []store.Number{arrived}, days: 14, made: "2026-09-10T08:00:00Z", open: "2026-09-24T23:59:59Z", closed: "2026-09-25T00:00:00Z"},
		"made before its end":        {order: order.Order{Shipments: parcels("1")}, told: []store.Number{arrived}, days: 14, made: "2026-05-30T08:00:00Z", open: "2026-06-16T23:59:59Z", closed: "2026-06-17T00:00:00Z"},
		"the brand's own days":       {order: order.Order{Shipments: parcels("1")}, told: []store.Number{arrived}, days: 14, open: "2026-06-16T23:59:59Z", closed: "2026-06-17T00:00:00Z"},
		"the last of two parcels":    {order: order.Order{Shipments: parcels("1", "2")}, told: []store.Number{arrived, later}, days: 14, open: "2026-06-24T23:59:59Z", closed: "2026-06-25T00:00:00Z"},
		"one of two taken back":      {order: order.Order{Shipments: append(parcels("1"), order.Shipment{ID: "s2", Number: "2", Cancelled: "2026-05-30"})}, told: []store.Number{arrived}, days: 14, open: "2026-06-16T23:59:59Z", closed: "2026-06-17T00:00:00Z"},
		"moved again after its end":  {order: order.Order{Shipments: parcels("1")}, told: []store.Number{scans("1", "delivered", "2026-06-02", "in_transit", "2026-06-05")}, days: 14, open: "2027-12-31T00:00:00Z"},
		"cancelled before shipping":  {order: order.Order{CancelledAt: "2026-06-02T23:30:00-07:00"}, days: 14, open: "2026-06-16T23:59:59Z", closed: "2026-06-17T00:00:00Z"},
		"cancelled, label unused":    {order: order.Order{CancelledAt: "2026-06-02", Shipments: parcels("1")}, days: 14, open: "2026-06-16T23:59:59Z", closed: "2026-06-17T00:00:00Z"},
		"cancelled, came anyway":     {order: order.Order{CancelledAt: "2026-06-02", Shipments: parcels("2")}, told: []store.Number{later}, days: 14, open: "2026-06-24T23:59:59Z", closed: "2026-06-25T00:00:00Z"},
		"erased":                     {order: order.Order{Erased: "2026-06-02T10:00:00Z"}, closed: "2026-06-02T10:00:00Z"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.order.ID, c.order.Brand, c.order.Number = "o", "aster", "1001"
			table := memory{link: store.Link{Order: "o", Scope: "owner"}, order: c.order, numbers: map[string]store.Number{}}
			for _, n := range c.told {
				table.numbers[n.Number] = n
			}
			if c.made != "" {
				table.link.Expires = at(t, c.made)().Add(link.Life)
			}
			days := func(context.Context, string) int { return c.days }
			if c.open != "" {
				if _, err := (sight.Finder{Table: table, Now: at(t, c.open), Days: days}).Find(t.Context(), token); err != nil {
					t.Errorf("at %s: %v, want it open", c.open, err)
				}
			}
			if c.closed != "" {
				_, err := sight.Finder{Table: table, Now: at(t, c.closed), Days: days}.Find(t.Context(), token)
				if fault.KindOf(err) != fault.NotFound {
					t.Errorf("at %s: %v, want not found", c.closed, err)
				}
			}
		})
	}
}

func at(t *testing.T, moment string) func() time.Time {
	t.Helper()
	now, err := time.Parse(time.RFC3339, moment)
	if err != nil {
		t.Fatal(err)
	}
	return func() time.Time { return now }
}

func TestLinksOfARotation(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		link, order int
		open        bool
	}{
		"never rotated":             {0, 0, true},
		"rotated away":              {0, 1, false},
		"the newest":                {3, 3, true},
		"rotated away twice":        {1, 3, false},
		"while a rotation goes on":  {1, 0, true},
		"of a rotation that failed": {2, 1, true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			table := memory{link: store.Link{Order: "o", Scope: "gift", N: c.link}, order: order.Order{ID: "o", Brand: "aster", Number: "1", Rotation: c.order}}
			seen, err := sight.Finder{Table: table, Now: at(t, "2026-06-02T10:00:00Z")}.Find(t.Context(), token)
			if open := err == nil; open != c.open || !open && fault.KindOf(err) != fault.NotFound {
				t.Errorf("Find gives %v, want open %v", err, c.open)
			}
			if c.open && seen.Scope != link.Gift {
				t.Errorf("scope %q, want gift", seen.Scope)
			}
		})
	}
}

// Support looks at orders that are long over; its link has a short life of its own.
func TestSupportOutlivesTheOrder(t *testing.T) {
	t.Parallel()
	o := order.Order{ID: "o", Brand: "aster", Number: "1", Shipments: parcels("1")}
	table := memory{link: store.Link{Order: "o", Scope: "support"}, order: o, numbers: map[string]store.Number{"1": scans("1", "delivered", "2024-06-02")}}
	seen, err := sight.Finder{Table: table, Now: at(t, "2026-06-02T10:00:00Z")}.Find(t.Context(), token)
	if err != nil || seen.Scope != link.Support || seen.Parcels[0].Status != shipment.Delivered {
		t.Errorf("Find gives %+v, %v", seen, err)
	}
	table.order.Rotation = 1
	if _, err := (sight.Finder{Table: table, Now: at(t, "2026-06-02T10:00:00Z")}).Find(t.Context(), token); fault.KindOf(err) != fault.NotFound {
		t.Errorf("after a rotation: %v, want not found", err)
	}
}

func TestAShipmentTakenBackShowsNothingElse(t *testing.T) {
	t.Parallel()
	s := order.Shipment{ID: "s1", Number: "1", Revision: 2, Cancelled: "2026-06-03T09:00:00+02:00"}
	o := order.Order{ID: "o", Brand: "aster", Number: "1", Shipments: []order.Shipment{s}}
	v := sight.View(o, s, scans("1", "in_transit", "2026-06-01"), nil, at(t, "2026-06-04T10:00:00Z")())
	if v.Status != shipment.Cancelled || v.Sub != "by_sender" || len(v.Scans) != 1 || v.Scans[0].At.Local != "2026-06-03T09:00:00" || v.Scans[0].At.Offset != "+02:00" {
		t.Errorf("the shipment shows %s/%s with scans %+v", v.Status, v.Sub, v.Scans)
	}
}
