package order_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/order"
	"doorstep/shared/shipment"
)

func TestOwnNumbers(t *testing.T) {
	t.Parallel()
	// Pinned: stored numbers are found by it.
	if got, want := order.OwnNumber("o", "F1"), "DSCLKGGGANAFOJLDGBHD"; got != want {
		t.Errorf("OwnNumber = %s, want %s", got, want)
	}
	seen := map[string]bool{}
	for _, pair := range [][2]string{{"o", "F1"}, {"o", "F2"}, {"p", "F1"}, {"oF", "1"}, {"o", "#1001"}, {"o", "Auftrag ß 東京"}} {
		n := order.OwnNumber(pair[0], pair[1])
		if seen[n] || !order.IsOwn(n) || shipment.NormalizeNumber(n) != n {
			t.Errorf("%v gives %s", pair, n)
		}
		seen[n] = true
		if order.Shown(n) != "" || order.Shown("1Z999") != "1Z999" {
			t.Errorf("%s is shown as %q", n, order.Shown(n))
		}
	}
	for _, number := range []string{"", "DS", "1Z999AA10123456784", "DS123456789012345678", "dsclkggganafojldgbhd", "DSCLKGGGANAFOJLDGBHDA", "DSCLKGGGANAFOJLDGBHZ"} {
		if order.IsOwn(number) {
			t.Errorf("%s passes for our own", number)
		}
	}
}

func TestTold(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		body string
		want shipment.Fact
	}{
		"a time with its offset": {
			`{"shipments":[{"ref":"F1","status":"out_for_delivery","status_at":"2026-11-20T09:30:00+13:00","status_place":"Our van"}]}`,
			shipment.Fact{Status: "out_for_delivery", At: shipment.Moment{Local: "2026-11-20T09:30:00", Offset: "+13:00", Zone: "payload", Precision: "second"}, Place: shipment.Place{Text: "Our van"}},
		},
		"universal time": {
			`{"shipments":[{"ref":"F1","status":"in_transit","status_at":"2026-11-20T09:30:00.5Z"}]}`,
			shipment.Fact{Status: "in_transit", At: shipment.Moment{Local: "2026-11-20T09:30:00", Offset: "+00:00", Zone: "payload", Precision: "second"}},
		},
		"a date stays a date": {
			`{"shipments":[{"ref":"F1","status":"delivered","status_at":"2026-11-20"}]}`,
			shipment.Fact{Status: "delivered", At: shipment.Moment{Local: "2026-11-20", Zone: "none", Precision: "day"}},
		},
		"dated by the body": {
			`{"updated_at":"2026-11-20T09:30:00-05:00","shipments":[{"ref":"F1","status":"info_received"}]}`,
			shipment.Fact{Status: "info_received", At: shipment.Moment{Local: "2026-11-20T09:30:00", Offset: "-05:00", Zone: "payload", Precision: "second"}},
		},
		"a pickup collected": {
			`{"method":"pickup","shipments":[{"ref":"F1","status":"delivered","status_at":"2026-11-20"}]}`,
			shipment.Fact{Status: "delivered", Sub: "pickup_collected", At: shipment.Moment{Local: "2026-11-20", Zone: "none", Precision: "day"}},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			change := parse(t, c.body)
			o := change.Apply(aster(), 1, now)
			told := change.Told(o)
			if len(told) != 1 || told[0].Number != order.OwnNumber(o.ID, "F1") || len(told[0].Fact.ID) != 24 {
				t.Fatalf("told %+v", told)
			}
			got := told[0].Fact
			c.want.ID, c.want.Kind, c.want.Source, c.want.Assurance, c.want.Code, c.want.Generic = got.ID, "scan", "merchant", "signed", string(c.want.Status), true
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("fact differs (-want +got):\n%s", diff)
			}
			if again := change.Told(change.Apply(o, 2, now)); again[0].Fact.ID != got.ID {
				t.Error("the same body tells another fact")
			}
			if got := shipment.Fold([]shipment.Fact{got}); got.Status != c.want.Status || got.Unconfirmed {
				t.Errorf("it folds to %s, unconfirmed %v", got.Status, got.Unconfirmed)
			}
			if len(change.Ignored(o)) != 0 {
				t.Errorf("ignored: %v", change.Ignored(o))
			}
		})
	}
}

// Once a tracking number is known, its carrier tells.
func TestToldOfATrackedShipmentIsIgnored(t *testing.T) {
	t.Parallel()
	o := apply(t, `{"shipments":[{"ref":"F1","tracking_number":"11111"}]}`)
	change := parse(t, `{"shipments":[{"ref":"F1","status":"delivered","status_at":"2026-11-20"}]}`)
	o = change.Apply(o, 2, now)
	want := []order.Field{{Path: "shipments[0].status", Detail: "is ignored: the shipment has the tracking number 11111 by now, and its carrier tells"}}
	if diff := cmp.Diff(want, change.Ignored(o)); diff != "" || len(change.Told(o)) != 0 {
		t.Errorf("told %v, ignored differs (-want +got):\n%s", change.Told(o), diff)
	}
	if s := o.Shipments[0]; s.Status != "" || s.StatusAt != "" {
		t.Errorf("a status is stored with the order: %+v", s)
	}
}

func TestSkeleton(t *testing.T) {
	t.Parallel()
	o := apply(t, string(fullBody(t)), `{"refs":[{"system":"shopify","id":"1"}],"pickup":{"name":"Shop"},"cancelled_at":"2026-11-20"}`)
	o.Rotation = 2
	got := o.Skeleton(now)
	want := order.Order{
		ID: o.ID, Brand: "aster", Number: "1001", PlacedAt: o.PlacedAt, CancelledAt: "2026-11-20", Rotation: 3, Refs: o.Refs, Erased: "2026-11-21T12:00:00Z",
	}
	for _, s := range o.Shipments {
		want.Shipments = append(want.Shipments, order.Shipment{ID: s.ID, Number: s.Number, Carrier: s.Carrier, CarrierRaw: s.CarrierRaw, ShippedAt: s.ShippedAt, Revision: s.Revision})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("skeleton differs (-want +got):\n%s", diff)
	}
	for i, s := range o.Shipments {
		known, later := o.Claim(s), got.Claim(got.Shipments[i])
		want := known
		want.Erased = true // and nothing else: the number is written once, to strike its carrier's words
		if merged := shipment.MergeClaims([]shipment.Claim{known}, []shipment.Claim{later}); merged[0] != want {
			t.Errorf("the claim changed to %+v, want %+v", merged[0], want)
		}
	}
}
