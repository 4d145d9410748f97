package shippo

import (
	"cmp"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// status is one TrackingStatus as printed.
type status struct {
	status, substatus, text  string
	at, created, updated     string // when it was scanned; when Shippo heard and changed it
	city, state, zip, nation string
}

func (s status) empty() bool {
	return s.status == "" && s.substatus == "" && s.text == "" && s.at == ""
}

// status reads one. Where only the word is given ("tracking_status": "TRANSIT"), as labels do, it says nothing of a scan.
func (d *decoder) status() status {
	var s status
	d.Object(func(key []byte) {
		switch string(key) {
		case "status":
			s.status = d.Text(payload.Short)
		case "status_details":
			s.text = d.Text(payload.Line)
		case "status_date":
			s.at = d.Text(payload.Short)
		case "object_created":
			s.created = d.Text(payload.Short)
		case "object_updated":
			s.updated = d.Text(payload.Short)
		case "substatus":
			s.substatus = d.substatus()
		case "location":
			d.location(&s)
		}
	})
	return s
}

// substatus reads {"code","text","action_required"}, or only its code.
func (d *decoder) substatus() (code string) {
	if !d.IsObject() {
		return d.Text(payload.Short)
	}
	d.Object(func(key []byte) {
		if string(key) == "code" {
			code = d.Text(payload.Short)
		}
	})
	return code
}

func (d *decoder) location(s *status) {
	d.Object(func(key []byte) {
		switch string(key) {
		case "city":
			s.city = d.Text(payload.Line)
		case "state":
			s.state = d.Text(payload.Short)
		case "zip":
			s.zip = d.Text(payload.Short)
		case "country":
			s.nation = d.Text(payload.Short)
		}
	})
}

// scan makes the fact of a status. Its code is Shippo's word, which many scans share.
func (a *Adapter) scan(s status, code string) shipment.Fact {
	m := a.meaning(s, code)
	f := shipment.Fact{
		Kind:    shipment.ScanFact,
		Source:  Source,
		Carrier: code,
		Code:    cmp.Or(s.substatus, s.status),
		Generic: true,
		Text:    s.text,
		Status:  m.Status,
		Sub:     m.Sub,
		At:      moment.ISO(s.at),
		Place:   shipment.Place{City: s.city, Region: s.state, Postal: s.zip, Country: s.nation},
	}
	return shipment.Identify(f, s.at, s.status, s.substatus, s.text, s.city, s.state, s.zip, s.nation)
}

// meaning starts from Shippo's status, which is exact about the end, and lets the sub-status, else Shippo's sentences (in
// tracks from before there were sub-statuses they are all there is), and last the carrier's own table make it more exact. An
// unknown status is unknown even when the rest is known.
func (a *Adapter) meaning(s status, code string) carrier.Meaning {
	m, known := a.codes.Code("status", s.status)
	switch {
	case s.status == "":
		m = carrier.Unmapped
	case !known:
		return carrier.Unmapped
	}
	if by, ok := a.codes.Code("substatus", s.substatus); ok {
		m = decode.Refine(m, by)
	}
	if by, ok := a.codes.Words(s.text); ok {
		m = decode.Refine(m, by)
	}
	return decode.RefineBy(m, a.carriers[code], "", s.text)
}
