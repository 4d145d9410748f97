package shop_test

import (
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"doorstep/shared/currency"
	"doorstep/shared/order"
	"doorstep/shared/shop"
)

func TestMinorUnits(t *testing.T) {
	t.Parallel()
	cases := []struct {
		text, currency string
		want           int64
		ok             bool
	}{
		{"199.00", "EUR", 19900, true},
		{"2980", "JPY", 2980, true},
		{"2980.00", "JPY", 2980, true},
		{"5.750", "KWD", 5750, true},
		{"35.6300", "USD", 3563, true},
		{"12.166666666666666", "USD", 1217, true},
		{"0.005", "USD", 1, true},
		{"0.0049", "USD", 0, true},
		{"0", "USD", 0, true},
		{".5", "USD", 50, true},
		{"5.", "USD", 500, true},
		{"-5.00", "USD", 0, false},
		{"10000000000.01", "USD", 0, false}, // more than a price may be
		{"1e3", "USD", 0, false},
		{"1,000.00", "USD", 0, false},
		{"1/3", "USD", 0, false},
		{"", "USD", 0, false},
		{".", "USD", 0, false},
		{"--1", "USD", 0, false},
		{strings.Repeat("9", 1000), "USD", 0, false},
	}
	for _, c := range cases {
		amount, ok := shop.ParseAmount(c.text)
		var got int64
		if ok {
			got, ok = amount.Minor(c.currency)
		}
		if got != c.want || ok != c.ok {
			t.Errorf("%.40q in %s: %d %v, want %d %v", c.text, c.currency, got, ok, c.want, c.ok)
		}
	}
}

// An amount with as many digits as its currency has is exactly its minor units.
func TestMinorUnitsAreExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		minor := rapid.Int64Range(0, 1_000_000_000).Draw(t, "minor")
		code := rapid.SampledFrom([]string{"EUR", "JPY", "KWD", "CLF"}).Draw(t, "currency")
		digits := currency.Digits(code)
		scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil)
		text := new(big.Rat).SetFrac(big.NewInt(minor), scale).FloatString(digits)
		amount, ok := shop.ParseAmount(text)
		if !ok {
			t.Fatalf("%q is no amount", text)
		}
		if got, ok := amount.Minor(code); !ok || got != minor {
			t.Errorf("%s %s: got %d %v, want %d", text, code, got, ok, minor)
		}
	})
}

func TestNode(t *testing.T) {
	t.Parallel()
	n, err := shop.Parse([]byte(`{"id":820982911946154508,"s":"7","no":null,"yes":true,"list":[1,2],"gap":{"3":"b","1":"a"},"object":{"x":1}}`))
	if err != nil {
		t.Fatal(err)
	}
	whole, isWhole := n.Get("s").Whole()
	seen := fmt.Sprint(n.Get("id").Text(), n.Get("no").Exists(), n.Get("yes").True(), n.Get("no").False(), len(n.Get("list").List()), n.Get("gap").List()[0].Text(),
		len(n.Get("object").List()), whole, isWhole, n.At("a", "b", "c").Text() == "")
	if want := "820982911946154508false true false 2a0 7 true true"; seen != want {
		t.Errorf("got %s, want %s", seen, want)
	}
	for _, body := range []string{"", "[]", "1", `{"a":1}{}`, "{", "null"} {
		if _, err := shop.Parse([]byte(body)); err == nil {
			t.Errorf("%q is no object", body)
		}
	}
}

func TestTrackable(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{
		"1Z999AA10123456784": true, "9400 1112 0620 6406 2607 87": true, "ms1562678": true, "#☠1☢\n---\n4321\n": false, "by hand": false, "123": false, "0000 0000": false,
		"": false, strings.Repeat("1", 51): false, "https://x.example/1": false,
	} {
		if got := shop.Trackable(s); got != want {
			t.Errorf("%q: got %v", s, got)
		}
	}
}

// known is an order with two parcels of one fulfilment, one of another, and one that somebody else told.
func known() order.Order {
	return order.Order{
		ID: "o", UpdatedAt: "2026-11-03T09:00:00Z", Items: []order.Item{{ID: "1", Quantity: 2}},
		Shipments: []order.Shipment{
			{ID: "a", Number: "AAAA1", Ref: "s/1", UpdatedAt: "2026-11-03T09:00:00Z"}, {ID: "b", Number: "BBBB2", Ref: "s/1", UpdatedAt: "2026-11-03T09:00:00Z"},
			{ID: "c", Number: "CCCC3", Ref: "s/2", UpdatedAt: "2026-11-03T09:00:00Z"}, {ID: "d", Number: "DDDD4"},
		},
	}
}

func TestSettle(t *testing.T) {
	t.Parallel()
	const before, after = "2026-11-03T08:00:00+00:00", "2026-11-03T11:00:00+01:00"
	parcel := func(number, ref, at string) order.Shipment {
		return order.Shipment{Number: number, Ref: ref, UpdatedAt: at, Cancelled: order.None, Items: []order.Part{{ID: "1", Quantity: 1}, {ID: "9", Quantity: 1}}}
	}
	event := func(kind shop.Kind, whole string, list ...order.Shipment) shop.Event {
		return shop.Event{Kind: kind, Whole: whole, Change: order.Change{UpdatedAt: after, Shipments: list, Items: []order.Item{{ID: "1", Quantity: 7}, {ID: "2", Quantity: 3}}}}
	}
	from := func(at string, e shop.Event) shop.Event {
		e.Change.UpdatedAt = at
		return e
	}
	cases := map[string]struct {
		event shop.Event
		want  string
	}{
		"a whole list that is older":      {from(before, event(shop.Placed, "s/")), ""},
		"its number is now another's":     {event(shop.Placed, "", parcel("CCCC3", "s/3", after), parcel("EEEE5", "s/2", after)), "CCCC3 none [s/3 none] [s/2 " + after + "], EEEE5 none"},
		"word that is older":              {event(shop.Placed, "", parcel("AAAA1", "s/1", before)), ""},
		"one number of two is left":       {event(shop.Placed, "", parcel("AAAA1", "s/1", after)), "AAAA1 none, BBBB2 " + after},
		"both numbers are there":          {event(shop.Placed, "", parcel("AAAA1", "s/1", after), parcel("BBBB2", "s/1", after)), "AAAA1 none, BBBB2 none"},
		"one number in place of another":  {event(shop.Placed, "", parcel("EEEE5", "s/2", after)), "EEEE5 none"},
		"a fulfilment that is new":        {event(shop.Placed, "", parcel("EEEE5", "s/3", after)), "EEEE5 none"},
		"the list is whole":               {event(shop.Placed, "s/", parcel("CCCC3", "s/2", after)), "CCCC3 none, AAAA1 " + after + ", BBBB2 " + after},
		"the list of another shop":        {event(shop.Placed, "other/"), ""},
		"a fulfilment without its number": {event(shop.Placed, "", parcel("", "s/1", after)), " none"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			change := c.event.Settle(known())
			var got []string
			for _, s := range change.Shipments {
				line := s.Number + " " + s.Cancelled
				for _, h := range s.Holders {
					line += " [" + h.Ref + " " + h.Cancelled + "]"
				}
				got = append(got, line)
				for _, p := range s.Items {
					if p.ID == "9" {
						t.Error("a part that is no item of the order stayed")
					}
				}
			}
			if s := strings.Join(got, ", "); s != c.want {
				t.Errorf("got %q, want %q", s, c.want)
			}
			if err := change.Check(known()); err != nil {
				t.Error(err)
			}
		})
	}
}

// A fulfilment brings items along only until the order itself has spoken.
func TestSettleItemsOfAFulfilment(t *testing.T) {
	t.Parallel()
	e := shop.Event{Kind: shop.Fulfilment, Change: order.Change{Currency: "EUR", Items: []order.Item{{ID: "1", Quantity: 7}, {ID: "2", Quantity: 3}}}}
	if c := e.Settle(order.Order{}); len(c.Items) != 2 || c.Items[0].Quantity != 7 || c.Currency != "EUR" {
		t.Errorf("before the order: %+v", c)
	}
	next := e.Settle(known()).Apply(known(), 2, time.Time{})
	if len(next.Items) != 1 || next.Items[0].Quantity != 2 || next.Currency != "" {
		t.Errorf("after the order: %+v", next.Items)
	}
}

// A cancellation keeps the time at which it was first told, where the shop tells no time of it.
func TestSettleCancellation(t *testing.T) {
	t.Parallel()
	cancelled := known()
	cancelled.CancelledAt = "2026-11-03T08:00:00Z"
	for told, want := range map[string]string{"2026-11-03T10:00:00Z": "", order.None: order.None, "": ""} {
		e := shop.Event{Kind: shop.Placed, Change: order.Change{CancelledAt: told}}
		if got := e.Settle(cancelled).CancelledAt; got != want {
			t.Errorf("told %q: got %q, want %q", told, got, want)
		}
	}
}

// A shop that lists its lines takes out the ones that it no longer lists; what a merchant put in under names of his own stays, and so does
// everything where the list may have been cut off.
func TestSettleLinesThatAreGone(t *testing.T) {
	t.Parallel()
	before := order.Order{ID: "o", Items: []order.Item{{ID: "315", Quantity: 2, Name: "Tea"}, {ID: "316", Quantity: 1}, {ID: "317"}, {ID: "GIFT-1", Quantity: 1}}}
	many := make([]order.Item, order.MaxItems)
	for i := range many {
		many[i] = order.Item{ID: fmt.Sprint(1000 + i), Quantity: 1}
	}
	cases := map[string]struct {
		event shop.Event
		want  string
	}{
		"one is gone":      {shop.Event{Kind: shop.Placed, Lines: true, Change: order.Change{Items: []order.Item{{ID: "315", Quantity: 2}}}}, "315*2 316*0"},
		"lists parts only": {shop.Event{Kind: shop.Placed, Change: order.Change{Items: []order.Item{{ID: "315", Quantity: 2}}}}, "315*2"},
		"lists nothing":    {shop.Event{Kind: shop.Placed, Lines: true}, ""},
		"at the limit":     {shop.Event{Kind: shop.Placed, Lines: true, Change: order.Change{Items: many}}, "500 lines"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var parts []string
			for _, i := range c.event.Settle(before).Items {
				parts = append(parts, fmt.Sprintf("%s*%d", i.ID, i.Quantity))
			}
			got := strings.Join(parts, " ")
			if len(parts) > 4 {
				got = fmt.Sprint(len(parts), " lines")
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// A shop that tells only how much was refunded in all tells of each refund once, and of none that somebody else told.
func TestRefundsFromTheirSum(t *testing.T) {
	t.Parallel()
	o := order.Order{ID: "o1", Currency: "EUR"}
	for i, step := range []struct {
		sum  int64
		want string // refunds known afterwards
	}{{0, ""}, {1000, "1000"}, {1000, "1000"}, {2500, "1000 1500"}, {1000, "1000 1500"}} {
		c := shop.Event{Kind: shop.Placed, Refunded: step.sum}.Settle(o)
		if err := c.Check(o); err != nil {
			t.Fatal(err)
		}
		o = c.Apply(o, int64(i+2), time.Time{})
		var got []string
		for _, m := range o.Milestones {
			got = append(got, fmt.Sprint(m.Amount))
		}
		if strings.Join(got, " ") != step.want {
			t.Errorf("after a sum of %d: %v, want %s", step.sum, got, step.want)
		}
	}
	o.Currency = ""
	if c := (shop.Event{Refunded: 9900}).Settle(o); len(c.Milestones) > 0 {
		t.Errorf("money of no currency: %+v", c.Milestones)
	}
}
