package gls

import (
	"cmp"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// minAlias is the length of a track id, the shortest number that names one parcel. Shorter ones are notification cards, which
// may name several.
const minAlias = 8

// parcel is one parcel while it is read.
type parcel struct {
	carrier.Parcel
	asked         string // the number of the request
	status, since string
	problem       carrier.Problem
	failed        bool
}

// parcel reads {"requested","unitno","status","statusDateTime","events":[…],"errorCode","errorMessage"}, and in the words of the API
// before it (api.gls-group.eu/public/v1) {"trackid","timestamp","status","references","events":[…]}.
func (d *decoder) parcel() {
	if !d.IsObject() || !d.Spend() {
		return
	}
	p := parcel{Parcel: carrier.Parcel{Carrier: Source, CarrierRaw: "GLS"}}
	d.Object(func(key []byte) {
		switch string(key) {
		case "requested":
			p.asked = decode.Number(d.Text(payload.Short))
		case "unitno", "unitNo":
			p.Number = decode.Number(d.Text(payload.Short))
		case "trackid":
			p.asked = cmp.Or(p.asked, decode.Number(d.Text(payload.Short)))
		case "references":
			d.Each(func() { d.reference(&p) })
		case "status":
			p.status = d.Text(payload.Short)
		case "statusDateTime", "timestamp":
			p.since = d.Text(payload.Short)
		case "events":
			d.Each(func() { d.event(&p) })
		case "errorCode":
			p.problem.Code = d.Text(payload.Short)
		case "errorMessage":
			p.problem.Message = d.Text(payload.Line)
		}
	})
	p.failed = p.problem.Code != "" || p.problem.Message != ""
	p.Number = cmp.Or(p.Number, p.asked)
	if len(p.Facts) == 0 && !p.failed && p.status != "" && d.Spend() {
		p.Facts = decode.AddFact(nil, d.standing(p.status, p.since))
	}
	d.parcels = append(d.parcels, p)
}

// event reads {"code","city","postalCode","country","description","eventDateTime"}; the API before it has "location" and "timestamp".
func (d *decoder) event(p *parcel) {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var code, text, at string
	var place shipment.Place
	d.Object(func(key []byte) {
		switch string(key) {
		case "code":
			code = d.Text(payload.Short)
		case "description":
			text = d.Text(payload.Line)
		case "eventDateTime", "timestamp":
			at = d.Text(payload.Short)
		case "city", "location":
			place.City = d.Text(payload.Line)
		case "postalCode":
			place.Postal = d.Text(payload.Short)
		case "country":
			place.Country = d.Text(payload.Short)
		}
	})
	if code == "" && text == "" {
		return
	}
	m := carrier.OrUnmapped(d.Interpret(code, text))
	p.Facts = decode.AddFact(p.Facts, shipment.Identify(shipment.Fact{
		Kind: shipment.ScanFact, Source: Source, Carrier: Source, Code: code, Text: text, Status: m.Status, Sub: m.Sub,
		At: d.zones.At(moment.ISO(at), strings.ToUpper(place.Country), ""), Place: place,
	}, at, code, text, place.City, place.Postal, place.Country))
}

// standing makes the scan of an answer without events (showEvents=false): the parcel's status and when it came to be.
func (a *Adapter) standing(status, since string) shipment.Fact {
	m := carrier.OrUnmapped(a.codes.Code("status", strings.ToUpper(status)))
	return shipment.Identify(shipment.Fact{
		Kind: shipment.ScanFact, Source: Source, Carrier: Source, Code: status, Generic: true, Status: m.Status, Sub: m.Sub, At: moment.ISO(since),
	}, since, status)
}

// finish gives the parcels to the update. The number of the request is another number of a parcel only when it found one:
// a reference finds several, and as an alias it would make one parcel of them.
func (d *decoder) finish() {
	found := make(map[string]string, len(d.parcels)) // unit by number asked
	for _, p := range d.parcels {
		if unit, ok := found[p.asked]; ok && unit != p.Number {
			found[p.asked] = ""
		} else {
			found[p.asked] = p.Number
		}
	}
	for _, p := range d.parcels {
		if p.failed && len(p.Facts) == 0 {
			p.problem.Number, p.problem.Kind = p.asked, kindOf(p.problem)
			d.Problem(p.problem)
			continue
		}
		if p.asked != p.Number && found[p.asked] == p.Number && len(p.asked) >= minAlias {
			p.Aliases = append(p.Aliases, p.asked)
		}
		if p.Number != "" || len(p.Facts) > 0 {
			d.Parcel(p.Parcel)
		}
	}
	d.parcels = nil
}

// kindOf sorts an error: "E_404_01" holds an HTTP status; the gateway's and the token endpoint's go by their words.
func kindOf(p carrier.Problem) string {
	status := p.Code
	if parts := strings.Split(p.Code, "_"); len(parts) == 3 && parts[0] == "E" {
		status = parts[1]
	}
	if p.Code == "E998" || strings.HasPrefix(p.Message, "No data found") { // the older tracking
		return carrier.NotFound
	}
	return cmp.Or(decode.KindOfStatus(status), decode.KindOfText(p.Code), decode.KindOfText(p.Message), carrier.Invalid)
}
