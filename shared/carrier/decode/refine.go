package decode

import (
	"doorstep/shared/carrier"
	"doorstep/shared/shipment"
)

// Refine gives the meaning of a scan that an aggregator tells: its own word m, or by, what the table of the carrier behind
// it says of the same scan, where that is more exact. An aggregator calls the origin scan, a customs hold and an arrival
// all "in transit"; about the last mile it is exact itself, and the carrier's word only adds the sub-status of the same
// status. Nothing that one side calls an end (delivered, returned) is undone by the other.
func Refine(m, by carrier.Meaning) carrier.Meaning {
	if refines(m, by) {
		return by
	}
	return m
}

// RefineBy is Refine by what the carrier behind an aggregator says of a code and a text; nil, for a carrier that Doorstep does not
// know, says nothing.
func RefineBy(m carrier.Meaning, behind carrier.Interpreter, code, text string) carrier.Meaning {
	if behind == nil {
		return m
	}
	by, ok := behind.Interpret(code, text)
	if !ok {
		return m
	}
	return Refine(m, by)
}

func refines(m, by carrier.Meaning) bool {
	if by.Status == m.Status {
		return by.Sub != "" && (m.Sub == "" || m.Sub == "other")
	}
	switch m.Status {
	case shipment.InTransit:
		return m.Sub == "" || by.Status != shipment.InTransit && by.Status != "" && by.Status != shipment.InfoReceived
	case shipment.Unknown:
		return true
	case shipment.InfoReceived:
		return by.Status == shipment.Accepted || by.Status == shipment.InTransit || by.Status == shipment.Cancelled
	case shipment.Exception, shipment.Returning:
		return by.Status != "" && by.Status != shipment.InfoReceived && by.Status != shipment.InTransit
	case shipment.Delivered:
		return by.Status == shipment.Returned || by.Status == shipment.AvailableForPickup
	default:
		return false
	}
}
