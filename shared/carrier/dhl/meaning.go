package dhl

import (
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/shipment"
)

// meaning starts from DHL's word for all divisions and lets what the division says make it more exact: "transit" is said of a
// parcel that is out for delivery, waits in a shop, or is held by customs.
func (a *Adapter) meaning(service string, e event) carrier.Meaning {
	general, known := a.codes.Code("statusCode", strings.ReplaceAll(strings.ToLower(e.code), "_", "-"))
	by, ok := a.division(service, e)
	switch {
	case !known && !ok:
		return carrier.Unmapped
	case !known, general.Status == shipment.Unknown && ok:
		return by
	case !ok:
		return general
	}
	return refine(general, by)
}

// division explains the division's own codes and words.
func (a *Adapter) division(service string, e event) (carrier.Meaning, bool) {
	for _, code := range []string{e.detail, e.status, e.division} {
		if m, ok := a.codes.Code(table(service), strings.ToUpper(code)); ok && code != "" {
			return a.exact(m, e), true
		}
	}
	for _, words := range []string{e.text, e.detail, e.division, e.status} {
		if m, ok := a.codes.Text(words); ok {
			return m, true
		}
	}
	for _, words := range []string{e.text, e.division, e.status, e.remark} {
		if m, ok := a.codes.Words(words); ok {
			return m, true
		}
	}
	return carrier.Meaning{}, false
}

// exact lets the sentence beside a vague code say more: DHL Paket's "BV" is any exception, a delay as well as a damage, and "ZU" any
// delivery, a neighbour's as well.
func (a *Adapter) exact(m carrier.Meaning, e event) carrier.Meaning {
	by, ok := a.codes.Words(e.text)
	switch {
	case !ok || m.Status == "":
		return m
	case m.Status == shipment.Exception && m.Sub == "other":
		return refine(m, by)
	case m.Sub == "" && by.Status == m.Status:
		return by
	}
	return m
}

// table names the codes of a division; some divisions share those of another.
func table(service string) string {
	switch service {
	case "ecommerce-apac", "ecommerce-us":
		return "ecommerce"
	case "ecommerce-iberia", "ecommerce-es", "ecommerce-pt":
		return "ecommerce-europe"
	case "post-de", "post-international":
		return "svb"
	default:
		return service
	}
}

// refine puts the division's word in the place of DHL's general one where they agree. "transit" never becomes a delivery, because
// sentences about a coming delivery hold the same words; a return that ended is one only when DHL says that something was delivered.
func refine(general, by carrier.Meaning) carrier.Meaning {
	switch general.Status {
	case shipment.InfoReceived:
		if by.Status == shipment.InfoReceived || by.Status == shipment.Accepted || by.Status == shipment.Cancelled || by.Status == "" {
			return by
		}
	case shipment.InTransit:
		switch by.Status {
		case shipment.Delivered, shipment.Unknown:
			return general
		case shipment.Returned:
			return carrier.Meaning{Status: shipment.Returning, Sub: "in_transit_back"}
		}
		return by
	case shipment.Delivered:
		switch by.Status {
		case shipment.Delivered, shipment.Returned, shipment.AvailableForPickup, shipment.Destroyed:
			return by
		case shipment.InTransit:
			if by.Sub == "handed_to_partner" {
				return by
			}
		}
	case shipment.Exception:
		switch by.Status {
		case shipment.InTransit:
			if by.Sub == "delayed" || by.Sub == "rescheduled" || by.Sub == "forwarded" {
				return by
			}
		case shipment.Delivered, shipment.InfoReceived, shipment.Accepted, shipment.OutForDelivery, shipment.Unknown, "":
		default:
			return by
		}
	}
	return general
}

// Interpret explains DHL's words that an aggregator repeats. Codes of the divisions contradict each other, so that without the
// division only DHL's general codes count.
func (a *Adapter) Interpret(code, text string) (carrier.Meaning, bool) {
	m := a.meaning("", event{code: code, text: text})
	return m, m != carrier.Unmapped
}
