package australiapost

import (
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// event is one as printed; name is who signed.
type event struct{ code, text, at, location, name string }

// field reads a member of {location, description, date}, with the names that relatives of the answer have for them.
func (e *event) field(r *payload.Reader, key []byte) {
	switch string(key) {
	case "description", "EventDescription":
		e.text = r.Text(payload.Line)
	case "date", "EventDateTime", "localeDateTime":
		e.at = r.Text(payload.Short)
	case "location", "Location":
		e.location = r.Text(payload.Line)
	case "event_code", "eventCode":
		e.code = r.Text(payload.Short)
	case "SignerName", "signer_name", "signerName":
		e.name = r.Text(payload.Short)
	}
}

// scan makes the fact of an event. The offset of a date is that of Melbourne also for scans abroad.
func (a *Adapter) scan(e event) shipment.Fact {
	m := carrier.OrUnmapped(a.Interpret(e.code, e.text))
	f := shipment.Fact{
		Kind: shipment.ScanFact, Source: Source, Carrier: Source, Code: e.code, Text: e.text, Status: m.Status, Sub: m.Sub,
		At: moment.ISO(e.at), Place: place(e.location),
	}
	return shipment.Identify(f, e.at, e.code, e.text, e.location)
}

// Interpret explains Australia Post's and StarTrack's wordings, and the event codes of the tracking page ("DD-ER13"). A wording of the
// table counts first, then the code, then phrases: a code stands for several wordings, not all of them about where the parcel is.
func (a *Adapter) Interpret(code, text string) (carrier.Meaning, bool) {
	if m, ok := a.codes.Text(text); ok {
		return m, true
	}
	byCode, known := a.codes.Code("code", code)
	byWords, some := a.codes.Words(text)
	if !known {
		return byWords, some
	}
	if byWords.Status == byCode.Status && byCode.Sub == "" || byCode.Status == shipment.Delivered && byWords.Status == shipment.Returned {
		return byWords, true
	}
	return byCode, true
}

// place reads "SUNSHINE WEST VIC", "JOHN F. KENNEDY APT/NEW YORK (US)", "US-60199, UNITED STATES", or a depot: "MEL".
func place(location string) shipment.Place {
	p := shipment.Place{Text: location}
	city, country, found := strings.Cut(strings.TrimSuffix(location, ")"), " (")
	if found && len(country) == 2 {
		p.City, p.Country = city, country
		return p
	}
	i := strings.LastIndexByte(location, ' ')
	switch state := location[i+1:]; state {
	case "ACT", "NSW", "NT", "QLD", "SA", "TAS", "VIC", "WA":
		p.City, p.Region, p.Country = strings.TrimSpace(location[:max(i, 0)]), state, "AU"
	}
	return p
}
