package order_test

import (
	stdcmp "cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"doorstep/shared/order"
	"doorstep/shared/shipment"
)

var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// aster is an order without anything in it.
func aster() order.Order {
	return order.Order{ID: order.ID("aster", "1001"), Brand: "aster", Number: "1001"}
}

// apply puts bodies on an order one after the other, each as the next version.
func apply(t testing.TB, bodies ...string) order.Order {
	t.Helper()
	o := aster()
	for i, body := range bodies {
		o = parse(t, body).Apply(o, int64(i+1), now)
	}
	return o
}

func TestIDIsStable(t *testing.T) {
	t.Parallel()
	// Pinned: stored orders are found by it.
	if got, want := order.ID("aster", "1001"), "juxy7cryoxsye77463vsgbutdo"; got != want {
		t.Errorf("ID = %s, want %s", got, want)
	}
	if order.ID("a", "b1") == order.ID("ab", "1") {
		t.Error("the border between brand and number does not matter")
	}
}

func TestApplyReplacesWhatIsToldAndKeepsTheRest(t *testing.T) {
	t.Parallel()
	got := apply(t,
		`{"placed_at":"2026-11-18","channel":"web","currency":"EUR","ship_to":{"country":"AT"},
		  "items":[{"id":"a","name":"Mug","sku":"M","quantity":2,"unit_price":100},{"id":"b","quantity":1}],
		  "shipments":[{"tracking_number":"11111","service":"Fast","items":[{"id":"a","quantity":1}]}]}`,
		`{"channel":"phone","items":[{"id":"a","name":"Cup","quantity":3},{"id":"c","quantity":1}],
		  "shipments":[{"tracking_number":"22222"},{"tracking_number":"1111-1","items":[{"id":"b","quantity":1}]}]}`,
	)
	want := order.Order{
		ID: got.ID, Brand: "aster", Number: "1001", PlacedAt: "2026-11-18", Channel: "phone", Currency: "EUR", Country: "AT",
		Items: []order.Item{
			{ID: "a", Name: "Cup", SKU: "M", Quantity: 3, UnitPrice: price(100)}, {ID: "b", Quantity: 1}, {ID: "c", Quantity: 1},
		},
		Shipments: []order.Shipment{
			{
				ID: got.Shipments[0].ID, Number: "11111", Service: "Fast", Revision: 1,
				Items: []order.Part{{ID: "a", Quantity: 1}, {ID: "b", Quantity: 1}},
			},
			{ID: got.Shipments[1].ID, Number: "22222", Revision: 2},
		},
		Milestones: []order.Milestone{{What: order.Placed}},
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("order differs (-want +got):\n%s", diff)
	}
	if a, b := got.Shipments[0].ID, got.Shipments[1].ID; a == b || len(a) != 13 {
		t.Errorf("shipment ids %q and %q", a, b)
	}
}

func TestFirstPromiseIsKept(t *testing.T) {
	t.Parallel()
	got := apply(t,
		`{"promise":{"latest":"2026-11-24"},"updated_at":"2026-11-18T08:00:00Z"}`,
		`{"promise":{"latest":"2026-11-24"},"updated_at":"2026-11-19T08:00:00Z"}`, // the same again is no new promise
		`{"locale":"de"}`,
		`{"promise":{"earliest":"2026-11-25","latest":"2026-11-27"}}`,
		`{"promise":{"latest":"2026-11-24"}}`, // back to the first date is a promise of its own
	)
	want := []order.Promise{
		{Latest: "2026-11-24", Told: "2026-11-18T08:00:00Z"},
		{Earliest: "2026-11-25", Latest: "2026-11-27", Told: "2026-11-21T12:00:00Z"},
		{Latest: "2026-11-24", Told: "2026-11-21T12:00:00Z"},
	}
	if diff := cmp.Diff(want, got.Promises); diff != "" {
		t.Errorf("promises differ (-want +got):\n%s", diff)
	}
	first, current := got.Promised()
	if first != want[0] || current != want[2] {
		t.Errorf("Promised = %v, %v", first, current)
	}
	if first, current := aster().Promised(); first != (order.Promise{}) || current != first {
		t.Errorf("nothing was promised, but Promised = %v, %v", first, current)
	}
}

func TestOlder(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		change, stored string
		want           bool
	}{
		"nothing told":                       {"", "2026-11-19T08:00:00Z", false},
		"nothing stored":                     {"2026-11-19T08:00:00Z", "", false},
		"the same":                           {"2026-11-19T08:00:00Z", "2026-11-19T08:00:00Z", false},
		"a second before":                    {"2026-11-19T07:59:59Z", "2026-11-19T08:00:00Z", true},
		"later text, earlier instant":        {"2026-11-19T08:30:00+01:00", "2026-11-19T08:00:00Z", true},
		"the day before":                     {"2026-11-18", "2026-11-19T08:00:00Z", true},
		"the same day: nobody knows":         {"2026-11-19", "2026-11-19T08:00:00Z", false},
		"the same day, the other way around": {"2026-11-19T08:00:00Z", "2026-11-19", false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := (order.Change{UpdatedAt: c.change}).Older(order.Order{UpdatedAt: c.stored}); got != c.want {
				t.Errorf("Older = %v, want %v", got, c.want)
			}
		})
	}
}

// Shop and merchant have a clock each: what the one writes does not make the other's word stale.
func TestTwoClocks(t *testing.T) {
	t.Parallel()
	type word struct {
		shop bool
		at   string
	}
	cases := map[string]struct {
		said []word
		next word
		old  bool
		show string // updated_at after all that was said
	}{
		"the merchant is ahead of the shop": {[]word{{false, "2026-11-20T12:00:00Z"}}, word{true, "2026-11-20T10:00:00Z"}, false, "2026-11-20T12:00:00Z"},
		"the shop is ahead of the merchant": {[]word{{true, "2026-11-20T12:00:00Z"}}, word{false, "2026-11-20T10:00:00Z"}, false, "2026-11-20T12:00:00Z"},
		"the shop's own old word":           {[]word{{true, "2026-11-20T12:00:00Z"}, {false, "2026-11-20T09:00:00Z"}}, word{true, "2026-11-20T11:00:00Z"}, true, "2026-11-20T12:00:00Z"},
		"the merchant's own old word":       {[]word{{false, "2026-11-20T12:00:00Z"}, {true, "2026-11-20T13:00:00Z"}}, word{false, "2026-11-20T11:00:00Z"}, true, "2026-11-20T13:00:00Z"},
		"and his newer one":                 {[]word{{false, "2026-11-20T12:00:00Z"}, {true, "2026-11-20T13:00:00Z"}, {false, "2026-11-20T12:30:00Z"}}, word{false, "2026-11-20T12:15:00Z"}, true, "2026-11-20T13:00:00Z"},
		"word without a time sets no clock": {[]word{{true, "2026-11-20T12:00:00Z"}, {true, ""}}, word{true, "2026-11-20T11:00:00Z"}, true, "2026-11-20T12:00:00Z"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := order.Order{ID: "o"}
			for _, w := range c.said {
				o = order.Change{UpdatedAt: w.at, FromShop: w.shop}.Apply(o, 1, now)
			}
			if got := (order.Change{UpdatedAt: c.next.at, FromShop: c.next.shop}).Older(o); got != c.old || o.UpdatedAt != c.show {
				t.Errorf("Older = %v, want %v; updated %s, want %s", got, c.old, o.UpdatedAt, c.show)
			}
		})
	}
}

func TestCarrierOfAShipment(t *testing.T) {
	t.Parallel()
	told := func(code, raw string) order.Shipment {
		return order.Shipment{Number: "11111", Carrier: code, CarrierRaw: raw}
	}
	guess := func(code string) order.Shipment {
		return order.Shipment{Number: "11111", Carrier: code, Proposed: true}
	}
	silent := order.Shipment{Number: "11111"}
	cases := map[string]struct {
		bodies []order.Shipment
		want   order.Shipment
	}{
		"a told one stays when not told again":    {[]order.Shipment{told("ups", ""), silent}, told("ups", "")},
		"a told one replaces a told one":          {[]order.Shipment{told("ups", ""), told("usps", "")}, told("usps", "")},
		"a told one replaces a proposal":          {[]order.Shipment{guess("ups"), told("usps", "")}, told("usps", "")},
		"a proposal does not replace a told one":  {[]order.Shipment{told("ups", ""), guess("usps")}, told("ups", "")},
		"nor a told one that we do not know":      {[]order.Shipment{told("", "Bob's Vans"), guess("usps")}, told("", "Bob's Vans")},
		"a proposal replaces a proposal":          {[]order.Shipment{guess("ups"), guess("usps")}, guess("usps")},
		"a proposal fills a gap":                  {[]order.Shipment{silent, guess("usps")}, guess("usps")},
		"what we do not know replaces what we do": {[]order.Shipment{told("ups", ""), told("", "Bob's Vans")}, told("", "Bob's Vans")},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := aster()
			for i, s := range c.bodies {
				o = order.Change{Shipments: []order.Shipment{s}}.Apply(o, int64(i+1), now)
			}
			got := o.Shipments[0]
			got.ID, got.Revision, got.Bindings = "", 0, nil
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("shipment differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestClaim(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		bodies   []string
		epoch    string
		promise  string
		revision int64
	}{
		"shipped, in the merchant's own calendar": {[]string{`{"placed_at":"2026-11-18","shipments":[{"tracking_number":"11111","shipped_at":"2026-11-19T00:30:00+01:00"}]}`}, "2026-11-19", "", 1},
		"else placed":                     {[]string{`{"placed_at":"2026-11-18T23:00:00-05:00","shipments":[{"tracking_number":"11111"}]}`}, "2026-11-18", "", 1},
		"else unknown":                    {[]string{`{"shipments":[{"tracking_number":"11111"}]}`}, "", "", 1},
		"a change elsewhere":              {[]string{`{"shipments":[{"tracking_number":"11111"}]}`, `{"locale":"de","shipments":[{"tracking_number":"11111","service":"Fast"}]}`}, "", "", 1},
		"a promise":                       {[]string{`{"promise":{"latest":"2026-11-24"},"shipments":[{"tracking_number":"11111"}]}`, `{"promise":{"latest":"2026-11-24"}}`}, "", "2026-11-24", 1},
		"a new promise":                   {[]string{`{"promise":{"latest":"2026-11-24"},"shipments":[{"tracking_number":"11111"}]}`, `{"promise":{"latest":"2026-11-26"}}`}, "", "2026-11-26", 2},
		"a promise without a last day":    {[]string{`{"shipments":[{"tracking_number":"11111"}]}`, `{"promise":{"earliest":"2026-11-26"}}`}, "", "", 1},
		"a promise of what was cancelled": {[]string{`{"shipments":[{"tracking_number":"11111","cancelled_at":"2026-11-20"}]}`, `{"promise":{"latest":"2026-11-26"}}`}, "", "", 1},
		"a new epoch":                     {[]string{`{"shipments":[{"tracking_number":"11111"}]}`, `{"placed_at":"2026-11-18"}`}, "2026-11-18", "", 2},
		"a changed hour of the same day":  {[]string{`{"placed_at":"2026-11-18","shipments":[{"tracking_number":"11111"}]}`, `{"placed_at":"2026-11-18T10:00:00Z"}`}, "2026-11-18", "", 1},
		"placed changes, shipped decides": {[]string{`{"shipments":[{"tracking_number":"11111","shipped_at":"2026-11-19"}]}`, `{"placed_at":"2026-11-18"}`}, "2026-11-19", "", 1},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := apply(t, c.bodies...)
			want := shipment.Claim{Order: o.ID, Shipment: o.Shipments[0].ID, Brand: "aster", Epoch: c.epoch, Promise: c.promise, Revision: c.revision,
				Released: o.Shipments[0].Cancelled != ""}
			if diff := cmp.Diff(want, o.Claim(o.Shipments[0])); diff != "" {
				t.Errorf("claim differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDoubts(t *testing.T) {
	t.Parallel()
	got := apply(t, `{"items":[{"id":"a","quantity":2},{"id":"b","quantity":2}],"shipments":[
		{"tracking_number":"11111","items":[{"id":"a","quantity":2},{"id":"b","quantity":1}]},
		{"tracking_number":"22222","items":[{"id":"a","quantity":1},{"id":"b","quantity":1}]}]}`).Doubts()
	want := []order.Field{{Path: "items[0].quantity", Detail: "is 2, but the shipments hold 3"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("doubts differ (-want +got):\n%s", diff)
	}
}

// drawBody makes a valid body over few ids and numbers, so that bodies meet.
func drawBody(t *rapid.T) string {
	text := func(name string, options ...string) string { return rapid.SampledFrom(options).Draw(t, name) }
	items, shipments := "", ""
	for _, id := range rapid.SliceOfDistinct(rapid.SampledFrom([]string{"a", "b", "c"}), rapid.ID).Draw(t, "items") {
		items += fmt.Sprintf(`,{"id":%q,"quantity":%s,"name":%q}`, id, text("quantity", "0", "1", "2"), text("name", "", "Mug"))
	}
	names := [][2]string{{"11111", ""}, {"22222", ""}, {"11111", "F1"}, {"22222", "F1"}, {"22222", "F2"}, {"33333", "F2"}, {"", "F1"}, {"", "F2"}}
	key := func(n [2]string) string { return stdcmp.Or(n[0], n[1]) } // one number, and one ref without number, stands once in a body
	for _, n := range rapid.SliceOfNDistinct(rapid.SampledFrom(names), 0, 4, key).Draw(t, "shipments") {
		shipments += fmt.Sprintf(`,{"tracking_number":%q,"ref":%q,"carrier":%q,"shipped_at":%q,"cancelled_at":%q}`, n[0], n[1],
			text("carrier", "", "ups", "usps"), text("shipped", "", "2026-11-19"), text("taken back", "", "", "2026-11-20", "none"))
	}
	if items != "" {
		items = items[1:]
	}
	if shipments != "" {
		shipments = shipments[1:]
	}
	return fmt.Sprintf(`{"placed_at":%q,"promise":{"latest":%q},"cancelled_at":%q,"cancel_reason":%q,"refs":[{"system":"shopify","id":%q}],"items":[%s],"shipments":[%s],"currency":"EUR",
		"status":%q,"refunds":[{"id":%q,"amount":%s}],"payment_due":{"amount":%s,"at":%q}}`,
		text("placed", "", "2026-11-17", "2026-11-18"), text("promise", "", "2026-11-24", "2026-11-25"), text("cancelled", "", "2026-11-20", "none"),
		text("why", "", "customer"), text("ref", "1", "2"), items, shipments,
		text("status", "", "processing"), text("refund", "r1", "r2"), text("refunded", "0", "5"), text("due", "null", "7", "9"), text("due at", "", "2026-11-20"))
}

func TestApplyProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o := aster()
		for version := range rapid.IntRange(1, 6).Draw(t, "bodies") {
			change, err := order.Parse([]byte(drawBody(t)))
			if err != nil {
				t.Fatal(err)
			}
			if change.Check(o) != nil { // a shipment by its number and by its ref
				continue
			}
			next := change.Apply(o, int64(version+1), now)
			if diff := cmp.Diff(next, change.Apply(next, 99, now.Add(time.Hour)), cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("a repeated body changes something:\n%s", diff)
			}
			holdsAll(t, o, next, change)
			o = next
		}
	})
}

// holdsAll fails when something of an order went away with a change that did not say so, or a claim changed under an old revision.
func holdsAll(t *rapid.T, was, is order.Order, change order.Change) {
	if len(is.Shipments) < len(was.Shipments) || len(is.Promises) < len(was.Promises) || len(is.Refs) < len(was.Refs) {
		t.Fatalf("something went away: %+v became %+v", was, is)
	}
	for _, item := range was.Items {
		same := func(i order.Item) bool { return i.ID == item.ID }
		out := func(i order.Item) bool { return i.ID == item.ID && i.Quantity == 0 }
		if !slices.ContainsFunc(is.Items, same) && !slices.ContainsFunc(change.Items, out) {
			t.Fatalf("item %s went away without a word", item.ID)
		}
	}
	for i, p := range was.Promises {
		if is.Promises[i] != p {
			t.Fatalf("promise %d changed from %v to %v", i, p, is.Promises[i])
		}
	}
	claims := map[string]int64{} // number and shipment: revision
	for _, s := range is.Shipments {
		claims[s.Number+s.ID] = is.Claim(s).Revision
		for _, p := range s.Past {
			claims[p.Number+s.ID] = p.Revision
		}
	}
	ids, numbers := map[string]bool{}, map[string]bool{}
	for _, s := range is.Shipments {
		if ids[s.ID] || numbers[s.Number] || s.Number == "" {
			t.Fatalf("two shipments share an id or a number: %+v", is.Shipments)
		}
		ids[s.ID], numbers[s.Number] = true, true
	}
	for i, s := range was.Shipments {
		now := is.Shipments[i]
		if now.ID != s.ID {
			t.Fatalf("shipment %d is another one: %+v became %+v", i, s, now)
		}
		if revision, ok := claims[s.Number+s.ID]; !ok || now.Number != s.Number && revision <= s.Revision {
			t.Fatalf("the claim on %s was not released: %+v", s.Number, now)
		}
		before, after := was.Claim(s), is.Claim(now)
		if (before != after || s.Number != now.Number) && after.Revision <= before.Revision {
			t.Fatalf("claim %v became %v under an old revision", before, after)
		}
	}
}

// Who a number was bound to before stays on record, the first binding whatever follows.
func TestBindings(t *testing.T) {
	t.Parallel()
	bind := func(o order.Order, version int, s order.Shipment) order.Order {
		s.Number = "11111"
		return order.Change{Shipments: []order.Shipment{s}}.Apply(o, int64(version), now)
	}
	o := bind(aster(), 1, order.Shipment{Carrier: "ups", Proposed: true})
	o = bind(o, 2, order.Shipment{Carrier: "ups"}) // now it is told: the carrier is the same
	if len(o.Shipments[0].Bindings) != 0 || o.Shipments[0].Proposed {
		t.Errorf("got %+v", o.Shipments[0])
	}
	before := o
	o = bind(o, 3, order.Shipment{CarrierRaw: "Bob's Vans"})
	o = bind(o, 4, order.Shipment{CarrierRaw: "Bob's Vans"})
	o = bind(o, 5, order.Shipment{Carrier: "usps"})
	want := []order.Binding{{Carrier: "ups", Until: "2026-11-21T12:00:00Z"}, {CarrierRaw: "Bob's Vans", Until: "2026-11-21T12:00:00Z"}}
	if diff := cmp.Diff(want, o.Shipments[0].Bindings); diff != "" {
		t.Errorf("bindings differ (-want +got):\n%s", diff)
	}
	if len(before.Shipments[0].Bindings) != 0 {
		t.Error("an earlier version of the order was changed")
	}
	if got := order.Rebound(before, o); len(got) != 1 || got[0] != "11111" {
		t.Errorf("rebound: %v", got)
	}
	if got := order.Rebound(o, o); got != nil {
		t.Errorf("rebound without a change: %v", got)
	}
	for i := range 40 {
		o = bind(o, 6+i, order.Shipment{Carrier: []string{"dpd", "gls"}[i%2]})
	}
	b := o.Shipments[0].Bindings
	if len(b) != 8 || b[0].Carrier != "ups" || b[7].Carrier != "dpd" {
		t.Errorf("got %+v", b)
	}
}
