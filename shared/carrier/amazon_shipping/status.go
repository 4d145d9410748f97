package amazonshipping

import (
	"slices"

	"doorstep/shared/carrier"
	"doorstep/shared/shipment"
)

// meaning applies the table; what no table knows is unknown. An event of the leg back to the shipper is one on the way back.
func (a *Adapter) meaning(e event) carrier.Meaning {
	m, ok := a.explain(e.code)
	if !ok {
		return carrier.Unmapped
	}
	if e.leg != returns {
		return m
	}
	switch m.Status {
	case shipment.Delivered:
		return carrier.Meaning{Status: shipment.Returned, Sub: "to_sender"}
	case shipment.Accepted, shipment.InTransit, shipment.OutForDelivery, shipment.DeliveryAttempted, shipment.AvailableForPickup:
		return carrier.Meaning{Status: shipment.Returning, Sub: "in_transit_back"}
	default:
		return m
	}
}

// explain reads a code that stands where events do. Third parties print details there ("AddressNotFound"), and states that are on no
// list of Amazon's ("Returned"), which are words.
func (a *Adapter) explain(code string) (carrier.Meaning, bool) {
	if m, ok := a.codes.Code("event", code); ok {
		return m, true
	}
	if m, ok := a.codes.Code("detail", code); ok {
		return m, true
	}
	return a.codes.Words(code)
}

// refine lets the detail codes of a leg say how an event of it happened: where a package was left, why it was not delivered. A
// code belongs to the event whose status it has. The order of a list means nothing; the first code by alphabet counts, which puts a
// place ("DeliveredToReceptionist") before "Signed".
func (a *Adapter) refine(m carrier.Meaning, details []string) carrier.Meaning {
	if m.Sub != "" && m.Sub != "other" {
		return m
	}
	details = slices.Clone(details)
	slices.Sort(details)
	for _, code := range details {
		if by, ok := a.codes.Code("detail", code); ok && by.Status == m.Status {
			return by
		}
	}
	return m
}

// Interpret explains Amazon's codes and words that an aggregator repeats.
func (a *Adapter) Interpret(code, text string) (carrier.Meaning, bool) {
	if m, ok := a.codes.Code("event", code); ok {
		return m, true
	}
	if m, ok := a.codes.Code("event", text); ok {
		return m, true
	}
	if m, ok := a.codes.Code("detail", code); ok {
		return m, true
	}
	if m, ok := a.codes.Text(text); ok {
		return m, true
	}
	return a.codes.Words(text)
}
