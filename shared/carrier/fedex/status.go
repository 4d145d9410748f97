package fedex

import (
	"doorstep/shared/carrier"
	"doorstep/shared/shipment"
)

// meaning applies the table; what no table knows is unknown.
func (a *Adapter) meaning(s scan) carrier.Meaning {
	m, ok := a.explain(s)
	if !ok {
		return carrier.Unmapped
	}
	return m
}

// explain takes the type of the event first, and lets the exception beside it make it more exact.
func (a *Adapter) explain(s scan) (carrier.Meaning, bool) {
	m, ok := a.base(s)
	if !ok {
		return carrier.Meaning{}, false
	}
	switch m.Status {
	case shipment.Delivered:
		return a.refineDelivery(m, s), true
	case shipment.AvailableForPickup:
		if by, ok := a.codes.Code("location", s.location); ok {
			return by, true
		}
	case shipment.Exception, shipment.InTransit:
		return a.refine(m, s), true
	}
	return m, true
}

// base is what the event itself says: by its type, by FedEx's words, and last by the derived code. A new type that FedEx only
// files under "in transit" stays unknown: IT is where it puts whatever it has no better word for.
func (a *Adapter) base(s scan) (carrier.Meaning, bool) {
	m, known := a.codes.Code("event", s.event)
	said, exact := a.codes.Text(s.text)
	switch {
	case known && exact && said.Status == m.Status && said.Sub != "":
		return said, true
	case known:
		return m, true
	case exact:
		return said, true
	}
	m, known = a.derived(s.derived)
	if s.event != "" && m.Status == shipment.InTransit {
		return carrier.Meaning{}, false
	}
	return m, known
}

// derived reads a derived code. They are those of events, and some that only summaries have.
func (a *Adapter) derived(code string) (carrier.Meaning, bool) {
	if m, ok := a.codes.Code("derived", code); ok {
		return m, true
	}
	return a.codes.Code("event", code)
}

// refine lets the exception of a scan say what it is about: "Delivery exception" alone may be a closed door or a refusal. A
// scan in transit becomes no more than late, held or at customs by it, and a delay at customs (CD) stays one.
func (a *Adapter) refine(m carrier.Meaning, s scan) carrier.Meaning {
	if m.Status == shipment.InTransit && m.Sub != "delayed" {
		s.delay = delay{} // an arrival stays one, however late
	}
	by, ok := a.exception(s)
	if !ok || by.Status == "" {
		return m
	}
	held := by.Status == shipment.Exception
	moving := by.Status == shipment.InTransit
	switch {
	case s.kind() == "CD":
		ok = held
	case m.Status == shipment.InTransit && m.Sub != "delayed":
		ok = moving || held
	}
	if !ok || by.Status == m.Status && by.Sub == "" {
		return m
	}
	return by
}

// kind is the type of the event, or the derived code where a summary has no other.
func (s scan) kind() string {
	if s.event != "" {
		return s.event
	}
	return s.derived
}

// exception reads the reason beside an event: FedEx's exact words, phrases in them, then the code, whose numbers Express
// and Ground use differently, and last the kind of delay.
func (a *Adapter) exception(s scan) (carrier.Meaning, bool) {
	if m, ok := a.codes.Text(s.reason); ok {
		return m, true
	}
	if m, ok := a.codes.Words(s.reason); ok {
		return m, true
	}
	if m, ok := a.codes.Code("exception", s.exception); ok {
		return m, true
	}
	if s.delay.status != "DELAYED" {
		return carrier.Meaning{}, false
	}
	return a.codes.Code("delay", s.delay.kind)
}

// refineDelivery reads how a package was delivered. A delivery "to shipper" has gone back.
func (a *Adapter) refineDelivery(m carrier.Meaning, s scan) carrier.Meaning {
	by, ok := a.exception(s)
	if !ok {
		return m
	}
	switch by.Status {
	case shipment.Delivered:
		return by
	case shipment.Returning, shipment.Returned:
		return carrier.Meaning{Status: shipment.Returned, Sub: "to_sender"}
	default:
		return m
	}
}

// back turns the meaning of a scan round for a shipment that is a return: FedEx has no event for its end, which is the delivery.
func back(f *shipment.Fact) {
	switch f.Status {
	case shipment.Delivered:
		f.Status, f.Sub = shipment.Returned, "to_sender"
	case shipment.Accepted, shipment.InTransit, shipment.OutForDelivery:
		f.Status, f.Sub = shipment.Returning, "in_transit_back"
	}
}

// Interpret explains FedEx codes and wordings that an aggregator repeats. They print the exception behind the event's text, or
// alone.
func (a *Adapter) Interpret(code, text string) (carrier.Meaning, bool) {
	if m, ok := a.explain(scan{event: code, text: text, reason: text}); ok {
		return m, true
	}
	return a.codes.Words(text)
}
