package main

import (
	"testing"

	"doorstep/shared/order"
	"doorstep/shared/shipment"
	"doorstep/shared/sight"
)

// A number that we gave to a shipment ourselves is nobody's tracking number.
func TestOwnNumbersAreNotTold(t *testing.T) {
	t.Parallel()
	o := order.Order{ID: "o", Brand: "aster", Number: "1001", Shipments: []order.Shipment{
		{ID: "a", Ref: "P1", Number: order.OwnNumber("o", "P1")}, {ID: "b", Number: "1Z999AA10123456784"},
	}}
	doc := newDocument(sight.Sight{Order: o, Parcels: make([]shipment.View, 2)}, "Aster")
	if doc.Shipments[0].Number != "" || doc.Shipments[1].Number != "1Z999AA10123456784" {
		t.Errorf("the document tells %q and %q", doc.Shipments[0].Number, doc.Shipments[1].Number)
	}
}
