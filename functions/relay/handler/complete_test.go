package handler

import (
	"context"
	"testing"
	"time"

	"doorstep/shared/carrier/cadence"
	"doorstep/shared/fault"
	"doorstep/shared/order"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// desk is a table with one order; Claim fails for one number.
type desk struct {
	order  store.Order
	broken string
	claims map[string]shipment.Claim
	due    map[string]store.Due
}

func (d *desk) LatestOrder(_ context.Context, id string) (store.Order, error) {
	if id != d.order.ID {
		return store.Order{}, fault.New(fault.NotFound, "no order %s", id)
	}
	return d.order, nil
}

func (d *desk) Claim(_ context.Context, number string, claim shipment.Claim, first store.Due) (shipment.Status, error) {
	if number == d.broken {
		return "", fault.New(fault.Conflict, "met other writers")
	}
	d.claims[number], d.due[number] = claim, first
	return shipment.InTransit, nil
}

func TestCompleteWritesEveryClaim(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	o := order.Order{ID: order.ID("aster", "1001"), Brand: "aster", Number: "1001", Shipments: []order.Shipment{{ID: "s1", Number: "1Z0001"}, {ID: "s2", Number: "1Z0002"}, {ID: "s3", Number: "1Z0003"}}}
	body, err := order.Encode(o)
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{order: store.Order{ID: o.ID, Brand: o.Brand, Number: o.Number, Version: 3, Body: body}, claims: map[string]shipment.Claim{}, due: map[string]store.Due{}}
	c := completer{table: d, now: func() time.Time { return now }}

	d.broken = "1Z0002"
	read, version, err := c.Order(context.Background(), o.ID)
	if err != nil || version != 3 || len(read.Shipments) != 3 {
		t.Fatalf("read %+v at version %d, %v", read, version, err)
	}
	if err := c.Complete(context.Background(), read); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a claim that fails must be reported: %v", err)
	}
	if len(d.claims) != 2 {
		t.Errorf("%d claims: one failing number must not keep the others from theirs", len(d.claims))
	}
	d.broken = ""
	if err := c.Complete(context.Background(), read); err != nil {
		t.Fatal(err)
	}
	for _, s := range o.Shipments {
		if got := d.claims[s.Number]; got.Order != o.ID || got.Shipment != s.ID || got.Brand != "aster" {
			t.Errorf("%s: %+v", s.Number, got)
		}
		if got := d.due[s.Number]; got.Kind != "poll" || !got.At.Equal(cadence.First("", now)) {
			t.Errorf("%s is due %+v", s.Number, got)
		}
	}
	if _, _, err := c.Order(context.Background(), "gone"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v", err)
	}
	status, err := c.Claim(context.Background(), "1Z0001", shipment.Claim{Order: o.ID, Shipment: "s1"})
	if err != nil || status != shipment.InTransit {
		t.Errorf("status %q, %v", status, err)
	}
}
