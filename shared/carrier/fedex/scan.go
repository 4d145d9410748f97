package fedex

import (
	"strings"

	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// scan is one element of "scanEvents", or the summary of a result, as printed.
type scan struct {
	at        string
	event     string // eventType
	derived   string // derivedStatusCode: FedEx's own, coarser word for the event
	text      string
	exception string // exceptionCode: two digits of Express, three of Ground
	reason    string // exceptionDescription
	delay     delay
	location  string // locationType
	place     shipment.Place
	nation    string // countryName
}

// delay is FedEx's word on lateness: {"type":"WEATHER","subType":"SNOW","status":"DELAYED"}.
type delay struct{ kind, status string }

func (s scan) empty() bool {
	return s.at == "" && s.event == "" && s.derived == "" && s.text == "" && s.reason == ""
}

// words are the texts of event and exception together, as a person should read them.
func (s scan) words() string {
	switch {
	case s.reason == "" || strings.EqualFold(s.reason, s.text):
		return s.text
	case s.text == "":
		return s.reason
	default:
		return s.text + ": " + s.reason
	}
}

func (d *decoder) event(r *result) {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var s scan
	status := ""
	d.Object(func(key []byte) {
		switch string(key) {
		case "date":
			s.at = d.Text(payload.Short)
		case "eventType":
			s.event = d.Text(payload.Short)
		case "derivedStatusCode":
			s.derived = d.Text(payload.Short)
		case "derivedStatus":
			status = d.Text(payload.Line)
		case "eventDescription":
			s.text = d.Text(payload.Line)
		case "exceptionCode":
			s.exception = d.Digits(2)
		case "exceptionDescription":
			s.reason = d.Text(payload.Line)
		case "delayDetail":
			s.delay = d.delay()
		case "locationType":
			s.location = d.Text(payload.Short)
		case "scanLocation":
			d.place(&s)
		}
	})
	if s.text == "" {
		s.text = status
	}
	if !s.empty() {
		r.scans = decode.AddFact(r.scans, d.fact(s))
	}
}

// latest reads the summary of a result. It becomes a scan only where there are no scans.
func (d *decoder) latest(r *result) {
	s := &r.summary
	code, words := "", ""
	d.Object(func(key []byte) {
		switch string(key) {
		case "code":
			code = d.Text(payload.Short)
		case "derivedCode":
			s.derived = d.Text(payload.Short)
		case "description":
			s.text = d.Text(payload.Line)
		case "statusByLocale":
			words = d.Text(payload.Line)
		case "scanLocation":
			d.place(s)
		case "delayDetail":
			s.delay = d.delay()
		case "ancillaryDetails":
			d.Each(func() {
				d.Object(func(key []byte) {
					switch string(key) {
					case "reason":
						s.exception = d.Digits(2)
					case "reasonDescription":
						s.reason = d.Text(payload.Line)
					}
				})
			})
		}
	})
	if s.derived == "" {
		s.derived = code
	}
	if s.text == "" {
		s.text = words
	}
}

func (d *decoder) delay() delay {
	var late delay
	d.Object(func(key []byte) {
		switch string(key) {
		case "type":
			late.kind = d.Text(payload.Short)
		case "status":
			late.status = d.Text(payload.Short)
		}
	})
	return late
}

// place reads a location without its street.
func (d *decoder) place(s *scan) {
	var member func(key []byte)
	member = func(key []byte) {
		switch string(key) {
		case "address", "locationContactAndAddress":
			d.Object(member)
		case "city":
			s.place.City = d.Text(payload.Line)
		case "stateOrProvinceCode":
			s.place.Region = d.Text(payload.Short)
		case "postalCode":
			s.place.Postal = d.Text(payload.Short)
		case "countryCode":
			s.place.Country = d.Text(payload.Short)
		case "countryName":
			s.nation = d.Text(payload.Short)
		}
	}
	d.Object(member)
}

// fact makes the fact of a scan. The same scan gives the same fact whether it was pushed or polled.
func (a *Adapter) fact(s scan) shipment.Fact {
	m := a.meaning(s)
	if s.place.Country == "" {
		s.place.Country = s.nation
	}
	f := shipment.Fact{
		Kind:    shipment.ScanFact,
		Source:  Source,
		Carrier: Source,
		Code:    s.event,
		Text:    s.words(),
		Status:  m.Status,
		Sub:     m.Sub,
		At:      a.at(s),
		Place:   s.place,
	}
	if f.Code == "" {
		f.Code = s.derived
	}
	return shipment.Identify(f, s.at, s.event, s.derived, s.text, s.exception, s.reason, s.place.City, s.place.Region, s.place.Postal, s.place.Country)
}

// at is the local time of the scan. Its offset is printed behind it, as "-05:00" or " -0500"; where it is not, the place's
// only clock is taken.
func (a *Adapter) at(s scan) shipment.Moment {
	return a.zones.At(moment.ISO(s.at), strings.ToUpper(s.place.Country), strings.ToUpper(s.place.Region))
}
