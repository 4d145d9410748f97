package ups

import (
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// status is UPS's word on one activity: a type of one or two letters, a code of two characters, a "detail" of three digits
// (statusCode in the Track API, descriptionCode in Track Alert, which UPS itself calls overly simplified) and a text.
type status struct {
	kind   string
	code   string
	detail string
	text   string
}

func (s status) empty() bool { return s == status{} }

// key is what stands as Fact.Code: the code, or the best that was given in its place.
func (s status) key() string {
	switch {
	case s.code != "":
		return s.code
	case s.detail != "":
		return s.detail
	default:
		return s.kind
	}
}

func readStatus(r *payload.Reader) status {
	var s status
	r.Object(func(key []byte) {
		switch string(key) {
		case "type":
			s.kind = r.Text(payload.Short)
		case "code":
			s.code = r.Digits(2)
		case "statusCode", "descriptionCode":
			s.detail = r.Digits(3)
		case "description":
			s.text = r.Text(payload.Line)
		}
	})
	return s
}

// meaning applies the table; what no table knows is unknown. Two types stand above their codes: U only changes the schedule,
// and MV voids what a code of the manifest said. RS and RT tell the direction: an ordinary scan under them is one on the way back.
func (a *Adapter) meaning(s status) carrier.Meaning {
	if s.kind == "U" || s.kind == "MV" {
		m, _ := a.codes.Code("type", s.kind)
		return m
	}
	m, ok := a.explain(s)
	if !ok {
		return carrier.Unmapped
	}
	if s.kind == "RS" || s.kind == "RT" {
		return back(m)
	}
	return m
}

// explain takes the most exact word first: code (UPS gives some to several types, with other meanings), text, phrases in the text, detail, and last the type, which UPS documents
// for every activity. Type I ("in progress") holds whatever has no type of its own, delivery options and requests included,
// so a code that is new under it is unknown and never quietly in transit. Type D covers loaded, out for delivery and
// delivered alike (UPSTrackAlert.yaml), so it decides nothing alone.
func (a *Adapter) explain(s status) (carrier.Meaning, bool) {
	if s.kind == "X" {
		if m, ok := a.exception(s); ok {
			return m, true
		}
	}
	if m, ok := a.codes.Code("code "+s.kind, s.code); ok {
		return a.refine(m, s.text), true
	}
	if m, ok := a.codes.Code("code", s.code); ok {
		return a.refine(m, s.text), true
	}
	if m, ok := a.codes.Text(s.text); ok {
		return a.refine(m, s.text), true
	}
	if m, ok := a.codes.Words(s.text); ok {
		return m, true
	}
	if m, ok := a.codes.Code("detail", s.detail); ok {
		return m, true
	}
	if s.kind == "I" && s.code != "" {
		return carrier.Meaning{}, false
	}
	if m, ok := a.codes.Code("type", s.kind); ok {
		return m, true
	}
	return carrier.Meaning{Status: shipment.Delivered}, s.kind == "D" && strings.HasPrefix(strings.ToLower(s.text), "delivered")
}

// exception reads what is said about an exception before its code: the code stays when the trouble is over ("RZ" is both "pending
// release" and "has been released"), and only the text and the detail change.
func (a *Adapter) exception(s status) (carrier.Meaning, bool) {
	if m, ok := a.codes.Text(s.text); ok {
		return m, true
	}
	if m, ok := a.codes.Words(s.text); ok {
		return m, true
	}
	m, ok := a.codes.Code("detail", s.detail)
	return m, ok && m.Sub == "customs_cleared"
}

// back turns the meaning of a scan round for a parcel that returns to its sender.
func back(m carrier.Meaning) carrier.Meaning {
	switch m.Status {
	case shipment.Delivered:
		return carrier.Meaning{Status: shipment.Returned, Sub: "to_sender"}
	case shipment.Accepted, shipment.InTransit, shipment.OutForDelivery:
		return carrier.Meaning{Status: shipment.Returning, Sub: "in_transit_back"}
	default:
		return m
	}
}

// refine looks at the text of a delivery: UPS reports "returned to the sender" and "delivered to a UPS Access Point" with
// the codes of a delivery.
func (a *Adapter) refine(m carrier.Meaning, text string) carrier.Meaning {
	if m.Status != shipment.Delivered {
		return m
	}
	by, ok := a.codes.Words(text)
	if !ok {
		return m
	}
	switch by.Status {
	case shipment.Returned, shipment.Returning, shipment.AvailableForPickup:
		return by
	default:
		return m
	}
}

// Interpret explains UPS codes and words that an aggregator repeats. Aggregators put the type ("I"), the code ("OR") or the
// detail ("021") in the same field. The type alone says less than the aggregator's own status, except P and MV.
func (a *Adapter) Interpret(code, text string) (carrier.Meaning, bool) {
	if m, ok := a.codes.Text(text); ok {
		return a.refine(m, text), true
	}
	if m, ok := a.codes.Words(text); ok {
		return m, true
	}
	if m, ok := a.codes.Code("code", code); ok {
		return a.refine(m, text), true
	}
	if m, ok := a.codes.Code("detail", code); ok {
		return m, true
	}
	if code == "P" || code == "MV" {
		return a.codes.Code("type", code)
	}
	return carrier.Meaning{}, false
}
