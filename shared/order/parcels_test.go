package order_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"doorstep/shared/order"
)

// glance is what the tests below look at of a shipment.
type glance struct {
	Number, Ref, Cancelled string
	Past                   []string
}

func glances(o order.Order) []glance {
	var out []glance
	for _, s := range o.Shipments {
		g := glance{Number: s.Number, Ref: s.Ref, Cancelled: s.Cancelled}
		if g.Number == order.OwnNumber(o.ID, s.Ref) {
			g.Number = "own"
		}
		for _, p := range s.Past {
			n := p.Number
			if order.IsOwn(n) {
				n = "own"
			}
			g.Past = append(g.Past, n)
		}
		out = append(out, g)
	}
	return out
}

func TestShipmentsByRef(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		bodies []string // the shipments of each
		want   []glance
	}{
		"no tracking number":                    {[]string{`{"ref":"F1"}`}, []glance{{Number: "own", Ref: "F1"}}},
		"told again":                            {[]string{`{"ref":"F1"}`, `{"ref":"F1","service":"Van"}`}, []glance{{Number: "own", Ref: "F1"}}},
		"the number comes later":                {[]string{`{"ref":"F1"}`, `{"ref":"F1","tracking_number":"11111"}`}, []glance{{Number: "11111", Ref: "F1", Past: []string{"own"}}}},
		"the ref comes later":                   {[]string{`{"tracking_number":"11111"}`, `{"ref":"F1","tracking_number":"11111"}`}, []glance{{Number: "11111", Ref: "F1"}}},
		"a ref means its number":                {[]string{`{"ref":"F1","tracking_number":"11111"}`, `{"ref":"F1","cancelled_at":"2026-11-20"}`}, []glance{{Number: "11111", Ref: "F1", Cancelled: "2026-11-20"}}},
		"a corrected number":                    {[]string{`{"ref":"F1","tracking_number":"11111"}`, `{"ref":"F1","tracking_number":"22222"}`}, []glance{{Number: "22222", Ref: "F1", Past: []string{"11111"}}}},
		"corrected and corrected back":          {[]string{`{"ref":"F1","tracking_number":"11111"}`, `{"ref":"F1","tracking_number":"22222"}`, `{"ref":"F1","tracking_number":"11111"}`}, []glance{{Number: "11111", Ref: "F1", Past: []string{"22222"}}}},
		"the old number without a ref is stale": {[]string{`{"ref":"F1","tracking_number":"11111"}`, `{"ref":"F1","tracking_number":"22222"}`, `{"tracking_number":"11111"}`}, []glance{{Number: "22222", Ref: "F1", Past: []string{"11111"}}}},
		"one fulfilment in two boxes":           {[]string{`{"ref":"F1","tracking_number":"11111"},{"ref":"F1","tracking_number":"22222"}`}, []glance{{Number: "11111", Ref: "F1"}, {Number: "22222", Ref: "F1"}}},
		"a second box joins the first":          {[]string{`{"ref":"F1","tracking_number":"11111"}`, `{"ref":"F1","tracking_number":"11111"},{"ref":"F1","tracking_number":"22222"}`}, []glance{{Number: "11111", Ref: "F1"}, {Number: "22222", Ref: "F1"}}},
		"two boxes get their numbers":           {[]string{`{"ref":"F1"}`, `{"ref":"F1","tracking_number":"11111"},{"ref":"F1","tracking_number":"22222"}`}, []glance{{Number: "11111", Ref: "F1", Past: []string{"own"}}, {Number: "22222", Ref: "F1"}}},
		"a ref cancels all of its boxes":        {[]string{`{"ref":"F1","tracking_number":"11111"},{"ref":"F1","tracking_number":"22222"}`, `{"ref":"F1","cancelled_at":"2026-11-20"}`}, []glance{{Number: "11111", Ref: "F1", Cancelled: "2026-11-20"}, {Number: "22222", Ref: "F1", Cancelled: "2026-11-20"}}},
		"a cancellation taken back":             {[]string{`{"ref":"F1","cancelled_at":"2026-11-20"}`, `{"ref":"F1","cancelled_at":"none"}`}, []glance{{Number: "own", Ref: "F1"}}},
		"a cancellation stands by omission":     {[]string{`{"ref":"F1","cancelled_at":"2026-11-20"}`, `{"ref":"F1","service":"Van"}`}, []glance{{Number: "own", Ref: "F1", Cancelled: "2026-11-20"}}},
		"a label used again":                    {[]string{`{"ref":"F1","tracking_number":"11111","cancelled_at":"2026-11-20"}`, `{"ref":"F2","tracking_number":"11111"}`}, []glance{{Number: "11111", Ref: "F2"}}},
		"the number of one that is gone":        {[]string{`{"ref":"s/1","tracking_number":"11111"}`, `{"ref":"s/2","tracking_number":"11111"}`, `{"ref":"s/1","tracking_number":"11111","cancelled_at":"2026-11-20"}`, `{"ref":"s/2","tracking_number":"22222"}`, `{"ref":"s/1","tracking_number":"11111","cancelled_at":"2026-11-20"}`}, []glance{{Number: "22222", Ref: "s/2", Past: []string{"11111"}}, {Number: "11111", Ref: "s/1", Cancelled: "2026-11-20"}}},
		"a late word about its first use":       {[]string{`{"ref":"F1","tracking_number":"11111","cancelled_at":"2026-11-20"}`, `{"ref":"F2","tracking_number":"11111"}`, `{"ref":"F1","tracking_number":"11111","cancelled_at":"2026-11-20"}`}, []glance{{Number: "11111", Ref: "F2"}}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := aster()
			var ids []string
			for i, shipments := range c.bodies {
				change := parse(t, `{"shipments":[`+shipments+`]}`)
				if err := change.Check(o); err != nil {
					t.Fatal(err)
				}
				o = change.Apply(o, int64(i+1), now)
				if ids = append(ids, o.Shipments[0].ID); ids[0] != ids[i] {
					t.Errorf("the first shipment became another one: %v", ids)
				}
			}
			if diff := cmp.Diff(c.want, glances(o)); diff != "" {
				t.Errorf("shipments differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCheckOfShipmentsAndRefs(t *testing.T) {
	t.Parallel()
	own := order.OwnNumber("o", "F1")
	cases := map[string]struct{ body, want string }{
		"a number of ours":             {`{"shipments":[{"tracking_number":"` + own + `"}]}`, "shipments[0].tracking_number is a name that Doorstep gives to a shipment without a tracking number; tell its ref instead"},
		"a ref twice":                  {`{"shipments":[{"ref":"F1"},{"ref":"F1"}]}`, "shipments[1].ref is the same as shipments[0].ref"},
		"a ref with and without":       {`{"shipments":[{"ref":"F1"},{"ref":"F1","tracking_number":"11111"}]}`, "shipments[1].tracking_number names a shipment that the body has named already"},
		"a status beside a number":     {`{"shipments":[{"tracking_number":"11111","status":"delivered","status_at":"2026-11-20"}]}`, "shipments[0].status must not be told beside a tracking number: its carrier tells it"},
		"a status without a time":      {`{"shipments":[{"ref":"F1","status":"delivered"}]}`, "shipments[0].status_at is required beside status when the body has no updated_at"},
		"a time without a status":      {`{"shipments":[{"ref":"F1","status_at":"2026-11-20"}]}`, "shipments[0].status is required beside status_at and status_place"},
		"a status that cannot be told": {`{"shipments":[{"ref":"F1","status":"cancelled","status_at":"2026-11-20"}]}`, "shipments[0].status must be one of info_received, accepted, in_transit, out_for_delivery, delivery_attempted, available_for_pickup, exception, returning, delivered, returned"},
		"a method":                     {`{"items":[{"id":"a","quantity":1}],"method":"drone"}`, "method must be one of ship, pickup, local_delivery"},
		"a day of a pickup":            {`{"items":[{"id":"a","quantity":1}],"pickup":{"until":"tomorrow"}}`, "pickup.until must be a date like 2026-11-30"},
		"a cancellation":               {`{"items":[{"id":"a","quantity":1}],"cancelled_at":"today"}`, "cancelled_at must be a time with offset like 2026-11-30T14:05:00+01:00, a date, or none to take the cancellation back"},
		"a system":                     {`{"items":[{"id":"a","quantity":1}],"refs":[{"system":"Shopify/EU","id":"1"}]}`, "refs[0].system must hold small letters, digits, - and _ only"},
		"a ref without id":             {`{"items":[{"id":"a","quantity":1}],"refs":[{"system":"shopify"}]}`, "refs[0].id is required"},
		"too many refs":                {`{"items":[{"id":"a","quantity":1}],"refs":[` + strings.TrimPrefix(strings.Repeat(`,{"system":"a","id":"1"}`, 9), ",") + `]}`, "refs must hold at most 8 entries"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := parse(t, c.body).Check(order.Order{})
			if err == nil || err.Error() != c.want {
				t.Errorf("Check gives %v\nwant %s", err, c.want)
			}
		})
	}
	renamed := aster()
	renamed.Shipments = []order.Shipment{{ID: "a", Number: "33333", Ref: "F2", Past: []order.Past{{Number: "22222"}}}}
	if err := parse(t, `{"shipments":[{"tracking_number":"22222","carrier":"ups"},{"ref":"F2","carrier":"usps"}]}`).Check(renamed); err == nil || err.Error() != "shipments[1].ref names a shipment that the body has named already" {
		t.Errorf("by its former number and by its ref: %v", err)
	}
	o := aster()
	for i := range order.MaxShipments {
		o.Shipments = append(o.Shipments, order.Shipment{ID: string(rune('A' + i)), Number: order.OwnNumber("x", string(rune('A'+i)))})
	}
	if err := parse(t, `{"shipments":[{"ref":"one more"}]}`).Check(o); err == nil || err.Error() != "shipments would make more than 100 shipments of the order" {
		t.Errorf("the 101st shipment: %v", err)
	}
}

func TestEditsOfItems(t *testing.T) {
	t.Parallel()
	begin := `{"items":[{"id":"a","name":"Mug","quantity":2},{"id":"b","name":"Tea","quantity":1}],"shipments":[{"tracking_number":"11111","items":[{"id":"a","quantity":2}]}]}`
	cases := map[string]struct {
		edit  string
		want  []order.Item
		doubt string
	}{
		"a line taken out":               {`{"items":[{"id":"b","quantity":0}]}`, []order.Item{{ID: "a", Name: "Mug", Quantity: 2}}, ""},
		"a line never known":             {`{"items":[{"id":"c","quantity":0}]}`, []order.Item{{ID: "a", Name: "Mug", Quantity: 2}, {ID: "b", Name: "Tea", Quantity: 1}}, ""},
		"a line in a parcel":             {`{"items":[{"id":"a","quantity":0}]}`, []order.Item{{ID: "a", Name: "Mug"}, {ID: "b", Name: "Tea", Quantity: 1}}, "items[0].quantity is 0, but the shipments hold 2"},
		"fewer than are in a parcel":     {`{"items":[{"id":"a","quantity":1}]}`, []order.Item{{ID: "a", Name: "Mug", Quantity: 1}, {ID: "b", Name: "Tea", Quantity: 1}}, "items[0].quantity is 1, but the shipments hold 2"},
		"fewer, the parcel taken back":   {`{"items":[{"id":"a","quantity":1}],"shipments":[{"tracking_number":"11111","cancelled_at":"2026-11-20"}]}`, []order.Item{{ID: "a", Name: "Mug", Quantity: 1}, {ID: "b", Name: "Tea", Quantity: 1}}, ""},
		"taken out and put in once more": {`{"items":[{"id":"b","quantity":3}]}`, []order.Item{{ID: "a", Name: "Mug", Quantity: 2}, {ID: "b", Name: "Tea", Quantity: 3}}, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := apply(t, begin, c.edit)
			if diff := cmp.Diff(c.want, o.Items); diff != "" {
				t.Errorf("items differ (-want +got):\n%s", diff)
			}
			said := ""
			for _, d := range o.Doubts() {
				said += d.Path + " " + d.Detail
			}
			if said != c.doubt {
				t.Errorf("doubts %q, want %q", said, c.doubt)
			}
		})
	}
}

func TestCancelledOrders(t *testing.T) {
	t.Parallel()
	o := apply(t, `{"items":[{"id":"a","quantity":1}],"shipments":[{"tracking_number":"11111"}]}`,
		`{"cancelled_at":"2026-11-20T10:00:00+01:00","cancel_reason":"customer"}`, `{"channel":"web"}`)
	if o.CancelledAt != "2026-11-20T10:00:00+01:00" || o.CancelReason != "customer" || len(o.Shipments) != 1 || o.Claim(o.Shipments[0]).Released {
		t.Errorf("got %+v; a cancelled order keeps its parcels and their claims", o)
	}
	o = parse(t, `{"cancelled_at":"none"}`).Apply(o, 4, now)
	if o.CancelledAt != "" || o.CancelReason != "" {
		t.Errorf("after it was taken back: %q, %q", o.CancelledAt, o.CancelReason)
	}
}

func TestATakenBackShipmentReleasesItsClaim(t *testing.T) {
	t.Parallel()
	o := apply(t, `{"shipments":[{"tracking_number":"11111"}]}`, `{"shipments":[{"tracking_number":"11111","cancelled_at":"2026-11-20"}]}`)
	c := o.Claim(o.Shipments[0])
	if !c.Released || c.Revision != 2 {
		t.Errorf("claim %+v, want it released by revision 2", c)
	}
	o = parse(t, `{"shipments":[{"tracking_number":"11111","cancelled_at":"none"}]}`).Apply(o, 3, now)
	if c := o.Claim(o.Shipments[0]); c.Released || c.Revision != 3 {
		t.Errorf("claim %+v, want it back by revision 3", c)
	}
}

func TestFit(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ü", 10_000)
	change := order.Change{
		PlacedAt: "2026-11-18", UpdatedAt: "not a time", Currency: "euro", Channel: "web\nshop", Locale: "german!",
		Refs: []order.Ref{{System: "shopify", ID: "1"}, {System: "Bad System", ID: "2"}},
		Items: []order.Item{
			{ID: "a", Name: long, Quantity: -5, URL: "http://shop.example", UnitPrice: price(-1)}, {Name: "no id", Quantity: 1},
		},
		Shipments: []order.Shipment{
			{Number: "1z 999-aa1", Items: []order.Part{{ID: "a", Quantity: 1}, {ID: "a", Quantity: 0}}},
			{Number: "𝕋racking / 𝟙", Ref: "F1", Status: "delivered"}, {Number: "?"}, {Number: "1Z999AA1", Ref: "again"},
			{Ref: "F2", Status: "flown", StatusAt: "2026-11-20"},
		},
	}
	got, notes := change.Fit()
	if err := got.Check(order.Order{}); err != nil {
		t.Errorf("Check gives %v", err)
	}
	want := order.Change{
		PlacedAt: "2026-11-18", Channel: "web shop", Refs: []order.Ref{{System: "shopify", ID: "1"}},
		Items: []order.Item{{ID: "a", Name: strings.Repeat("ü", 256)}},
		Shipments: []order.Shipment{
			{Number: "1Z999AA1", Items: []order.Part{{ID: "a", Quantity: 1}}}, {Ref: "F1"}, {Ref: "F2", StatusAt: ""},
		},
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.IgnoreUnexported(order.Change{})); diff != "" {
		t.Errorf("change differs (-want +got):\n%s", diff)
	}
	if len(notes) < 10 || change.Items[0].Name != long || change.Shipments[0].Number != "1z 999-aa1" {
		t.Errorf("%d notes %v; the change that went in must stay as it was", len(notes), notes)
	}
	for _, n := range notes {
		if strings.Contains(n.Detail, "üü") || strings.Contains(n.Detail, "flown") {
			t.Errorf("a note repeats what was wrong: %v", n)
		}
	}
}
