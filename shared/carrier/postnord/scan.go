package postnord

import (
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/shipment"
)

// scan makes the fact of one event.
func (a *Adapter) scan(e event, piece string) shipment.Fact {
	m := carrier.OrUnmapped(a.meaning(e))
	code, generic := e.code, false
	if code == "" {
		code, generic = e.status, true
	}
	return shipment.Identify(shipment.Fact{
		Kind: shipment.ScanFact, Source: Source, Carrier: Source, Piece: piece, Code: code, Generic: generic, Text: e.text,
		Status: m.Status, Sub: m.Sub, At: a.at(e), Place: e.place,
	}, e.at, e.code, e.status, e.text, e.place.Text, e.place.City, e.place.Postal, e.country)
}

// standing makes the scan of an item that has a status and no events. Nobody says since when.
func (a *Adapter) standing(status, piece string) shipment.Fact {
	m := carrier.OrUnmapped(a.codes.Code("status", strings.ToUpper(status)))
	return shipment.Identify(shipment.Fact{
		Kind: shipment.ScanFact, Source: Source, Carrier: Source, Piece: piece, Code: status, Generic: true, Status: m.Status, Sub: m.Sub,
	}, status)
}

// meaning takes the status of an event, which PostNord documents, and lets its words make it more exact; without a status the
// code and the words decide. A status "OTHER" is a note (an e-mail was sent), whatever its words.
func (a *Adapter) meaning(e event) (carrier.Meaning, bool) {
	if e.status == "" {
		return a.Interpret(e.code, e.text)
	}
	m, ok := a.codes.Code("status", strings.ToUpper(e.status))
	if !ok {
		return a.Interpret(e.code, e.text)
	}
	said, known := a.codes.Text(e.text)
	if !known {
		said, known = a.codes.Words(e.text)
	}
	if known && refines(m.Status, said.Status) {
		if said.Status == m.Status && said.Sub == "" {
			return m, true
		}
		return said, true
	}
	return m, true
}

// refines reports whether words that mean said are a closer look at a status, and no contradiction. PostNord's statuses are
// few: customs and "out for delivery" are "EN_ROUTE", a parcel on the van to the door may be "AVAILABLE_FOR_DELIVERY".
func refines(status, said shipment.Status) bool {
	switch status {
	case said:
		return true
	case shipment.InTransit:
		return said == shipment.Accepted || said == shipment.OutForDelivery || said == shipment.Exception || said == shipment.DeliveryAttempted || said == shipment.Returning
	case shipment.AvailableForPickup:
		return said == shipment.OutForDelivery
	case shipment.DeliveryAttempted, shipment.Exception:
		return said == shipment.DeliveryAttempted || said == shipment.Exception || said == shipment.Returning
	case shipment.Delivered, shipment.Returning:
		return said == shipment.Returned
	default:
		return false
	}
}

// Interpret explains PostNord's codes, statuses and wordings, also for aggregators.
func (a *Adapter) Interpret(code, text string) (carrier.Meaning, bool) {
	if code != "" {
		for _, field := range []string{"status", "code"} {
			for _, c := range []string{code, strings.ToUpper(code), strings.ToLower(code)} {
				if m, ok := a.codes.Code(field, c); ok {
					return m, true
				}
			}
		}
	}
	if m, ok := a.codes.Text(text); ok {
		return m, true
	}
	return a.codes.Words(text)
}

// at reads the time of an event. Without an offset it is a Scandinavian clock: Sweden, Denmark and Norway keep the same time,
// so that a scan there has one whichever of them printed it. Finland's hour differs, and its scans keep their wall clock.
func (a *Adapter) at(e event) shipment.Moment {
	m := moment.ISO(e.at)
	switch e.place.Country {
	case "SE", "DK", "NO":
		return a.zones.At(m, e.place.Country, "")
	default:
		return m
	}
}
